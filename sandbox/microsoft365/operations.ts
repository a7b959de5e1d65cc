/**
 * @file What tests do in a calendar as its owner in another program, or as somebody else. No request, no mail.
 */
import { z } from 'zod';
import { type CalendarItem, eventsOf, findItem, itemsInSpan } from './mailbox/calendar-item.ts';
import { contentAfter, removeItem, writeContent } from './mailbox/change-event.ts';
import { type EventRecord, never } from './mailbox/event-record.ts';
import type { Mailbox, MasterCategory } from './mailbox/mailbox.ts';
import type { WriteRules } from './mailbox/write-event.ts';
import { inNamedZone, inputOf, putEvent, responses, type SimpleView, simpleEvent, simpleView } from './simple-event.ts';

const user = z.string().optional();
const creation = simpleEvent.extend({ user });
/** Properties that are not given stay; so no defaults here. */
const change = z.strictObject({
  id: z.string(),
  user,
  title: z.string().optional(),
  body: z.string().optional(),
  location: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  zone: z.string().optional(),
  zoneName: z.string().optional(),
  allDay: z.boolean().optional(),
  free: z.boolean().optional(),
  private: z.boolean().optional(),
  sensitivity: simpleEvent.shape.sensitivity,
  reminderMinutes: z.int().min(0).nullable().optional(),
  categories: z.array(z.string()).optional(),
  guests: z.array(z.string()).optional(),
  rooms: z.array(z.string()).optional(),
  showAs: z.enum(['free', 'tentative', 'busy', 'oof', 'workingElsewhere']).optional(),
  importance: z.enum(['low', 'normal', 'high']).optional(),
  /** What only the organiser, or the calendar system itself, does to an event. */
  joinUrl: z.string().nullable().optional(),
  cancelled: z.boolean().optional(),
  /** The owner's answer to an invitation. */
  response: z.enum(['accepted', 'tentative', 'notResponded', 'declined']).optional(),
});
const deletion = z.strictObject({ id: z.string(), user });
const replacement = z.strictObject({ user }).default({});
const listing = z.strictObject({ user, from: z.string().optional(), to: z.string().optional() }).default({});

export type EventCreation = z.input<typeof creation>;
export type EventChange = z.input<typeof change>;
export type EventDeletion = z.input<typeof deletion>;
export type CalendarReplacement = z.input<typeof replacement>;
export type EventListing = z.input<typeof listing>;

/**
 * Item operations; `user` is a user name, absent: the main user. Ids are accepted in both forms and answered immutable.
 * @throws when the argument has another shape, and GraphError as the same request would meet it
 */
export interface CalendarOperations {
  readonly createEvent: (argument: EventCreation) => SimpleView;
  readonly changeEvent: (argument: EventChange) => SimpleView;
  readonly deleteEvent: (argument: EventDeletion) => void;
  /** As Outlook copies: everything is copied that programs left on the event, but not the id that it was made with. */
  readonly copyEvent: (argument: EventDeletion) => SimpleView;
  /** Another, empty calendar takes the place of the default one. */
  readonly replaceCalendar: (argument?: CalendarReplacement) => void;
  /** The mailbox's list of categories, with their colours. */
  readonly categories: (argument?: CalendarReplacement) => readonly MasterCategory[];
  /** Without `from` and `to`: all events, series as one; with both (UTC): what the calendar shows in that time. */
  readonly list: (argument?: EventListing) => readonly SimpleView[];
}

