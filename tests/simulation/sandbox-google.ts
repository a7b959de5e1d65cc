/** @file Google Calendar in the real kind. */
import { Temporal } from 'temporal-polyfill';
import { createGoogle, type GoogleSystem } from '../../sandbox/google/index.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import type { Span } from '../../sync-core/model/time.ts';
import { GoogleWay, type Wares } from './google-way.ts';
import { allDaySpan, type MakeSandboxCalendar, seenItem, timedSpan, wallTime, zone } from './sandbox-calendar.ts';
import type { Setting } from './script.ts';
import type { SeenItem } from './world.ts';

/** What the person writes, in the words of the Calendar API. */
function eventOf({ title, body, location, span, availability, reminderMinutes, visibility }: Partial<Appointment>) {
  return {
    ...(title === undefined ? {} : { summary: title }),
    ...(body === undefined ? {} : { description: body }),
    ...(location === undefined ? {} : { location }),
    ...(span === undefined ? {} : timesOf(span)),
    ...(availability === undefined ? {} : takenOf(availability)),
    ...(reminderMinutes === undefined ? {} : { reminders: remindersOf(reminderMinutes) }),
    ...(visibility === undefined ? {} : { visibility: visibility === 'private' ? 'private' : 'default' }),
  };
}

function timesOf(span: Span) {
  const whole = (date: string) => ({ date, dateTime: null, timeZone: null });
  const timed = (moment: string) => ({ date: null, dateTime: wallTime(moment), timeZone: zone });
  if (span.kind === 'timed') return { start: timed(span.start), end: timed(span.end) };
  const after = Temporal.PlainDate.from(span.lastDay).add({ days: 1 }).toString();
  return { start: whole(span.firstDay), end: whole(after) };
}

function takenOf(availability: Appointment['availability']) {
  return {
    transparency: availability === 'free' ? 'transparent' : 'opaque',
    status: availability === 'tentative' ? 'tentative' : 'confirmed',
  };
}

function remindersOf(minutes: number | null) {
  return { useDefault: false, overrides: minutes === null ? [] : [{ method: 'popup', minutes }] };
}

interface Moment {
  readonly date?: string;
  readonly dateTime?: string;
  readonly timeZone?: string;
}

/** An event as Calendar tells it. */
interface Told {
  readonly id: string;
  readonly summary?: string;
  readonly description?: string;
  readonly location?: string;
  readonly start: Moment;
  readonly end: Moment;
  readonly status: string;
  readonly transparency?: string;
  readonly visibility?: string;
  readonly reminders: { readonly overrides?: readonly { readonly minutes: number }[] };
}

function spanOf({ start, end }: Told): Span {
  if (start.date === undefined) return timedSpan(start.dateTime ?? '', end.dateTime ?? '', start.timeZone ?? zone);
  return allDaySpan(
    start.date,
    Temporal.PlainDate.from(end.date ?? '')
      .subtract({ days: 1 })
      .toString(),
  );
}

function seen(event: Told): SeenItem {
  const { id, summary = '', description = '', location = '', status, transparency, reminders } = event;
  const taken = status === 'tentative' ? 'tentative' : 'busy';
  const fields = {
    title: summary,
    body: description,
    location,
    span: spanOf(event),
    availability: transparency === 'transparent' ? 'free' : taken,
    reminderMinutes: reminders.overrides?.[0]?.minutes ?? null,
  } as const;
  return seenItem(id, fields, event.visibility === 'private');
}

/** The person in Google Calendar. */
function handsOf({ control }: GoogleSystem) {
  const told = () => control.list() as unknown as readonly Told[];
  const copyOf = (id: string, title?: string) => {
    const original = told().find((event) => event.id === id);
    if (original === undefined) throw new Error(`no event ${id}`);
    const { id: _id, iCalUID: _uid, ...rest } = original as Told & { readonly iCalUID: string };
    control.createEvent({ event: { ...rest, ...(title === undefined ? {} : { summary: title }) } });
  };
  return {
    create: (fields: Appointment) => void control.createEvent({ event: eventOf(fields) }),
    edit: (id: string, patch: Partial<Appointment>) => void control.changeEvent({ id, change: eventOf(patch) }),
    remove: (id: string) => control.deleteEvent({ id }),
    copy: copyOf,
    move(id: string) {
      copyOf(id);
      control.deleteEvent({ id });
      return true;
    },
    // Where the installations agree on who is at work is no person's appointment.
    list: () => told().flatMap((event) => (event.id.startsWith('leaseofsuperoffice') ? [] : [seen(event)])),
  };
}

type Written = {
  readonly summary?: string;
  readonly description?: string;
  readonly reminders?: { overrides?: unknown[] };
};

function waresOf({ control }: GoogleSystem): Wares {
  let touches = 0;
  return {
    path: '/events',
    respell(body, inOtherWords) {
      const event = JSON.parse(body) as Written;
      const { summary, description, reminders } = event;
      const title = inOtherWords ? summary?.replace(/ of the day$/, ' of that day') : summary;
      const text = inOtherWords ? description?.replaceAll(/<p>(\w+)<\/p>/g, '<p><b>$1</b></p>') : description;
      return JSON.stringify({
        ...event,
        ...(title === undefined ? {} : { summary: `${title} ` }),
        ...(text === undefined ? {} : { description: text.replaceAll('<p>', '<p dir="auto">') }),
        ...(inOtherWords && reminders?.overrides?.length === 0 ? { reminders: remindersOf(15) } : {}),
      });
    },
    touchAll() {
      touches += 1;
      for (const event of control.list()) {
        const shared = { touched: String(touches) };
        control.changeEvent({ id: String(event['id']), change: { extendedProperties: { shared } } });
      }
    },
  };
}

function kept(fields: Appointment, { rewrites }: Setting): Appointment {
  const { availability, reminderMinutes } = fields;
  return {
    ...fields,
    availability: availability === 'free' || availability === 'tentative' ? availability : 'busy',
    reminderMinutes: rewrites ? (reminderMinutes ?? 15) : reminderMinutes,
  };
}

/** Google mails guests unless it is told not to. */
function mailing({ control }: GoogleSystem): readonly string[] {
  const writes = control.journal().filter(({ method, path }) => method !== 'GET' && path.includes('/events'));
  return writes
    .filter(({ path }) => !path.includes('sendUpdates=none'))
    .map(({ method, path }) => `google may have mailed: ${method} ${path}`);
}

export const googleCalendar: MakeSandboxCalendar = (setting, time, around) => {
  const server = createGoogle({ clock: time, seed: 1, switches: { reminderChangesListed: true } });
  const way = new GoogleWay(server, waresOf(server), setting, around);
  return {
    kind: 'appointment',
    server,
    account: { google: { ...server, fetch: (url, init) => way.fetch(url, init) } },
    hands: handsOf(server),
    arm: (fault) => way.arm(fault),
    disarm: () => way.disarm(),
    keeps: (fields) => kept(fields, setting),
    offences: () => mailing(server),
  };
};
