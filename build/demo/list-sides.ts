/**
 * @file What stands on each practice server, as its control lists it, and whether it takes part: the specification's rules
 * with the standard preferences, told a second time and without the product.
 */
import { Temporal } from 'temporal-polyfill';
import type { Sandbox } from '../../sandbox/all.ts';
import type { ListedItem } from './compare-sides.ts';

const pastDays = 7;
const futureDays = 180;

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

/** The main user's rows in the CRM. */
export function listCrm(sandbox: Sandbox, now: number): readonly ListedItem[] {
  return sandbox.superoffice.control.list().map((row) => {
    const why = firstReason({
      task: row.kind !== 'appointment',
      series: row.ruleId > 0,
      outside: outside(row, now),
      notAnswered: ['Invitation', 'Moved', 'Seen', 'MovedSeen'].includes(row.invitation),
      declined: row.invitation === 'Declined',
      cancelled: row.invitation === 'Cancelled',
    });
    return { id: String(row.id), title: row.title, ...timesOf(row), takesPart: why === '', why };
  });
}

/** The main user's events in the calendar. */
export function listCalendar(sandbox: Sandbox, now: number): readonly ListedItem[] {
  return sandbox.microsoft365.control.list().map((event) => {
    const why = firstReason({
      series: event.type !== 'singleInstance',
      outside: outside(event, now),
      private: event.private,
      declined: event.response === 'declined',
    });
    return { id: event.id, title: event.title, ...timesOf(event), takesPart: why === '', why };
  });
}
