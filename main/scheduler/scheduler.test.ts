import { describe, expect, it, vi } from 'vitest';
import type { Log } from '../../sync-core/connectors/ports.ts';
import type { RunProblem, RunReport, RunTrigger } from '../../sync-core/engine/report.ts';
import { failedRun } from '../sync-process/failed-run.ts';
import { createScheduler } from './scheduler.ts';

const minute = 60_000;
const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

function reportOf(trigger: RunTrigger, problem?: RunProblem): RunReport {
  const { problem: _none, ...run } = failedRun({ trigger, dryRun: false }, Date.now(), Date.now(), {
    code: 'internal',
  });
  return problem ? { ...run, problem } : { ...run, outcome: 'ok' };
}

/** A scheduler on a clock that is moved by hand, with runs that end when the test says so. */
function setUp({ ready = true } = {}) {
  vi.useFakeTimers({ now: new Date('2026-11-22T12:00:00Z') });
  const world = { online: true };
  const runs: { trigger: RunTrigger; end: (problem?: RunProblem) => Promise<void> }[] = [];
  const scheduler = createScheduler({
    clock: { now: () => Date.now(), sleep: async () => undefined },
    random: () => 0.5,
    log,
    isOnline: () => world.online,
    onChange: silent,
    start: { ready, paused: null, intervalMs: 5 * minute },
    run: (trigger) =>
      new Promise((resolve) => {
        runs.push({
          trigger,
          async end(problem) {
            resolve(reportOf(trigger, problem));
            await vi.advanceTimersByTimeAsync(0);
          },
        });
      }),
  });
  scheduler.start();
  const triggers = () => runs.map(({ trigger }) => trigger);
  const last = () => {
    const run = runs.at(-1);
    if (!run) throw new Error('no run was started');
    return run;
  };
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
  return { scheduler, world, triggers, last, pass };
}

