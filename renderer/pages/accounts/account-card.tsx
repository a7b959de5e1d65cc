/** @file One account: who, where, since when, what it may, last contact; and what can be done about it. */
import {
  Badge,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Spinner,
  Text,
  tokens,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { Words } from '../../../locales/index.ts';
import type { AccountState } from '../../../preload/contract.ts';
import { Card } from '../../components/card.tsx';
import { ConnectButtons } from '../../components/connect-buttons.tsx';
import { ExchangeTest } from '../../components/exchange-form.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { LongName } from '../../components/long-name.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { SignInSteps } from '../../components/sign-in-steps.tsx';
import { SystemIcon } from '../../components/system-icon.tsx';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useWords } from '../../hooks/use-words.ts';
import { Disconnect } from './disconnect.tsx';
import { rightInWords } from './right-words.ts';

const useStyles = makeStyles({
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, flexWrap: 'wrap' },
  card: { height: '100%', boxSizing: 'border-box' },
  faint: { color: tokens.colorNeutralForeground2 },
  waiting: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM },
  rights: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, marginBlockStart: 'auto' },
});

const badgeColors = {
  connected: 'success',
  connecting: 'informative',
  signInAgain: 'warning',
  notConnected: 'subtle',
} as const satisfies Record<AccountState['status'], string>;

export function AccountCard({ account }: { account: AccountState }) {
  const styles = useStyles();
  const { t } = useWords();
  const { status, system, problem, missingRights, signIn } = account;
  const isExchange = system === 'exchange';
  return (
    <Card
      className={styles.card}
      title={t(`states:system.${system}`)}
      before={<SystemIcon side={account.side} />}
      beside={
        <Badge appearance="tint" color={badgeColors[status]}>
          {isExchange && status === 'connecting' ? t('accounts.exchange.connecting') : t(`accounts.status.${status}`)}
        </Badge>
      }
    >
      {status === 'notConnected' && <Text className={styles.faint}>{introduction(t, account)}</Text>}
      {status === 'connecting' && !isExchange && (
        <div className={styles.waiting} role="status">
          <Spinner size="small" aria-hidden />
          <Text>{t('accounts.connectingText')}</Text>
        </div>
      )}
      {status !== 'connecting' && problem && <ProblemMessage problem={problem} withoutAction />}
      {signIn && <SignInSteps signIn={signIn} />}
      {missingRights.length > 0 && <MissingRights rights={missingRights} />}
      {(status === 'connected' || status === 'signInAgain') && <AccountFacts account={account} />}
      <div className={styles.buttons}>
        <ConnectButtons account={account} primary={status !== 'connecting'} />
        {isExchange && status === 'connected' && <ExchangeTest />}
        {(status === 'connected' || status === 'signInAgain') && <Disconnect account={account} />}
      </div>
    </Card>
  );
}

function introduction(t: Words['t'], { side, system }: AccountState): string {
  if (side === 'crm') return t('accounts.crmText');
  if (system === 'exchange') return t('accounts.exchange.text');
  return t('accounts.calendarText', { system: t(`states:system.${system}`) });
}

/** Google names its rights by addresses, which no page of its own shows to anybody. */
function isAddress(right: string): boolean {
  return right.startsWith('https://');
}

function MissingRights({ rights }: { rights: readonly string[] }) {
  const { t } = useWords();
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('accounts.missing', { count: rights.length })}</MessageBarTitle>
        {t('accounts.missingText', {
          rights: rights.map((right) => (isAddress(right) ? rightInWords(t, right) : right)).join(', '),
        })}
      </MessageBarBody>
    </MessageBar>
  );
}

function AccountFacts({ account }: { account: AccountState }) {
  const styles = useStyles();
  const { t } = useWords();
  const { formats } = useSurroundings();
  const now = useNow(10_000);
  const { userName, displayName, server, local, connectedAt, lastContactAt, rights } = account;
  const maybe = (value: string | null, draw: (value: string) => ReactNode) => (value === null ? null : draw(value));
  return (
    <Facts>
      {maybe(displayName ?? userName, (name) => (
        <Fact name={t('accounts.who')}>
          <LongName name={name} />
          {displayName !== null && userName !== null && displayName !== userName && (
            <Text block className={styles.faint}>
              <LongName name={userName} />
            </Text>
          )}
        </Fact>
      ))}
      {maybe(server, (name) => (
        <Fact name={t('accounts.where')}>
          <LongName name={name} />
          {local && (
            <>
              {' '}
              <Badge appearance="outline" color="informative">
                {t('accounts.local')}
              </Badge>
            </>
          )}
        </Fact>
      ))}
      {maybe(connectedAt, (at) => (
        <Fact name={t('accounts.since')}>{formats.full(at)}</Fact>
      ))}
      <Fact name={t('accounts.contact')}>
        {lastContactAt === null ? t('accounts.noContact') : formats.ago(lastContactAt, now)}
      </Fact>
      {rights.length > 0 && (
        <Fact name={t('accounts.rights')}>
          <ul className={styles.rights}>
            {rights.map((right) => (
              <li key={right}>{rightInWords(t, right)}</li>
            ))}
          </ul>
        </Fact>
      )}
    </Facts>
  );
}
