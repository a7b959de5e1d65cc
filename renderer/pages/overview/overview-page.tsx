/** @file Overview: how it is, what goes on, what waits; before the first run, the three steps that lead to it. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { AppState } from '../../../preload/contract.ts';
import type { RunProblem } from '../../../sync-core/engine/report.ts';
import type { Show } from '../../components/navigation.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { StateIcon } from '../../components/state-icon.tsx';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useWords } from '../../hooks/use-words.ts';
import { FirstStart } from './first-start.tsx';
import { Glance } from './glance.tsx';
import { headline } from './headline.ts';
import { HistoryCard } from './history-card.tsx';
import { LinkLine } from './link-line.tsx';
import { NeedsYou } from './needs-you.tsx';
import { RunControls } from './run-controls.tsx';
import { RunProgress } from './run-progress.tsx';

const useStyles = makeStyles({
  sections: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
});

interface OverviewPageProps {
  readonly state: AppState;
  readonly onShow: Show;
}

/** The problem that is worth a message: this computer's own first, then a lost sign-in, then what ended the last run. */
function problemOf(state: AppState): RunProblem | null {
  if (state.problem) return state.problem;
  if (state.status === 'working') return null;
  const lost = state.accounts.find((account) => account.status === 'signInAgain');
  if (lost) return lost.problem ?? { code: 'authExpired', system: lost.system };
  const ended = state.lastRun?.problem;
  // Another device is told of above every page.
  if (ended?.code === 'otherDevice') return null;
  return ended && ended.code !== 'cancelled' && state.status !== 'upToDate' && state.status !== 'paused' ? ended : null;
}

/** Problems that pass by themselves: the next run finds out, never before the server wants to be asked again. */
const passing: ReadonlySet<RunProblem['code']> = new Set(['unavailable', 'throttled', 'tenantUnavailable', 'nonsense']);

function triedAgainAt(problem: RunProblem, state: AppState): string | null {
  return passing.has(problem.code) && state.paused === null ? state.nextRunAt : null;
}

export function OverviewPage({ state, onShow }: OverviewPageProps) {
  const styles = useStyles();
  const words = useWords();
  const { formats } = useSurroundings();
  const now = useNow(10_000);
  const { title, sentence } = headline(state, words, formats, now);
  const problem = problemOf(state);

  if (state.status === 'setUp') {
    return (
      <Page title={title} sentence={sentence}>
        <div className={styles.sections}>
          {problem && <ProblemMessage problem={problem} onShow={onShow} />}
          <FirstStart state={state} />
        </div>
      </Page>
    );
  }
  return (
    <>
      <Page
        title={title}
        sentence={sentence}
        icon={<StateIcon status={state.status} />}
        actions={<RunControls state={state} />}
      >
        <div className={styles.sections}>
          {problem && <ProblemMessage problem={problem} onShow={onShow} triedAgainAt={triedAgainAt(problem, state)} />}
          {state.progress && <RunProgress progress={state.progress} />}
          <LinkLine state={state} />
          <Glance state={state} onShow={onShow} />
          <HistoryCard again={state.lastRun?.runId} accounts={state.accounts} />
        </div>
      </Page>
      {/* Offline, the headline says already how many changes wait. */}
      <NeedsYou
        held={state.held}
        parked={state.status === 'offline' ? 0 : state.parked}
        closed={state.lastRun?.closed ?? []}
        onShow={onShow}
      />
    </>
  );
}
