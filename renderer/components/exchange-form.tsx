/** @file The sign-in to an Exchange Server: user name, password and, where it is known, the server. What comes of it the account tells. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  Field,
  Input,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components';
import { type FormEvent, useCallback, useState } from 'react';
import type { AccountState, Ask } from '../../preload/contract.ts';
import { useSurroundings } from '../hooks/surroundings.ts';
import { useAnswer } from '../hooks/use-answer.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useWords } from '../hooks/use-words.ts';

const useStyles = makeStyles({
  fields: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
});

interface ExchangeFormProps {
  readonly account: AccountState;
  readonly primary: boolean;
  readonly named: boolean;
}

/** As it would be typed: on this computer there is no TLS. */
function serverOf({ server, local }: AccountState): string {
  if (server === null) return '';
  return local ? `http://${server}` : server;
}

export function ExchangeForm({ account, primary, named }: ExchangeFormProps) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const first = account.status === 'notConnected';
  const whole = first ? t('accounts.exchange.title') : t('accounts.exchange.again');
  const short = first ? t('accounts.connect') : t('accounts.signInAgain');
  return (
    <Dialog open={open} onOpenChange={(_, data) => setOpen(data.open)}>
      <DialogTrigger disableButtonEnhancement>
        <Button appearance={primary ? 'primary' : 'secondary'} aria-label={whole}>
          {named ? whole : short}
        </Button>
      </DialogTrigger>
      <DialogSurface>
        <Form account={account} title={whole} onSent={() => setOpen(false)} />
      </DialogSurface>
    </Dialog>
  );
}

/** What is set for everybody, and whether anything else may be typed. */
function useServerSetting(): { readonly set: string; readonly managed: boolean } {
  const { answer } = useAnswer('settings:list');
  const found = answer?.settings.find(({ id }) => id === 'exchange.server');
  return { set: typeof found?.value === 'string' ? found.value : '', managed: found?.locked === true };
}

/** The password lives as long as the form is open. */
function Form({ account, title, onSent }: { account: AccountState; title: string; onSent: () => void }) {
  const styles = useStyles();
  const { t } = useWords();
  const { bridge } = useSurroundings();
  const [userName, setUserName] = useState(account.userName ?? '');
  const [password, setPassword] = useState('');
  const [typed, setTyped] = useState<string>();
  const { set, managed } = useServerSetting();
  const server = managed ? set : (typed ?? (serverOf(account) || set));
  const [sent, setSent] = useState(false);
  const { run } = useCommand(
    useCallback((given: Ask<'account:connectExchange'>) => bridge.call('account:connectExchange', given), [bridge]),
  );
  const missing = (text: string) =>
    sent && text.trim() === '' ? { validationMessage: t('accounts.exchange.missing') } : {};

  function send(event: FormEvent) {
    event.preventDefault();
    setSent(true);
    if (userName.trim() === '' || password === '') return;
    run({ userName: userName.trim(), password, server: server.trim() === '' ? null : server.trim() });
    onSent();
  }

  return (
    <form onSubmit={send} noValidate>
      <DialogBody>
        <DialogTitle>{title}</DialogTitle>
        <DialogContent className={styles.fields}>
          <Text>{t('accounts.exchange.intro')}</Text>
          <Field
            label={t('accounts.exchange.userName')}
            hint={t('accounts.exchange.userNameHint')}
            required
            {...missing(userName)}
          >
            <Input
              value={userName}
              maxLength={320}
              autoComplete="username"
              spellCheck={false}
              onChange={(_, data) => setUserName(data.value)}
            />
          </Field>
          <Field
            label={t('accounts.exchange.password')}
            hint={t('accounts.exchange.passwordHint')}
            required
            {...missing(password)}
          >
            <Input
              type="password"
              value={password}
              maxLength={1000}
              autoComplete="current-password"
              onChange={(_, data) => setPassword(data.value)}
            />
          </Field>
          <Field
            label={t('accounts.exchange.server')}
            hint={managed ? t('preferences:field.managed') : t('accounts.exchange.serverHint')}
          >
            <Input
              value={server}
              maxLength={2000}
              autoComplete="off"
              spellCheck={false}
              readOnly={managed}
              onChange={(_, data) => setTyped(data.value)}
            />
          </Field>
        </DialogContent>
        <DialogActions fluid>
          <DialogTrigger disableButtonEnhancement>
            <Button>{t('app.cancel')}</Button>
          </DialogTrigger>
          <Button appearance="primary" type="submit">
            {t('accounts.exchange.signIn')}
          </Button>
        </DialogActions>
      </DialogBody>
    </form>
  );
}

/** Goes through the steps with what is kept. */
export function ExchangeTest() {
  const { t } = useWords();
  const { bridge } = useSurroundings();
  const { run, busy } = useCommand(useCallback(() => bridge.call('account:testExchange'), [bridge]));
  return (
    <Button onClick={() => run()} disabledFocusable={busy} aria-label={t('accounts.exchange.testOf')}>
      {t('accounts.exchange.test')}
    </Button>
  );
}
