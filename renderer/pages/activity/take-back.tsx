/** @file Takes one entry back, or the whole run that it belongs to. */
import { Button, Text } from '@fluentui/react-components';
import { ArrowUndoRegular } from '@fluentui/react-icons';
import { useMemo, useState } from 'react';
import type { AccountState } from '../../../preload/contract.ts';
import type { ActivityEntry } from '../../../sync-core/engine/report.ts';
import { useWords } from '../../hooks/use-words.ts';
import { UndoDialog } from '../undo/undo-dialog.tsx';
import { UndoRun } from '../undo/undo-run.tsx';
import { undoConsequence } from '../undo/undo-words.ts';
import { titleOf } from './entry-words.ts';

interface TakeBackProps {
  readonly entry: ActivityEntry;
  readonly accounts: readonly AccountState[];
}

/** What lost a conflict is put back by the same deed: the other value goes again. */
function isConflict({ outcome, changes }: ActivityEntry): boolean {
  return outcome === 'conflict' || changes.some(({ lost }) => lost !== undefined && lost !== null);
}

/** Once opened it stays, also when the entry can be taken back no more: because it just was, and that is being told. */
export function TakeBack({ entry, accounts }: TakeBackProps) {
  const words = useWords();
  const { t } = words;
  const offered = entry.undo === 'possible';
  const [asking, setAsking] = useState(false);
  const what = useMemo(() => ({ entries: [entry.id] }), [entry.id]);
  const action = isConflict(entry) ? t('undo.putBack') : t('undo.takeBack');
  return (
    <>
      {offered && (
        <Button icon={<ArrowUndoRegular />} aria-haspopup="dialog" onClick={() => setAsking(true)}>
          {action}
        </Button>
      )}
      <UndoRun runId={entry.runId} accounts={accounts} offered={offered} />
      {asking && (
        <UndoDialog
          what={what}
          title={t('undo.oneTitle', { title: titleOf(entry, words) })}
          action={action}
          onClose={() => setAsking(false)}
        >
          <Text>{undoConsequence(entry, accounts, words)}</Text>
        </UndoDialog>
      )}
    </>
  );
}
