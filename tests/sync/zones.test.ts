/**
 * @file Time zones through the whole engine: tenants in which the CRM's database, its user, the mailbox and the computer live
 * in zones of their own. Whatever is written or moved: each side shows the same moment, what was written in a zone stays in
 * it, and the next run writes nothing.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { zoneId } from '../../sync-core/model/time.ts';
import { nothing, openStage, type Stage, type StageOptions } from '../support/stage.ts';

const tenants = {
  'all in one zone': { base: 'Europe/Oslo', user: 'Europe/Oslo', mailbox: 'W. Europe Standard Time' },
  'database in New York, user in Oslo, mailbox in Sydney': {
    base: 'America/New_York',
    user: 'Europe/Oslo',
    mailbox: 'AUS Eastern Standard Time',
  },
  'database in Auckland, user in Los Angeles, mailbox in Kathmandu': {
    base: 'Pacific/Auckland',
    user: 'America/Los_Angeles',
    mailbox: 'Nepal Standard Time',
  },
  'database in UTC, user in Newfoundland, mailbox named by IANA': {
    base: 'Etc/UTC',
    user: 'America/St_Johns',
    mailbox: 'Europe/Kiev',
  },
} as const satisfies Record<string, StageOptions['zones']>;
const everyTenant = Object.entries(tenants);
const scattered = tenants['database in New York, user in Oslo, mailbox in Sydney'];

let s: Stage;
afterEach(async () => {
  expect(writesOf(await s.run()), 'the run after the last').toEqual(nothing);
  await s.close();
});

/** With everything copied already. */
async function begin(options: StageOptions): Promise<void> {
  s = await openStage(options);
  expect((await s.run()).outcome).toBe('ok');
}

/** The moment that a wall-clock time of a zone is, by the platform's own calendar rather than by the product's. */
function momentOf(wall: string, zone: string): string {
  const guess = Date.parse(`${wall}Z`);
  const shown = (moment: number) =>
    Date.parse(`${new Date(moment).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')}Z`);
  const first = guess - (shown(guess) - guess);
  return new Date(first - (shown(first) - guess)).toISOString();
}

const inCrm = (title: string) => {
  const [row, ...more] = s.sandbox.superoffice.control.list().filter((one) => one.title === title);
  if (!row || more.length > 0) throw new Error(`${more.length} more of ${title} in the CRM`);
  return {
    ...row,
    moments: row.allDay ? [row.start, row.end] : [row.start, row.end].map((at) => momentOf(at, row.zone)),
  };
};
const inCalendar = (title: string) => {
  const [event, ...more] = s.sandbox.microsoft365.control.list().filter((one) => one.title === title);
  if (!event || more.length > 0) throw new Error(`${more.length} more of ${title} in the calendar`);
  const { allDay, start, end, startsAt, endsAt } = event;
  return { ...event, moments: allDay ? [start, end] : [startsAt, endsAt] };
};

