/** @file The items that a decision is about, in a dialog: a list of its own that scrolls, however many they are. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ActivityEntry } from '../../../sync-core/engine/report.ts';
import { scrollsByKeyboard } from '../../components/scrolls-by-keyboard.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useWords } from '../../hooks/use-words.ts';
import { titleOf } from '../activity/entry-words.ts';

const useStyles = makeStyles({
  list: {
    maxHeight: '40vh',
    overflowY: 'auto',
    margin: `${tokens.spacingVerticalM} 0 0`,
    padding: 0,
    listStyle: 'none',
  },
  item: {
    display: 'flex',
    flexDirection: 'column',
    paddingBlock: tokens.spacingVerticalXS,
    overflowWrap: 'anywhere',
    contentVisibility: 'auto',
    containIntrinsicSize: 'auto 2.75rem',
    ':not(:last-child)': { borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}` },
  },
  faint: { color: tokens.colorNeutralForeground2 },
});

export function TouchedItems({ entries }: { readonly entries: readonly ActivityEntry[] }) {
  const styles = useStyles();
  const words = useWords();
  const { formats } = useSurroundings();
  return (
    <ul className={styles.list} {...scrollsByKeyboard} aria-label={words.t('held.list')}>
      {entries.map((entry) => (
        <li key={entry.id} className={styles.item}>
          <Text weight="semibold">{titleOf(entry, words)}</Text>
          {entry.when !== null && (
            <Text size={200} className={styles.faint}>
              {formats.dateOrMoment(entry.when)}
            </Text>
          )}
        </li>
      ))}
    </ul>
  );
}
