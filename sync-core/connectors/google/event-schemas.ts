/** @file What Google Calendar answers, as far as it is used; everything else is let through unseen. */
import { z } from 'zod';
import { localDate } from '../../model/time.ts';

const wireMoment = z.object({
  date: localDate.optional(),
  dateTime: z.iso.datetime({ offset: true }).optional(),
  timeZone: z.string().optional(),
});
export type WireMoment = z.infer<typeof wireMoment>;

/** `start` and `end` are both dates, or both moments. */
const when = wireMoment.refine(({ date, dateTime }) => (date === undefined) !== (dateTime === undefined), 'no time');

const reminder = z.object({ method: z.string(), minutes: z.int().nonnegative() });
export type Reminder = z.infer<typeof reminder>;

const person = z.object({
  email: z.string().optional(),
  displayName: z.string().optional(),
  self: z.boolean().optional(),
  responseStatus: z.string().optional(),
  resource: z.boolean().optional(),
});

export const googleEvent = z.object({
  id: z.string().min(1),
  etag: z.string().min(1),
  status: z.enum(['confirmed', 'tentative']).default('confirmed'),
  updated: z.iso.datetime({ offset: true }),
  htmlLink: z.string().optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  location: z.string().optional(),
  start: when,
  end: when,
  recurrence: z.array(z.string()).optional(),
  recurringEventId: z.string().optional(),
  originalStartTime: when.optional(),
  transparency: z.enum(['opaque', 'transparent']).default('opaque'),
  visibility: z.enum(['default', 'public', 'private', 'confidential']).default('default'),
  iCalUID: z.string().optional(),
  organizer: person.optional(),
  attendees: z.array(person).default([]),
  attendeesOmitted: z.boolean().default(false),
  locked: z.boolean().default(false),
  reminders: z
    .object({ useDefault: z.boolean().default(false), overrides: z.array(reminder).default([]) })
    .default({ useDefault: true, overrides: [] }),
  extendedProperties: z.object({ private: z.record(z.string(), z.string()).optional() }).optional(),
  conferenceData: z
    .object({ entryPoints: z.array(z.object({ entryPointType: z.string(), uri: z.string().optional() })).optional() })
    .optional(),
  hangoutLink: z.string().optional(),
  eventLabelId: z.string().optional(),
  eventType: z.string().default('default'),
});
export type GoogleEvent = z.infer<typeof googleEvent>;

/** A row of a list: what it is about, whatever else it tells. A deleted event may tell nothing more. */
export const eventRow = z.object({
  id: z.string().min(1),
  etag: z.string().optional(),
  status: z.string().optional(),
  recurringEventId: z.string().optional(),
  originalStartTime: when.optional(),
  recurrence: z.array(z.string()).optional(),
});
export interface EventRow extends z.infer<typeof eventRow> {
  /** All that came. */
  readonly whole: unknown;
}

/** A list that is empty has no rows at all: only its kind tells it from an answer that is none. */
export const eventPage = z.object({
  kind: z.literal('calendar#events'),
  items: z.array(z.unknown()).default([]),
  nextPageToken: z.string().min(1).optional(),
  nextSyncToken: z.string().min(1).optional(),
});

/** What is left of an event that cannot be understood as a whole. */
export const eventRemains = z.object({
  summary: z.string().optional().catch(undefined),
  visibility: z.string().optional().catch(undefined),
  start: wireMoment.optional().catch(undefined),
});

const label = z.object({
  id: z.string().min(1),
  name: z.string().default(''),
  backgroundColor: z.string().exactOptional(),
});

export const googleCalendar = z.object({
  etag: z.string().optional(),
  labelProperties: z.object({ eventLabels: z.array(label).default([]) }).optional(),
});

export const calendarEntry = z.object({
  id: z.string().min(1),
  timeZone: z.string().min(1),
  defaultReminders: z.array(reminder).default([]),
});

export const googleIdentity = z.object({
  sub: z.string().min(1),
  email: z.string().optional(),
  name: z.string().optional(),
});

export const googleSetting = z.object({ value: z.string() });