/** @param mailboxOf the mailbox of a user name, absent: the main user's; throws for nobody's */
export function calendarOperations(
  mailboxOf: (userName?: string) => Mailbox,
  rules: () => WriteRules,
): CalendarOperations {
  const itself = (address: string) => address;
  return {
    createEvent: (argument) => {
      const { user: userName, ...event } = creation.parse(argument);
      const mailbox = mailboxOf(userName);
      return simpleView(mailbox, { record: putEvent(mailbox, event, rules(), itself), occurrence: null });
    },
    changeEvent: (argument) => {
      const { id, user: userName, zoneName, joinUrl, cancelled, response, ...event } = change.parse(argument);
      const mailbox = mailboxOf(userName);
      const item = findItem(mailbox, mailbox.view(null), id);
      const given = Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));
      const input = inputOf(given, mailbox.zone, itself);
      const content = inNamedZone(contentAfter(item, input, rules()), zoneName);
      const written = writeContent(mailbox, item, content, rules().series);
      const beyond = {
        ...(joinUrl === undefined ? {} : { joinUrl }),
        ...(cancelled === undefined ? {} : { isCancelled: cancelled }),
        ...(response === undefined ? {} : answered(response)),
      };
      if (Object.keys(beyond).length === 0) return simpleView(mailbox, written);
      return simpleView(mailbox, { record: mailbox.replace(written.record, beyond), occurrence: null });
    },
    deleteEvent: (argument) => {
      const { id, user: userName } = deletion.parse(argument);
      const mailbox = mailboxOf(userName);
      removeItem(mailbox, findItem(mailbox, mailbox.view(null), id), rules().series);
    },
    copyEvent: (argument) => {
      const { id, user: userName } = deletion.parse(argument);
      const mailbox = mailboxOf(userName);
      return simpleView(mailbox, {
        record: copyOf(mailbox, findItem(mailbox, mailbox.view(null), id)),
        occurrence: null,
      });
    },
    replaceCalendar: (argument) => {
      const mailbox = mailboxOf(replacement.parse(argument ?? {}).user);
      for (const record of [...mailbox.view(null).slots]) if (record !== null) mailbox.remove(record);
      mailbox.calendar.replace();
    },
    categories: (argument) => mailboxOf(replacement.parse(argument ?? {}).user).categories,
    list: (argument) => {
      const { user: userName, from, to } = listing.parse(argument ?? {});
      const mailbox = mailboxOf(userName);
      const view = mailbox.view(null);
      const items =
        from !== undefined && to !== undefined ? itemsInSpan(view, instantOf(from), instantOf(to)) : eventsOf(view);
      return items.map((item) => simpleView(mailbox, item));
    },
  };
}

/** A series is copied with its changed occurrences; an occurrence becomes an appointment of its own, with what its series carries. */
function copyOf(mailbox: Mailbox, { record, occurrence }: CalendarItem): EventRecord {
  const single = occurrence ?? record.occurrenceOf;
  if (single !== null) {
    const series = record.occurrenceOf === null ? record : mailbox.record(record.occurrenceOf.master);
    return mailbox.insert({
      ...record,
      ...(occurrence === null ? {} : { start: occurrence.start, end: occurrence.end }),
      extended: { ...series?.extended, ...record.extended },
      ...{ recurrence: null, occurrenceOf: null, cancelledDates: [], exceptions: {}, transactionId: null },
    });
  }
  const copy = mailbox.insert({ ...record, exceptions: {}, transactionId: null });
  const exceptions = Object.entries(record.exceptions).flatMap(([date, number]) => {
    const changed = mailbox.record(number);
    if (!changed?.occurrenceOf) return [];
    const occurrenceOf = { ...changed.occurrenceOf, master: copy.number };
    return [[date, mailbox.insert({ ...changed, occurrenceOf, transactionId: null }).number] as const];
  });
  return exceptions.length === 0 ? copy : mailbox.replace(copy, { exceptions: Object.fromEntries(exceptions) });
}

/** An invitation shows as busy once it is accepted, and as tentative before. */
function answered(response: NonNullable<z.infer<typeof change>['response']>) {
  const given = responses[response];
  return { response: { response: given, time: never }, showAs: given === 'accepted' ? 'busy' : 'tentative' };
}

function instantOf(text: string): number {
  const instant = Date.parse(
    /(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text.includes('T') ? text : `${text}T00:00`}Z`,
  );
  if (Number.isNaN(instant)) throw new RangeError(`"${text}" is not a date and time.`);
  return instant;
}