describe.each(everyTenant)('%s', (_name, zones) => {
  test('what is written on either side is at the same moment on the other', async () => {
    await begin({ zones });
    const { superoffice, microsoft365 } = s.sandbox;
    superoffice.control.createAppointment({
      title: 'Of the CRM',
      start: '2027-01-12T09:30:00',
      end: '2027-01-12T10:15:00',
    });
    microsoft365.control.createEvent({ title: 'Of Outlook', start: '2027-04-13T22:45:00', end: '2027-04-14T01:00:00' });
    await s.run();
    expect(inCrm('Of the CRM')).toMatchObject({ start: '2027-01-12T09:30:00', zone: zones.user });
    for (const title of ['Of the CRM', 'Of Outlook']) expect(inCalendar(title).moments).toEqual(inCrm(title).moments);
  });

  test('a time that is moved from either side is the same moment on both', async () => {
    await begin({ zones });
    const { superoffice, microsoft365 } = s.sandbox;
    superoffice.control.changeAppointment({
      id: inCrm('Forecast Q1').id,
      start: '2027-02-02T07:00:00',
      end: '2027-02-02T08:30:00',
    });
    microsoft365.control.changeEvent({
      id: inCalendar('Angebote schreiben').id,
      start: '2027-02-03T16:00:00',
      end: '2027-02-03T17:00:00',
    });
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~1 -0' });
    expect(inCrm('Forecast Q1').start).toBe('2027-02-02T07:00:00');
    for (const title of ['Forecast Q1', 'Angebote schreiben'])
      expect(inCalendar(title).moments).toEqual(inCrm(title).moments);
  });

  test.each([
    // Both sides of the night in which clocks change in Europe, in New York and in Sydney.
    ['2027-03-27T10:00:00', '2027-03-28T10:00:00'],
    ['2027-03-13T10:00:00', '2027-03-14T10:00:00'],
    ['2027-04-03T10:00:00', '2027-04-04T10:00:00'],
  ])(
    'an appointment that is moved over a change of the clocks, %s to %s, keeps its wall-clock time there',
    async (from, to) => {
      await begin({ zones });
      const { superoffice } = s.sandbox;
      const { id } = superoffice.control.createAppointment({
        title: 'Over the change',
        start: from,
        end: from.replace('10:00', '11:00'),
      });
      await s.run();
      superoffice.control.changeAppointment({ id, start: to, end: to.replace('10:00', '11:00') });
      await s.run();
      expect(inCrm('Over the change').start).toBe(to);
      expect(inCalendar('Over the change').moments).toEqual(inCrm('Over the change').moments);
    },
  );
});

describe('the hour that clocks leave out or repeat', () => {
  test('a time that no clock of the author shows arrives where the author’s own calendar put it', async () => {
    await begin({ zones: { ...scattered, mailbox: 'W. Europe Standard Time' } });
    s.sandbox.microsoft365.control.createEvent({
      title: 'At no time',
      start: '2027-03-28T02:30:00',
      end: '2027-03-28T03:30:00',
    });
    await s.run({ preferences: { 'window.futureDays': 400 } });
    expect(inCrm('At no time').moments[0]).toBe('2027-03-28T01:30:00.000Z');
  });

  test.each([
    ['first', '2027-11-07T05:30:00'],
    ['second', '2027-11-07T06:30:00'],
  ])('the %s of two: the calendar keeps the moment, and nothing is moved to and fro', async (_which, utc) => {
    await begin({ zones: scattered });
    const window = { preferences: { 'window.futureDays': 400 } };
    const { microsoft365, superoffice } = s.sandbox;
    const { id } = microsoft365.control.createEvent({
      title: 'Twice',
      start: utc,
      end: utc.replace(':30', ':45'),
      zone: 'UTC',
    });
    await s.run(window);
    expect(writesOf(await s.run(window))).toEqual(nothing);
    // A database of wall-clock times in New York holds one moment for both: the calendar's own must not follow it.
    expect(inCalendar('Twice').moments[0]).toBe(`${utc}.000Z`);
    superoffice.control.changeAppointment({ id: inCrm('Twice').id, location: 'Pier 4' });
    await s.run(window);
    expect(inCalendar('Twice')).toMatchObject({ id, location: 'Pier 4' });
    expect(inCalendar('Twice').moments[0]).toBe(`${utc}.000Z`);
    microsoft365.control.changeEvent({ id, location: 'Pier 5' });
    expect(writesOf(await s.run(window))).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect(writesOf(await s.run(window))).toEqual(nothing);
  });

  test('an appointment from one of the two hours into the other does not end before it starts', async () => {
    await begin({ zones: scattered });
    const window = { preferences: { 'window.futureDays': 400 } };
    s.sandbox.microsoft365.control.createEvent({
      title: 'Across',
      start: '2027-11-07T05:45:00',
      end: '2027-11-07T06:15:00',
      zone: 'UTC',
    });
    expect((await s.run(window)).parked).toBe(0);
    expect(writesOf(await s.run(window))).toEqual(nothing);
    const [start = '', end = ''] = inCrm('Across').moments;
    expect(end >= start).toBe(true);
    expect(inCalendar('Across').moments).toEqual(['2027-11-07T05:45:00.000Z', '2027-11-07T06:15:00.000Z']);
  });
});

