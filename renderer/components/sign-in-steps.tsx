/** @file A sign-in that is followed: each step with what came of it, and the question where the password may go. */
import {
  Button,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Spinner,
  Text,
  tokens,
} from '@fluentui/react-components';
import {
  ArrowRightRegular,
  CheckmarkCircleFilled,
  DismissCircleFilled,
  SubtractCircleRegular,
} from '@fluentui/react-icons';
import { type ReactNode, useCallback } from 'react';
import type { AccountState, SignInStep } from '../../preload/contract.ts';
import { useSurroundings } from '../hooks/surroundings.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useWords } from '../hooks/use-words.ts';

const useStyles = makeStyles({
  whole: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  list: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    margin: 0,
    padding: 0,
    listStyle: 'none',
  },
  step: { display: 'flex', alignItems: 'start', gap: tokens.spacingHorizontalS, overflowWrap: 'anywhere' },
  icon: { display: 'inline-flex', flexShrink: 0, width: '1rem', marginBlockStart: '0.125rem' },
  good: { color: tokens.colorStatusSuccessForeground1 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  faint: { color: tokens.colorNeutralForeground2 },
  buttons: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    marginBlockStart: tokens.spacingVerticalS,
  },
});

export function SignInSteps({ signIn }: { signIn: NonNullable<AccountState['signIn']> }) {
  const styles = useStyles();
  const { t } = useWords();
  const { steps, question } = signIn;
  const last = steps.at(-1);
  return (
    <div className={styles.whole}>
      <div role="log" aria-label={t('accounts.exchange.steps')}>
        <ul className={styles.list}>
          {steps.map((step) => (
            <Step key={`${step.kind} ${step.place}`} step={step} />
          ))}
        </ul>
        {last?.kind === 'mailbox' && last.outcome === 'good' && <Text>{t('accounts.exchange.good')}</Text>}
      </div>
      {question !== null && <Question host={question} />}
    </div>
  );
}

function Step({ step: { kind, place, outcome, why } }: { step: SignInStep }) {
  const styles = useStyles();
  const { t } = useWords();
  const icons: Readonly<Record<SignInStep['outcome'], ReactNode>> = {
    going: <Spinner size="extra-tiny" />,
    good: <CheckmarkCircleFilled className={styles.good} />,
    redirect: <ArrowRightRegular className={styles.faint} />,
    nothing: <SubtractCircleRegular className={styles.faint} />,
    failed: <DismissCircleFilled className={styles.failed} />,
  };
  const ended = why === null ? t(`accounts.exchange.outcome.${outcome}`) : t(`accounts.exchange.why.${why}`);
  return (
    <li className={styles.step}>
      <span className={styles.icon} aria-hidden>
        {icons[outcome]}
      </span>
      <Text>
        {t(`accounts.exchange.step.${kind}`, { place })}: <span className={styles.faint}>{ended}</span>
      </Text>
    </li>
  );
}

function Question({ host }: { host: string }) {
  const styles = useStyles();
  const { t } = useWords();
  const { bridge } = useSurroundings();
  const { run, busy } = useCommand(
    useCallback((allowed: boolean) => bridge.call('account:allowHost', { host, allowed }), [bridge, host]),
  );
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('accounts.exchange.question', { host })}</MessageBarTitle>
        {t('accounts.exchange.questionText')}
        <div className={styles.buttons}>
          <Button onClick={() => run(false)} disabledFocusable={busy}>
            {t('accounts.exchange.no')}
          </Button>
          <Button onClick={() => run(true)} disabledFocusable={busy}>
            {t('accounts.exchange.yes')}
          </Button>
        </div>
      </MessageBarBody>
    </MessageBar>
  );
}
