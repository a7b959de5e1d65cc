import { expect, it } from 'vitest';
import { idleMs, restOfIdleTime } from './idle.ts';

const now = Date.parse('2026-11-23T08:00:00Z');

it('keeps a process while something is under way, however long', () => {
  expect(restOfIdleTime({ underWay: 1, lastAt: now - 100 * idleMs }, now)).toBeNull();
});

it('keeps a process for the idle time after its last answer', () => {
  expect(restOfIdleTime({ underWay: 0, lastAt: now }, now)).toBe(idleMs);
  expect(restOfIdleTime({ underWay: 0, lastAt: now - idleMs + 1 }, now)).toBe(1);
});

it('lets it end when that time has passed, and after a sleep of the computer', () => {
  expect(restOfIdleTime({ underWay: 0, lastAt: now - idleMs }, now)).toBe(0);
  expect(restOfIdleTime({ underWay: 0, lastAt: now - 100 * idleMs }, now)).toBe(0);
});

it('waits no longer because the clock was set back', () => {
  expect(restOfIdleTime({ underWay: 0, lastAt: now + 100 * idleMs }, now)).toBe(idleMs);
});
