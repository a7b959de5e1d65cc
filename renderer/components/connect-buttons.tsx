/** @file Connect, Cancel and Sign in again, as the account's state asks for. The system browser does the rest, or a form. */
import { Button } from '@fluentui/react-components';
import { useCallback } from 'react';
import type { AccountState } from '../../preload/contract.ts';
import { useSurroundings } from '../hooks/surroundings.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useWords } from '../hooks/use-words.ts';
import { ExchangeForm } from './exchange-form.tsx';

interface ConnectButtonsProps {
  readonly account: AccountState;
  /** The one thing to do next. */
  readonly primary: boolean;
  /** Stands beside one of another system, so that the button itself says which it is. */
  readonly named?: boolean;
}

export function ConnectButtons({ account, primary, named = false }: ConnectButtonsProps) {
  const { bridge } = useSurroundings();
  const { t } = useWords();
  const { system, status, missingRights } = account;
  const name = t(`states:system.${system}`);
  // The answer comes when the sign-in is over: meanwhile the account's own state says how it stands.
  const connect = useCommand(
    useCallback(
      () => (system === 'exchange' ? Promise.resolve() : bridge.call('account:connect', { system })),
      [bridge, system],
    ),
  );
  const cancel = useCommand(useCallback(() => bridge.call('account:cancelConnect', { system }), [bridge, system]));

  if (status === 'connecting') {
    return (
      <Button
        onClick={() => cancel.run()}
        disabledFocusable={cancel.busy}
        aria-label={t('accounts.cancelOf', { system: name })}
      >
        {t('accounts.cancel')}
      </Button>
    );
  }
  if (status === 'connected' && missingRights.length === 0) return null;
  if (system === 'exchange') return <ExchangeForm account={account} primary={primary} named={named} />;
  const first = status === 'notConnected';
  const whole = first ? t('accounts.connectOf', { system: name }) : t('accounts.signInAgainOf', { system: name });
  const short = first ? t('accounts.connect') : t('accounts.signInAgain');
  return (
    <Button
      appearance={primary ? 'primary' : 'secondary'}
      onClick={() => connect.run()}
      disabledFocusable={connect.busy}
      aria-label={whole}
    >
      {named ? whole : short}
    </Button>
  );
}
