/**
 * @file Writes of series that are cut off: the process ends with an answer on its way, after each of the changes that a write takes.
 * Whoever runs next finishes what was begun: there is one series in the end, and nobody's words are lost.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Side } from '../../sync-core/model/side.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

/** No write of these takes so many changes. */
const mostChanges = 60;
const zone = 'Europe/Berlin';
const tuesday = { start: '2026-12-01T10:00:00', end: '2026-12-01T10:30:00', zone };
const elsewhere = { start: '2026-12-23T14:00:00', end: '2026-12-23T15:00:00', zone };
const dayAfter = { start: '2026-12-09T09:00:00', end: '2026-12-09T09:30:00', zone };

let stage: Stage;
let title: string;

beforeEach(async () => {
  stage = await openStage();
  for (const { id } of outlook().list()) outlook().deleteEvent({ id });
  await stage.run();
});
afterEach(async () => {
  for (const control of [outlook(), superOffice()]) expect(control.mails()).toEqual([]);
  await stage.close();
});

const outlook = () => stage.sandbox.microsoft365.control;
const superOffice = () => stage.sandbox.superoffice.control;
const shownIn = { from: '2026-11-24T00:00:00Z', to: '2027-05-15T00:00:00Z' };

type Shown = readonly { readonly start: string; readonly title: string; readonly location: string }[];
const lines = (shown: Shown) =>
  shown
    .filter((one) => one.title.startsWith(title) && one.start < '2027-05-15')
    .map((one) => `${one.start.slice(0, 16)} ${one.title} ${one.location}`.trim())
    .toSorted();
const shows: Readonly<Record<Side, () => readonly string[]>> = {
  crm: () => lines(superOffice().list()),
  calendar: () => lines(outlook().list(shownIn)),
};

const event = () =>
  outlook()
    .list()
    .find((one) => one.title.startsWith(title))?.id ?? '';
function row(start: string): number {
  const rows = superOffice().list();
  const found = rows.find((one) => one.title.startsWith(title) && one.start.startsWith(start));
  if (found === undefined) throw new Error(`nothing at ${start}`);
  return found.id;
}
const series = () => ({
  crm: new Set(
    superOffice()
      .list()
      .flatMap((one) => (one.title.startsWith(title) ? [one.ruleId || one.id] : [])),
  ).size,
  calendar: outlook()
    .list()
    .filter((one) => one.title.startsWith(title)).length,
});

/** With one occurrence edited, one removed and one moved. */
function makeInOutlook(count: number | null = 8): void {
  outlook().createSeries({
    ...tuesday,
    title,
    pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
    ends: count === null ? null : { count },
  });
  outlook().changeOccurrence({ id: event(), day: '2026-12-08', change: { location: 'Raum 4' } });
  outlook().cancelOccurrence({ id: event(), day: '2026-12-15' });
  outlook().changeOccurrence({ id: event(), day: '2026-12-22', change: elsewhere });
}

function makeInSuperOffice(): void {
  const rule = { Pattern: 'Weekly', WeekPattern: { Weekdays: 'Tuesday', Cycle: 1 } };
  superOffice().createAppointment({
    ...tuesday,
    title,
    rule: { ...rule, RecurrenceEndType: 'Counter', RecurrenceCounter: 8 },
  });
  superOffice().changeAppointment({ id: row('2026-12-08T10:00'), location: 'Raum 4' });
  superOffice().deleteAppointment({ id: row('2026-12-15T10:00') });
  superOffice().changeAppointment({ id: row('2026-12-22T10:00'), ...elsewhere });
}

const questions = /Archive|GetAppointment|RecurrenceDate|Validate|Calculate|Default/i;

/**
 * A run of which the process ends: after so many changes on a side no answer arrives any more.
 * @returns false when there were no more changes: it came to its end.
 */
async function runAndDie(side: Side, changes: number): Promise<boolean> {
  let left = changes;
  const died = Promise.withResolvers<true>();
  stage.hooks.onAnswer = async (of, { url, method }, real) => {
    if (of === side && method !== 'GET' && !questions.test(url)) left -= 1;
    if (left >= 0) return real;
    died.resolve(true);
    return await new Promise<Response>(() => undefined);
  };
  const hasDied = await Promise.race([stage.run().then(() => false), died.promise]);
  stage.hooks.onAnswer = undefined;
  stage.startAgain();
  return hasDied;
}

interface Story {
  readonly make: () => void;
  /** Absent: the making is what is cut off. */
  readonly change?: () => void | Promise<void>;
  /** What there is in the end on each side, a series counting once; 1 when absent. */
  readonly left?: number | Readonly<Record<Side, number>>;
}

/** On a side, by a series of its own for each place where it can be cut off. */
async function everywhere(side: Side, { make, change, left = 1 }: Story): Promise<void> {
  const other = side === 'crm' ? 'calendar' : 'crm';
  for (let changes = 0; ; changes += 1) {
    expect(changes).toBeLessThan(mostChanges);
    title = `Runde ${changes}.`;
    make();
    if (change !== undefined) await stage.run();
    await change?.();
    const before = shows[other]();
    const died = await runAndDie(side, changes);
    for (let runs = 0; runs < 3; runs += 1) await stage.run();
    const report = await stage.run();
    expect(report).toMatchObject({ outcome: 'ok', held: 0, parked: 0 });
    expect(writesOf(report)).toEqual(nothing);
    expect([changes, shows[other]()]).toEqual([changes, before]);
    expect([changes, shows[side]()]).toEqual([changes, before]);
    expect(series()).toEqual(typeof left === 'number' ? { crm: left, calendar: left } : left);
    if (!died) break;
  }
}

