/**
 * @file Google in the real kind. What the practice server does not do by itself is done on the way to it: small pages, rows that come
 * twice, silence asked for by a 403, versions that change without the content, and texts that are kept in
 * another spelling, or in other words.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { createGoogle, type GoogleSystem } from '../../sandbox/google/index.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import type { Span } from '../../sync-core/model/time.ts';
import { allDaySpan, type MakeSandboxCalendar, seenItem, timedSpan, wallTime, zone } from './sandbox-calendar.ts';
import type { Fault, FaultKind, Setting } from './script.ts';
import type { SeenItem, Surroundings } from './world.ts';

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

/**
 * What the server keeps of what is written to it: always in another spelling, which says the same.
 * @param inOtherWords texts in other words than they were written, and a reminder where none was wanted.
 */
function rewritten(body: string, inOtherWords: boolean): string {
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
}

function kept(fields: Appointment, { rewrites }: Setting): Appointment {
  const { availability, reminderMinutes } = fields;
  return {
    ...fields,
    availability: availability === 'free' || availability === 'tentative' ? availability : 'busy',
    reminderMinutes: rewrites ? (reminderMinutes ?? 15) : reminderMinutes,
  };
}

const slower = { error: { code: 403, errors: [{ reason: 'rateLimitExceeded' }], message: 'Rate Limit Exceeded' } };

const list = z.looseObject({ items: z.array(z.unknown()) });

/** Rows of a list come twice, once more at its end. */
async function twice(answer: Response): Promise<Response> {
  const read = list.safeParse(await answer.clone().json());
  return read.success ? Response.json({ ...read.data, items: [...read.data.items, ...read.data.items] }) : answer;
}

const ownFaults: readonly FaultKind[] = [
  'throttle',
  'cursorExpiredMidway',
  'duplicatePage',
  'newVersion',
  'spuriousConflict',
];

/** The way to the events, with what can happen on it. */
class Way {
  readonly #server: GoogleSystem;
  readonly #setting: Setting;
  readonly #around: Surroundings;
  #armed: { readonly kind: FaultKind; skip: number }[] = [];
  #touches = 0;

  constructor(server: GoogleSystem, setting: Setting, around: Surroundings) {
    this.#server = server;
    this.#setting = setting;
    this.#around = around;
  }

  arm({ kind, skip }: Fault): boolean {
    // A server asks for silence in two ways.
    if (!ownFaults.includes(kind) || (kind === 'throttle' && this.#around.chance().happens(0.5))) return false;
    this.#armed.push({ kind, skip });
    return true;
  }

  disarm(): void {
    this.#armed = [];
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    if (!url.includes('/events')) return await this.#server.fetch(url, init);
    const struck = this.#strike();
    if (struck === 'throttle') return Response.json(slower, { status: 403 });
    if (struck === 'cursorExpiredMidway') this.#server.control.expireCursors();
    if (struck === 'newVersion' || struck === 'spuriousConflict') this.#touchAll();
    const { rewrites, page } = this.#setting;
    const body = typeof init.body === 'string' ? { body: rewritten(init.body, rewrites) } : {};
    const answer = await this.#server.fetch(url.replace(/maxResults=\d+/, `maxResults=${page}`), { ...init, ...body });
    return struck === 'duplicatePage' && answer.ok && init.method === 'GET' ? await twice(answer) : answer;
  }

  #strike(): FaultKind | undefined {
    const next = this.#armed[0];
    if (next === undefined || next.skip-- > 0) return undefined;
    this.#armed.shift();
    this.#around.onFault(next.kind);
    return next.kind;
  }

  /** Another program leaves something on every event that nobody sees. */
  #touchAll(): void {
    this.#touches += 1;
    const { control } = this.#server;
    for (const event of control.list()) {
      const shared = { touched: String(this.#touches) };
      control.changeEvent({ id: String(event['id']), change: { extendedProperties: { shared } } });
    }
  }
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
  const way = new Way(server, setting, around);
  return {
    server,
    account: { google: { ...server, fetch: (url, init) => way.fetch(url, init) } },
    hands: handsOf(server),
    arm: (fault) => way.arm(fault),
    disarm: () => way.disarm(),
    keeps: (fields) => kept(fields, setting),
    offences: () => mailing(server),
  };
};
