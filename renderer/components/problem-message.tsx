/** @file A problem in the user's words, with the one button that helps; technical words only when asked for. */
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useCallback } from 'react';
import { describeProblem } from '../../locales/index.ts';
import type { RunProblem } from '../../sync-core/engine/report.ts';
import { useSurroundings } from '../hooks/surroundings.ts';
import { type Command, useCommand } from '../hooks/use-command.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWords } from '../hooks/use-words.ts';
import { CopyableText } from './copyable-text.tsx';
import type { Show } from './navigation.tsx';

const useStyles = makeStyles({
  bar: { flexShrink: 0, alignItems: 'start' },
  // The header of an accordion is indented; here it stands under the text.
  details: { marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalXL})` },
  body: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, whiteSpace: 'normal' },
});

/** Problems that only a sign-in solves. */
const signInCodes: ReadonlySet<RunProblem['code']> = new Set([
  'authExpired',
  'appNotApproved',
  'signInDenied',
  'signInTimedOut',
  'noKeyStore',
  'noClientId',
]);
const accountCodes: ReadonlySet<RunProblem['code']> = new Set([
  'notConnected',
  'otherAccount',
  'otherFolder',
  'serverNotFound',
]);
/** What goes away by waiting, or was the user's own wish, is no alarm. */
const mildCodes: ReadonlySet<RunProblem['code']> = new Set(['throttled', 'offline', 'cancelled', 'signInTimedOut']);

interface ProblemMessageProps {
  readonly problem: RunProblem;
  /** Where the page is that helps; without it no button leads there. */
  readonly onShow?: Show | undefined;
  /** The button that helps stands beside the message already. */
  readonly withoutAction?: boolean;
  /** What is tried again where neither a sign-in nor the accounts help; a run, if nothing else is said. */
  readonly again?: Pick<Command<[]>, 'run' | 'busy'>;
  /** Said instead of the problem's own sentence, where that would not be true. */
  readonly text?: string | undefined;
  /** When it is tried again by itself, if it is. */
  readonly triedAgainAt?: string | null;
}

export function ProblemMessage(props: ProblemMessageProps) {
  const { problem, onShow, withoutAction = false, again, triedAgainAt = null } = props;
  const styles = useStyles();
  const words = useWords();
  const { formats } = useSurroundings();
  const now = useNow(30_000);
  const { title, text, action } = describeProblem(words, problem);
  const help = useHelp(problem, onShow, again);
  return (
    <MessageBar intent={mildCodes.has(problem.code) ? 'warning' : 'error'} layout="multiline" className={styles.bar}>
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>{title}</MessageBarTitle>
        <span>
          {props.text ?? text}
          {triedAgainAt !== null && ` ${words.t('app.triedAgain', { time: formats.timeOrDay(triedAgainAt, now) })}`}
        </span>
        {problem.details && <Details text={problem.details} />}
      </MessageBarBody>
      {help && !withoutAction && (
        <MessageBarActions>
          <Button onClick={help.run} disabledFocusable={help.busy}>
            {help === again ? words.t('app.retry') : action}
          </Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

/** What the button does: sign in, go to the accounts, or try again what did not work. */
function useHelp(
  { code, system }: RunProblem,
  onShow: ProblemMessageProps['onShow'],
  again: ProblemMessageProps['again'],
) {
  const { bridge } = useSurroundings();
  // A form asks for a password: it stands beside the account.
  const signIn = signInCodes.has(code) && system !== undefined && system !== 'exchange';
  const command = useCommand(
    useCallback(
      () => (signIn ? bridge.call('account:connect', { system }) : bridge.call('sync:now')),
      [bridge, signIn, system],
    ),
  );
  if (signIn) return command;
  const leads = accountCodes.has(code) || signInCodes.has(code);
  if (!leads) return again ?? command;
  return onShow && { run: () => onShow('accounts'), busy: false };
}

function Details({ text }: { text: string }) {
  const { t } = useWords();
  return (
    <Accordion collapsible className={useStyles().details}>
      <AccordionItem value="details">
        <AccordionHeader size="small">{t('app.details')}</AccordionHeader>
        <AccordionPanel>
          <CopyableText text={text} />
        </AccordionPanel>
      </AccordionItem>
    </Accordion>
  );
}
