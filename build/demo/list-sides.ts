/**
 * @file What stands on each practice server, as its control lists it, and whether it takes part: the specification's rules
 * with the standard preferences, told a second time and without the product. Of a series each occurrence is told by itself.
 */
import { Temporal } from 'temporal-polyfill';
import type { Sandbox } from '../../sandbox/all.ts';
import type { ListedItem } from './compare-sides.ts';

const pastDays = 7;
const futureDays = 180;
/** Days before and after now of which everything is told: more than the window has. */
const margin = 400;

interface Times {
  readonly start: string;
  readonly end: string;
  readonly zone: string;
  readonly allDay: boolean;
}

function moment(text: string, zone: string): string {
  const local = Temporal.PlainDateTime.from(text);
  return local.toZonedDateTime(zone).toInstant().toString();
}

function timesOf({ start, end, zone, allDay }: Times) {
  if (allDay) return { start: start.slice(0, 10), end: end.slice(0, 10), allDay };
  return { start: moment(start, zone), end: moment(end, zone), allDay };
}

/** The first reason that keeps an item out, or an empty text. */
function firstReason(reasons: Readonly<Record<string, boolean>>): string {
  return Object.entries(reasons).find(([, holds]) => holds)?.[0] ?? '';
}

/** Days are those of the main user. Touching the window is being in it. */
function outside({ start, end, zone, allDay }: Times, now: number): boolean {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
  const first = Temporal.PlainDate.from(start.slice(0, 10));
  const last = Temporal.PlainDate.from(end.slice(0, 10));
  const endsAtMidnight = !allDay && /T00:00(:00)?$/.test(end) && !first.equals(last);
  const lastTouched = endsAtMidnight ? last.subtract({ days: 1 }) : last;
  return (
    Temporal.PlainDate.compare(lastTouched, today.subtract({ days: pastDays })) < 0 ||
    Temporal.PlainDate.compare(first, today.add({ days: futureDays })) > 0
  );
}

interface Named {
  readonly title: string;
  readonly typeNames: readonly string[];
  readonly company: string;
  readonly department: string;
  readonly person: string;
}

/** As it stands in the CRM, and as the standard subject is built, in whichever language of its type. */
function namesOf({ title, typeNames, company, department, person }: Named): readonly string[] {
  const built = typeNames.map((type) =>
    [type, title, company, department, person].filter((part) => part !== '').join(' * '),
  );
  return [title, ...built];
}

/** The main user's rows in the CRM. */
export function listCrm(sandbox: Sandbox, now: number): readonly ListedItem[] {
  return sandbox.superoffice.control.list().map((row) => {
    const why = firstReason({
      task: row.kind !== 'appointment',
      outside: outside(row, now),
      declined: row.invitation === 'Declined',
      cancelled: row.invitation === 'Cancelled',
    });
    return { id: String(row.id), title: row.title, names: namesOf(row), ...timesOf(row), takesPart: why === '', why };
  });
}

/** The main user's events in the calendar. */
export function listCalendar(sandbox: Sandbox, now: number): readonly ListedItem[] {
  const days = (count: number) => new Date(now + count * 86_400_000).toISOString();
  const span = { from: days(-margin), to: days(margin) };
  return sandbox.microsoft365.control.list(span).map((event) => {
    const why = firstReason({
      outside: outside(event, now),
      private: event.private,
      declined: event.response === 'declined',
    });
    return { id: event.id, title: event.title, names: [event.title], ...timesOf(event), takesPart: why === '', why };
  });
}
