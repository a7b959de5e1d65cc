/**
 * @file What a person does to a series in Outlook, through the whole engine, as SuperOffice shows it: occurrence by occurrence at
 * the same moments, with the same words. The run after each writes nothing, and nobody gets mail.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

let stage: Stage;
let id: string;

const outlook = () => stage.sandbox.microsoft365.control;
/** The window of the runs, less the days at its ends. */
const shownIn = { from: '2026-11-24T00:00:00Z', to: '2027-05-15T00:00:00Z' };

const inOutlook = (series = id) =>
  outlook()
    .occurrences({ id: series, ...shownIn })
    .map(({ start, title }) => `${start.slice(0, 16)} ${title}`);

/** Its rows, by start; the user's zone there is the one of the series. */
const inSuperOffice = (...titles: readonly string[]) =>
  stage.sandbox.superoffice.control
    .list()
    .filter(({ title, start }) => titles.includes(title) && start < '2027-05-15')
    .map(({ start, title }) => `${start.slice(0, 16)} ${title}`)
    .toSorted();

async function settled(): Promise<void> {
  const report = await stage.run();
  expect(report).toMatchObject({ outcome: 'ok', held: 0, parked: 0 });
  expect(writesOf(await stage.run())).toEqual(nothing);
}

beforeEach(async () => {
  stage = await openStage();
  id = outlook().createSeries({
    title: 'Strategy',
    start: '2026-12-01T10:00:00',
    end: '2026-12-01T10:30:00',
    zone: 'Europe/Berlin',
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
    ends: { count: 8 },
  }).id;
  await settled();
  expect(inSuperOffice('Strategy')).toEqual(inOutlook());
});

afterEach(async () => {
  expect(outlook().mails()).toEqual([]);
  expect(stage.sandbox.superoffice.control.mails()).toEqual([]);
  await stage.close();
});

test.each<[string, () => unknown]>([
  [
    'moves an occurrence',
    () =>
      outlook().changeOccurrence({
        id,
        day: '2026-12-08',
        change: { start: '2026-12-09T14:00:00', end: '2026-12-09T15:00:00', zone: 'Europe/Berlin' },
      }),
  ],
  ['edits an occurrence', () => outlook().changeOccurrence({ id, day: '2026-12-08', change: { title: 'Special' } })],
  ['removes an occurrence', () => outlook().cancelOccurrence({ id, day: '2026-12-15' })],
  ['ends the series', () => outlook().removeFollowing({ id, day: '2027-01-05' })],
  [
    'changes the rule',
    () => outlook().changeSeries({ id, pattern: { type: 'weekly', interval: 2, daysOfWeek: ['tuesday'] }, change: {} }),
  ],
  [
    'changes the hour',
    () =>
      outlook().changeSeries({
        id,
        change: { start: '2026-12-01T08:00:00', end: '2026-12-01T09:00:00', zone: 'Europe/Berlin' },
      }),
  ],
  [
    'has it on the last day of each month',
    () =>
      outlook().changeSeries({
        id,
        pattern: { type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 },
        change: { start: '2026-12-31T10:00:00', end: '2026-12-31T10:30:00', zone: 'Europe/Berlin' },
        ends: { count: 4 },
      }),
  ],
])('a person %s', async (_name, act) => {
  act();
  await settled();
  expect(inSuperOffice('Strategy', 'Special')).toEqual(inOutlook());
});

test('a person puts an occurrence back', async () => {
  outlook().cancelOccurrence({ id, day: '2026-12-15' });
  await settled();
  outlook().restoreOccurrence({ id, day: '2026-12-15' });
  await settled();
  expect(inSuperOffice('Strategy')).toEqual(inOutlook());
  expect(inOutlook()).toHaveLength(8);
});

test('a person changes this and all following', async () => {
  const following = outlook().changeFollowing({ id, day: '2026-12-22', change: { title: 'Strategy 2027' } });
  await settled();
  expect(inSuperOffice('Strategy', 'Strategy 2027')).toEqual([...inOutlook(), ...inOutlook(following.id)]);
});

test('a person makes it a single appointment, and a series again', async () => {
  outlook().makeSingle({ id });
  await settled();
  expect(inSuperOffice('Strategy')).toEqual(['2026-12-01T10:00 Strategy']);
  outlook().makeSeries({ id, pattern: { type: 'daily', interval: 1 }, ends: { count: 3 } });
  await settled();
  expect(inSuperOffice('Strategy')).toEqual(inOutlook());
});

test('a series is deleted with all its rows', async () => {
  outlook().deleteEvent({ id });
  await settled();
  expect(inSuperOffice('Strategy')).toEqual([]);
});
