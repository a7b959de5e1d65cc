/** @file What Exchange Server makes of zones that a client defines itself: which definitions it takes, and what their clocks show. */
import { beforeEach, describe, expect, it } from 'vitest';
import { nameOfOwnZone } from '../microsoft365/own-zone.ts';
import { instantOf, wallOf, windowsZoneNames } from '../microsoft365/zones.ts';
import { createExchange, type ExchangeSystem } from './index.ts';
import { readZone, zoneDefinition } from './items/zone-definition.ts';
import { childOf, type Element, textOf } from './soap/element.ts';
import { answer } from './soap/envelope.ts';
import { readEnvelope } from './soap/schema.ts';
import { allOf, ask, getItem, only } from './testing/checked-client.ts';

let exchange: ExchangeSystem;
beforeEach(() => {
  exchange = createExchange();
});

const period = (name: string, bias: string, id = name) => `<t:Period Bias="${bias}" Name="${name}" Id="${id}"/>`;
const day = (to: string, month: number, occurrence: number, at = 'PT2H') =>
  `<t:RecurringDayTransition><t:To Kind="Period">${to}</t:To><t:TimeOffset>${at}</t:TimeOffset><t:Month>${month}</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>${occurrence}</t:Occurrence></t:RecurringDayTransition>`;
const group = (id: number, ...changes: string[]) =>
  `<t:TransitionsGroup Id="${id}">${changes.join('')}</t:TransitionsGroup>`;
const since = (id: number) => `<t:Transition><t:To Kind="Group">${id}</t:To></t:Transition>`;
const from = (year: number, id: number) =>
  `<t:AbsoluteDateTransition><t:To Kind="Group">${id}</t:To><t:DateTime>${year}-01-01T00:00:00</t:DateTime></t:AbsoluteDateTransition>`;
const full = (periods: string, groups: string, transitions: string) =>
  `<t:Periods>${periods}</t:Periods><t:TransitionsGroups>${groups}</t:TransitionsGroups><t:Transitions>${transitions}</t:Transitions>`;

const both = period('Standard', 'PT3H30M') + period('Daylight', 'PT2H30M');
/** Of a country that there is not: an hour later from May to August, up to 2026; then never again. */
const invented = full(
  both,
  group(0, day('Daylight', 5, 1), day('Standard', 8, -1, 'PT3H')) +
    group(1, '<t:Transition><t:To Kind="Period">Standard</t:To></t:Transition>'),
  since(0) + from(2027, 1),
);

async function create(definition: string, more = '', id = 'tzone://Microsoft/Custom') {
  const zone = (side: string) => `<t:${side}TimeZone Id="${id}" Name="Nowhere">${definition}</t:${side}TimeZone>`;
  return ask(
    exchange,
    `<m:CreateItem SendMeetingInvitations="SendToNone"><m:Items><t:CalendarItem><t:Subject>Visit</t:Subject><t:Start>2026-07-07T10:00:00</t:Start><t:End>2026-07-07T11:00:00</t:End>${more}${zone('Start')}${zone('End')}</t:CalendarItem></m:Items></m:CreateItem>`,
  );
}

async function created(...given: Parameters<typeof create>): Promise<Element> {
  const { codes, messages } = await create(...given);
  expect(codes).toEqual(['Success']);
  return only(messages[0], 'ItemId');
}

