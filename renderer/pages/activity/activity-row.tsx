/** @file One entry: a line that says what happened, and what opens beneath it. */
import {
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  makeStyles,
  mergeClasses,
  Text,
  tokens,
} from '@fluentui/react-components';
import {
  ArrowLeftRegular,
  ArrowRightRegular,
  ArrowUndoRegular,
  CalendarLtrRegular,
  ContactCardRegular,
  ErrorCircleRegular,
  LinkRegular,
  PauseCircleRegular,
  SubtractCircleRegular,
  TaskListSquareLtrRegular,
  WarningRegular,
} from '@fluentui/react-icons';
import { memo } from 'react';
import type { ActivityEntry } from '../../../sync-core/engine/report.ts';
import { cutMiddle } from '../../format/cut-middle.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useWords } from '../../hooks/use-words.ts';
import { EntryDetails, type EntryProps } from './entry-details.tsx';
import { titleOf, whatHappened } from './entry-words.ts';

const kindIcons = {
  appointment: CalendarLtrRegular,
  task: TaskListSquareLtrRegular,
  person: ContactCardRegular,
} satisfies Record<ActivityEntry['kind'], unknown>;

const useStyles = makeStyles({
  row: {
    // Rows that are out of sight cost nothing; their height is guessed until they are seen.
    contentVisibility: 'auto',
    containIntrinsicSize: 'auto 3rem',
    ':not(:last-child)': { borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}` },
  },
  line: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr) auto minmax(0, 1fr) auto',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    width: '100%',
    paddingBlock: tokens.spacingVerticalMNudge,
    textAlign: 'start',
    '@media (max-width: 53rem)': { gridTemplateColumns: 'auto auto minmax(0, 1fr) auto' },
  },
  kind: { fontSize: '1.25rem', lineHeight: 0, color: tokens.colorNeutralForeground3 },
  title: {
    overflowWrap: 'anywhere',
    '@media (max-width: 53rem)': { gridColumn: '2 / 4' },
  },
  mark: {
    fontSize: '1rem',
    lineHeight: 0,
    color: tokens.colorNeutralForeground3,
    '@media (max-width: 53rem)': { gridRow: 2, gridColumn: 2 },
  },
  held: { color: tokens.colorStatusWarningForeground3 },
  parked: { color: tokens.colorStatusDangerForeground1 },
  happened: {
    color: tokens.colorNeutralForeground2,
    overflowWrap: 'anywhere',
    '@media (max-width: 53rem)': { gridRow: 2, gridColumn: '3 / 5' },
  },
  time: { color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  panel: { padding: `0 ${tokens.spacingHorizontalL} ${tokens.spacingVerticalL}`, margin: 0 },
});

export const ActivityRow = memo(function ActivityRow({ entry, accounts, onReview }: EntryProps) {
  const styles = useStyles();
  const words = useWords();
  const { formats } = useSurroundings();
  const KindIcon = kindIcons[entry.kind];
  return (
    <li className={styles.row}>
      <AccordionItem value={entry.id}>
        <AccordionHeader expandIconPosition="end" size="medium">
          <span className={styles.line}>
            <span className={styles.kind} role="img" aria-label={words.t(`activity.kind.${entry.kind}`)}>
              <KindIcon />
            </span>
            <Text weight="semibold" className={styles.title}>
              {cutMiddle(titleOf(entry, words), 90)}
            </Text>
            <Mark entry={entry} />
            <Text className={styles.happened}>{whatHappened(entry, accounts, words)}</Text>
            <Text size={200} className={styles.time}>
              {formats.time(entry.at)}
            </Text>
          </span>
        </AccordionHeader>
        <AccordionPanel className={styles.panel}>
          <EntryDetails entry={entry} accounts={accounts} onReview={onReview} />
        </AccordionPanel>
      </AccordionItem>
    </li>
  );
});

const outcomeIcons = {
  leftOut: SubtractCircleRegular,
  refused: SubtractCircleRegular,
  held: PauseCircleRegular,
  parked: ErrorCircleRegular,
  conflict: WarningRegular,
  undone: ArrowUndoRegular,
  notUndone: ErrorCircleRegular,
} as const;

/** The direction of what was written; for what was not written, how it ended. SuperOffice stands
 * on the left, as in Overview. The words beside it say the same. */
function Mark({ entry }: Pick<EntryProps, 'entry'>) {
  const styles = useStyles();
  const { outcome, action, side } = entry;
  if (outcome === 'done' || outcome === 'planned') {
    const written = action === 'create' || action === 'update' || action === 'remove';
    const Arrow = side === 'crm' ? ArrowLeftRegular : ArrowRightRegular;
    return (
      <span className={styles.mark} aria-hidden>
        {written ? <Arrow /> : <LinkRegular />}
      </span>
    );
  }
  const Icon = outcomeIcons[outcome];
  const color = outcome === 'held' || outcome === 'conflict' ? styles.held : outcome === 'parked' && styles.parked;
  return (
    <span className={mergeClasses(styles.mark, color)} aria-hidden>
      <Icon />
    </span>
  );
}
