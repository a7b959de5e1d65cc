/** @file Carry out or keep one held change. Its entry is open, so the user sees what it touches. */
import { Button } from '@fluentui/react-components';
import { useCallback } from 'react';
import type { AccountState, Ask } from '../../../preload/contract.ts';
import type { ActivityEntry } from '../../../sync-core/engine/report.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useWords } from '../../hooks/use-words.ts';
import { systemName } from './entry-words.ts';

interface DecideProps {
  readonly entry: ActivityEntry;
  readonly accounts: readonly AccountState[];
}

export function Decide({ entry, accounts }: DecideProps) {
  const words = useWords();
  const { t } = words;
  const { bridge } = useSurroundings();
  const { run, busy } = useCommand(useCallback((ask: Ask<'held:decide'>) => bridge.call('held:decide', ask), [bridge]));
  const ids = [entry.id];
  const system = systemName(accounts, entry.side, words);
  return (
    <>
      <Button appearance="primary" onClick={() => run({ ids, decision: 'apply' })} disabledFocusable={busy}>
        {t(`activity.apply.${entry.action}`, { system })}
      </Button>
      <Button onClick={() => run({ ids, decision: 'keep' })} disabledFocusable={busy}>
        {t('activity.keep')}
      </Button>
    </>
  );
}
