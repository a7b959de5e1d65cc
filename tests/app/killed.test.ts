/** @file The application is killed during its first run, again and again; then both sides are whole (docs/reliability.md). */
import { expect, test } from 'vitest';
import { killAll } from '../kill/rounds.ts';

test('kills at any moment of the first run double nothing and lose nothing', { timeout: 240_000 }, async () => {
  const rounds = await killAll({ kills: 5, seed: 2, items: 120 });
  expect(rounds.flatMap(({ faults }) => faults)).toEqual([]);
  // All processes at once, the main one alone, the engine's alone.
  const kills = rounds.flatMap((round) => round.kills);
  expect(new Set(kills.map(({ victim }) => victim))).toEqual(new Set(['tree', 'main', 'sync']));
  expect(kills.some(({ open }) => open > 0)).toBe(true);
});
