/**
 * @file What a person does to a series in SuperOffice, and what SuperOffice stops to show of it, through the whole engine, as Outlook
 * shows it: occurrence by occurrence at the same moments. The run after each writes nothing, and nobody gets mail.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

let stage: Stage;
let firstRow: number;

const superOffice = () => stage.sandbox.superoffice.control;
const outlook = () => stage.sandbox.microsoft365.control;
/** The window of the runs, less the days at its ends. */
const shownIn = { from: '2026-11-24T00:00:00Z', to: '2027-05-15T00:00:00Z' };
const line = ({ start, title }: { readonly start: string; readonly title: string }) => `${start.slice(0, 16)} ${title}`;

const inOutlook = (...titles: readonly string[]) =>
  outlook()
    .list(shownIn)
    .filter(({ title }) => titles.includes(title))
    .map(line)
    .toSorted();
const inSuperOffice = (...titles: readonly string[]) =>
  superOffice()
    .list()
    .filter(({ title, start }) => titles.includes(title) && start < '2027-05-15')
    .map(line)
    .toSorted();
/** Series, and appointments that do not repeat: each counts once. */
const masters = (...titles: readonly string[]) =>
  outlook()
    .list()
    .filter(({ title }) => titles.includes(title)).length;

async function settled(): Promise<void> {
  expect(await stage.run()).toMatchObject({ outcome: 'ok', held: 0, parked: 0 });
  const again = await stage.run();
  expect(again).toMatchObject({ outcome: 'ok', held: 0, parked: 0 });
  expect(writesOf(again)).toEqual(nothing);
}

/** Tuesdays at ten, from 1 December 2026, eight times; known to both sides. */
async function begin(switches: Readonly<Record<string, string | number | boolean>> = {}): Promise<void> {
  stage = await openStage({ switches: { superoffice: switches } });
  firstRow = superOffice().createAppointment({
    title: 'Runde',
    start: '2026-12-01T10:00:00',
    end: '2026-12-01T10:30:00',
    zone: 'Europe/Berlin',
    rule: {
      Pattern: 'Weekly',
      WeekPattern: { Weekdays: 'Tuesday', Cycle: 1 },
      RecurrenceEndType: 'Counter',
      RecurrenceCounter: 8,
    },
  }).id;
  await settled();
  expect(inOutlook('Runde')).toEqual(inSuperOffice('Runde'));
  expect(inOutlook('Runde')).toHaveLength(8);
}

afterEach(async () => {
  expect(outlook().mails()).toEqual([]);
  expect(superOffice().mails()).toEqual([]);
  await stage.close();
});

describe.each(['reset', 'kept', 'remade'])(
  '"this and all that follow" (rows of the same days are %s)',
  (resavedSeries) => {
    test('ends one series and begins another, and single edits on either side of it stay', async () => {
      await begin({ resavedSeries });
      superOffice().changeAppointment({ id: firstRow + 1, title: 'Runde früh' });
      superOffice().changeAppointment({
        id: firstRow + 6,
        start: '2027-01-13T15:00:00',
        end: '2027-01-13T15:30:00',
        zone: 'Europe/Berlin',
      });
      await settled();
      superOffice().changeAppointment({ id: firstRow + 4, title: 'Runde neu', reach: 'thisAndForward' });
      await settled();
      const titles = ['Runde', 'Runde früh', 'Runde neu', 'Runde eigen'];
      expect(inOutlook(...titles)).toEqual(inSuperOffice(...titles));
      expect(inOutlook(...titles)).toHaveLength(8);
      expect(masters('Runde', 'Runde neu')).toBe(2);
      // The new series is linked: what happens in it on either side arrives in it.
      const [row] = superOffice()
        .list()
        .filter(({ title }) => title === 'Runde neu')
        .slice(1);
      superOffice().changeAppointment({ id: row?.id ?? 0, title: 'Runde eigen' });
      await settled();
      expect(inOutlook(...titles)).toEqual(inSuperOffice(...titles));
      const [following] = outlook()
        .list()
        .filter(({ title }) => title === 'Runde neu');
      outlook().cancelOccurrence({ id: following?.id ?? '', day: '2027-01-19' });
      await settled();
      expect(inOutlook(...titles)).toEqual(inSuperOffice(...titles));
      expect(inOutlook(...titles)).toHaveLength(7);
      expect(masters('Runde', 'Runde neu')).toBe(2);
    });
  },
);

