/**
 * @file Zones by their full definitions, between the connector and the practice Exchange Server: zones that Windows has no clocks for go
 * there and come back, and what other programs define is read by its clocks. The server expands series by the definitions alone.
 */
import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../../sandbox/exchange/testing/checked-client.ts';
import type { AppointmentFace, RemoteAppointment, Window } from '../../sync-core/connectors/connector.ts';
import { type Appointment, appointment } from '../../sync-core/model/appointment.ts';
import { occurrencesWithin } from '../../sync-core/model/occurrences.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import { type LocalDate, type Span, toInstant, type ZoneId } from '../../sync-core/model/time.ts';
import { type ExchangeStage, startExchangeStage } from '../support/exchange-connector.ts';
import { itemOf, markOf, never, nothingKnown, roundOf, written } from '../support/graph-connector.ts';

let stage: ExchangeStage;
let calendar: AppointmentFace;

beforeAll(async () => {
  stage = await startExchangeStage();
  calendar = stage.connector.appointments;
  await stage.connector.facts(never);
});
afterAll(() => stage.close());
afterEach(() => {
  stage.between = async (answer) => answer;
  control().set('ownZoneNames', 'renamed');
  control().set('zoneDefinitions', 'short');
});

const control = () => stage.server.control;
/** Both changes of the clock in the years before and after the day of the tests lie in it. */
const threeYears: Window = {
  from: '2025-06-01T00:00:00Z' as Window['from'],
  until: '2028-06-01T00:00:00Z' as Window['until'],
};

function hourIn(zone: string, day: string, time = '10:00'): Extract<Span, { readonly kind: 'timed' }> {
  const start = Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(zone);
  const end = start.add({ hours: 1 });
  return { kind: 'timed', start: toInstant(start.toInstant()), end: toInstant(end.toInstant()), zone: zone as ZoneId };
}

function fieldsOf(over: object): Appointment {
  return appointment.parse({
    title: 'Visit',
    body: '<p>Bring samples</p>',
    location: 'Raum Elbe',
    availability: 'busy',
    reminderMinutes: 30,
    visibility: 'public',
    ...over,
  });
}

const weekly = (day: 'MO' | 'TU', count: number): Appointment['recurrence'] => {
  const none = { byMonthDay: [], byMonth: [], bySetPosition: [] };
  const rule = { frequency: 'weekly', interval: 1, byDay: [{ day, nth: null }], ...none, weekStart: 'MO' } as const;
  return { pattern: { kind: 'rule', rule: { ...rule, end: { kind: 'count', count } } }, cancelled: [], changed: [] };
};

let number = 0;
async function created(fields: Appointment): Promise<RemoteAppointment> {
  number += 1;
  const outcomes = await written(calendar, {
    do: 'create',
    mark: markOf(number),
    fields,
    categories: [],
    doneCategory: 'Done (done)',
  });
  return itemOf(outcomes[0]);
}

async function changed(item: RemoteAppointment, patch: object): Promise<RemoteAppointment> {
  const { id, version, fields: current } = item;
  return itemOf((await written(calendar, { do: 'update', id, version, patch, current, doneCategory: 'Done' }))[0]);
}

const read = async (id: ItemId) => (await calendar.get([id], never)).get(id) as RemoteAppointment;
const named = async (title: string) =>
  (await roundOf(calendar, null, nothingKnown, threeYears)).changed.filter(({ fields }) => fields.title === title);

/** When the server shows an event, by its own calculation. */
const shownAt = (title: string) =>
  control()
    .list({ from: threeYears.from, to: threeYears.until })
    .filter((event) => event.title === title)
    .map(({ startsAt }) => startsAt);

const momentsOf = (fields: Appointment) =>
  occurrencesWithin(fields, threeYears).map(({ span }) => (span.kind === 'timed' ? span.start : span.firstDay));

/** What a clock in the zone shows at ten on each of these days, by the platform. */
const tenOClock = (zone: string, first: string, count: number) =>
  Array.from({ length: count }, (_, week) =>
    Temporal.PlainDate.from(first)
      .add({ weeks: week })
      .toZonedDateTime({ timeZone: zone, plainTime: '10:00' })
      .toInstant()
      .toString({ smallestUnit: 'millisecond' }),
  );

const withoutWindows = [
  'America/Vancouver',
  'America/Edmonton',
  'America/Scoresbysund',
  'Antarctica/Troll',
  'Antarctica/Casey',
  'Antarctica/Vostok',
];

describe.each(['renamed', 'kept'])('where the names of own zones are %s', (names) => {
  test.each(withoutWindows)('a series in %s goes over each change of the clock, and back', async (zone) => {
    control().set('ownZoneNames', names);
    const title = `Weekly in ${zone}, ${names}`;
    const series = fieldsOf({ title, span: hourIn(zone, '2025-09-02'), recurrence: weekly('TU', 120) });
    const item = await created(series);
    expect(shownAt(title)).toEqual(tenOClock(zone, '2025-09-02', 120));
    expect(await read(item.id)).toEqual(item);
    expect(momentsOf(item.fields)).toEqual(momentsOf(series));
    expect(item.fields).toEqual(calendar.express(series, threeYears));
  });
});

