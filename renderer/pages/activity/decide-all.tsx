/** @file Decides on everything that is held; carrying it out only after the whole list was shown. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Skeleton,
  SkeletonItem,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useCallback, useState } from 'react';
import type { AccountState, Bridge } from '../../../preload/contract.ts';
import type { ActivityEntry } from '../../../sync-core/engine/report.ts';
import { scrollsByKeyboard } from '../../components/scrolls-by-keyboard.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useWords } from '../../hooks/use-words.ts';
import { titleOf, whatHappened } from './entry-words.ts';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
  },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
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
    ':not(:last-child)': { borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}` },
  },
  faint: { color: tokens.colorNeutralForeground2 },
});

/** Every held entry, however many pages they are. */
async function readHeld(bridge: Bridge): Promise<readonly ActivityEntry[]> {
  const held: ActivityEntry[] = [];
  let before: number | null = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof askForHeld>> = await askForHeld(bridge, before);
    held.push(...page.entries.filter(({ outcome }) => outcome === 'held'));
    before = page.entries.at(-1)?.id ?? null;
    if (!page.more || before === null) return held;
  }
}

function askForHeld(bridge: Bridge, before: number | null) {
  return bridge.call('activity:list', { filter: 'needsYou', search: '', before, limit: 200 });
}

type Decision = 'apply' | 'keep';

interface DecideAllProps {
  readonly held: number;
  readonly accounts: readonly AccountState[];
}

export function DecideAll({ held, accounts }: DecideAllProps) {
  const styles = useStyles();
  const { t } = useWords();
  const { bridge } = useSurroundings();
  const [entries, setEntries] = useState<readonly ActivityEntry[]>();
  const [asking, setAsking] = useState(false);
  const ask = useCommand(useCallback(async () => setEntries(await readHeld(bridge)), [bridge]));
  const decide = useCommand(
    useCallback(
      async (decision: Decision, known?: readonly ActivityEntry[]) => {
        const ids = (known ?? (await readHeld(bridge))).map(({ id }) => id);
        if (ids.length > 0) await bridge.call('held:decide', { ids, decision });
        setAsking(false);
      },
      [bridge],
    ),
  );
  const open = () => {
    setEntries(undefined);
    setAsking(true);
    ask.run();
  };
  return (
    <div className={styles.bar}>
      <Text>{t('overview.heldText')}</Text>
      <div className={styles.buttons}>
        <Button onClick={open}>{t('activity.applyAll')}</Button>
        <Button onClick={() => decide.run('keep')} disabledFocusable={decide.busy}>
          {t('activity.keepAll')}
        </Button>
      </div>
      <Dialog open={asking} onOpenChange={(_, data) => setAsking(data.open)}>
        <DialogSurface>
          <DialogBody>
            <DialogTitle>{t('activity.applyTitle', { count: entries?.length ?? held })}</DialogTitle>
            <DialogContent>
              {t('activity.applyText')}
              <Touched entries={entries} accounts={accounts} />
            </DialogContent>
            <DialogActions fluid>
              <Button onClick={() => setAsking(false)}>{t('app.cancel')}</Button>
              <Button
                appearance="primary"
                disabledFocusable={!entries || decide.busy}
                onClick={() => decide.run('apply', entries)}
              >
                {t('activity.applyAll')}
              </Button>
            </DialogActions>
          </DialogBody>
        </DialogSurface>
      </Dialog>
    </div>
  );
}

function Touched({
  entries,
  accounts,
}: {
  entries: readonly ActivityEntry[] | undefined;
  accounts: readonly AccountState[];
}) {
  const styles = useStyles();
  const words = useWords();
  const { formats } = useSurroundings();
  if (!entries) {
    return (
      <Skeleton aria-label={words.t('app.loading')}>
        <SkeletonItem size={96} />
      </Skeleton>
    );
  }
  return (
    <ul className={styles.list} {...scrollsByKeyboard} aria-label={words.t('activity.what')}>
      {entries.map((entry) => (
        <li key={entry.id} className={styles.item}>
          <Text weight="semibold">{titleOf(entry, words)}</Text>
          <Text size={200} className={styles.faint}>
            {entry.when !== null && `${formats.dateOrMoment(entry.when)} · `}
            {whatHappened(entry, accounts, words)}
          </Text>
        </li>
      ))}
    </ul>
  );
}