/** With one that Outlook cannot have within the series. */
function makeWithOneApart(): void {
  makeInSuperOffice();
  superOffice().changeAppointment({ id: row('2026-12-29T10:00'), ...besideNeighbour });
}

const besideNeighbour = { start: '2027-01-05T14:00:00', end: '2027-01-05T15:00:00', zone };
const idOf = (type: string) =>
  outlook()
    .list()
    .find((one) => one.title.startsWith(title) && one.type === type)?.id ?? '';
const master = () => idOf('seriesMaster');
const standing = () => idOf('singleInstance');

const long = 240_000;

describe('what is written to SuperOffice, cut off anywhere, is finished:', () => {
  test.each<[string, Story]>([
    ['a new series', { make: makeInOutlook }],
    [
      'the title of all',
      { make: makeInOutlook, change: () => outlook().changeSeries({ id: event(), change: { title: `${title} neu` } }) },
    ],
    [
      'another rule',
      {
        make: makeInOutlook,
        change: () =>
          outlook().changeSeries({
            id: event(),
            pattern: { type: 'weekly', interval: 1, daysOfWeek: ['thursday'] },
            change: { start: '2026-12-03T10:00:00', end: '2026-12-03T10:30:00', zone },
          }),
      },
    ],
    [
      'occurrences edited, moved, removed and put back',
      {
        make: makeInOutlook,
        change() {
          outlook().restoreOccurrence({ id: event(), day: '2026-12-15' });
          outlook().changeOccurrence({ id: event(), day: '2026-12-29', change: { location: 'Raum 9' } });
          outlook().changeOccurrence({ id: event(), day: '2026-12-08', change: dayAfter });
          outlook().cancelOccurrence({ id: event(), day: '2027-01-05' });
        },
      },
    ],
    ['no series any more', { make: makeInOutlook, change: () => outlook().makeSingle({ id: event() }) }],
    ['all deleted', { make: makeInOutlook, change: () => outlook().deleteEvent({ id: event() }), left: 0 }],
    [
      'the title of all but one that stands apart',
      {
        make: makeWithOneApart,
        change: () => outlook().changeSeries({ id: master(), change: { title: `${title} neu` } }),
        left: { crm: 1, calendar: 2 },
      },
    ],
    [
      'the title of all but one that stands apart and was edited',
      {
        make: makeWithOneApart,
        async change() {
          outlook().changeEvent({ id: standing(), location: 'Turm' });
          await stage.run();
          outlook().changeSeries({ id: master(), change: { title: `${title} neu` } });
        },
        left: { crm: 1, calendar: 2 },
      },
    ],
    [
      'the title of all but one that stands apart, where all rows are made anew',
      {
        make: makeWithOneApart,
        change() {
          superOffice().set('resavedSeries', 'remade');
          outlook().changeSeries({ id: master(), change: { title: `${title} neu` } });
        },
        left: { crm: 1, calendar: 2 },
      },
    ],
    [
      'all deleted but one that stands apart',
      { make: makeWithOneApart, change: () => outlook().deleteEvent({ id: master() }) },
    ],
  ])('%s', (_name, story) => everywhere('crm', story), long);
});

describe('what is written to Outlook, cut off anywhere, is finished:', () => {
  test.each<[string, Story]>([
    ['a new series', { make: makeInSuperOffice }],
    ['a new series of which one stands apart', { make: makeWithOneApart, left: { crm: 1, calendar: 2 } }],
    [
      'one that stands apart from now on',
      {
        make: makeInSuperOffice,
        change: () => superOffice().changeAppointment({ id: row('2026-12-29T10:00'), ...besideNeighbour }),
        left: { crm: 1, calendar: 2 },
      },
    ],
    [
      'one that is in its place again',
      {
        make: makeWithOneApart,
        change: () =>
          superOffice().changeAppointment({
            id: row('2027-01-05T14:00'),
            start: '2026-12-29T10:00:00',
            end: '2026-12-29T10:30:00',
            zone,
          }),
      },
    ],
    [
      'another rule',
      {
        make: makeInSuperOffice,
        change: () =>
          superOffice().changeAppointment({
            id: row('2026-12-01T10:00'),
            reach: 'thisAndForward',
            rule: {
              Pattern: 'Weekly',
              WeekPattern: { Weekdays: 'Thursday', Cycle: 1 },
              RecurrenceEndType: 'Counter',
              RecurrenceCounter: 8,
            },
          }),
      },
    ],
    [
      'occurrences edited, moved and removed',
      {
        make: makeInSuperOffice,
        change() {
          superOffice().changeAppointment({ id: row('2026-12-29T10:00'), location: 'Raum 9' });
          superOffice().changeAppointment({ id: row('2026-12-08T10:00'), ...dayAfter });
          superOffice().deleteAppointment({ id: row('2027-01-05T10:00') });
        },
      },
    ],
    [
      'all deleted',
      {
        make: makeInSuperOffice,
        change: () => superOffice().deleteAppointment({ id: row('2026-12-01T10:00'), reach: 'thisAndForward' }),
        left: 0,
      },
    ],
  ])('%s', (_name, story) => everywhere('calendar', story), long);
});

test.each([0, 1, 2])('days that have come near are written after %i changes that were cut off', async (changes) => {
  title = 'Runde';
  makeInOutlook(null);
  await stage.run();
  const held = superOffice().list().length;
  stage.servers.advance(7 * 86_400_000);
  await runAndDie('crm', changes);
  for (let runs = 0; runs < 2; runs += 1) await stage.run();
  expect(writesOf(await stage.run())).toEqual(nothing);
  expect(superOffice().list()).toHaveLength(held + 1);
  expect(shows.crm()).toEqual(shows.calendar());
  expect(series()).toEqual({ crm: 1, calendar: 1 });
});