describe('the zone that something was written in', () => {
  const abroad = { start: '2027-01-20T09:00:00', end: '2027-01-20T10:00:00', zone: 'America/Chicago' };

  test.each(['kept', 'ignored'])(
    'survives an edit of the title, and a move, from the other side (in the CRM: %s)',
    async (preferredZone) => {
      await begin({ zones: scattered, switches: { superoffice: { preferredZone } } });
      const { microsoft365, superoffice } = s.sandbox;
      microsoft365.control.createEvent({ title: 'Chicago call', ...abroad });
      await s.run();
      const { id } = inCrm('Chicago call');
      superoffice.control.changeAppointment({ id, title: 'Call Chicago' });
      await s.run();
      expect(inCalendar('Call Chicago')).toMatchObject({ start: '2027-01-20T09:00:00', zone: 'America/Chicago' });
      superoffice.control.changeAppointment({ id, start: '2027-04-20T18:00:00', end: '2027-04-20T19:00:00' });
      await s.run();
      expect(inCalendar('Call Chicago')).toMatchObject({
        start: '2027-04-20T11:00:00',
        end: '2027-04-20T12:00:00',
        zone: 'America/Chicago',
      });
    },
  );

  test('is known to the CRM, and comes back from it when the event is made again', async () => {
    await begin({ zones: scattered });
    const { microsoft365, superoffice } = s.sandbox;
    const { id } = microsoft365.control.createEvent({ title: 'Chicago call', ...abroad });
    await s.run();
    expect(inCrm('Chicago call').preferredZone).toBe('America/Chicago');
    await s.run();
    // An edit beats a deletion.
    microsoft365.control.deleteEvent({ id });
    superoffice.control.changeAppointment({ id: inCrm('Chicago call').id, location: 'Loop' });
    await s.run();
    expect(inCalendar('Chicago call')).toMatchObject({
      start: '2027-01-20T09:00:00',
      zone: 'America/Chicago',
      location: 'Loop',
    });
  });

  test('of the CRM is that of its user, unless the appointment names one', async () => {
    await begin({ zones: scattered });
    const { superoffice } = s.sandbox;
    const at = { start: '2027-01-21T15:00:00', end: '2027-01-21T16:00:00' };
    superoffice.control.createAppointment({ title: 'At home', ...at });
    superoffice.control.createAppointment({ title: 'For New York', ...at, preferredZone: 'America/New_York' });
    await s.run();
    expect(inCalendar('At home')).toMatchObject({ start: '2027-01-21T15:00:00', zone: 'Europe/Berlin' });
    expect(inCalendar('For New York')).toMatchObject({ start: '2027-01-21T09:00:00', zone: 'America/New_York' });
  });

  test('is nothing but a nicety where the CRM does not keep it', async () => {
    await begin({ zones: scattered, switches: { superoffice: { preferredZone: 'ignored' } } });
    s.sandbox.microsoft365.control.createEvent({ title: 'Chicago call', ...abroad });
    await s.run();
    expect(inCrm('Chicago call').moments).toEqual(inCalendar('Chicago call').moments);
    expect(inCalendar('Chicago call').zone).toBe('America/Chicago');
  });

  test('may have other rules at the server than here: the moment counts', async () => {
    await begin({
      zones: { ...scattered, user: 'Africa/Cairo' },
      switches: { microsoft365: { zonesWithoutSummerTime: 'Egypt Standard Time' } },
    });
    const { superoffice } = s.sandbox;
    const { id } = superoffice.control.createAppointment({
      title: 'Cairo',
      start: '2027-05-04T10:00:00',
      end: '2027-05-04T11:00:00',
    });
    await s.run();
    expect(inCalendar('Cairo').moments).toEqual(['2027-05-04T07:00:00.000Z', '2027-05-04T08:00:00.000Z']);
    superoffice.control.changeAppointment({ id, start: '2027-05-05T10:00:00', end: '2027-05-05T11:00:00' });
    await s.run();
    expect(inCalendar('Cairo').moments).toEqual(['2027-05-05T07:00:00.000Z', '2027-05-05T08:00:00.000Z']);
  });
});

