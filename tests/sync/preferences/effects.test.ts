/** @file Each value of each preference does what the specification says, on items of the practice servers. */
import { afterEach, describe, expect, test } from 'vitest';
import type { PreferenceId } from '../../../sync-core/preferences/schema.ts';
import { table } from './table.ts';
import { openWorld } from './world.ts';

const rows = Object.entries(table) as [PreferenceId, (typeof table)[PreferenceId]][];

let world: Awaited<ReturnType<typeof openWorld>> | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

describe.each(rows)('%s', (id, { cases }) => {
  test('is shown with more than one value', () => {
    expect(new Set(cases.map(({ value }) => JSON.stringify(value))).size).toBeGreaterThan(1);
  });

  for (const { value, beside, shows, seen } of cases)
    test(`${JSON.stringify(value)}: ${shows}`, async () => {
      world = await openWorld({ ...beside, [id]: value });
      await seen(world);
      await world.inPeace();
    });
});
