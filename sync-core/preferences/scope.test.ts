/** @file Tests of what takes part, and of the window. */
import { describe, expect, test } from 'vitest';
import type { RemoteItem } from '../connectors/connector.ts';
import type { Appointment } from '../model/appointment.ts';
import type { ItemId, ItemVersion, Side } from '../model/side.ts';
import type { Instant, LocalDate, Span, ZoneId } from '../model/time.ts';
import { defaultPreferences, type Preferences } from './schema.ts';
import { isInWindow, listingQuestion, whyLeftOut, windowAround } from './scope.ts';

const oslo = 'Europe/Oslo' as ZoneId;
const now = Date.parse('2026-11-23T23:30:00Z');
const timed = (start: string, end: string): Span => ({
  kind: 'timed',
  start: start as Instant,
  end: end as Instant,
  zone: oslo,
});
const days = (first: string, last: string): Span => ({
  kind: 'allDay',
  firstDay: first as LocalDate,
  lastDay: last as LocalDate,
});

const fields: Appointment = {
  title: 'Forecast',
  body: '',
  location: '',
  span: timed('2026-12-01T09:00:00Z', '2026-12-01T10:00:00Z'),
  availability: 'busy',
  reminderMinutes: null,
  visibility: 'public',
  importance: 'normal',
  joinUrl: '',
  done: false,
  recurrence: null,
};
const item: RemoteItem = {
  id: '1' as ItemId,
  version: '1' as ItemVersion,
  fields,
  form: { kind: 'single' },
  protection: { edit: true, remove: true },
  editedAt: '2026-11-01T00:00:00Z' as Instant,
  categories: [],
  typeId: 2,
};

function ask(side: Side, over: Partial<RemoteItem>, preferences: Partial<Preferences> = {}, receiver = true) {
  const all = { ...defaultPreferences, ...preferences };
  return whyLeftOut({
    item: { ...item, ...over },
    side,
    preferences: all,
    window: windowAround(now, all, oslo),
    zone: oslo,
    receiverCanBePrivate: receiver,
  });
}
const withFields = (over: Partial<Appointment>) => ({ fields: { ...fields, ...over } });

describe('an item', () => {
  test('takes part when nothing speaks against it', () => {
    expect(ask('crm', {})).toBeNull();
    expect(ask('calendar', {})).toBeNull();
  });
  test.each([
    ['kindOff', 'crm', {}, { 'kinds.appointment': false }],
    ['declined', 'calendar', { unfit: 'declined' }, {}],
    ['seriesNotUnderstood', 'calendar', { form: { kind: 'series', seriesId: '1' } }, {}],
    ['outsideWindow', 'crm', {}, { 'window.futureDays': 3 }],
    ['typeNotSelected', 'crm', {}, { 'crm.types': [3] }],
    ['privateOff', 'calendar', withFields({ visibility: 'private' }), {}],
    ['allDayOff', 'calendar', withFields({ span: days('2026-12-01', '2026-12-01') }), { 'calendar.allDay': false }],
    ['freeOff', 'calendar', withFields({ availability: 'free' }), { 'calendar.free': false }],
  ] as const)('is left out as %s', (code, side, over, preferences) => {
    expect(ask(side, over as Partial<RemoteItem>, preferences as Partial<Preferences>)).toBe(code);
  });
  test('of the CRM is not asked for what concerns the calendar', () => {
    expect(
      ask('crm', withFields({ availability: 'free', visibility: 'private' }), { 'calendar.free': false }),
    ).toBeNull();
    expect(ask('calendar', { typeId: 9 }, { 'crm.types': [3] })).toBeNull();
  });
  test('that is private never goes where it would be open', () => {
    expect(ask('crm', withFields({ visibility: 'private' }), {}, false)).toBe('privateNotAccepted');
    expect(ask('calendar', withFields({ visibility: 'private' }), { 'calendar.private': true }, false)).toBe(
      'privateNotAccepted',
    );
  });
});

describe('the window', () => {
  const window = windowAround(now, { ...defaultPreferences, 'window.pastDays': 1, 'window.futureDays': 2 }, oslo);

  test('begins and ends with days of the user, not of the computer or of UTC', () => {
    // 00:30 on the 24th in Oslo.
    expect(window).toEqual({ from: '2026-11-22T23:00:00Z', until: '2026-11-26T23:00:00Z' });
  });
  test('keeps whole days across a change of the clocks', () => {
    const march = windowAround(
      Date.parse('2027-03-27T12:00:00Z'),
      { ...defaultPreferences, 'window.pastDays': 0, 'window.futureDays': 1 },
      oslo,
    );
    expect(march).toEqual({ from: '2027-03-26T23:00:00Z', until: '2027-03-28T22:00:00Z' });
  });
  test.each([
    [timed('2026-11-22T22:00:00Z', '2026-11-22T23:00:00Z'), false],
    [timed('2026-11-22T22:00:00Z', '2026-11-22T23:00:01Z'), true],
    [timed('2026-11-22T23:00:00Z', '2026-11-22T23:00:00Z'), true],
    [timed('2026-11-26T22:59:59Z', '2026-11-27T10:00:00Z'), true],
    [timed('2026-11-26T23:00:00Z', '2026-11-27T10:00:00Z'), false],
    [days('2026-11-20', '2026-11-22'), false],
    [days('2026-11-20', '2026-11-23'), true],
    [days('2026-11-26', '2026-11-28'), true],
    [days('2026-11-27', '2026-11-28'), false],
  ])('holds what touches it: %o %s', (span, inside) => {
    expect(isInWindow({ ...fields, span }, window, oslo)).toBe(inside);
  });
});

test('only preferences that can let something in change the question of a listing', () => {
  const both = { crm: true, calendar: true };
  const question = (over: Partial<Preferences>) =>
    listingQuestion('appointment', { ...defaultPreferences, ...over }, both);
  expect(question({ 'schedule.minutes': 15, 'crm.reminders': false, 'window.pastDays': 30 })).toBe(question({}));
  expect(question({ 'calendar.private': true })).not.toBe(question({}));
  expect(question({ direction: 'crmToCalendar' })).not.toBe(question({}));
  expect(listingQuestion('appointment', defaultPreferences, { crm: false, calendar: true })).not.toBe(question({}));
});