describe('a zone that nobody knows', () => {
  const custom = { start: '2027-01-20T09:00:00', end: '2027-01-20T10:00:00', zoneName: 'tzone://Microsoft/Custom' };

  test('holds a new event, says so, and lets it go when the event has a usual zone', async () => {
    await begin({ zones: scattered });
    const { microsoft365 } = s.sandbox;
    const { id } = microsoft365.control.createEvent({ title: 'Own zone', ...custom });
    const report = await s.run();
    expect(writesOf(report)).toEqual(nothing);
    expect(report.leftOut).toMatchObject({ unknownZone: 1 });
    const [entry] = s.store.activity({ filter: 'leftOut', search: 'Own zone', before: null, limit: 1 }).entries;
    expect(entry).toMatchObject({ title: 'Own zone', reason: { kind: 'leftOut', code: 'unknownZone' } });
    microsoft365.control.changeEvent({
      id,
      start: '2027-01-20T09:00:00',
      end: '2027-01-20T10:00:00',
      zone: 'Asia/Tokyo',
    });
    await s.run();
    expect(inCrm('Own zone').moments[0]).toBe('2027-01-20T00:00:00.000Z');
  });

  test('holds the pair of a linked event, both ways, and nothing is deleted for it', async () => {
    await begin({ zones: scattered });
    const { microsoft365, superoffice } = s.sandbox;
    const event = inCalendar('Prognose & Ausblick');
    microsoft365.control.changeEvent({ id: event.id, ...custom });
    superoffice.control.changeAppointment({ id: inCrm('Prognose & Ausblick').id, location: 'Oslo' });
    const report = await s.run();
    expect(writesOf(report)).toEqual(nothing);
    expect(report.leftOut).toMatchObject({ unknownZone: 1 });
    microsoft365.control.changeEvent({
      id: event.id,
      start: '2027-01-20T09:00:00',
      end: '2027-01-20T10:00:00',
      zone: 'Asia/Tokyo',
    });
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~1 -0' });
    expect(inCrm('Prognose & Ausblick').moments).toEqual(inCalendar('Prognose & Ausblick').moments);
    expect(inCalendar('Prognose & Ausblick').location).toBe('Oslo');
  });

  test('holds no whole days', async () => {
    await begin({ zones: scattered });
    s.sandbox.microsoft365.control.createEvent({
      title: 'Whole day',
      start: '2027-01-20',
      end: '2027-01-21',
      allDay: true,
      zoneName: 'tzone://Microsoft/Custom',
    });
    await s.run();
    expect(inCrm('Whole day')).toMatchObject({ start: '2027-01-20', end: '2027-01-21', allDay: true });
  });
});

describe('a CRM without its time-zone feature', () => {
  const zones = { base: 'Europe/Oslo', user: 'Europe/Oslo', mailbox: 'AUS Eastern Standard Time' };

  test('has one zone, and no offsets in its answers', async () => {
    await begin({ zones, switches: { superoffice: { timeZones: false } } });
    const { superoffice, microsoft365 } = s.sandbox;
    superoffice.control.createAppointment({ title: 'Wall', start: '2027-05-04T10:00:00', end: '2027-05-04T11:00:00' });
    microsoft365.control.createEvent({ title: 'Down under', start: '2027-05-04T10:00:00', end: '2027-05-04T11:00:00' });
    await s.run();
    expect(inCalendar('Wall').moments[0]).toBe('2027-05-04T08:00:00.000Z');
    expect(inCrm('Down under')).toMatchObject({ start: '2027-05-04T02:00:00', zone: 'Europe/Oslo' });
  });
});

