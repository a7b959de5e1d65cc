import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Instant, LocalDate } from '../../../model/time.ts';
import { profileIn } from '../testing.ts';
import { dueProperties, leadMinutes, readDueDate, reminderAt } from './todo-dates.ts';

const date = (text: string) => text as LocalDate;
const at = (text: string) => text as Instant;
const none = '0001-01-01T00:00:00';
const zones = ['Pacific/Auckland', 'America/Los_Angeles', 'UTC', 'Europe/Oslo', 'Asia/Kolkata', 'America/Santiago'];

/** What a server makes of a moment whose time of day it cuts off in one of its zones. */
function cut(text: string, zone: string): string {
  const day = Temporal.Instant.from(text).toZonedDateTimeISO(zone).startOfDay();
  return day.toString({ timeZoneName: 'never', fractionalSecondDigits: 0 });
}

describe('a due date', () => {
  it('is the same date when it comes back, kept or cut, in whatever zones user and database are', () => {
    const days = fc.integer({ min: 0, max: 1500 }).map((days) => Temporal.PlainDate.from('2025-01-01').add({ days }));
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.constantFrom(...zones), days, (own, base, day) => {
        const profile = profileIn(own, base);
        const due = date(day.toString());
        const { StartDate, EndDate } = dueProperties(due, profile) as { StartDate: string; EndDate: string };
        for (const zone of [undefined, own, base]) {
          const [start, end] = [StartDate, EndDate].map((text) => (zone ? cut(text, zone) : text));
          for (const [StartDate, EndDate] of [
            [start, end],
            [none, end],
            [start, none],
          ]) {
            expect(readDueDate({ StartDate: StartDate ?? none, EndDate: EndDate ?? none }, profile)).toBe(due);
          }
        }
      }),
    );
  });

  it('is none where neither property has one', () => {
    expect(readDueDate({ StartDate: none, EndDate: none }, profileIn('Europe/Oslo'))).toBeNull();
    expect(dueProperties(null, profileIn('Europe/Oslo'))).toEqual({ StartDate: none, EndDate: none });
  });

  it('is the end of one that has a beginning as well', () => {
    const dates = { StartDate: '2026-11-24T00:00:00+0100', EndDate: '2026-11-27T00:00:00+0100' };
    expect(readDueDate(dates, profileIn('Europe/Oslo'))).toBe('2026-11-27');
  });

  it('with a time of day is that of the user’s clock', () => {
    const late = '2026-11-27T23:30:00-0800';
    expect(readDueDate({ StartDate: late, EndDate: late }, profileIn('America/Los_Angeles'))).toBe('2026-11-27');
  });
});

describe('the reminder of a to-do', () => {
  const profile = profileIn('Europe/Oslo');
  const due = date('2026-11-27');

  it('counts back from the beginning of the day', () => {
    expect(leadMinutes(at('2026-11-26T22:30:00Z'), due, profile)).toBe(30);
    expect(reminderAt(due, 30, profile)).toBe('2026-11-26T22:30:00Z');
  });

  it('is at the beginning of the day where it was to be later, and never late by seconds', () => {
    expect(leadMinutes(at('2026-11-27T08:00:00Z'), due, profile)).toBe(0);
    expect(leadMinutes(at('2026-11-26T22:30:20Z'), due, profile)).toBe(30);
  });

  it('is none without a date, without a moment, and from years before', () => {
    expect(leadMinutes(at('2026-11-26T22:30:00Z'), null, profile)).toBeNull();
    expect(leadMinutes(null, due, profile)).toBeNull();
    expect(leadMinutes(at('2010-11-26T22:30:00Z'), due, profile)).toBeNull();
  });
});
