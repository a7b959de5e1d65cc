import { describe, expect, it } from 'vitest';
import type { RunProblem } from '../../sync-core/engine/report.ts';
import { newSchedule, nextRun, type Schedule, type ScheduleEvent, step } from './schedule.ts';

const minute = 60_000;
const t0 = Date.parse('2026-11-22T12:00:00Z');
const ready = newSchedule({ ready: true, online: true, paused: null, intervalMs: 5 * minute });

function following(schedule: Schedule, ...events: ScheduleEvent[]): Schedule {
  return events.reduce(step, schedule);
}
const finished = (at: number, problem: RunProblem | null = null, jitter = 0.5): ScheduleEvent => ({
  type: 'finished',
  at,
  jitter,
  problem,
});
const started: ScheduleEvent = { type: 'started' };

describe('the schedule', () => {
  it('starts a run after the interval, moved by the jitter', () => {
    expect(nextRun(following(ready, started, finished(t0)))).toEqual({ trigger: 'timer', at: t0 + 5 * minute });
    expect(nextRun(following(ready, started, finished(t0, null, 0)))?.at).toBeCloseTo(t0 + 4.5 * minute);
    expect(nextRun(following(ready, started, finished(t0, null, 0.999)))?.at).toBeLessThan(t0 + 5.5 * minute);
  });

  it('never starts a run while one goes on, and one more after it for whatever was asked meanwhile', () => {
    const asked = following(
      ready,
      started,
      { type: 'wish', trigger: 'settings', at: t0 + 1 },
      { type: 'wish', trigger: 'wake', at: t0 + 2 },
    );
    expect(nextRun(asked)).toBeNull();
    const done = following(asked, finished(t0 + 10));
    expect(nextRun(done)).toEqual({ trigger: 'followUp', at: t0 + 1 });
    expect(nextRun(following(done, started, finished(t0 + 20)))?.trigger).toBe('timer');
  });

  it('lets a person start a run in a pause, without network and after failures', () => {
    const stuck = following(
      newSchedule({ ready: false, online: false, paused: 'forever', intervalMs: minute }),
      started,
      finished(t0, { code: 'authExpired' }),
    );
    expect(nextRun(stuck)).toBeNull();
    expect(nextRun(following(stuck, { type: 'wish', trigger: 'user', at: t0 }))).toEqual({ trigger: 'user', at: t0 });
  });

  it('does not let an automatic request push away what a person asked for', () => {
    const asked = following(
      ready,
      { type: 'wish', trigger: 'user', at: t0 },
      { type: 'wish', trigger: 'wake', at: t0 - 1 },
    );
    expect(nextRun(asked)?.trigger).toBe('user');
  });

  it('waits for the end of a pause, and for ever in one without end', () => {
    const paused = following(ready, started, finished(t0), { type: 'paused', until: t0 + 60 * minute });
    expect(nextRun(paused)?.at).toBe(t0 + 60 * minute);
    expect(nextRun(following(paused, { type: 'paused', until: 'forever' }))).toBeNull();
    expect(nextRun(following(paused, { type: 'paused', until: null }))?.at).toBe(t0 + 5 * minute);
  });

  it('waits longer after each failure, up to an hour', () => {
    let schedule = ready;
    const waits: number[] = [];
    for (let n = 0; n < 6; n++) {
      schedule = following(schedule, started, finished(t0, { code: 'unavailable' }));
      waits.push(((nextRun(schedule)?.at ?? 0) - t0) / minute);
    }
    expect(waits).toEqual([5, 10, 20, 40, 60, 60]);
    expect(nextRun(following(schedule, started, finished(t0)))?.at).toBe(t0 + 5 * minute);
  });

  it('looks sooner than usual whether an unreachable server is back', () => {
    const once = following(ready, started, finished(t0, { code: 'offline' }));
    expect(nextRun(once)?.at).toBe(t0 + minute / 2);
    const often = Array.from({ length: 8 }).reduce<Schedule>(
      (schedule) => following(schedule, started, finished(t0, { code: 'offline' })),
      ready,
    );
    expect(nextRun(often)?.at).toBe(t0 + 5 * minute);
  });

  it('takes up soon what the engine was at when its process ended, and later and later if it ends each time', () => {
    const retryAt = new Date(t0 + 1000).toISOString();
    let schedule = ready;
    const waits: number[] = [];
    for (let n = 0; n < 11; n++) {
      schedule = following(schedule, started, finished(t0, { code: 'internal', retryAt }));
      waits.push(((nextRun(schedule)?.at ?? 0) - t0) / 1000);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
    const pause = new Date(t0 + 15 * minute).toISOString();
    const paused = following(ready, started, finished(t0, { code: 'internal', retryAt: pause }));
    expect(nextRun(paused)?.at).toBe(t0 + 15 * minute);
    // An error of ours that ended no process comes again with the next run.
    expect(nextRun(following(ready, started, finished(t0, { code: 'internal' })))?.at).toBe(t0 + 5 * minute);
  });

  it('comes back when the server said so, even if something else asks sooner', () => {
    const retryAt = new Date(t0 + 90 * minute).toISOString();
    const throttled = following(ready, started, finished(t0, { code: 'throttled', retryAt }));
    expect(nextRun(throttled)?.at).toBe(t0 + 90 * minute);
    expect(nextRun(following(throttled, { type: 'wish', trigger: 'wake', at: t0 }))?.at).toBe(t0 + 90 * minute);
  });

  it.each(['authExpired', 'appNotApproved', 'otherAccount'] as const)(
    'does not knock again after %s, until somebody helped',
    (code) => {
      const refused = following(ready, started, finished(t0, { code }), { type: 'wish', trigger: 'wake', at: t0 });
      expect(nextRun(refused)).toBeNull();
      expect(nextRun(following(refused, { type: 'helped' }))).toEqual({ trigger: 'wake', at: t0 });
    },
  );

  it('has no next run without network or before the first run was wanted', () => {
    const done = following(ready, started, finished(t0));
    expect(nextRun(following(done, { type: 'facts', online: false }))).toBeNull();
    expect(nextRun(following(done, { type: 'facts', ready: false }))).toBeNull();
  });

  it('takes a stop by the user for no failure', () => {
    const stopped = following(ready, started, finished(t0, { code: 'cancelled' }));
    expect(nextRun(stopped)?.at).toBe(t0 + 5 * minute);
  });
});
