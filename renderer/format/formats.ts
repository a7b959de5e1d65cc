/**
 * @file Moments, days, counts and durations as the user writes them: the words in the window's language, the order of day
 * and month, the clock (12 or 24 hours) and the digits as in the user's own region, everything in the user's zone.
 */
import { Temporal } from 'temporal-polyfill';

/** How the user reads times. `now` is always handed in: nothing here looks at the clock. */
export interface Formats {
  /** `10:42`. */
  time(moment: string): string;
  /** `10:42` today, with the day otherwise. */
  timeOrDay(moment: string, now: number): string;
  /** `12 March 2026, 10:42`. */
  full(moment: string): string;
  /** What a clock in another zone shows, `Thu 10:42`. @param zone IANA */
  clockIn(zone: string, now: number): string;
  /** A date (`2026-03-12`) without a time, or a moment with one; for reading, with the weekday. */
  dateOrMoment(value: string): string;
  /** An ISO 8601 interval of moments, or of dates with both ends inclusive: `Fri 20 Nov 2026, 12:00 – 13:00`. */
  period(interval: string): string;
  /** `Thursday 12 March`, of a date. */
  day(date: string): string;
  /** `12`, or with its month on the first of a month; for the foot of a chart. */
  shortDay(date: string): string;
  /** `4 minutes ago`, `just now`. */
  ago(moment: string, now: number): string;
  /** `in 1 minute`, `any moment now`. */
  soon(moment: string, now: number): string;
  /** `2 minutes`, `40 seconds`: rounded as one says it. */
  duration(milliseconds: number): string;
  /** `7 days`. */
  days(count: number): string;
  /** `15 minutes`. */
  minutes(count: number): string;
  count(value: number): string;
  /** The user's calendar date of a moment, `2026-03-12`. */
  dateOf(moment: string): string;
  dayBefore(date: string): string;
  /** The date so many days later; earlier, where they are negative. */
  daysAfter(date: string, days: number): string;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const plainDate = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The locale that has the language's words and the region's habits: English words in Norway are `en-NO`, with the clock
 * of the user's own locale.
 */
export function readingLocale(language: string, locale: string): string {
  const users = new Intl.Locale(locale);
  const spoken = new Intl.Locale(language);
  if (users.language === spoken.language) return locale;
  const region = users.maximize().region;
  const hourCycle = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hourCycle;
  return new Intl.Locale(language, { ...(region && { region }), ...(hourCycle && { hourCycle }) }).toString();
}

/** The largest unit in which a distance is still at least one, and how many of it. */
function inUnits(milliseconds: number): [number, 'second' | 'minute' | 'hour' | 'day'] {
  const distance = Math.abs(milliseconds);
  if (distance < minute) return [Math.round(milliseconds / second), 'second'];
  if (distance < hour) return [Math.round(milliseconds / minute), 'minute'];
  if (distance < day) return [Math.round(milliseconds / hour), 'hour'];
  return [Math.round(milliseconds / day), 'day'];
}

/**
 * @param language of the words (BCP 47).
 * @param locale of the user's formats (BCP 47).
 * @param zone IANA name.
 * @param instantly the words for a distance under some seconds, in the past and in the future.
 */
export function createFormats(
  language: string,
  locale: string,
  zone: string,
  instantly: { readonly past: string; readonly future: string },
): Formats {
  const reading = readingLocale(language, locale);
  const dates = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(reading, { timeZone: zone, ...options });
  // A date has no zone: it is read and written in UTC, so that it stays the date it is.
  const plain = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(reading, { timeZone: 'UTC', ...options });
  const time = dates({ timeStyle: 'short' });
  const twelveHours = time.resolvedOptions().hour12 ?? false;
  const clock = { hour: twelveHours ? 'numeric' : '2-digit', minute: '2-digit' } as const;
  const dayAndTime = dates({ weekday: 'short', day: 'numeric', month: 'short', ...clock });
  const full = dates({ dateStyle: 'long', timeStyle: 'short' });
  const longMoment = dates({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', ...clock });
  const longDate = plain({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  const weekday = plain({ weekday: 'long', day: 'numeric', month: 'long' });
  const dayOfMonth = plain({ day: 'numeric' });
  const firstOfMonth = plain({ day: 'numeric', month: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  const numbers = new Intl.NumberFormat(locale);
  const amount = (unit: string) => new Intl.NumberFormat(reading, { style: 'unit', unit, unitDisplay: 'long' });
  const amounts = { second: amount('second'), minute: amount('minute'), hour: amount('hour'), day: amount('day') };

  const dateOf = (moment: string) => Temporal.Instant.from(moment).toZonedDateTimeISO(zone).toPlainDate().toString();
  const atMidnight = (date: string) => new Date(`${date}T00:00:00Z`);

  return {
    time: (moment) => time.format(new Date(moment)),
    timeOrDay: (moment, now) =>
      dateOf(moment) === dateOf(new Date(now).toISOString())
        ? time.format(new Date(moment))
        : dayAndTime.format(new Date(moment)),
    clockIn: (zone, now) =>
      new Intl.DateTimeFormat(reading, { timeZone: zone, weekday: 'short', ...clock }).format(new Date(now)),
    full: (moment) => full.format(new Date(moment)),
    dateOrMoment: (value) =>
      plainDate.test(value) ? longDate.format(atMidnight(value)) : longMoment.format(new Date(value)),
    period(interval) {
      const [from = '', until = from] = interval.split('/');
      return plainDate.test(from)
        ? longDate.formatRange(atMidnight(from), atMidnight(until))
        : longMoment.formatRange(new Date(from), new Date(until));
    },
    day: (date) => weekday.format(atMidnight(date)),
    shortDay: (date) => (date.endsWith('-01') ? firstOfMonth : dayOfMonth).format(atMidnight(date)),
    ago(moment, now) {
      const passed = Math.max(0, now - Date.parse(moment));
      return passed < 10 * second ? instantly.past : relative.format(...negative(inUnits(passed)));
    },
    soon(moment, now) {
      const left = Date.parse(moment) - now;
      return left < 10 * second ? instantly.future : relative.format(...inUnits(left));
    },
    duration(milliseconds) {
      const [count, unit] = inUnits(milliseconds);
      const rounded = unit === 'second' ? Math.max(5, Math.ceil(count / 5) * 5) : count;
      return amounts[unit].format(rounded);
    },
    days: (count) => amounts.day.format(count),
    minutes: (count) => amounts.minute.format(count),
    count: (value) => numbers.format(value),
    dateOf,
    dayBefore: (date) => Temporal.PlainDate.from(date).subtract({ days: 1 }).toString(),
    daysAfter: (date, days) => Temporal.PlainDate.from(date).add({ days }).toString(),
  };
}

function negative([count, unit]: ReturnType<typeof inUnits>): ReturnType<typeof inUnits> {
  return [-count, unit];
}
