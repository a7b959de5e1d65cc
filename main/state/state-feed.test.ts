import { describe, expect, it } from 'vitest';
import type { Clock } from '../../sync-core/connectors/ports.ts';
import { firstFacts } from './app-state.ts';
import { createStateFeed } from './state-feed.ts';

/** A clock that stands until it is moved. */
function standingClock() {
  let at = Date.parse('2026-11-22T12:00:00Z');
  let sleepers: { until: number; wake: () => void }[] = [];
  const clock: Clock = {
    now: () => at,
    sleep: (milliseconds) => new Promise((wake) => sleepers.push({ until: at + milliseconds, wake })),
  };
  async function move(milliseconds: number): Promise<void> {
    at += milliseconds;
    const due = sleepers.filter(({ until }) => until <= at);
    sleepers = sleepers.filter(({ until }) => until > at);
    for (const { wake } of due) wake();
    await new Promise(setImmediate);
  }
  return { clock, move };
}

const first = firstFacts({
  accounts: { superoffice: null, microsoft365: null, google: null, exchange: null },
  paused: null,
  online: true,
  intervalMs: 300_000,
  kinds: [],
  canKeepSecrets: true,
  settingsSetAside: null,
});

describe('the feed of states', () => {
  it('tells at once, then four times a second at most, and never loses the last one', async () => {
    const { clock, move } = standingClock();
    const feed = createStateFeed(first, clock);
    const told: (number | null)[] = [];
    feed.onChange((state) => told.push(state.nextRunAt === null ? null : Date.parse(state.nextRunAt) - clock.now()));
    const next = (nextRunAt: number) =>
      feed.tell({ type: 'schedule', nextRunAt: clock.now() + nextRunAt, paused: null, online: true });
    next(1);
    await move(0);
    expect(told).toEqual([1]);
    for (let n = 2; n <= 100; n++) next(n);
    await move(0);
    expect(told).toEqual([1]);
    await move(250);
    expect(told).toEqual([1, 100 - 250]);
  });

  it('is silent when nothing is different', async () => {
    const { clock, move } = standingClock();
    const feed = createStateFeed(first, clock);
    let told = 0;
    feed.onChange(() => {
      told += 1;
    });
    feed.tell({ type: 'schedule', nextRunAt: null, paused: null, online: true });
    await move(1000);
    expect(told).toBe(0);
  });
});
