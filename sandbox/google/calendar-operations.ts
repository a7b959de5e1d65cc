/**
 * @file What tests do in a calendar as its owner in another program, as somebody else, or as Google itself. No request, no mail.
 */
import { z } from 'zod';
import type { Calendar } from './calendar/calendar.ts';
import { readFields } from './calendar/event-fields.ts';
import { plainly, renderEvent } from './calendar/render-event.ts';
import { changeEvent, deleteEvent, newRecord, type WriteRules } from './calendar/write-event.ts';

const user = z.string().optional();
const event = z.record(z.string(), z.unknown());
const creation = z.strictObject({
  user,
  /** An event as Calendar takes it; also of types that Calendar makes by itself. */
  event,
  /** E-mail address of whoever invited the owner. */
  organizer: z.string().optional(),
  locked: z.boolean().optional(),
});
const change = z.strictObject({ user, id: z.string(), change: event });
const deletion = z.strictObject({ user, id: z.string() });
const listing = z.strictObject({ user }).default({});

/** `user` is a user name, absent: the main user. Events are answered as Calendar tells them. */
export interface CalendarOperations {
  readonly createEvent: (argument: z.input<typeof creation>) => Readonly<Record<string, unknown>>;
  /** As with PATCH, whoever the organizer is. */
  readonly changeEvent: (argument: z.input<typeof change>) => Readonly<Record<string, unknown>>;
  readonly deleteEvent: (argument: z.input<typeof deletion>) => void;
  /** All that are not deleted, changed occurrences included. */
  readonly list: (argument?: z.input<typeof listing>) => readonly Readonly<Record<string, unknown>>[];
}

/** @throws from its functions when an argument has another shape, and GoogleError as the same request would meet it */
export function calendarOperations(
  calendarOf: (userName?: string) => Calendar,
  rules: () => WriteRules,
): CalendarOperations {
  const foundIn = (calendar: Calendar, id: string) => {
    const found = calendar.find(id);
    if (!found) throw new RangeError(`There is no event "${id}".`);
    return found;
  };
  return {
    createEvent: (argument) => {
      const given = creation.parse(argument);
      const calendar = calendarOf(given.user);
      const fields = readFields(given.event, 'refused');
      const record = newRecord(calendar, { ...fields, id: fields.id ?? rules().newId() }, { ...rules(), labels: true });
      const organizer = given.organizer ?? record.organizer;
      return renderEvent(calendar, calendar.put({ ...record, organizer, locked: given.locked ?? false }), plainly);
    },
    changeEvent: (argument) => {
      const given = change.parse(argument);
      const calendar = calendarOf(given.user);
      const old = foundIn(calendar, given.id);
      const mine = { ...old, organizer: calendar.id, locked: false };
      const changed = changeEvent(calendar, mine, readFields(given.change, 'refused'), 'PATCH', null, rules());
      const { organizer, locked } = old;
      return renderEvent(calendar, calendar.put({ ...changed, organizer, locked }), plainly);
    },
    deleteEvent: (argument) => {
      const given = deletion.parse(argument);
      const calendar = calendarOf(given.user);
      deleteEvent(calendar, foundIn(calendar, given.id), null, false);
    },
    list: (argument) => {
      const calendar = calendarOf(listing.parse(argument).user);
      const living = calendar.events().filter((each) => each.status !== 'cancelled');
      return living.map((each) => renderEvent(calendar, each, plainly));
    },
  };
}