test.each(['ofMoved', 'ofAll', 'none'])(
  'an occurrence that is dragged elsewhere is moved in Outlook, and dragged back (original_start_date: %s)',
  async (originalStartDate) => {
    await begin({ originalStartDate });
    const move = (start: string, end: string) =>
      superOffice().changeAppointment({ id: firstRow + 2, start, end, zone: 'Europe/Berlin' });
    move('2026-12-17T08:15:00', '2026-12-17T08:45:00');
    await settled();
    expect(inOutlook('Runde')).toEqual(inSuperOffice('Runde'));
    expect(inOutlook('Runde')).toContain('2026-12-17T08:15 Runde');
    expect(masters('Runde')).toBe(1);
    move('2026-12-15T10:00:00', '2026-12-15T10:30:00');
    await settled();
    expect(inOutlook('Runde')).toEqual(inSuperOffice('Runde'));
  },
);

const listed = z.looseObject({ value: z.array(z.looseObject({ appointmentId: z.int() })) });
const denied = { Error: true, ErrorType: 'SoSentryException', ErrorMessage: 'You have no rights to this' };

/** The rows are there, and neither listed nor read any more. */
function loseRights(rows: readonly number[]): void {
  stage.hooks.onAnswer = async (side, { url }, real) => {
    if (side !== 'crm') return real;
    const headers = { date: real.headers.get('date') ?? '' };
    const one = /\/Appointment\/(\d+)$/.exec(url)?.[1];
    if (one !== undefined && rows.includes(Number(one))) return Response.json(denied, { status: 403, headers });
    if (!/\/Appointment\?/.test(url)) return real;
    const body = listed.parse(await real.json());
    const value = body.value.filter(({ appointmentId }) => !rows.includes(appointmentId));
    return Response.json({ ...body, value }, { headers });
  };
}

test.each([
  ['all rows', [0, 1, 2, 3, 4, 5, 6, 7]],
  ['three rows', [3, 5, 6]],
])(
  'the rights to %s are lost: nothing is removed in Outlook, the series waits, and goes on when they are back',
  async (_which, which) => {
    await begin();
    const before = inOutlook('Runde');
    loseRights(which.map((at) => firstRow + at));
    // Something happens in it meanwhile, so that it is looked at.
    superOffice().changeAppointment({ id: firstRow + 4, title: 'Runde anders' });
    let waiting = 0;
    for (let round = 0; round < 4; round += 1) {
      stage.sandbox.superoffice.control.expireCursors();
      const { written, parked, held } = await stage.run({ after: 30 * 60_000 });
      expect([written.calendar.removed, written.calendar.updated, held]).toEqual([0, 0, 0]);
      waiting = Math.max(waiting, parked);
    }
    expect(inOutlook('Runde')).toEqual(before);
    expect(waiting).toBe(1);
    stage.hooks.onAnswer = undefined;
    for (let round = 0; round < 3; round += 1) await stage.run({ after: 6 * 3_600_000 });
    await settled();
    expect(inOutlook('Runde', 'Runde anders')).toEqual(inSuperOffice('Runde', 'Runde anders'));
    expect(inOutlook('Runde anders')).toHaveLength(1);
  },
);

test('all of it is deleted: the series is removed in Outlook', async () => {
  await begin();
  superOffice().deleteAppointment({ id: firstRow, reach: 'thisAndForward' });
  await settled();
  expect(inOutlook('Runde')).toEqual([]);
});