describe('the scheduler', () => {
  it('runs at start, and then by the interval', async () => {
    const { triggers, last, pass, scheduler } = setUp();
    expect(triggers()).toEqual(['start']);
    await last().end();
    await pass(4.8 * minute);
    expect(triggers()).toEqual(['start']);
    await pass(minute);
    expect(triggers()).toEqual(['start', 'timer']);
    scheduler.stop();
  });

  it('runs at the very second that it named, not when it happens to look around', async () => {
    const { triggers, last, pass, scheduler } = setUp();
    await pass(3000);
    await last().end();
    const due = scheduler.nextRunAt ?? 0;
    await pass(due - Date.now() - 1);
    expect(triggers()).toEqual(['start']);
    await pass(1000);
    expect(triggers()).toEqual(['start', 'timer']);
    scheduler.stop();
  });

  it('never overlaps: whatever is asked in a run comes as one more run after it', async () => {
    const { scheduler, triggers, last, pass } = setUp();
    const one = scheduler.request('user');
    const two = scheduler.request('user');
    scheduler.preferencesChanged(5 * minute);
    await pass(2 * minute);
    expect(triggers()).toEqual(['start']);
    await last().end();
    expect(triggers()).toEqual(['start', 'user']);
    await last().end();
    expect((await one).trigger).toBe('user');
    expect(await two).toBe(await one);
    expect(triggers()).toHaveLength(2);
    scheduler.stop();
  });

  it('answers a request with a run that began after it, not with the one under way', async () => {
    const { scheduler, last } = setUp();
    let answered = false;
    const asked = scheduler.request('user').then((report) => {
      answered = true;
      return report;
    });
    await last().end();
    expect(answered).toBe(false);
    await last().end();
    expect((await asked).trigger).toBe('user');
    scheduler.stop();
  });

  it('runs half a minute after a preference changed', async () => {
    const { scheduler, triggers, last, pass } = setUp();
    await last().end();
    scheduler.preferencesChanged(60 * minute);
    await pass(20_000);
    expect(triggers()).toHaveLength(1);
    await pass(20_000);
    expect(triggers()).toEqual(['start', 'settings']);
    scheduler.stop();
  });

  it('runs within a minute after the computer slept, by the clock on the wall', async () => {
    const { scheduler, triggers, last, pass } = setUp();
    scheduler.preferencesChanged(240 * minute);
    await last().end();
    await pass(minute);
    await last().end();
    vi.setSystemTime(Date.now() + 60 * minute);
    await pass(30_000);
    expect(triggers()).toEqual(['start', 'followUp', 'wake']);
    scheduler.stop();
  });

  it('waits for the network, and runs when it is back', async () => {
    const { scheduler, world, triggers, last, pass } = setUp();
    await last().end();
    world.online = false;
    await pass(30 * minute);
    expect(triggers()).toHaveLength(1);
    expect(scheduler.nextRunAt).toBeNull();
    world.online = true;
    await pass(30_000);
    expect(triggers()).toHaveLength(2);
    scheduler.stop();
  });

  it('does nothing by itself in a pause, and goes on when it is over', async () => {
    const { scheduler, triggers, last, pass } = setUp();
    await last().end();
    scheduler.pause(Date.now() + 60 * minute);
    await pass(59 * minute);
    expect(triggers()).toHaveLength(1);
    await pass(2 * minute);
    expect(triggers()).toHaveLength(2);
    expect(scheduler.paused).toBeNull();
    scheduler.stop();
  });

  it('does not wait for ages when the clock is set back, neither for the timer nor for a server or a pause', async () => {
    const { scheduler, triggers, last, pass } = setUp();
    await last().end();
    vi.setSystemTime(Date.now() - 7 * 24 * 60 * minute);
    await pass(6 * minute);
    expect(triggers()).toEqual(['start', 'timer']);
    await last().end({ code: 'throttled', retryAt: new Date(Date.now() + 20 * minute).toISOString() });
    vi.setSystemTime(Date.now() - 7 * 24 * 60 * minute);
    await pass(19 * minute);
    expect(triggers()).toHaveLength(2);
    await pass(2 * minute);
    expect(triggers()).toHaveLength(3);
    await last().end();
    scheduler.pause(Date.now() + 60 * minute);
    vi.setSystemTime(Date.now() - 7 * 24 * 60 * minute);
    await pass(59 * minute);
    expect(triggers()).toHaveLength(3);
    await pass(2 * minute);
    expect(triggers()).toHaveLength(4);
    scheduler.stop();
  });

  it('runs once when the clock jumps a year ahead', async () => {
    const { scheduler, triggers, last, pass } = setUp();
    await last().end();
    vi.setSystemTime(Date.now() + 365 * 24 * 60 * minute);
    await pass(minute);
    expect(triggers()).toEqual(['start', 'timer']);
    await last().end();
    await pass(minute);
    expect(triggers().length).toBeLessThanOrEqual(3);
    scheduler.stop();
  });

  it('does nothing by itself until the first run was wanted', async () => {
    const { scheduler, triggers, last, pass } = setUp({ ready: false });
    await pass(60 * minute);
    expect(triggers()).toEqual([]);
    const first = scheduler.request('user');
    await last().end();
    await first;
    scheduler.setReady(true);
    await pass(6 * minute);
    expect(triggers()).toEqual(['user', 'timer']);
    scheduler.stop();
  });

  it('keeps runs away while something else must be alone, and is alone itself', async () => {
    const { scheduler, triggers, last, pass } = setUp();
    const order: string[] = [];
    let finish: () => void = silent;
    const alone = scheduler.alone(async () => {
      order.push('alone');
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    await pass(0);
    expect(order).toEqual([]);
    await last().end();
    expect(order).toEqual(['alone']);
    await pass(10 * minute);
    expect(triggers()).toEqual(['start']);
    finish();
    await alone;
    expect(triggers()).toEqual(['start', 'timer']);
    scheduler.stop();
  });
});
