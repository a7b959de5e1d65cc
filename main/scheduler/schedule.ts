/**
 * @file When the next run is due: pure, with every moment handed in (milliseconds since 1970). What happens goes in as an
 * event and gives the next state; `nextRun` reads the answer off the state.
 */
import type { RunProblem, RunTrigger } from '../../sync-core/engine/report.ts';

/** A run that somebody asked for. */
interface Wish {
  readonly trigger: RunTrigger;
  readonly at: number;
}

export interface Schedule {
  /** Both accounts are connected and signed in, and the user has started the first run. */
  readonly ready: boolean;
  readonly online: boolean;
  readonly paused: number | 'forever' | null;
  readonly intervalMs: number;
  readonly running: boolean;
  /** The earliest and most urgent of the runs asked for. */
  readonly wish: Wish | null;
  /** End of the last run, and how far its successor is moved, evenly in [0, 1). */
  readonly last: { readonly finishedAt: number; readonly jitter: number } | null;
  /** Runs that failed one after the other, and why the last one did. */
  readonly failures: { readonly count: number; readonly problem: RunProblem } | null;
}

export type ScheduleEvent =
  /** The interval is a preference; a preference that changed asks for a run by a `wish` of its own. */
  | { readonly type: 'facts'; readonly ready?: boolean; readonly online?: boolean; readonly intervalMs?: number }
  /** Somebody did something about what stood in the way (signed in, decided). */
  | { readonly type: 'helped' }
  | { readonly type: 'paused'; readonly until: number | 'forever' | null }
  | { readonly type: 'wish'; readonly trigger: RunTrigger; readonly at: number }
  /** The computer's clock was set back by so much: everything that is still to come moves with it. */
  | { readonly type: 'setBack'; readonly byMs: number }
  | { readonly type: 'started' }
  | { readonly type: 'finished'; readonly at: number; readonly jitter: number; readonly problem: RunProblem | null };

export interface DueRun {
  readonly at: number;
  readonly trigger: RunTrigger;
}

/** Two runs of the same interval lie up to this share apart, so that many computers do not knock at the same second. */
const jitterShare = 0.2;
const longestBackoffMs = 60 * 60_000;
const firstOfflineRetryMs = 30_000;
const firstCrashRetryMs = 10_000;

/** Problems that no repeating solves: the user or an administrator has to do something first. */
const needsSomebody: ReadonlySet<RunProblem['code']> = new Set([
  'authExpired',
  'appNotApproved',
  'otherAccount',
  'otherFolder',
  'notConnected',
  'noClientId',
  'noKeyStore',
  'signInDenied',
  'signInTimedOut',
]);

/** What a person asks for happens whatever the pause, the network or earlier failures say. */
const byPerson: ReadonlySet<RunTrigger> = new Set(['user', 'commandLine']);

export function newSchedule(facts: Pick<Schedule, 'ready' | 'online' | 'paused' | 'intervalMs'>): Schedule {
  return { ...facts, running: false, wish: null, last: null, failures: null };
}

function moreUrgent(one: Wish | null, other: Wish): Wish {
  if (one === null) return other;
  if (byPerson.has(one.trigger) !== byPerson.has(other.trigger)) return byPerson.has(one.trigger) ? one : other;
  return other.at < one.at ? other : one;
}

export function step(schedule: Schedule, event: ScheduleEvent): Schedule {
  switch (event.type) {
    case 'facts': {
      const { ready = schedule.ready, online = schedule.online, intervalMs = schedule.intervalMs } = event;
      return { ...schedule, ready, online, intervalMs };
    }
    case 'helped':
      return { ...schedule, failures: null };
    case 'paused':
      return { ...schedule, paused: event.until };
    case 'wish': {
      // Asked for while a run goes on: one more run after it, because this one may have read already.
      const trigger = schedule.running && !byPerson.has(event.trigger) ? 'followUp' : event.trigger;
      return { ...schedule, wish: moreUrgent(schedule.wish, { trigger, at: event.at }) };
    }
    case 'setBack':
      return earlier(schedule, event.byMs);
    case 'started':
      return { ...schedule, running: true, wish: null };
    case 'finished': {
      const { at: finishedAt, jitter, problem } = event;
      const count = (schedule.failures?.count ?? 0) + 1;
      return {
        ...schedule,
        running: false,
        last: { finishedAt, jitter },
        failures: problem === null || problem.code === 'cancelled' ? null : { count, problem },
      };
    }
  }
}

function earlier(schedule: Schedule, byMs: number): Schedule {
  const { paused, wish, last, failures } = schedule;
  const retryAt = failures?.problem.retryAt;
  return {
    ...schedule,
    paused: typeof paused === 'number' ? paused - byMs : paused,
    wish: wish && { ...wish, at: wish.at - byMs },
    last: last && { ...last, finishedAt: last.finishedAt - byMs },
    failures:
      failures && retryAt !== undefined
        ? {
            ...failures,
            problem: { ...failures.problem, retryAt: new Date(Date.parse(retryAt) - byMs).toISOString() },
          }
        : failures,
  };
}

/** How long after the last run the timer starts the next one. */
function timerDelay({ failures, intervalMs, last }: Schedule): number {
  const moved = 1 + (2 * (last?.jitter ?? 0.5) - 1) * (jitterShare / 2);
  if (!failures) return intervalMs * moved;
  const doublings = Math.min(failures.count - 1, 20);
  if (failures.problem.code === 'offline') {
    // Cheap to find out, and the user waits for it: sooner than usual at first.
    return Math.min(intervalMs, firstOfflineRetryMs * 2 ** doublings) * moved;
  }
  if (failures.problem.code === 'internal' && failures.problem.retryAt !== undefined) {
    // The engine's process ended in the middle: what it was at is taken up soon, and later and later if it ends each time.
    return Math.min(longestBackoffMs, firstCrashRetryMs * 2 ** doublings) * moved;
  }
  return Math.max(intervalMs, Math.min(longestBackoffMs, intervalMs * 2 ** doublings)) * moved;
}

/** Before this nothing but a person starts a run. */
function notBefore({ paused, failures }: Schedule): number {
  const retryAt = failures?.problem.retryAt === undefined ? 0 : Date.parse(failures.problem.retryAt);
  return Math.max(typeof paused === 'number' ? paused : 0, retryAt);
}

/**
 * The run that is due next, maybe already; null when none is, for as long as nothing happens.
 * While a run goes on there is none: runs never overlap.
 */
export function nextRun(schedule: Schedule): DueRun | null {
  const { running, wish, ready, online, paused, failures, last } = schedule;
  if (running) return null;
  if (wish && byPerson.has(wish.trigger)) return wish;
  if (!ready || !online || paused === 'forever') return null;
  if (failures && needsSomebody.has(failures.problem.code)) return null;
  const timer: DueRun | null = last && { trigger: 'timer', at: last.finishedAt + timerDelay(schedule) };
  const first = wish === null || (timer !== null && timer.at < wish.at) ? timer : wish;
  return first && { trigger: first.trigger, at: Math.max(first.at, notBefore(schedule)) };
}