describe('a zone of somebody’s own', () => {
  it('has the clock of its rules, year by year', async () => {
    const yearly =
      '<t:Recurrence><t:AbsoluteMonthlyRecurrence><t:Interval>6</t:Interval><t:DayOfMonth>7</t:DayOfMonth></t:AbsoluteMonthlyRecurrence><t:NumberedRecurrence><t:StartDate>2026-07-07</t:StartDate><t:NumberOfOccurrences>4</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>';
    await created(invented, yearly);
    expect(exchange.control.list({ from: '2026-01-01T00:00:00Z', to: '2029-01-01T00:00:00Z' })).toMatchObject(
      // In summer, in winter, and in the summer that is none any more.
      ['2026-07-07T12:30', '2027-01-07T13:30', '2027-07-07T13:30', '2028-01-07T13:30'].map((at) => ({
        startsAt: `${at}:00.000Z`,
      })),
    );
  });

  it.each([
    ['renamed', 'tzone://Microsoft/Custom', 'Customized Time Zone'],
    ['kept', 'Nowhere Standard Time', 'Nowhere'],
  ])('is told with its rules, its name being %s', async (names, id, name) => {
    exchange.control.set('ownZoneNames', names);
    const item = await getItem(exchange, await created(invented, '', 'Nowhere Standard Time'));
    const zone = childOf(item, 'StartTimeZone');
    expect(zone?.attributes).toEqual({ Id: id, Name: name });
    expect(textOf(item, 'StartTimeZoneId')).toBe(id);
    expect(allOf(zone, 'Period').map(({ attributes }) => attributes['Bias'])).toEqual([
      'PT3H30M',
      'PT2H30M',
      'PT3H30M',
    ]);
    expect(allOf(zone, 'DateTime').map(({ text }) => text)).toEqual(['2027-01-01T00:00:00']);
    expect(allOf(zone, 'TimeOffset').map(({ text }) => text)).toEqual(['PT2H', 'PT3H']);
  });

  it('outlives a restart of the server', async () => {
    const id = await created(invented);
    const before = childOf(await getItem(exchange, id), 'StartTimeZone');
    const next = createExchange();
    next.restore(exchange.save());
    exchange = next;
    expect(childOf(await getItem(exchange, id), 'StartTimeZone')).toEqual(before);
  });

  it('of a known name is that of the name', async () => {
    const item = await getItem(exchange, await created(invented, '', 'Tokyo Standard Time'));
    expect([textOf(item, 'Start'), textOf(item, 'StartTimeZoneId')]).toEqual([
      '2026-07-07T01:00:00Z',
      'Tokyo Standard Time',
    ]);
  });

  it.each<[string, string]>([
    ['has no rules', ''],
    ['has periods alone', `<t:Periods>${both}</t:Periods>`],
    [
      'lacks a period that a change leads to',
      full(period('Standard', 'PT3H'), group(0, day('Daylight', 5, 1), day('Standard', 8, 1)), since(0)),
    ],
    ['lacks the group that holds', full(both, group(0, day('Daylight', 5, 1), day('Standard', 8, 1)), since(1))],
    ['has a group that never holds', invented.replace(from(2027, 1), '')],
    [
      'has two periods of one Id',
      full(
        both + period('Other', 'PT1H', 'Standard'),
        group(0, day('Daylight', 5, 1), day('Standard', 8, 1)),
        since(0),
      ),
    ],
    ['changes its clock once', full(both, group(0, day('Daylight', 5, 1)), since(0))],
    [
      'changes its clock three times',
      full(both, group(0, day('Daylight', 5, 1), day('Standard', 8, 1), day('Daylight', 10, 1)), since(0)),
    ],
    [
      'has no standard time',
      full(both + period('Other', 'PT1H'), group(0, day('Daylight', 5, 1), day('Other', 8, 1)), since(0)),
    ],
    ['begins on a date', full(both, group(0, day('Daylight', 5, 1), day('Standard', 8, 1)), from(2020, 0))],
    ['goes back in time', invented.replace(from(2027, 1), from(2027, 1) + from(2026, 0))],
    ['leads from a group to a group', invented.replace('<t:To Kind="Period">Daylight', '<t:To Kind="Group">Daylight')],
    ['has a fifth Sunday', invented.replace('<t:Occurrence>-1', '<t:Occurrence>5')],
    ['has a thirteenth month', invented.replace('<t:Month>5', '<t:Month>13')],
    ['changes on another day than it says', invented.replace('PT2H', 'PT26H')],
    ['is of seconds', invented.replace('PT3H30M', 'PT3H30M20S')],
    ['is beyond any zone', invented.replace('PT3H30M', 'PT15H')],
  ])('is refused where it %s', async (_, definition) => {
    expect((await create(definition)).codes).toEqual(['ErrorTimeZone']);
    expect(exchange.control.list()).toEqual([]);
  });

  it('in another order than the schema’s is refused', async () => {
    const [, periods = ''] = /(<t:Periods>.*<\/t:Periods>)/.exec(invented) ?? [];
    const { status, codes } = await create(invented.replace(periods, '') + periods);
    expect({ status, codes }).toEqual({ status: 500, codes: ['ErrorSchemaValidation'] });
  });
});

it('the server takes each definition that it gives', () => {
  const telling = { fullZones: true, ownZoneNames: 'kept' } as const;
  const told = windowsZoneNames.map((name) => zoneDefinition(name, telling, 2026));
  const response = {
    '@ResponseClass': 'Success',
    'm:ResponseCode': 'NoError',
    'm:TimeZoneDefinitions': { 't:TimeZoneDefinition': told },
  };
  const messages = { 'm:ResponseMessages': { 'm:GetServerTimeZonesResponseMessage': response } };
  const envelope = readEnvelope(
    answer({ 'm:GetServerTimeZonesResponse': messages }, { minor: 0, build: 1, schema: 'V2_23' }),
  );
  const given = allOf(envelope, 'TimeZoneDefinition');
  expect(given.length).toBeGreaterThan(130);
  for (const element of given) {
    const name = element.attributes['Id'] ?? '';
    expect(readZone(element)).toBe(name);
    const renamed = readZone({ ...element, attributes: { Id: 'x', Name: name } });
    expect(wallOf(instantOf('2026-02-02T12:00:00', renamed), renamed)).toBe('2026-02-02T12:00:00');
  }
});

describe('by rules of one’s own', () => {
  const zone = nameOfOwnZone({
    id: 'x',
    name: 'x',
    rules: [
      {
        from: null,
        standard: 60,
        changes: [
          { offset: 120, month: 3, on: { weekday: 0, nth: -1 }, at: 120 },
          { offset: 60, month: 10, on: { weekday: 0, nth: -1 }, at: 180 },
        ],
      },
    ],
  });

  it('a clock shows what that of a zone with the same rules shows, each hour of a year', () => {
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 2); at += 3_600_000) {
      const wall = wallOf(at, 'Europe/Berlin');
      expect(wallOf(at, zone)).toBe(wall);
      expect(instantOf(wall, zone)).toBe(instantOf(wall, 'Europe/Berlin'));
    }
  });

  it('a time that a change leaves out is moved behind it', () => {
    expect(instantOf('2026-03-29T02:30:00', zone)).toBe(Date.parse('2026-03-29T01:30:00Z'));
  });
});
