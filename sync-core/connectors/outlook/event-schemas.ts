/**
 * @file An event of an Exchange mailbox, in Graph's words: what of it is relied on. Whichever door it comes by is to say it so.
 * Anything else in it is passed over; anything of this that is missing or different makes the event unreadable, and nothing is
 * concluded from it.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/** Printable and of a length that fits into an address. */
export const token = z.string().regex(/^[!-~]+(?: [!-~]+)*$/);
export const itemId = token.max(1024);

/** Whether Temporal takes it, and the year is one that a calendar has. */
function isPlausible(toMoment: () => { readonly year: number }): boolean {
  try {
    const { year } = toMoment();
    return year >= 1900 && year <= 4500;
  } catch {
    return false;
  }
}

/** A wall-clock time with up to seven fraction digits. */
export const wallTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?$/)
  .refine((text) => isPlausible(() => Temporal.PlainDateTime.from(text)), 'not a time of a calendar');

/**
 * A time with the zone beside it. UTC is what is asked for always: a time in another zone that is taken for UTC would move
 * the appointment.
 */
const dateTimeTimeZone = z.object({
  dateTime: wallTime,
  timeZone: z.string().regex(/^(UTC|Etc\/UTC)$/i),
});

export const timestamp = z.iso
  .datetime({ offset: true })
  .refine(
    (text) => isPlausible(() => Temporal.Instant.from(text).toZonedDateTimeISO('UTC')),
    'not a time of a calendar',
  );

/** Received subjects can be longer than those that Outlook writes; what is longer than this is none. */
export const line = z.string().max(10_000);
const reminder = z.int().nonnegative();

const eventShape = {
  '@odata.etag': token.max(1024),
  id: itemId,
  type: z.enum(['singleInstance', 'occurrence', 'exception', 'seriesMaster']),
  seriesMasterId: z.string().nullish(),
  subject: line.nullable(),
  body: z.object({ contentType: z.enum(['text', 'html']), content: z.string().nullable() }),
  location: z.object({ displayName: line.nullable() }).nullable(),
  start: dateTimeTimeZone,
  end: dateTimeTimeZone,
  isAllDay: z.boolean(),
  originalStartTimeZone: z.string().nullish(),
  showAs: z.enum(['unknown', 'free', 'tentative', 'busy', 'oof', 'workingElsewhere']),
  sensitivity: z.enum(['normal', 'personal', 'private', 'confidential']),
  importance: z.enum(['low', 'normal', 'high']),
  onlineMeeting: z.object({ joinUrl: z.string().nullish() }).nullish(),
  onlineMeetingUrl: z.string().nullish(),
  isReminderOn: z.boolean(),
  reminderMinutesBeforeStart: z.int().nullable(),
  iCalUId: z.string().nullish(),
  isCancelled: z.boolean(),
  isOrganizer: z.boolean(),
  /** Whoever is on it would be mailed: not knowing them is not the same as there being none. */
  attendees: z.array(z.unknown()),
  organizer: z.unknown().optional(),
  responseStatus: z.object({
    response: z.enum(['none', 'organizer', 'tentativelyAccepted', 'accepted', 'declined', 'notResponded']),
  }),
  categories: z.array(z.string()),
  lastModifiedDateTime: timestamp,
  createdDateTime: timestamp.nullish(),
  transactionId: z.string().nullish(),
  webLink: z.string().nullish(),
};

/** A property that says what the other side is to show must be there: what is missing is not empty. */
export const graphEvent = z
  .object(eventShape)
  .refine(({ start, end }) => start.dateTime <= end.dateTime, 'ends before it starts')
  .refine(
    ({ isReminderOn, reminderMinutesBeforeStart: minutes }) => !isReminderOn || reminder.safeParse(minutes).success,
    'has a reminder at no time',
  );
export type GraphEvent = z.infer<typeof graphEvent>;

/** The properties above, for reads that may choose; lists of changes may not. */
export const eventProperties = Object.keys(eventShape)
  .filter((name) => !name.startsWith('@'))
  .join(',');

const text = z.string().max(10_000).nullish().catch(undefined);
const emailAddress = z.object({ name: text, address: text });

/** One of the attendees, as far as it can be told: what is odd about a name is no reason to leave an event alone. */
export const graphAttendee = z.object({
  emailAddress,
  status: z.object({ response: text }).nullish().catch(undefined),
});
export const graphOrganizer = z.object({ emailAddress });

/** What of an event can be read where the whole cannot. */
export const eventRemains = z.object({
  subject: line.nullable().optional().catch(undefined),
  start: dateTimeTimeZone.optional().catch(undefined),
  isAllDay: z.boolean().optional().catch(undefined),
  sensitivity: z.unknown().optional(),
});
