/** @file What opens under an entry: when it takes place, before → after by field, why, and what can be done. */
import {
  Button,
  makeStyles,
  mergeClasses,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  Text,
  tokens,
} from '@fluentui/react-components';
import { OpenRegular } from '@fluentui/react-icons';
import { useCallback } from 'react';
import type { AccountState } from '../../../preload/contract.ts';
import type { ActivityEntry } from '../../../sync-core/engine/report.ts';
import type { Side } from '../../../sync-core/model/side.ts';
import { CopyableText } from '../../components/copyable-text.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useWords } from '../../hooks/use-words.ts';
import { Decide } from './decide.tsx';
import { systemName, valueInWords, whyOf } from './entry-words.ts';

const sides: readonly Side[] = ['crm', 'calendar'];

const narrow = '@media (max-width: 47.9375rem)';

const useStyles = makeStyles({
  details: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  faint: { color: tokens.colorNeutralForeground2 },
  table: { tableLayout: 'auto', [narrow]: { display: 'block' } },
  // In a narrow window the columns stand beneath each other, each value with its column's name.
  stacked: { [narrow]: { display: 'block', height: 'auto' } },
  columns: { [narrow]: { display: 'none' } },
  column: { display: 'none', color: tokens.colorNeutralForeground2, [narrow]: { display: 'block' } },
  field: {
    width: '7.5rem',
    verticalAlign: 'top',
    paddingBlock: tokens.spacingVerticalS,
    color: tokens.colorNeutralForeground2,
  },
  value: {
    verticalAlign: 'top',
    paddingBlock: tokens.spacingVerticalS,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

export interface EntryProps {
  readonly entry: ActivityEntry;
  readonly accounts: readonly AccountState[];
  /**
   * What stands for a held entry: it is listed as held for ever, so only the list of what waits knows that it still
   * does. There one decides; elsewhere a button leads there, as long as anything waits.
   */
  readonly held: 'decide' | 'past' | (() => void);
}

export function EntryDetails({ entry, accounts, held }: EntryProps) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const { formats } = useSurroundings();
  const why = whyOf(entry, accounts, words);
  return (
    <div className={styles.details}>
      <Facts>
        {entry.when !== null && <Fact name={t('activity.when')}>{formats.dateOrMoment(entry.when)}</Fact>}
        {why && (
          <Fact name={t('activity.why')}>
            <Text weight="semibold" block>
              {why.title}
            </Text>
            {why.text}
          </Fact>
        )}
        {why?.details && (
          <Fact name={t('app.details')}>
            <CopyableText text={why.details} />
          </Fact>
        )}
      </Facts>
      {entry.title === null && <Text className={styles.faint}>{t('activity.privateText')}</Text>}
      {entry.changes.length > 0 && <Changes entry={entry} />}
      <div className={styles.buttons}>
        {entry.outcome === 'held' && held === 'decide' && <Decide entry={entry} accounts={accounts} />}
        {entry.outcome === 'held' && typeof held === 'function' && (
          <Button onClick={held}>{t('activity.review')}</Button>
        )}
        {sides.map((side) => (
          <OpenButton key={side} entry={entry} side={side} system={systemName(accounts, side, words)} />
        ))}
      </div>
    </div>
  );
}

type Change = ActivityEntry['changes'][number];

function Changes({ entry }: Pick<EntryProps, 'entry'>) {
  const styles = useStyles();
  const { t } = useWords();
  const anyLost = entry.changes.some(({ lost }) => lost !== undefined && lost !== null);
  const columns = anyLost ? (['before', 'after', 'lost'] as const) : (['before', 'after'] as const);
  return (
    <Table size="small" className={styles.table} aria-label={t('activity.what')}>
      <TableHeader className={styles.columns}>
        <TableRow>
          <TableHeaderCell className={styles.field}>{t('activity.field')}</TableHeaderCell>
          {columns.map((column) => (
            <TableHeaderCell key={column}>{t(`activity.columns.${column}`)}</TableHeaderCell>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody className={styles.stacked}>
        {entry.changes.map((change) => (
          <TableRow key={change.field} className={styles.stacked}>
            <TableCell className={mergeClasses(styles.field, styles.stacked)}>
              {t(`activity.fields.${change.field}`)}
            </TableCell>
            {columns.map((column) => (
              <TableCell key={column} className={mergeClasses(styles.value, styles.stacked)}>
                <Value change={change} column={column} />
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** One value; where nothing was lost, nothing stands in that column. */
function Value({ change, column }: { readonly change: Change; readonly column: 'before' | 'after' | 'lost' }) {
  const styles = useStyles();
  const words = useWords();
  const { formats } = useSurroundings();
  const value = change[column];
  if (column === 'lost' && value === undefined) return null;
  return (
    <>
      <Text size={200} className={styles.column}>
        {words.t(`activity.columns.${column}`)}
      </Text>
      {value ? (
        valueInWords(change.field, value, words, formats)
      ) : (
        <Text className={styles.faint}>{words.t('activity.nothing')}</Text>
      )}
    </>
  );
}

interface OpenButtonProps {
  readonly entry: ActivityEntry;
  readonly side: Side;
  readonly system: string;
}

/** Opens the item in its own system, in the browser; absent where it has no address a person could open. */
function OpenButton({ entry, side, system }: OpenButtonProps) {
  const { bridge } = useSurroundings();
  const { t } = useWords();
  const { run } = useCommand(
    useCallback(() => bridge.call('activity:open', { id: entry.id, side }), [bridge, entry.id, side]),
  );
  if (!entry.items[side]?.webUrl) return null;
  return (
    <Button icon={<OpenRegular />} onClick={() => run()}>
      {t('activity.openIn', { system })}
    </Button>
  );
}
