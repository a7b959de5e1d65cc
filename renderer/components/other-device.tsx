/** @file Another computer synchronises for the same person: said on every page, with the way to use this one instead. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { DesktopArrowRightRegular } from '@fluentui/react-icons';
import { useCallback, useState } from 'react';
import type { RunProblem } from '../../sync-core/engine/report.ts';
import { useSurroundings } from '../hooks/surroundings.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWords } from '../hooks/use-words.ts';
import { ProblemMessage } from './problem-message.tsx';

const useStyles = makeStyles({
  bar: { borderRadius: 0, borderInlineWidth: 0, borderTopWidth: 0 },
  body: { whiteSpace: 'normal' },
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL },
});

export function OtherDevice({ problem }: { readonly problem: RunProblem }) {
  const styles = useStyles();
  const { t } = useWords();
  const { formats } = useSurroundings();
  const now = useNow(30_000);
  const [asking, setAsking] = useState(false);
  const { device } = problem;
  return (
    <MessageBar intent="warning" layout="multiline" icon={<DesktopArrowRightRegular />} className={styles.bar}>
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>
          {device ? t('device.title', { name: device.name }) : t('errors:error.otherDevice.title')}
        </MessageBarTitle>
        {device && t('device.seen', { ago: formats.ago(device.seenAt, now) })} {t('device.text')}
      </MessageBarBody>
      <MessageBarActions>
        <Button aria-haspopup="dialog" onClick={() => setAsking(true)}>
          {t('errors:error.otherDevice.action')}
        </Button>
      </MessageBarActions>
      {asking && <AskToTakeOver name={device?.name ?? t('device.unnamed')} onClose={() => setAsking(false)} />}
    </MessageBar>
  );
}

interface AskToTakeOverProps {
  readonly name: string;
  readonly onClose: () => void;
}

function AskToTakeOver({ name, onClose }: AskToTakeOverProps) {
  const styles = useStyles();
  const { t } = useWords();
  const { bridge } = useSurroundings();
  const [failure, setFailure] = useState<RunProblem>();
  const { run, busy } = useCommand(
    useCallback(async () => {
      setFailure(undefined);
      const { problem } = await bridge.call('device:takeOver');
      if (problem) setFailure(problem);
      else onClose();
    }, [bridge, onClose]),
  );
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('device.askTitle')}</DialogTitle>
          <DialogContent className={styles.content}>
            <ul className={styles.list}>
              <li>{t('device.here')}</li>
              <li>{t('device.there', { name })}</li>
              <li>{t('device.nothingLost')}</li>
            </ul>
            {failure && <ProblemMessage problem={failure} withoutAction />}
          </DialogContent>
          <DialogActions fluid>
            <Button onClick={onClose}>{t('app.cancel')}</Button>
            <Button appearance="primary" onClick={() => run()} disabledFocusable={busy}>
              {t('errors:error.otherDevice.action')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
