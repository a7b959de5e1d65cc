/** @file Sync now, Stop, Pause and Resume. */
import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ArrowSyncRegular, ChevronDownRegular, PlayRegular, StopRegular } from '@fluentui/react-icons';
import { useCallback } from 'react';
import type { AppState, Ask } from '../../../preload/contract.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useWords } from '../../hooks/use-words.ts';

export function RunControls({ state }: { state: AppState }) {
  return (
    <>
      {state.progress ? <StopButton /> : <SyncButton />}
      {state.paused === null ? <PauseMenu /> : <ResumeButton />}
    </>
  );
}

function SyncButton() {
  const { bridge } = useSurroundings();
  const { t } = useWords();
  const { run, busy } = useCommand(useCallback(() => bridge.call('sync:now'), [bridge]));
  return (
    <Button
      appearance="primary"
      icon={<ArrowSyncRegular />}
      onClick={() => run()}
      disabledFocusable={busy}
      aria-keyshortcuts="Control+R Meta+R"
    >
      {t('overview.syncNow')}
    </Button>
  );
}

function StopButton() {
  const { bridge } = useSurroundings();
  const { t } = useWords();
  const { run, busy } = useCommand(useCallback(() => bridge.call('sync:stop'), [bridge]));
  return (
    <Button icon={<StopRegular />} onClick={() => run()} disabledFocusable={busy}>
      {busy ? t('overview.stopping') : t('overview.stop')}
    </Button>
  );
}

function ResumeButton() {
  const { bridge } = useSurroundings();
  const { t } = useWords();
  const { run, busy } = useCommand(useCallback(() => bridge.call('sync:resume'), [bridge]));
  return (
    <Button icon={<PlayRegular />} onClick={() => run()} disabledFocusable={busy}>
      {t('overview.resume')}
    </Button>
  );
}

function PauseMenu() {
  const { bridge } = useSurroundings();
  const { t } = useWords();
  const { run } = useCommand(useCallback((ask: Ask<'sync:pause'>) => bridge.call('sync:pause', ask), [bridge]));
  return (
    <Menu positioning="below-end">
      <MenuTrigger disableButtonEnhancement>
        <Button icon={<ChevronDownRegular />} iconPosition="after">
          {t('overview.pause')}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem onClick={() => run({ for: 'hour' })}>{t('overview.pauseHour')}</MenuItem>
          <MenuItem onClick={() => run({ for: 'tomorrow' })}>{t('overview.pauseTomorrow')}</MenuItem>
          <MenuItem onClick={() => run({ for: 'forever' })}>{t('overview.pauseForever')}</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
