/**
 * @file An event in plain words, as the sample world and tests tell it, to and from the calendar.
 */
import { z } from 'zod';
import { type CalendarItem, endOf, idOf, startOf, typeOf } from './mailbox/calendar-item.ts';
import type { EventInput } from './mailbox/event-input.ts';
import {
  type EventContent,
  type EventRecord,
  type MailAddress,
  never,
  type ResponseType,
} from './mailbox/event-record.ts';
import { textOfHtml } from './mailbox/html-body.ts';
import type { Mailbox } from './mailbox/mailbox.ts';
import { newContent, type WriteRules } from './mailbox/write-event.ts';
import { ownZoneOf } from './own-zone.ts';
import { calculableZone } from './zones.ts';

const day = /^\d{4}-\d\d-\d\d$/;

export const simpleEvent = z.strictObject({
  title: z.string(),
  /** HTML. */
  body: z.string().default(''),
  location: z.string().default(''),
  /** Wall-clock in `zone` (`2026-11-24T10:00:00`), or dates for whole days (`2026-11-24`, `end` inclusive). */
  start: z.string(),
  end: z.string(),
  /** IANA or Windows; absent: the mailbox's. */
  zone: z.string().optional(),
  /** What the event calls its zone, where the client that wrote it had made one of its own: `tzone://Microsoft/Custom`. */
  zoneName: z.string().optional(),
  allDay: z.boolean().default(false),
  free: z.boolean().default(false),
  private: z.boolean().default(false),
  /** Finer than `private`, which it overrides. */
  sensitivity: z.enum(['normal', 'personal', 'private', 'confidential']).optional(),
  reminderMinutes: z.int().min(0).nullable().default(null),
  categories: z.array(z.string()).default([]),
  /** E-mail addresses of people whom the owner of the mailbox invited. */
  guests: z.array(z.string()).default([]),
  /** E-mail addresses of rooms that the owner of the mailbox booked. */
  rooms: z.array(z.string()).default([]),
  /** Finer than `free`, which it overrides. */
  showAs: z.enum(['free', 'tentative', 'busy', 'oof', 'workingElsewhere']).optional(),
  importance: z.enum(['low', 'normal', 'high']).default('normal'),
  /** Where one joins it online; null: it is no online meeting. */
  joinUrl: z.string().nullable().default(null),
  /** The organiser called it off. */
  cancelled: z.boolean().default(false),
  /** The identifier of an invitation that another system sent. */
  uid: z.string().nullable().default(null),
  /** E-mail address of somebody else who organises it. */
  organiser: z.string().nullable().default(null),
  response: z.enum(['none', 'accepted', 'tentative', 'notResponded', 'declined']).default('none'),
  /** A weekly series of so many. */
  weekly: z.int().min(1).nullable().default(null),
});

export type SimpleEvent = z.infer<typeof simpleEvent>;

export const responses: Readonly<Record<SimpleEvent['response'], ResponseType>> = {
  none: 'none',
  accepted: 'accepted',
  tentative: 'tentativelyAccepted',
  notResponded: 'notResponded',
  declined: 'declined',
};

/** Puts an event into a calendar, as its owner or by the invitation of somebody else. */
export function putEvent(
  mailbox: Mailbox,
  event: SimpleEvent,
  rules: WriteRules,
  nameOf: (address: string) => string,
): EventRecord {
  const content = inNamedZone(newContent(inputOf(event, mailbox.zone, nameOf), rules), event.zoneName);
  const organiser = event.organiser;
  const invited = organiser === null ? null : { name: nameOf(organiser), address: organiser };
  const response = invited ? responses[event.response] : 'organizer';
  return mailbox.insert({
    ...content,
    attendees: invited ? [...content.attendees, ownAttendance(mailbox.owner, response)] : content.attendees,
    showAs: invited && content.showAs === 'busy' && response !== 'accepted' ? 'tentative' : content.showAs,
    organizer: invited ?? mailbox.owner,
    isOrganizer: invited === null,
    isCancelled: event.cancelled,
    joinUrl: event.joinUrl,
    foreignUid: event.uid,
    response: { response, time: never },
    transactionId: null,
    cancelledDates: [],
    exceptions: {},
    occurrenceOf: null,
  });
}

/** The same moments, in a zone of a client's own making. */
export function inNamedZone(content: EventContent, zone: string | undefined): EventContent {
  if (zone === undefined) return content;
  return { ...content, start: { ...content.start, zone }, end: { ...content.end, zone } };
}

