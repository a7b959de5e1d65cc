/** @file The first start: three steps on one page; the one that is next has the button. */
import { Badge, Button, makeStyles, mergeClasses, Spinner, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled } from '@fluentui/react-icons';
import { type ReactNode, useCallback } from 'react';
import type { AccountState, AppState } from '../../../preload/contract.ts';
import { Card } from '../../components/card.tsx';
import { ConnectButtons } from '../../components/connect-buttons.tsx';
import { KeyStoreWarning } from '../../components/key-store-warning.tsx';
import { LongName } from '../../components/long-name.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { SignInSteps } from '../../components/sign-in-steps.tsx';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useAnswer } from '../../hooks/use-answer.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useWords } from '../../hooks/use-words.ts';
import { Preview } from './preview.tsx';

const useStyles = makeStyles({
  steps: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    margin: 0,
    padding: 0,
    listStyle: 'none',
  },
  step: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalL },
  mark: {
    display: 'grid',
    placeItems: 'center',
    flexShrink: 0,
    width: '2rem',
    height: '2rem',
    borderRadius: tokens.borderRadiusCircular,
    border: `${tokens.strokeWidthThick} solid ${tokens.colorNeutralStroke1}`,
    boxSizing: 'border-box',
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
  },
  next: { color: tokens.colorBrandForeground1, border: `${tokens.strokeWidthThick} solid ${tokens.colorBrandStroke1}` },
  done: { border: 'none', fontSize: '2rem', color: tokens.colorStatusSuccessForeground1 },
  words: { flex: '1 1 14rem', minWidth: 0, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS },
  title: { margin: 0 },
  faint: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'center' },
});

type StepState = 'done' | 'next' | 'later';

export function FirstStart({ state }: { state: AppState }) {
  const styles = useStyles();
  const crm = state.accounts.find(({ side }) => side === 'crm');
  const calendars = state.accounts.filter(({ side }) => side === 'calendar');
  const hasCalendar = calendars.some(({ status }) => status === 'connected');
  const both = crm?.status === 'connected' && hasCalendar;
  return (
    <>
      {!state.canKeepSecrets && <KeyStoreWarning />}
      <ol className={styles.steps}>
        {crm && <ConnectStep number={1} accounts={[crm]} state={crm.status === 'connected' ? 'done' : 'next'} />}
        {calendars.length > 0 && (
          <ConnectStep number={2} accounts={calendars} state={stepAfter(crm?.status === 'connected', hasCalendar)} />
        )}
        {state.lastRun === null ? <RunStep step={both ? 'next' : 'later'} state={state} /> : <GoOnStep />}
      </ol>
    </>
  );
}

function stepAfter(reached: boolean, done: boolean): StepState {
  if (done) return 'done';
  return reached ? 'next' : 'later';
}

interface StepProps {
  readonly number: number;
  readonly state: StepState;
  readonly title: string;
  readonly text: ReactNode;
  readonly children?: ReactNode;
  readonly below?: ReactNode;
}

function Step({ number, state, title, text, children, below }: StepProps) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <li aria-current={state === 'next' ? 'step' : undefined}>
      <Card>
        <div className={styles.step}>
          <span className={mergeClasses(styles.mark, styles[state === 'later' ? 'mark' : state])} aria-hidden>
            {state === 'done' ? <CheckmarkCircleFilled /> : number}
          </span>
          <div className={styles.words}>
            <Subtitle2 as="h2" className={styles.title}>
              {title}
            </Subtitle2>
            <Text className={styles.faint}>{text}</Text>
          </div>
          <div className={styles.buttons}>
            {state === 'done' && (
              <Badge appearance="tint" color="success" size="large">
                {t('start.done')}
              </Badge>
            )}
            {children}
          </div>
        </div>
        {below}
      </Card>
    </li>
  );
}

interface ConnectStepProps {
  readonly number: number;
  /** One, or those of which one is to be chosen. */
  readonly accounts: readonly AccountState[];
  readonly state: StepState;
}

function ConnectStep({ number, accounts, state }: ConnectStepProps) {
  const { t } = useWords();
  const waiting = accounts.find(({ status }) => status === 'connecting');
  const [only, ...others] = waiting ? [waiting] : accounts;
  const choice = others.length > 0;
  const failed = accounts.find(({ problem }) => problem !== null);
  const followed = accounts.find(({ signIn }) => signIn !== null);
  const text = only?.side === 'crm' ? t('start.crmText') : t(choice ? 'start.chooseText' : 'start.calendarText');
  const system = t(`states:system.${only?.system ?? 'unknown'}`);
  return (
    <Step
      number={number}
      state={state}
      title={choice ? t('start.connectCalendar') : t('start.connectTo', { system })}
      text={
        <>
          {state === 'done' && only?.userName && <LongName name={only.userName} />}
          {state !== 'done' && (waiting && waiting.system !== 'exchange' ? t('accounts.connectingText') : text)}
        </>
      }
      below={
        <>
          {failed?.problem && !waiting && <ProblemMessage problem={failed.problem} withoutAction />}
          {followed?.signIn && state !== 'done' && <SignInSteps signIn={followed.signIn} />}
        </>
      }
    >
      {waiting && <Spinner size="tiny" aria-hidden />}
      {state !== 'done' &&
        (waiting ? [waiting] : accounts).map((account) => (
          <ConnectButtons key={account.system} account={account} primary={state === 'next'} named={choice} />
        ))}
    </Step>
  );
}

/** Whoever disconnected and connects again has nothing to start: the next run comes by itself. */
function GoOnStep() {
  const { t } = useWords();
  return <Step number={3} state="later" title={t('start.goOn')} text={t('start.goOnText')} />;
}

interface RunStepProps {
  readonly step: StepState;
  readonly state: AppState;
}

function RunStep({ step, state }: RunStepProps) {
  const { t } = useWords();
  const { bridge, formats } = useSurroundings();
  const { answer: preferences } = useAnswer('preferences:get');
  const { run, busy } = useCommand(useCallback(() => bridge.call('sync:now'), [bridge]));
  return (
    <Step
      number={3}
      state={step}
      title={t('start.sync')}
      text={
        <>
          {preferences &&
            t('start.period', {
              past: formats.days(preferences['window.pastDays']),
              future: formats.days(preferences['window.futureDays']),
            })}{' '}
          {t('start.syncText')}
        </>
      }
      below={step === 'next' && <Preview state={state} />}
    >
      {step === 'next' && (
        <Button appearance="primary" onClick={() => run()} disabledFocusable={busy}>
          {t('start.go')}
        </Button>
      )}
    </Step>
  );
}
