/** @file What of Graph's answers is believed: each of these was once taken for something that it does not say. */
import { describe, expect, test } from 'vitest';
import type { ItemId } from '../../model/side.ts';
import { graphEvent } from '../outlook/event-schemas.ts';
import { unreadableEvent } from '../outlook/read-event.ts';
import { anEvent } from '../outlook/testing/events.ts';
import { changeRow } from './graph-schemas.ts';

const believed = (over: object = {}) => graphEvent.safeParse({ ...anEvent(), ...over }).success;
const without = (name: string) => {
  const { [name]: _, ...rest } = { ...anEvent() } as Record<string, unknown>;
  return graphEvent.safeParse(rest).success;
};

describe('an event', () => {
  test('is believed as Graph gives it', () => {
    expect(believed()).toBe(true);
    expect(believed({ subject: null, location: null, originalStartTimeZone: null })).toBe(true);
    expect(believed({ isReminderOn: false, reminderMinutesBeforeStart: -1 })).toBe(true);
  });

  test.each([
    ...['subject', 'body', 'location', 'showAs', 'sensitivity', 'isReminderOn', 'reminderMinutesBeforeStart'],
    ...['isAllDay', 'isCancelled', 'isOrganizer', 'attendees', 'responseStatus', 'categories', 'start', 'end'],
  ])('that leaves out its %s does not say that there is none', (name) => {
    expect(without(name)).toBe(false);
  });

  test('with a time in another zone than was asked for is not read as if it were UTC', () => {
    expect(believed({ start: { dateTime: '2026-12-01T09:00:00', timeZone: 'Pacific Standard Time' } })).toBe(false);
  });

  test.each(['0000-00-00T00:00:00', '2026-02-30T09:00:00', '9999-12-31T23:59:59', '0001-01-01T00:00:00', 'soon'])(
    'at %s has no time at all',
    (dateTime) => {
      expect(believed({ start: { dateTime, timeZone: 'UTC' } })).toBe(false);
      expect(believed({ lastModifiedDateTime: `${dateTime}Z` })).toBe(false);
    },
  );

  test('that ends before it starts, or reminds at no time, is none', () => {
    expect(believed({ end: { dateTime: '2026-12-01T08:00:00', timeZone: 'UTC' } })).toBe(false);
    expect(believed({ isReminderOn: true, reminderMinutesBeforeStart: null })).toBe(false);
    expect(believed({ isReminderOn: true, reminderMinutesBeforeStart: -15 })).toBe(false);
  });

  test.each(['', 'a\nb', 'ä', 'x'.repeat(2000)])('has no id or version that could not stand in an address', (text) => {
    expect(believed({ id: text })).toBe(false);
    expect(believed({ '@odata.etag': text })).toBe(false);
  });
});

test('a row is about an event as long as its id can be read, whatever else is odd about it', () => {
  const odd = { id: 'AAMk-1', type: 7, seriesMasterId: {}, '@odata.etag': [], '@removed': 'yes' };
  expect(changeRow.safeParse(odd).data).toMatchObject({ id: 'AAMk-1', '@removed': 'yes' });
  for (const id of [undefined, null, 7, '', {}]) expect(changeRow.safeParse({ ...odd, id }).success).toBe(false);
});

describe('an event that cannot be read', () => {
  const id = 'AAMk-1' as ItemId;

  test('tells its title and its start as far as they can be', () => {
    const { body: _, ...rest } = anEvent();
    expect(unreadableEvent(id, rest)).toEqual({
      unreadable: true,
      id,
      title: 'Visit at Fjord Foods',
      start: '2026-12-01T09:00:00Z',
      isPublic: true,
    });
    expect(unreadableEvent(id, { ...anEvent(), isAllDay: true })).toMatchObject({ start: '2026-12-01' });
  });

  test('is not shown by its title unless it is clearly public', () => {
    expect(unreadableEvent(id, { ...anEvent(), sensitivity: 'private' }).isPublic).toBe(false);
    expect(unreadableEvent(id, { ...anEvent(), sensitivity: 7 }).isPublic).toBe(false);
  });

  test.each([undefined, null, 7, 'text', [], { subject: 7, start: 'soon' }])(
    'may be any, where nothing can be read',
    (row) => {
      expect(unreadableEvent(id, row)).toEqual({ unreadable: true, id, isPublic: false });
    },
  );
});
