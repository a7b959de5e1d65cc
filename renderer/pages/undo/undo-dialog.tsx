/** @file Takes something back: says what that does and asks, shows how far it is, and says in the end what came of it. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  ProgressBar,
  Text,
  tokens,
} from '@fluentui/react-components';
import { type ReactNode, useCallback, useState } from 'react';
import type { UndoWhat } from '../../../preload/contract.ts';
import type { UndoReport } from '../../../sync-core/engine/report.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useProgress } from '../../hooks/use-progress.ts';
import { useWords } from '../../hooks/use-words.ts';
import { UndoResult } from './undo-result.tsx';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  faint: { color: tokens.colorNeutralForeground2 },
});

interface UndoDialogProps {
  readonly what: UndoWhat;
  readonly title: string;
  /** The label of the button that does it. */
  readonly action: string;
  /** Whether it can be done already: what it would do is known. */
  readonly ready?: boolean;
  /** What it would do. */
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** Open as long as it is drawn. Closing it while it works does not end the work: the activity list tells of it. */
export function UndoDialog({ what, title, action, ready = true, children, onClose }: UndoDialogProps) {
  const styles = useStyles();
  const { t } = useWords();
  const { bridge } = useSurroundings();
  const [report, setReport] = useState<UndoReport>();
  const { run, busy } = useCommand(
    useCallback(async () => setReport(await bridge.call('undo:make', what)), [bridge, what]),
  );
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{report ? t('undo.resultTitle') : title}</DialogTitle>
          <DialogContent className={styles.content}>
            {report && <UndoResult report={report} onLeave={onClose} />}
            {!report && busy && <Working />}
            {!report && !busy && (
              <>
                {children}
                <Text className={styles.faint}>{t('undo.stays')}</Text>
              </>
            )}
          </DialogContent>
          <DialogActions fluid>
            {report || busy ? (
              <Button onClick={onClose}>{t('app.close')}</Button>
            ) : (
              <>
                <Button onClick={onClose}>{t('app.cancel')}</Button>
                <Button appearance="primary" onClick={() => run()} disabledFocusable={!ready}>
                  {action}
                </Button>
              </>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function Working() {
  const styles = useStyles();
  const { t } = useWords();
  const progress = useProgress();
  const { done, total } = progress?.undoing ? progress : { done: 0, total: null };
  return (
    <div role="status" className={styles.content}>
      <Text>
        {total === null ? t('undo.working') : t('undo.workingOf', { done, total })} {t('undo.workingText')}
      </Text>
      <ProgressBar
        thickness="large"
        aria-label={t('undo.working')}
        {...(total === null ? {} : { value: Math.min(done, total), max: Math.max(total, 1) })}
      />
    </div>
  );
}
