/**
 * @file What of Graph's answers is relied on. Anything else in them is passed over; anything of this that is missing or
 * different makes the answer nonsense, and nothing is concluded from it.
 */
import { z } from 'zod';

/** A wall-clock time with up to seven fraction digits and a zone beside it. */
const dateTimeTimeZone = z.object({
  dateTime: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?$/),
  timeZone: z.string(),
});

export const graphEvent = z.object({
  '@odata.etag': z.string(),
  id: z.string().min(1),
  type: z.enum(['singleInstance', 'occurrence', 'exception', 'seriesMaster']),
  seriesMasterId: z.string().nullish(),
  subject: z.string().nullish(),
  body: z.object({ contentType: z.enum(['text', 'html']), content: z.string().nullish() }).nullish(),
  location: z.object({ displayName: z.string().nullish() }).nullish(),
  start: dateTimeTimeZone,
  end: dateTimeTimeZone,
  isAllDay: z.boolean(),
  originalStartTimeZone: z.string().nullish(),
  showAs: z.enum(['unknown', 'free', 'tentative', 'busy', 'oof', 'workingElsewhere']).nullish(),
  sensitivity: z.enum(['normal', 'personal', 'private', 'confidential']).nullish(),
  isReminderOn: z.boolean().nullish(),
  reminderMinutesBeforeStart: z.int().nullish(),
  isCancelled: z.boolean().nullish(),
  isOrganizer: z.boolean(),
  attendees: z.array(z.unknown()).nullish(),
  responseStatus: z
    .object({
      response: z.enum(['none', 'organizer', 'tentativelyAccepted', 'accepted', 'declined', 'notResponded']).nullish(),
    })
    .nullish(),
  categories: z.array(z.string()).nullish(),
  lastModifiedDateTime: z.iso.datetime({ offset: true }),
  createdDateTime: z.iso.datetime({ offset: true }).nullish(),
  transactionId: z.string().nullish(),
  webLink: z.string().nullish(),
  singleValueExtendedProperties: z.array(z.object({ id: z.string(), value: z.string().nullish() })).nullish(),
});
export type GraphEvent = z.infer<typeof graphEvent>;

/** The properties above, for reads that may choose; lists of changes may not. */
export const eventProperties = Object.keys(graphEvent.shape)
  .filter((name) => !name.startsWith('@') && name !== 'singleValueExtendedProperties')
  .join(',');

/** A row of a change list: an event, the stub of an occurrence, or the trace of something that is no longer there. */
export const changeRow = z.looseObject({
  id: z.string().min(1),
  type: z.string().nullish(),
  seriesMasterId: z.string().nullish(),
  '@odata.etag': z.string().nullish(),
  '@removed': z.looseObject({ reason: z.string().nullish() }).optional(),
});
export type ChangeRow = z.infer<typeof changeRow>;

export const listPage = z.object({
  value: z.array(changeRow),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
});

export const batchAnswer = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.int(),
      headers: z.record(z.string(), z.string()).nullish(),
      body: z.unknown().optional(),
    }),
  ),
});

export const graphError = z.object({ error: z.object({ code: z.string() }) });

export const graphUser = z.object({
  id: z.string().min(1),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

export const graphCalendar = z.object({
  id: z.string().min(1),
  changeKey: z.string().nullish(),
  singleValueExtendedProperties: graphEvent.shape.singleValueExtendedProperties,
});

export const mailboxSettings = z.object({ timeZone: z.string() });
