/**
 * @file What stands on each practice server, as its control lists it, and whether it takes part: the specification's rules
 * with the standard preferences, told a second time and without the product. Of a series each occurrence is told by itself.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Sandbox } from '../../sandbox/all.ts';
import type { ListedItem } from './compare-sides.ts';

export type DemoCalendar = 'microsoft365' | 'google' | 'exchange';

/** The standard window. */
export const pastDays = 7;
export const futureDays = 180;
/** Days before and after now of which everything is told: more than the window has. */
const margin = 400;

/** Wall-clock in `zone`; of whole days the last one is the end. */
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
export function namesOf({ title, typeNames, company, department, person }: Named): readonly string[] {
  const built = typeNames.map((type) =>
    [type, title, company, department, person].filter((part) => part !== '').join(' * '),
  );
  return [title, ...built];
}

/** @param others further reasons that keep it out. */
function listedItem(
  item: Pick<ListedItem, 'id' | 'title' | 'names'>,
  times: Times,
  now: number,
  others: Readonly<Record<string, boolean>>,
): ListedItem {
  const why = firstReason({ outside: outside(times, now), ...others });
  return { ...item, ...timesOf(times), takesPart: why === '', why };
}

/** The main user's rows in the CRM. */
export function listCrm(sandbox: Sandbox, now: number): readonly ListedItem[] {
  return sandbox.superoffice.control.list().map((row) => {
    return listedItem({ id: String(row.id), title: row.title, names: namesOf(row) }, row, now, {
      task: row.kind !== 'appointment',
      declined: row.invitation === 'Declined',
      cancelled: row.invitation === 'Cancelled',
    });
  });
}

/** The main user's events in Outlook, wherever its mailbox is. */
export function listOutlook({ control }: Sandbox['microsoft365' | 'exchange'], now: number): readonly ListedItem[] {
  const days = (count: number) => new Date(now + count * 86_400_000).toISOString();
  const span = { from: days(-margin), to: days(margin) };
  return control.list(span).map((event) => {
    const { id, title } = event;
    return listedItem({ id, title, names: [title] }, event, now, {
      private: event.private,
      declined: event.response === 'declined',
    });
  });
}

const page = z.object({
  timeZone: z.string(),
  nextPageToken: z.string().optional(),
  items: z.array(
    z.object({
      id: z.string(),
      summary: z.string().default(''),
      start: z.object({ dateTime: z.string().optional(), date: z.string().optional() }),
      end: z.object({ dateTime: z.string().optional(), date: z.string().optional() }),
      visibility: z.string().optional(),
      attendees: z.array(z.object({ self: z.boolean().optional(), responseStatus: z.string() })).default([]),
    }),
  ),
});
type Page = z.infer<typeof page>;

/** Asked of the server by its own interface, which tells each occurrence by itself. */
async function googlePages(sandbox: Sandbox, now: number): Promise<readonly Page[]> {
  const { addresses, users } = sandbox.google.describe();
  const days = (count: number) => new Date(now + count * 86_400_000).toISOString();
  const found: Page[] = [];
  let next: string | undefined;
  do {
    const query = new URLSearchParams({
      singleEvents: 'true',
      maxResults: '2500',
      timeMin: days(-margin),
      timeMax: days(margin),
      ...(next === undefined ? {} : { pageToken: next }),
    });
    const answer = await fetch(`${addresses['api']}/calendar/v3/calendars/primary/events?${query}`, {
      headers: { authorization: `Bearer ${users[0]?.accessToken}` },
    });
    if (!answer.ok) throw new Error(`The practice server answered its list of events with ${answer.status}.`);
    const told = page.parse(await answer.json());
    found.push(told);
    next = told.nextPageToken;
  } while (next !== undefined);
  return found;
}

/** Google names the day after a whole day's last. */
function googleTimes({ start, end }: Page['items'][number], zone: string): Times {
  if (start.date !== undefined && end.date !== undefined) {
    const last = Temporal.PlainDate.from(end.date).subtract({ days: 1 });
    return { start: `${start.date}T00:00:00`, end: `${last}T00:00:00`, zone, allDay: true };
  }
  const local = (moment = '') => Temporal.Instant.from(moment).toZonedDateTimeISO(zone).toPlainDateTime().toString();
  return { start: local(start.dateTime), end: local(end.dateTime), zone, allDay: false };
}

async function listGoogle(sandbox: Sandbox, now: number): Promise<readonly ListedItem[]> {
  const pages = await googlePages(sandbox, now);
  return pages.flatMap(({ timeZone, items }) =>
    items.map((event) => {
      const { id, summary: title, visibility = '', attendees } = event;
      return listedItem({ id, title, names: [title] }, googleTimes(event, timeZone), now, {
        private: ['private', 'confidential'].includes(visibility),
        declined: attendees.some(({ self, responseStatus }) => self === true && responseStatus === 'declined'),
      });
    }),
  );
}

/** The main user's events in the linked calendar. */
export async function listCalendar(
  sandbox: Sandbox,
  system: DemoCalendar,
  now: number,
): Promise<readonly ListedItem[]> {
  return system === 'google' ? await listGoogle(sandbox, now) : listOutlook(sandbox[system], now);
}