/** The properties that a request would send for what is given. */
export function inputOf(event: Partial<SimpleEvent>, zone: string, nameOf: (address: string) => string): EventInput {
  const given: EventInput = {};
  if (event.title !== undefined) given.subject = event.title;
  if (event.body !== undefined) given.body = { contentType: 'html', content: event.body };
  if (event.location !== undefined) given.location = { displayName: event.location };
  const timeZone = event.zone ?? zone;
  if (event.start !== undefined) given.start = { dateTime: wall(event.start, 0), timeZone };
  if (event.end !== undefined) given.end = { dateTime: wall(event.end, 1), timeZone };
  if (event.allDay !== undefined) given.isAllDay = event.allDay;
  if (event.free !== undefined) given.showAs = event.free ? 'free' : 'busy';
  const sensitivity =
    event.sensitivity ?? (event.private === undefined ? undefined : event.private ? 'private' : 'normal');
  if (sensitivity !== undefined) given.sensitivity = sensitivity;
  if (event.showAs !== undefined) given.showAs = event.showAs;
  if (event.importance !== undefined) given.importance = event.importance;
  if (event.reminderMinutes !== undefined) {
    given.isReminderOn = event.reminderMinutes !== null;
    if (event.reminderMinutes !== null) given.reminderMinutesBeforeStart = event.reminderMinutes;
  }
  if (event.categories !== undefined) given.categories = event.categories;
  if (event.guests !== undefined || event.rooms !== undefined) {
    const invited = (addresses: readonly string[] | undefined, type: 'required' | 'resource') =>
      (addresses ?? []).map((address) => ({ emailAddress: { address, name: nameOf(address) }, type }));
    given.attendees = [...invited(event.guests, 'required'), ...invited(event.rooms, 'resource')];
  }
  if (event.weekly && event.start !== undefined) given.recurrence = weekly(event.start, event.weekly);
  return given;
}

/** An item as tests read it: as it was written, with what they need to find it again. */
export function simpleView(mailbox: Mailbox, item: CalendarItem) {
  const { record } = item;
  const start = startOf(item);
  const end = endOf(item);
  return {
    id: idOf(mailbox, item, 'immutable'),
    iCalUId: mailbox.ids.iCalUId(record.occurrenceOf?.master ?? record.number),
    type: typeOf(item),
    title: record.subject,
    body: record.html,
    text: textOfHtml(record.html),
    location: record.places.map((place) => place.displayName).join('; '),
    start: record.isAllDay ? start.wall.slice(0, 10) : start.wall,
    end: record.isAllDay ? lastDay(end.wall) : end.wall,
    zone: ownZoneOf(start.zone)?.id ?? calculableZone(start.zone) ?? start.zone,
    /** As everybody else sees it, UTC. */
    startsAt: new Date(start.instant).toISOString(),
    endsAt: new Date(end.instant).toISOString(),
    allDay: record.isAllDay,
    free: record.showAs === 'free',
    showAs: record.showAs,
    private: record.sensitivity === 'private',
    sensitivity: record.sensitivity,
    importance: record.importance,
    joinUrl: record.joinUrl,
    cancelled: record.isCancelled,
    reminderMinutes: record.isReminderOn ? record.reminderMinutes : null,
    categories: record.categories,
    guests: record.isOrganizer ? record.attendees.map((attendee) => attendee.emailAddress.address) : [],
    organiser: record.isOrganizer ? null : record.organizer.address,
    response: record.response.response,
    transactionId: record.transactionId,
    properties: record.extended,
    modified: new Date(record.modifiedAt).toISOString(),
  };
}

/** `simpleView`'s shape, for those who call in process. */
export type SimpleView = ReturnType<typeof simpleView>;

function ownAttendance(owner: MailAddress, response: ResponseType) {
  return { emailAddress: owner, type: 'required' as const, status: { response, time: never } };
}

/** @param shift days to add to a date that stands alone: the end of a whole day is the next midnight */
function wall(text: string, shift: number): string {
  if (!day.test(text)) return text;
  return `${new Date(Date.parse(`${text}T00:00:00Z`) + shift * 86_400_000).toISOString().slice(0, 10)}T00:00:00`;
}

function lastDay(exclusiveEnd: string): string {
  return new Date(Date.parse(`${exclusiveEnd}Z`) - 86_400_000).toISOString().slice(0, 10);
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

function weekly(start: string, count: number): NonNullable<EventInput['recurrence']> {
  const startDate = start.slice(0, 10);
  const weekday = weekdays[new Date(`${startDate}T00:00:00Z`).getUTCDay()] ?? 'monday';
  return {
    pattern: { type: 'weekly', interval: 1, daysOfWeek: [weekday], firstDayOfWeek: 'monday' },
    range: { type: 'numbered', startDate, numberOfOccurrences: count },
  };
}