describe('a zone that Windows has no clocks for', () => {
  test('is that of a single appointment too, which is written once and at its moment', async () => {
    stage.asked.length = 0;
    const span = hourIn('America/Vancouver', '2026-12-10');
    const item = await created(fieldsOf({ span }));
    expect(item.fields.span).toEqual(span);
    expect(stage.asked).toEqual(['FindItem', 'CreateItem 1', 'GetItem 1']);
    const later = hourIn('America/Vancouver', '2027-07-01');
    expect((await changed(item, { span: later })).fields.span).toEqual(later);
  });

  test('is kept by an occurrence that is moved, by a series that is moved into it, and by what is left of it', async () => {
    const zone = 'America/Vancouver';
    const recurrence = weekly('TU', 6);
    const item = await created(fieldsOf({ span: hourIn('Europe/Berlin', '2026-12-01'), recurrence }));
    const there = await changed(item, { span: hourIn(zone, '2026-12-01'), recurrence });
    expect(there.fields.span).toEqual(hourIn(zone, '2026-12-01'));
    const day = '2026-12-08' as LocalDate;
    const own = { ...recurrence, changed: [{ day, change: { span: hourIn(zone, day, '15:00') } }] };
    const moved = await changed(there, { recurrence: own });
    expect(moved.fields.recurrence?.changed).toEqual(own.changed);
    // Also when the series becomes a single appointment.
    const alone = await changed(moved, { recurrence: null, span: hourIn(zone, '2026-12-15') });
    expect(alone.fields).toMatchObject({ recurrence: null, span: hourIn(zone, '2026-12-15') });
  });

  test('is told by the name of Windows where that means the same clocks', async () => {
    await created(fieldsOf({ title: 'By name', span: hourIn('Europe/Oslo', '2026-12-10') }));
    const [request] = control()
      .journal()
      .flatMap(({ requestBody }) => (String(requestBody).includes('By name') ? [String(requestBody)] : []));
    expect(request).toContain('<t:StartTimeZone Id="W. Europe Standard Time"></t:StartTimeZone>');
  });
});

const day = (to: string, month: number, nth: number, at: number) =>
  `<t:RecurringDayTransition><t:To Kind="Period">${to}</t:To><t:TimeOffset>PT${at}H</t:TimeOffset><t:Month>${month}</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>${nth}</t:Occurrence></t:RecurringDayTransition>`;
/** As Outlook defines a zone of a file that it has taken in: today's rules, for ever. */
const custom = (hours: number, toSummer: string, toWinter: string) =>
  `<t:Periods><t:Period Bias="${hours < 0 ? 'PT' : '-PT'}${Math.abs(hours)}H" Name="Standard" Id="Std"/><t:Period Bias="${hours + 1 < 0 ? 'PT' : '-PT'}${Math.abs(hours + 1)}H" Name="Daylight" Id="Dlt"/></t:Periods><t:TransitionsGroups><t:TransitionsGroup Id="0">${toSummer}${toWinter}</t:TransitionsGroup></t:TransitionsGroups><t:Transitions><t:Transition><t:To Kind="Group">0</t:To></t:Transition></t:Transitions>`;
const european = custom(1, day('Dlt', 3, -1, 2), day('Std', 10, -1, 3));
const american = custom(-5, day('Dlt', 3, 2, 2), day('Std', 11, 1, 2));
const nobodys = custom(1, day('Dlt', 5, 2, 2), day('Std', 8, 1, 3));

/** Made by another program, at ten by the clock of its zone. */
async function byOutlook(title: string, definition: string, more = '', id = 'tzone://Microsoft/Custom'): Promise<void> {
  const zone = (side: string) =>
    `<t:${side}TimeZone Id="${id}" Name="(UTC) Somewhere">${definition}</t:${side}TimeZone>`;
  const { codes } = await ask(
    stage.server,
    `<m:CreateItem SendMeetingInvitations="SendToNone"><m:Items><t:CalendarItem><t:Subject>${title}</t:Subject><t:Start>2026-12-01T10:00:00</t:Start><t:End>2026-12-01T11:00:00</t:End>${more}${zone('Start')}${zone('End')}</t:CalendarItem></m:Items></m:CreateItem>`,
  );
  expect(codes).toEqual(['Success']);
}

const tuesdays =
  '<t:Recurrence><t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>Tuesday</t:DaysOfWeek></t:WeeklyRecurrence><t:NumberedRecurrence><t:StartDate>2026-12-01</t:StartDate><t:NumberOfOccurrences>52</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>';

