/**
 * @file One item that waits: its title and time, what each side says of it, and the answers for it alone. Of a conflict all
 * that is seen at once; of what is one of many it opens.
 */
import { Button, Checkbox, makeStyles, mergeClasses, Text, tokens, useId } from '@fluentui/react-components';
import { ChevronDownRegular, ChevronUpRegular } from '@fluentui/react-icons';
import { memo, useState } from 'react';
import type { AccountState } from '../../../preload/contract.ts';
import type { ActivityEntry } from '../../../sync-core/engine/report.ts';
import { FieldTable } from '../../components/field-table.tsx';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useWords } from '../../hooks/use-words.ts';
import { Changes, OpenButtons } from '../activity/entry-details.tsx';
import { titleOf } from '../activity/entry-words.ts';
import { DecideButtons } from './decide-buttons.tsx';
import { type Asked, systemsOf } from './held-words.ts';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    flexDirection: 'column',
    contentVisibility: 'auto',
    containIntrinsicSize: 'auto 3rem',
    ':not(:last-child)': { borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}` },
  },
  picked: { backgroundColor: tokens.colorNeutralBackground1Selected },
  line: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr) auto',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    minHeight: '2.5rem',
  },
  words: {
    gridColumn: 2,
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    columnGap: tokens.spacingHorizontalM,
    minWidth: 0,
  },
  title: { overflowWrap: 'anywhere' },
  faint: { color: tokens.colorNeutralForeground2 },
  open: { gridColumn: 3 },
  details: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: `0 ${tokens.spacingHorizontalL} ${tokens.spacingVerticalL}`,
  },
  buttons: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
  },
  links: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

interface HeldRowProps {
  readonly entry: ActivityEntry;
  readonly asked: Asked;
  readonly accounts: readonly AccountState[];
  /** undefined: there is nothing to choose from. */
  readonly picked: boolean | undefined;
  readonly onPick: (id: number, on: boolean) => void;
  readonly onDecided: (count: number) => void;
  /** It is the only one with this question. */
  readonly alone: boolean;
}

export const HeldRow = memo(function HeldRow(props: HeldRowProps) {
  const { entry, asked, accounts, picked, onPick, onDecided, alone } = props;
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const { formats } = useSurroundings();
  const detailsId = useId('held');
  const [open, setOpen] = useState(alone || asked.question === 'conflict');
  const title = titleOf(entry, words);
  return (
    <li className={mergeClasses(styles.row, picked && styles.picked)}>
      <div className={styles.line}>
        {picked !== undefined && (
          <Checkbox
            checked={picked}
            aria-label={t('held.choose', { title })}
            onChange={(_, { checked }) => onPick(entry.id, checked === true)}
          />
        )}
        <div className={styles.words}>
          <Text weight="semibold" className={styles.title}>
            {title}
          </Text>
          {entry.when !== null && <Text className={styles.faint}>{formats.dateOrMoment(entry.when)}</Text>}
        </div>
        <Button
          className={styles.open}
          appearance="subtle"
          icon={open ? <ChevronUpRegular /> : <ChevronDownRegular />}
          aria-expanded={open}
          aria-controls={detailsId}
          aria-label={t('held.detailsOf', { title })}
          onClick={() => setOpen(!open)}
        />
      </div>
      <div id={detailsId} hidden={!open}>
        {open && (
          <div className={styles.details}>
            {entry.title === null && <Text className={styles.faint}>{t('activity.privateText')}</Text>}
            {asked.question === 'conflict' ? (
              <Versions entry={entry} asked={asked} accounts={accounts} />
            ) : (
              entry.changes.length > 0 && <Changes entry={entry} />
            )}
            <div className={styles.buttons}>
              <DecideButtons asked={asked} entries={[entry]} scope="one" accounts={accounts} onDecided={onDecided} />
              <div className={styles.links}>
                <OpenButtons entry={entry} accounts={accounts} subtle />
              </div>
            </div>
          </div>
        )}
      </div>
    </li>
  );
});

/** What each side says, field by field: SuperOffice on the left, the calendar on the right, and what it was before. */
function Versions({ entry, asked, accounts }: Pick<HeldRowProps, 'entry' | 'asked' | 'accounts'>) {
  const styles = useStyles();
  const words = useWords();
  const { crm, calendar } = systemsOf(asked, accounts, words);
  const rows = entry.changes.flatMap(({ field, before, both }) =>
    both ? [{ field, values: { crm: both.crm, calendar: both.calendar, before } }] : [],
  );
  if (rows.length === 0) return null;
  return (
    <>
      <FieldTable
        label={words.t('activity.what')}
        columns={[
          { id: 'crm', title: crm },
          { id: 'calendar', title: calendar },
          { id: 'before', title: words.t('held.was'), quiet: true },
        ]}
        rows={rows}
      />
      <Text size={200} className={styles.faint}>
        {words.t('held.otherwiseSame')}
      </Text>
    </>
  );
}
