/**
 * @file A person's hands in Google's own programs, in the words in which the practice Microsoft 365 is told the same: what a story
 * says of one calendar system can be said of the other.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { GoogleSystem } from '../../sandbox/google/index.ts';

export interface HandEvent {
  readonly title: string;
  /** Wall-clock in the calendar's zone (`2026-11-24T10:00:00`), or dates for whole days, the last inclusive. */
  readonly start: string;
  readonly end: string;
  readonly allDay?: boolean;
  readonly free?: boolean;
  readonly private?: boolean;
  /** Null, or absent: none. */
  readonly reminderMinutes?: number | null;
  /** An event has one label: the last is taken. */
  readonly categories?: string[];
  readonly guests?: string[];
  readonly location?: string;
  /** HTML. */
  readonly body?: string;
}

export interface HandTask {
  readonly title: string;
  readonly due: string;
  readonly body?: string;
}

export interface ShownEvent {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly location: string;
  /** Wall-clock in its own zone, or the first day. */
  readonly start: string;
  /** UTC; of whole days their first midnight there. */
  readonly startsAt: string;
  readonly zone: string;
  readonly allDay: boolean;
  readonly free: boolean;
  readonly private: boolean;
  readonly reminderMinutes: number | null;
  readonly categories: readonly string[];
}

export interface ShownContact {
  readonly id: string;
  readonly name: string;
  readonly surname: string;
  /** Mr, Mrs. */
  readonly title: string;
  readonly jobTitle: string;
  readonly department: string;
  readonly emails: readonly string[];
  /** At work, in their order. */
  readonly businessPhones: readonly string[];
  readonly hasBirthday: boolean;
  /** The groups of the person's own, in Google. */
  readonly categories: readonly string[];
}

export interface ShownTask {
  readonly id: string;
  readonly title: string;
  /** Tasks has room for neither. */
  readonly reminder: null;
  readonly categories: readonly string[];
}

const moment = z.object({
  date: z.string().optional(),
  dateTime: z.string().optional(),
  timeZone: z.string().optional(),
});
const told = z.object({
  id: z.string(),
  summary: z.string().default(''),
  description: z.string().default(''),
  location: z.string().default(''),
  start: moment,
  transparency: z.string().default('opaque'),
  visibility: z.string().default('default'),
  eventLabelId: z.string().nullish(),
  reminders: z.object({
    useDefault: z.boolean().nullish(),
    overrides: z.array(z.object({ minutes: z.number() })).nullish(),
  }),
});

function shownContact(contact: ReturnType<GoogleSystem['control']['contacts']>[number]): ShownContact {
  const { resourceName, names, organizations, emailAddresses, phoneNumbers, birthdays, groups } = contact;
  const [name] = names ?? [];
  const [work] = organizations ?? [];
  return {
    id: resourceName,
    name: [name?.givenName, name?.middleName, name?.familyName].filter(Boolean).join(' '),
    surname: name?.familyName ?? '',
    title: name?.honorificPrefix ?? '',
    jobTitle: work?.title ?? '',
    department: work?.department ?? '',
    emails: (emailAddresses ?? []).map(({ value }) => value),
    businessPhones: (phoneNumbers ?? []).filter(({ type }) => type === 'work').map(({ value }) => value),
    hasBirthday: birthdays !== undefined,
    categories: groups.filter((group) => group !== 'myContacts'),
  };
}

/** What a calendar gives to events that say nothing else. */
const defaultReminder = 10;

/** @param zone in which the person tells the time. */
export function googleHands({ control }: GoogleSystem, zone: string) {
  const at = (text: string) => ({ dateTime: text, timeZone: zone });
  const dayAfter = (day: string) => Temporal.PlainDate.from(day).add({ days: 1 }).toString();

  function span({ start, end, allDay = false }: Pick<HandEvent, 'start' | 'end' | 'allDay'>) {
    return allDay ? { start: { date: start }, end: { date: dayAfter(end) } } : { start: at(start), end: at(end) };
  }

  function labelled(categories: readonly string[]) {
    const name = categories.at(-1);
    return { eventLabelId: name === undefined ? null : control.label({ name }).id };
  }

  function shown(event: unknown): ShownEvent {
    const { id, summary, description, location, start, ...rest } = told.parse(event);
    const allDay = start.date !== undefined;
    const own = start.timeZone ?? zone;
    const instant = allDay
      ? Temporal.PlainDate.from(start.date ?? '')
          .toZonedDateTime(zone)
          .toInstant()
      : Temporal.Instant.from(start.dateTime ?? '');
    const label = control.labels().find((one) => one.id === rest.eventLabelId);
    const { useDefault, overrides } = rest.reminders;
    return {
      id,
      title: summary,
      body: description,
      location,
      start: allDay ? (start.date ?? '') : instant.toZonedDateTimeISO(own).toPlainDateTime().toString(),
      startsAt: instant.toString({ fractionalSecondDigits: 3 }),
      zone: own,
      allDay,
      free: rest.transparency === 'transparent',
      private: rest.visibility === 'private',
      reminderMinutes: useDefault === true ? defaultReminder : (overrides?.[0]?.minutes ?? null),
      categories: label === undefined ? [] : [label.name],
    };
  }

  const contactOf = (id: string) => control.contacts().find(({ resourceName }) => resourceName === id);

  return {
    createEvent({
      title,
      body,
      location,
      free,
      private: isPrivate,
      reminderMinutes = null,
      ...event
    }: HandEvent): void {
      const overrides = reminderMinutes === null ? [] : [{ method: 'popup', minutes: reminderMinutes }];
      control.createEvent({
        event: {
          summary: title,
          ...span(event),
          ...(body === undefined ? {} : { description: body }),
          ...(location === undefined ? {} : { location }),
          ...(free === true ? { transparency: 'transparent' } : {}),
          ...(isPrivate === true ? { visibility: 'private' } : {}),
          ...(event.guests === undefined ? {} : { attendees: event.guests.map((email) => ({ email })) }),
          ...labelled(event.categories ?? []),
          reminders: { useDefault: false, overrides },
        },
      });
    },
    changeEvent({ id, title, location, categories }: Partial<HandEvent> & { readonly id: string }): void {
      const change = {
        ...(title === undefined ? {} : { summary: title }),
        ...(location === undefined ? {} : { location }),
        ...(categories === undefined ? {} : labelled(categories)),
      };
      control.changeEvent({ id, change });
    },
    list: (): readonly ShownEvent[] => control.list().map(shown),
    createTask({ title, due, body }: HandTask): void {
      const notes = body === undefined ? {} : { notes: body };
      control.createTask({ task: { title, due: `${due}T00:00:00.000Z`, ...notes } });
    },
    tasks: (): readonly ShownTask[] =>
      control.listTasks().map(({ id, title }) => ({ id, title, reminder: null, categories: [] })),
    /** With its colour in Google's own writing. */
    categories: () =>
      control.labels().map(({ name, backgroundColor }) => ({ displayName: name, color: backgroundColor })),
    contacts: (): readonly ShownContact[] => control.contacts().map(shownContact),
    changeContact({ id, jobTitle }: { readonly id: string; readonly jobTitle: string }): void {
      const [work, ...others] = contactOf(id)?.organizations ?? [];
      const organizations = [{ ...work, title: jobTitle }, ...others];
      control.changeContact({ resourceName: id, contact: { organizations } });
    },
    mails: () => control.mails(),
  };
}
