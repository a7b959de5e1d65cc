/**
 * @file What tests do in a calendar as its owner in another program, as somebody else, or as Google itself. No request, no mail.
 */
import { z } from 'zod';
import type { Calendar, EventLabel } from './calendar/calendar.ts';
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
const labelling = z.strictObject({ user, name: z.string().min(1) });

/** `user` is a user name, absent: the main user. Events are answered as Calendar tells them. */
export interface CalendarOperations {
  readonly createEvent: (argument: z.input<typeof creation>) => Readonly<Record<string, unknown>>;
  /** As with PATCH, whoever the organizer is. */
  readonly changeEvent: (argument: z.input<typeof change>) => Readonly<Record<string, unknown>>;
  readonly deleteEvent: (argument: z.input<typeof deletion>) => void;
  /** All that are not deleted, changed occurrences included. */
  readonly list: (argument?: z.input<typeof listing>) => readonly Readonly<Record<string, unknown>>[];
  /** What events of the calendar can be labelled with. */
  readonly labels: (argument?: z.input<typeof listing>) => readonly EventLabel[];
  /** The label of that name, which the owner makes where there is none. */
  readonly label: (argument: z.input<typeof labelling>) => EventLabel;
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
      // Google's own programs take no label away that they do not change.
      const known = { ...rules(), labels: 'eventLabelId' in given.change };
      const changed = changeEvent(calendar, mine, readFields(given.change, 'refused'), 'PATCH', null, known);
      const { organizer, locked } = old;
      const isTold = changed.listed === changed.revision;
      return renderEvent(calendar, calendar.put({ ...changed, organizer, locked }, isTold), plainly);
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
    labels: (argument) => calendarOf(listing.parse(argument).user).settings.labels,
    label: (argument) => {
      const given = labelling.parse(argument);
      const calendar = calendarOf(given.user);
      const { labels } = calendar.settings;
      const found = labels.find(({ name }) => name === given.name);
      const made = found ?? { id: rules().newId(), name: given.name, backgroundColor: '#039be5' };
      if (found === undefined) calendar.change({ labels: [...labels, made] });
      return made;
    },
  };
}