describe('a zone that another program has defined', () => {
  test.each([
    ['Europe/Berlin', european],
    ['America/New_York', american],
  ])('is read as %s, whose clocks are the same', async (zone, definition) => {
    const [single, series] = [`One in ${zone}`, `Many in ${zone}`];
    await byOutlook(single, definition);
    await byOutlook(series, definition, tuesdays, 'Customized Time Zone 1');
    expect(await named(single)).toMatchObject([{ fields: { span: hourIn(zone, '2026-12-01') } }]);
    const [many] = await named(series);
    expect(many?.fields.span).toEqual(hourIn(zone, '2026-12-01'));
    expect(momentsOf(many?.fields as Appointment).map((at) => at.replace('Z', '.000Z'))).toEqual(shownAt(series));
    expect([many?.unfit, shownAt(series)[20]]).toEqual([undefined, tenOClock(zone, '2026-12-01', 52)[20]]);
  });

  test('has whole days by its own clock', async () => {
    await byOutlook('Fair', american, '<t:IsAllDayEvent>true</t:IsAllDayEvent>');
    const span = { kind: 'allDay', firstDay: '2026-12-01', lastDay: '2026-12-01' };
    expect(await named('Fair')).toMatchObject([{ fields: { span } }]);
  });

  test('holds its events where no zone has such clocks, until the owner says which is meant', async () => {
    await byOutlook('Odd one', nobodys);
    await byOutlook('Odd ones', nobodys, tuesdays, '');
    expect(await named('Odd one')).toMatchObject([{ unfit: 'unknownZone' }]);
    expect(await named('Odd ones')).toMatchObject([{ unfit: 'unknownZone' }]);
    await stage.connector.facts(never, 'Europe/Oslo' as ZoneId);
    expect((await named('Odd one'))[0]?.unfit).toBeUndefined();
    await stage.connector.facts(never, null);
  });

  test.each([
    ['a period is missing', /<t:Period [^>]*Name="Daylight"[^>]*\/>/g, ''],
    ['a bias is none', /Bias="-PT1H"/g, 'Bias="P1M"'],
    ['there are no transitions', /<t:Transitions>.*?<\/t:Transitions>/g, ''],
  ])('holds its events where %s', async (why, sound, broken) => {
    const title = `Broken, as ${why}`;
    await byOutlook(title, european);
    const before = stage.between;
    stage.between = async (answer) => new Response((await answer.text()).replace(sound, broken), answer);
    expect(await named(title)).toMatchObject([{ unfit: 'unknownZone' }]);
    stage.between = before;
    expect((await named(title))[0]?.unfit).toBeUndefined();
  });
});

describe('a name that only the server knows', () => {
  const newer = 'Columbia Standard Time';
  const askedFor = () => stage.asked.filter((operation) => operation.startsWith('GetServerTimeZones'));
  const tellsShort = (definition: string) => async (answer: Response, operation: string) => {
    const text = (await answer.text()).replaceAll(/ Id="Eastern Standard Time"/g, ` Id="${newer}"`);
    const known = operation.startsWith('GetServerTimeZones')
      ? `<m:TimeZoneDefinitions><t:TimeZoneDefinition Id="${newer}" Name="(UTC-05:00) Columbia">${definition}</t:TimeZoneDefinition></m:TimeZoneDefinitions>`
      : '';
    const zones = /<m:TimeZoneDefinitions\s*\/>|<m:TimeZoneDefinitions>.*<\/m:TimeZoneDefinitions>/;
    return new Response(text.replaceAll('>Eastern Standard Time<', `>${newer}<`).replace(zones, known || '$&'), answer);
  };

  test('is asked about once, and its zone is found by the clocks that the server tells', async () => {
    stage.asked.length = 0;
    const connector = stage.connect();
    const event = {
      title: 'Columbia',
      start: '2026-12-01T10:00:00',
      end: '2026-12-01T11:00:00',
      zone: 'America/New_York',
    };
    control().createEvent(event);
    control().createEvent(event);
    stage.between = tellsShort(american);
    for (const _ of [1, 2]) {
      const { changed: items } = await roundOf(connector.appointments, null, nothingKnown, threeYears);
      const spans = items.filter(({ fields }) => fields.title === 'Columbia').map(({ fields }) => fields.span);
      expect(spans).toEqual([hourIn('America/New_York', '2026-12-01'), hourIn('America/New_York', '2026-12-01')]);
    }
    expect(askedFor()).toHaveLength(1);
  });

  test('holds its event where the server does not know it either', async () => {
    stage.asked.length = 0;
    const connector = stage.connect();
    const { id } = control().createEvent({ title: 'Lost', start: '2026-12-01T10:00:00', end: '2026-12-01T11:00:00' });
    control().changeEvent({ id, zoneName: 'Middle Earth Standard Time' });
    const { changed: items } = await roundOf(connector.appointments, null, nothingKnown, threeYears);
    expect(items.find(({ fields }) => fields.title === 'Lost')?.unfit).toBe('unknownZone');
    expect(askedFor()).toHaveLength(1);
    expect(items.length).toBeGreaterThan(1);
  });
});
