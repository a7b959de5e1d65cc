/**
 * @file The answers to a question. Each says its consequence before anything happens: for one item beside its button, for
 * several in a dialog that asks once more.
 */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useCallback, useState } from 'react';
import type { AccountState } from '../../../preload/contract.ts';
import type { ActivityEntry, HeldDecision } from '../../../sync-core/engine/report.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useWords } from '../../hooks/use-words.ts';
import { titleOf } from '../activity/entry-words.ts';
import { answersTo } from './held-groups.ts';
import { type Asked, decisionWords } from './held-words.ts';
import { TouchedItems } from './touched-items.tsx';

const useStyles = makeStyles({
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'center' },
});

interface DecideButtonsProps {
  readonly asked: Asked;
  readonly entries: readonly ActivityEntry[];
  /** One item among others, the chosen ones, or all that wait with this question. */
  readonly scope: 'one' | 'chosen' | 'all';
  readonly accounts: readonly AccountState[];
  readonly onDecided: (count: number) => void;
}

export function DecideButtons({ asked, entries, scope, accounts, onDecided }: DecideButtonsProps) {
  const styles = useStyles();
  const words = useWords();
  const { bridge } = useSurroundings();
  const [considered, setConsidered] = useState<HeldDecision>('keep');
  const [asking, setAsking] = useState(false);
  const { run, busy } = useCommand(
    useCallback(
      async (decision: HeldDecision, ids: number[]) => {
        await bridge.call('held:decide', { ids, decision });
        setAsking(false);
        onDecided(ids.length);
      },
      [bridge, onDecided],
    ),
  );
  const say = (decision: HeldDecision) => decisionWords(asked, decision, entries.length, accounts, words);
  const [only] = entries;
  const nameOf = (label: string) =>
    scope === 'one' && only ? words.t('held.decideOf', { decision: label, title: titleOf(only, words) }) : undefined;

  return (
    <div className={styles.buttons}>
      {answersTo[asked.question].map((decision) => {
        const label = say(decision)[scope];
        return (
          <Button
            key={decision}
            aria-label={nameOf(label)}
            aria-haspopup="dialog"
            onClick={() => {
              setConsidered(decision);
              setAsking(true);
            }}
          >
            {label}
          </Button>
        );
      })}
      <Dialog open={asking} onOpenChange={(_, data) => setAsking(data.open)}>
        <DialogSurface>
          <DialogBody>
            <DialogTitle>{words.t('held.sure')}</DialogTitle>
            <DialogContent>
              {say(considered).consequence}
              <TouchedItems entries={entries} />
            </DialogContent>
            <DialogActions fluid>
              <Button onClick={() => setAsking(false)}>{words.t('app.cancel')}</Button>
              <Button
                appearance="primary"
                disabledFocusable={busy}
                onClick={() =>
                  run(
                    considered,
                    entries.map(({ id }) => id),
                  )
                }
              >
                {say(considered)[scope]}
              </Button>
            </DialogActions>
          </DialogBody>
        </DialogSurface>
      </Dialog>
    </div>
  );
}