describe('the user’s own word on the zones', () => {
  const said = (zones: { readonly crm?: string; readonly calendar?: string }) => ({
    preferences: {
      'timeZone.crm': zones.crm === undefined ? null : zoneId.parse(zones.crm),
      'timeZone.calendar': zones.calendar === undefined ? null : zoneId.parse(zones.calendar),
    },
  });

  test('moves nothing: every appointment stays at its moment and on its date', async () => {
    await begin({ zones: scattered });
    const before = [s.sandbox.superoffice.control.list(), s.sandbox.microsoft365.control.list()];
    const words = said({ crm: 'Asia/Tokyo', calendar: 'America/Los_Angeles' });
    for (const more of [{}, said({ crm: 'Pacific/Auckland' }), words]) {
      s.sandbox.microsoft365.control.expireCursors();
      expect(writesOf(await s.run(more))).toEqual(nothing);
    }
    expect([s.sandbox.superoffice.control.list(), s.sandbox.microsoft365.control.list()]).toEqual(before);
    const at = { start: '2027-01-21T15:00:00', end: '2027-01-21T16:00:00' };
    s.sandbox.superoffice.control.createAppointment({ title: 'Hours', ...at });
    s.sandbox.superoffice.control.createAppointment({
      title: 'Days',
      start: '2027-01-21',
      end: '2027-01-22',
      allDay: true,
    });
    s.sandbox.microsoft365.control.createEvent({
      title: 'Other days',
      start: '2027-01-25',
      end: '2027-01-25',
      allDay: true,
    });
    await s.run(words);
    // Written in the zone that was named, at the moment that the CRM's own clock says.
    expect(inCalendar('Hours')).toMatchObject({ zone: 'Asia/Tokyo', startsAt: '2027-01-21T14:00:00.000Z' });
    expect(inCalendar('Days')).toMatchObject({ start: '2027-01-21', end: '2027-01-22', zone: 'America/Los_Angeles' });
    expect(inCrm('Other days')).toMatchObject({ start: '2027-01-25', end: '2027-01-25', allDay: true });
    expect(writesOf(await s.run(words))).toEqual(nothing);
  });

  test('stands for a mailbox’s zone that nobody knows, and for that of its events', async () => {
    s = await openStage({ zones: { ...scattered, mailbox: 'Customized Time Zone' } });
    s.sandbox.microsoft365.control.createEvent({
      title: 'Own zone',
      start: '2027-01-20T09:00:00',
      end: '2027-01-20T10:00:00',
      zone: 'Asia/Tokyo',
      zoneName: 'Customized Time Zone',
    });
    expect(await s.run()).toMatchObject({
      outcome: 'failed',
      problem: { code: 'unknownZone', system: 'microsoft365' },
    });
    expect((await s.run(said({ calendar: 'Asia/Tokyo' }))).outcome).toBe('ok');
    expect(inCrm('Own zone').moments[0]).toBe('2027-01-20T00:00:00.000Z');
    // Taken back, nobody knows the zone any more, and nothing is touched.
    expect(await s.run()).toMatchObject({ outcome: 'failed', problem: { code: 'unknownZone' } });
    await s.close();
    await begin({ zones: scattered });
  });

  test('lets a series go that was held for its zone, with its occurrences at their moments both ways', async () => {
    await begin({ zones: scattered });
    const { microsoft365, superoffice } = s.sandbox;
    // Tokyo stands for a zone that a program has made up: Exchange knows its clock, and calls it by a name that says nothing.
    const inOwnZone = (real: string) => real.replaceAll('"Tokyo Standard Time"', '"tzone://Microsoft/Custom"');
    s.hooks.onAnswer = async (side, _request, answer) =>
      side === 'crm' ? answer : new Response(inOwnZone(await answer.text()), answer);
    const { id } = microsoft365.control.createSeries({
      title: 'Own zone',
      start: '2027-01-05T09:00:00',
      end: '2027-01-05T10:00:00',
      zone: 'Asia/Tokyo',
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
      ends: { count: 4 },
    });
    microsoft365.control.changeOccurrence({ id, day: '2027-01-12', change: { location: 'Kyoto' } });
    microsoft365.control.cancelOccurrence({ id, day: '2027-01-19' });
    const held = await s.run();
    expect(writesOf(held)).toEqual(nothing);
    expect(held.leftOut).toMatchObject({ unknownZone: 1 });
    const word = said({ calendar: 'Asia/Tokyo' });
    const rows = () =>
      superoffice.control
        .list()
        .filter(({ title }) => title === 'Own zone')
        .map(({ start, zone, location }) => [momentOf(start, zone), location])
        .toSorted();
    expect(writesOf(await s.run(word))).toEqual({ crm: '+1 ~0 -0', calendar: '+0 ~0 -0' });
    expect(rows()).toEqual([
      ['2027-01-05T00:00:00.000Z', ''],
      ['2027-01-12T00:00:00.000Z', 'Kyoto'],
      ['2027-01-26T00:00:00.000Z', ''],
    ]);
    expect(writesOf(await s.run(word))).toEqual(nothing);
    const [, second] = superoffice.control.list().filter(({ title }) => title === 'Own zone');
    superoffice.control.changeAppointment({ id: second?.id ?? 0, location: 'Osaka' });
    expect(writesOf(await s.run(word))).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    const occurrences = microsoft365.control.occurrences({
      id,
      from: '2027-01-01T00:00:00Z',
      to: '2027-02-01T00:00:00Z',
    });
    expect(occurrences.map(({ startsAt, location }) => [startsAt, location])).toEqual([
      ['2027-01-05T00:00:00.000Z', ''],
      ['2027-01-12T00:00:00.000Z', 'Osaka'],
      ['2027-01-26T00:00:00.000Z', ''],
    ]);
    expect(writesOf(await s.run(word))).toEqual(nothing);
    s.hooks.onAnswer = undefined;
  });

  test('lets an event go that was held for its zone', async () => {
    await begin({ zones: scattered });
    const custom = { start: '2027-01-20T09:00:00', end: '2027-01-20T10:00:00', zoneName: 'tzone://Microsoft/Custom' };
    s.sandbox.microsoft365.control.createEvent({ title: 'Own zone', ...custom });
    await s.run();
    expect(s.inCrm('Own zone')).toEqual([]);
    const words = said({ calendar: 'Australia/Sydney' });
    expect(writesOf(await s.run(words))).toEqual({ crm: '+1 ~0 -0', calendar: '+0 ~0 -0' });
    expect(writesOf(await s.run(words))).toEqual(nothing);
    expect(inCrm('Own zone').moments).toEqual(inCalendar('Own zone').moments);
  });
});

