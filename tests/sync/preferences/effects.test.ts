/** @file Each value of each preference does what the specification says, on items of the practice servers. */
import { afterEach, describe, expect, test } from 'vitest';
import type { PreferenceId } from '../../../sync-core/preferences/schema.ts';
import { table } from './table.ts';
import { type CalendarName, featuresOf, openWorld } from './world.ts';

const rows = Object.entries(table) as [PreferenceId, (typeof table)[PreferenceId]][];

let world: Awaited<ReturnType<typeof openWorld>> | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

test.each(rows)('%s is shown with more than one value', (_id, { cases }) => {
  expect(new Set(cases.map(({ value }) => JSON.stringify(value))).size).toBeGreaterThan(1);
});

const calendars: readonly CalendarName[] = ['microsoft365', 'google', 'exchange'];

describe.each(calendars)('with %s', (system) => {
  const shown = rows.filter(([, { needs }]) => needs === undefined || featuresOf[system].includes(needs));

  describe.each(shown)('%s', (id, { cases }) => {
    for (const { value, beside, shows, seen } of cases)
      test(`${JSON.stringify(value)}: ${shows}`, async () => {
        world = await openWorld({ ...beside, [id]: value }, system);
        await seen(world);
        await world.inPeace();
      });
  });
});
