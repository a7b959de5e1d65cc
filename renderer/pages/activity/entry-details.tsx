/** @file What opens under an entry: when it takes place, before → after by field, why, and what can be done. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { OpenRegular } from '@fluentui/react-icons';
import { useCallback } from 'react';
import type { AccountState } from '../../../preload/contract.ts';
import type { ActivityEntry } from '../../../sync-core/engine/report.ts';
import type { Side } from '../../../sync-core/model/side.ts';
import { CopyableText } from '../../components/copyable-text.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { FieldTable } from '../../components/field-table.tsx';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useWords } from '../../hooks/use-words.ts';
import { systemName, whyOf } from './entry-words.ts';
import { TakeBack } from './take-back.tsx';

const sides: readonly Side[] = ['crm', 'calendar'];

const useStyles = makeStyles({
  details: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  faint: { color: tokens.colorNeutralForeground2 },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

export interface EntryProps {
  readonly entry: ActivityEntry;
  readonly accounts: readonly AccountState[];
  /**
   * To the list of what waits, as long as anything does: a held entry is listed as held for ever, so only that list knows
   * whether it still is.
   */
  readonly onReview: (() => void) | undefined;
}

export function EntryDetails({ entry, accounts, onReview }: EntryProps) {
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
        {entry.outcome === 'held' && onReview && <Button onClick={onReview}>{t('activity.review')}</Button>}
        <TakeBack entry={entry} accounts={accounts} />
        <OpenButtons entry={entry} accounts={accounts} />
      </div>
    </div>
  );
}

/** Field by field, before and after; with what lost a conflict, where something did. */
export function Changes({ entry }: Pick<EntryProps, 'entry'>) {
  const { t } = useWords();
  const anyLost = entry.changes.some(({ lost }) => lost !== undefined && lost !== null);
  const columns = anyLost ? (['before', 'after', 'lost'] as const) : (['before', 'after'] as const);
  return (
    <FieldTable
      label={t('activity.what')}
      columns={columns.map((id) => ({ id, title: t(`activity.columns.${id}`), quiet: id === 'before' }))}
      rows={entry.changes.map(({ field, before, after, lost }) => ({ field, values: { before, after, lost } }))}
    />
  );
}

interface OpenButtonsProps extends Pick<EntryProps, 'entry' | 'accounts'> {
  /** Beside buttons that matter more. */
  readonly subtle?: boolean;
}

export function OpenButtons({ entry, accounts, subtle = false }: OpenButtonsProps) {
  const words = useWords();
  return sides.map((side) => (
    <OpenButton key={side} entry={entry} side={side} system={systemName(accounts, side, words)} subtle={subtle} />
  ));
}

interface OpenButtonProps {
  readonly entry: ActivityEntry;
  readonly side: Side;
  readonly system: string;
  readonly subtle: boolean;
}

/** Opens the item in its own system, in the browser; absent where it has no address a person could open. */
function OpenButton({ entry, side, system, subtle }: OpenButtonProps) {
  const { bridge } = useSurroundings();
  const { t } = useWords();
  const { run } = useCommand(
    useCallback(() => bridge.call('activity:open', { id: entry.id, side }), [bridge, entry.id, side]),
  );
  if (!entry.items[side]?.webUrl) return null;
  return (
    <Button appearance={subtle ? 'subtle' : 'secondary'} icon={<OpenRegular />} onClick={() => run()}>
      {t('activity.openIn', { system })}
    </Button>
  );
}
