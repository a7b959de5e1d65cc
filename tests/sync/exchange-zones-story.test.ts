/**
 * @file Zones by their full definitions, through the whole engine: somebody in Vancouver, whose clocks Windows does not have, with
 * SuperOffice and an Exchange Server. After each test a further run writes nothing.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ask } from '../../sandbox/exchange/testing/checked-client.ts';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { type ExchangeStory, openExchangeStory } from '../support/exchange-story.ts';
import { only } from '../support/google-story.ts';

const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };
const vancouver = 'America/Vancouver';

let story: ExchangeStory;
beforeEach(async () => {
  story = await openExchangeStory({ base: vancouver, user: vancouver, mailbox: 'W. Europe Standard Time' });
  expect(await story.run()).toMatchObject({ outcome: 'ok', parked: 0, held: 0 });
  await story.run();
});
afterEach(async () => {
  expect(writesOf(await story.run()), 'the run after the last').toEqual(nothing);
  await story.close();
});

const office = () => story.sandbox.superoffice.control;
const exchange = () => story.sandbox.exchange.control;
const shownIn = { from: '2026-11-25T00:00:00Z', to: '2027-05-15T00:00:00Z' };
const inCalendar = (title: string) =>
  exchange()
    .list(shownIn)
    .filter((event) => event.title === title)
    .map(({ startsAt }) => startsAt)
    .toSorted();
/** Clocks in Vancouver are seven hours behind UTC, in summer and, since 2026, in winter. */
const inCrm = (title: string) =>
  office()
    .list()
    .filter((row) => row.title === title && row.start < '2027-05-14')
    .map(({ start }) => new Date(Date.parse(`${start}-07:00`)).toISOString())
    .toSorted();

const weekly = {
  Pattern: 'Weekly',
  WeekPattern: { Weekdays: 'Tuesday', Cycle: 1 },
  RecurrenceEndType: 'Counter',
  RecurrenceCounter: 20,
} as const;

test.each(['renamed', 'kept'])(
  'a series from SuperOffice is in the calendar at its moments, and edits go both ways, with names %s',
  async (names) => {
    exchange().set('ownZoneNames', names);
    const span = { start: '2026-12-01T10:00:00', end: '2026-12-01T11:00:00', zone: vancouver };
    office().createAppointment({ title: 'Harbour', ...span, rule: weekly });
    expect(await story.run()).toMatchObject({ outcome: 'ok', parked: 0, held: 0 });
    const tuesdays = Array.from({ length: 20 }, (_, week) =>
      new Date(Date.UTC(2026, 11, 1 + 7 * week, 17)).toISOString(),
    );
    expect(inCrm('Harbour')).toEqual(tuesdays);
    expect(inCalendar('Harbour')).toEqual(tuesdays);
    const series = only(
      exchange()
        .list()
        .filter(({ title }) => title === 'Harbour'),
    );
    exchange().changeOccurrence({ id: series.id, day: '2027-03-16', change: { location: 'Pier 7' } });
    exchange().cancelOccurrence({ id: series.id, day: '2026-12-22' });
    await story.run();
    expect(inCrm('Harbour')).toEqual(tuesdays.filter((at) => !at.startsWith('2026-12-22')));
    const [row] = office()
      .list()
      .filter(({ title, start }) => title === 'Harbour' && start.startsWith('2027-04-06'));
    office().changeAppointment({ id: row?.id ?? 0, start: '2027-04-06T15:00:00', end: '2027-04-06T16:00:00' });
    await story.run();
    expect(inCalendar('Harbour')).toEqual(inCrm('Harbour'));
    expect(inCalendar('Harbour')).toContain('2027-04-06T22:00:00.000Z');
  },
);

test('a definition that fits no zone holds the event, and says so', async () => {
  const change = (to: string, month: number) =>
    `<t:RecurringDayTransition><t:To Kind="Period">${to}</t:To><t:TimeOffset>PT2H</t:TimeOffset><t:Month>${month}</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>1</t:Occurrence></t:RecurringDayTransition>`;
  const rules = `<t:Periods><t:Period Bias="PT3H" Name="Standard" Id="Std"/><t:Period Bias="PT2H" Name="Daylight" Id="Dlt"/></t:Periods><t:TransitionsGroups><t:TransitionsGroup Id="0">${change('Dlt', 5)}${change('Std', 8)}</t:TransitionsGroup></t:TransitionsGroups><t:Transitions><t:Transition><t:To Kind="Group">0</t:To></t:Transition></t:Transitions>`;
  const { codes } = await ask(
    story.sandbox.exchange,
    `<m:CreateItem SendMeetingInvitations="SendToNone"><m:Items><t:CalendarItem><t:Subject>Atlantis</t:Subject><t:Start>2026-12-01T10:00:00</t:Start><t:End>2026-12-01T11:00:00</t:End><t:StartTimeZone Id="Atlantis Standard Time">${rules}</t:StartTimeZone><t:EndTimeZone Id="Atlantis Standard Time">${rules}</t:EndTimeZone></t:CalendarItem></m:Items></m:CreateItem>`,
  );
  expect(codes).toEqual(['Success']);
  const report = await story.run();
  expect(writesOf(report)).toEqual(nothing);
  expect(report.leftOut).toMatchObject({ unknownZone: 1 });
  expect(inCrm('Atlantis')).toEqual([]);
  const [event] = exchange()
    .list()
    .filter(({ title }) => title === 'Atlantis');
  const berlin = { start: '2026-12-01T10:00:00', end: '2026-12-01T11:00:00', zone: 'Europe/Berlin' };
  exchange().changeEvent({ id: event?.id ?? '', ...berlin });
  await story.run();
  expect(inCrm('Atlantis')).toHaveLength(1);
});