describe('travelling with the computer', () => {
  test.each(['America/Los_Angeles', 'Asia/Tokyo', 'UTC', 'Pacific/Kiritimati'])(
    'to %s changes nothing',
    async (zone) => {
      await begin({ zones: scattered });
      const home = process.env['TZ'];
      try {
        process.env['TZ'] = zone;
        expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
        s.startAgain();
        expect(writesOf(await s.run())).toEqual(nothing);
        s.sandbox.superoffice.control.createAppointment({
          title: 'On the way',
          start: '2027-01-12T09:30:00',
          end: '2027-01-12T10:15:00',
        });
        s.sandbox.microsoft365.control.createEvent({
          title: 'Days',
          start: '2027-01-13',
          end: '2027-01-14',
          allDay: true,
        });
        s.sandbox.microsoft365.control.expireCursors();
        expect(writesOf(await s.run())).toEqual({ crm: '+1 ~0 -0', calendar: '+1 ~0 -0' });
        expect(inCalendar('On the way').moments).toEqual(['2027-01-12T08:30:00.000Z', '2027-01-12T09:15:00.000Z']);
        expect(inCrm('Days')).toMatchObject({ start: '2027-01-13', end: '2027-01-14', allDay: true });
      } finally {
        process.env['TZ'] = home;
      }
    },
  );
});
