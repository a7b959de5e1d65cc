/** @file Disconnect, with its consequences told before. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useCallback } from 'react';
import type { AccountState } from '../../../preload/contract.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useWords } from '../../hooks/use-words.ts';

const useStyles = makeStyles({
  list: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    paddingInlineStart: tokens.spacingHorizontalXL,
  },
});

export function Disconnect({ account }: { account: AccountState }) {
  const styles = useStyles();
  const { bridge } = useSurroundings();
  const { t } = useWords();
  const system = t(`states:system.${account.system}`);
  const { run, busy } = useCommand(
    useCallback(() => bridge.call('account:disconnect', { system: account.system }), [bridge, account.system]),
  );
  return (
    <Dialog>
      <DialogTrigger disableButtonEnhancement>
        <Button disabledFocusable={busy} aria-label={t('accounts.disconnectOf', { system })}>
          {t('accounts.disconnect')}
        </Button>
      </DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('accounts.disconnectTitle', { system })}</DialogTitle>
          <DialogContent>
            {t('accounts.disconnectText')}
            <ul className={styles.list}>
              <li>{t('accounts.disconnectKeeps')}</li>
              <li>{t('accounts.disconnectForgets', { user: account.userName ?? system })}</li>
              <li>{t('accounts.disconnectReturns')}</li>
            </ul>
          </DialogContent>
          <DialogActions fluid>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t('app.cancel')}</Button>
            </DialogTrigger>
            <DialogTrigger disableButtonEnhancement>
              <Button appearance="primary" onClick={() => run()}>
                {t('accounts.disconnect')}
              </Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
