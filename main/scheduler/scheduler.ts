/**
 * @file Starts the runs when they are due, one at a time; what is due is decided in schedule.ts. node-cron is set to the moment
 * of the next run. Beside it a plain interval ticks, which no clock can stop: every tick compares the wall clock, so that a
 * computer that slept and a clock that was set are noticed even where no event tells of them (G20.3).
 */
import cron from 'node-cron';
import type { Clock, Log, Random } from '../../sync-core/connectors/ports.ts';
import type { RunReport, RunTrigger } from '../../sync-core/engine/report.ts';
import { newSchedule, nextRun, type Schedule, type ScheduleEvent, step } from './schedule.ts';

const tickEveryMs = 10_000;
/** A tick that comes so much too late was slept through. */
const sleptMs = 30_000;
/** After waking, networks need a moment. */
const afterWakingMs = 5000;
const afterPreferenceMs = 30_000;

export interface SchedulerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly isOnline: () => boolean;
  /** Carries a run out. Never rejects. */
  readonly run: (trigger: RunTrigger) => Promise<RunReport>;
  /** The state of the schedule may be another: the next run, the network. */
  readonly onChange: () => void;
  readonly start: Pick<Schedule, 'ready' | 'paused' | 'intervalMs'>;
}

export interface Scheduler {
  /** Starts ticking; the first run comes at once if everything is ready. */
  start(): void;
  stop(): void;
  /** @returns the report of the run that answers this request: never of one that was under way already. */
  request(trigger: 'user' | 'commandLine'): Promise<RunReport>;
  /** Something else that must not overlap with a run (a dry run); waits for the one that goes on. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** A preference changed: a run follows in 30 seconds, or with what changes until then. */
  preferencesChanged(intervalMs: number): void;
  /** Whether runs may start by themselves. */
  setReady(ready: boolean): void;
  /** Somebody signed in, or decided on what was held: a run follows at once, if runs may start by themselves. */
  soon(): void;
  woke(): void;
  pause(until: number | 'forever' | null): void;
  readonly nextRunAt: number | null;
  readonly paused: number | 'forever' | null;
  readonly online: boolean;
}

function isAskedFor(trigger: RunTrigger): boolean {
  return trigger === 'user' || trigger === 'commandLine';
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { clock, log } = options;
  let schedule = newSchedule({ ...options.start, online: options.isOnline() });
  let lastTick = clock.now();
  let ticking: ReturnType<typeof setInterval> | undefined;
  let alarm: { readonly at: number; readonly task: ReturnType<typeof cron.schedule> } | undefined;
  let waiting: ((report: RunReport) => void)[] = [];
  /** What goes on now; settled when nothing does. */
  let current: Promise<unknown> = Promise.resolve();

  function happened(event: ScheduleEvent): void {
    schedule = step(schedule, event);
  }

  async function run(trigger: RunTrigger): Promise<void> {
    const answered = waiting;
    waiting = [];
    happened({ type: 'started' });
    options.onChange();
    const report = await options.run(trigger);
    happened({ type: 'finished', at: clock.now(), jitter: options.random(), problem: report.problem ?? null });
    for (const answer of answered) answer(report);
    lookAround();
  }

  /** Starts what is due. */
  function lookAround(): void {
    const due = nextRun(schedule);
    // Before it was started, as by a command, nothing runs by itself: only what somebody waits for.
    if (due && due.at <= clock.now() && (ticking || isAskedFor(due.trigger))) current = run(due.trigger);
    setAlarm();
    options.onChange();
  }

  /** By a date, and not every so often: node-cron would count up one by one what a clock that jumps has skipped. */
  function setAlarm(): void {
    const due = nextRun(schedule);
    const at = ticking && due ? Math.ceil(due.at / 1000) * 1000 : undefined;
    if (at === alarm?.at) return;
    void alarm?.task.destroy();
    alarm = undefined;
    if (at === undefined || at <= clock.now()) return;
    const date = new Date(at);
    const time = [date.getUTCSeconds(), date.getUTCMinutes(), date.getUTCHours()];
    const day = [date.getUTCDate(), date.getUTCMonth() + 1, '*'];
    // In UTC, because an hour of local time can come twice.
    const options = { timezone: 'Etc/UTC', suppressMissedWarning: true };
    alarm = { at, task: cron.schedule([...time, ...day].join(' '), lookAround, options) };
  }

  function wish(trigger: RunTrigger, delayMs = 0): void {
    happened({ type: 'wish', trigger, at: clock.now() + delayMs });
    lookAround();
  }

  function tick(): void {
    const now = clock.now();
    const slept = now - lastTick > tickEveryMs + sleptMs;
    // Set back: what was to come in a minute still comes in a minute.
    if (now < lastTick) happened({ type: 'setBack', byMs: lastTick + tickEveryMs - now });
    lastTick = now;
    const online = options.isOnline();
    const back = online && !schedule.online;
    happened({ type: 'facts', online });
    if (typeof schedule.paused === 'number' && schedule.paused <= now) happened({ type: 'paused', until: null });
    if (slept || back) {
      log.info(slept ? 'The computer slept' : 'The network is back');
      happened({ type: 'wish', trigger: slept ? 'wake' : 'online', at: now + afterWakingMs });
    }
    lookAround();
  }

  return {
    start() {
      ticking = setInterval(tick, tickEveryMs);
      wish('start');
    },
    stop() {
      clearInterval(ticking);
      ticking = undefined;
      void alarm?.task.destroy();
      alarm = undefined;
    },
    request(trigger) {
      return new Promise((resolve) => {
        waiting.push(resolve);
        wish(trigger);
      });
    },
    async alone(work) {
      while (schedule.running) await current;
      happened({ type: 'started' });
      const done = work();
      current = done.then(
        () => undefined,
        () => undefined,
      );
      try {
        return await done;
      } finally {
        // Neither the timer nor the failures are changed by it.
        schedule = { ...schedule, running: false };
        lookAround();
      }
    },
    preferencesChanged(intervalMs) {
      happened({ type: 'facts', intervalMs });
      wish('settings', afterPreferenceMs);
    },
    setReady(ready) {
      if (ready === schedule.ready) return;
      happened({ type: 'facts', ready });
      lookAround();
    },
    soon() {
      happened({ type: 'helped' });
      wish('settings');
    },
    woke: () => wish('wake', afterWakingMs),
    pause(until) {
      happened({ type: 'paused', until });
      if (until === null) wish('settings');
      else lookAround();
    },
    get nextRunAt() {
      return nextRun(schedule)?.at ?? null;
    },
    get paused() {
      return schedule.paused;
    },
    get online() {
      return schedule.online;
    },
  };
}
