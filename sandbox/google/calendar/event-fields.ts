/** @file The properties of an event that a client writes: their shapes and limits, and how a change is laid over what is there. */
import { z } from 'zod';
import { GoogleError } from '../google-error.ts';

const text = z.string().nullish();
const flag = z.boolean().nullish();
const anything = z.record(z.string(), z.unknown()).nullish();
const moment = z.strictObject({ date: text, dateTime: text, timeZone: text }).nullish();
const properties = z.record(z.string(), z.string().nullable()).nullish();

const attendee = z.strictObject({
  id: text,
  email: z.string().regex(/^[^\s@]+@[^\s@]+$/),
  displayName: text,
  organizer: flag,
  self: flag,
  resource: flag,
  optional: flag,
  responseStatus: z.enum(['needsAction', 'declined', 'tentative', 'accepted']).nullish(),
  comment: text,
  additionalGuests: z.int().min(0).nullish(),
});

/** What may come with every write and is not taken: the server says it. */
const readOnly = {
  kind: text,
  etag: text,
  htmlLink: text,
  created: text,
  updated: text,
  creator: anything,
  organizer: anything,
  recurringEventId: text,
  hangoutLink: text,
  locked: flag,
  privateCopy: flag,
  endTimeUnspecified: flag,
};

const written = {
  id: text,
  iCalUID: text,
  status: z.enum(['confirmed', 'tentative', 'cancelled']).nullish(),
  summary: text,
  description: text,
  location: text,
  colorId: text,
  eventLabelId: text,
  start: moment,
  end: moment,
  originalStartTime: moment,
  recurrence: z.array(z.string()).nullish(),
  transparency: z.enum(['opaque', 'transparent']).nullish(),
  visibility: z.enum(['default', 'public', 'private', 'confidential']).nullish(),
  sequence: z.int().min(0).nullish(),
  attendees: z.array(attendee).max(200).nullish(),
  attendeesOmitted: flag,
  anyoneCanAddSelf: flag,
  guestsCanInviteOthers: flag,
  guestsCanModify: flag,
  guestsCanSeeOtherGuests: flag,
  extendedProperties: z.strictObject({ private: properties, shared: properties }).nullish(),
  conferenceData: anything,
  gadget: anything,
  reminders: z
    .strictObject({
      useDefault: flag,
      overrides: z
        .array(z.strictObject({ method: z.enum(['popup', 'email']), minutes: z.int().min(0).max(40_320) }))
        .max(5)
        .nullish(),
    })
    .nullish(),
  source: z.strictObject({ title: text, url: z.string().regex(/^https?:/) }).nullish(),
  attachments: z.array(z.record(z.string(), z.unknown())).nullish(),
  eventType: z.enum(['default', 'birthday', 'focusTime', 'fromGmail', 'outOfOffice', 'workingLocation']).nullish(),
  birthdayProperties: anything,
  focusTimeProperties: anything,
  outOfOfficeProperties: anything,
  workingLocationProperties: anything,
};

const eventBody = z.strictObject({ ...readOnly, ...written });

/** Written properties by name; null takes one away. */
export type EventFields = Readonly<Partial<z.output<z.ZodObject<typeof written>>>>;

/**
 * @param body what came
 * @param unknown whether properties that Calendar does not have are refused
 * @throws GoogleError 400
 */
export function readFields(body: unknown, unknown: 'refused' | 'ignored'): EventFields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new GoogleError(400, 'parseError', 'Parse Error');
  }
  const names = new Set(Object.keys({ ...readOnly, ...written }));
  const known = Object.fromEntries(Object.entries(body).filter(([name]) => names.has(name)));
  const result = eventBody.safeParse(unknown === 'refused' ? body : known);
  if (!result.success) throw refusalOf(result.error);
  const own = new Set(Object.keys(written));
  return Object.fromEntries(Object.entries(result.data).filter(([name]) => own.has(name)));
}

function refusalOf(error: z.ZodError): GoogleError {
  const [issue] = error.issues;
  const place = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    const name = issue.keys[0] ?? '';
    return new GoogleError(
      400,
      'badRequest',
      `Invalid JSON payload received. Unknown name "${name}": Cannot find field.`,
    );
  }
  return new GoogleError(400, 'invalid', `Invalid value for: ${place}`);
}

/** Lays a PATCH over what is there: objects are merged, lists replaced, null takes away. */
export function merged(old: EventFields, change: EventFields): EventFields {
  return mergedObject(old, change) as EventFields;
}

function mergedObject(old: object, change: object): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = { ...old };
  for (const [name, value] of Object.entries(change)) {
    const before = result[name];
    if (value === null || value === undefined) delete result[name];
    else if (isObject(value) && isObject(before)) result[name] = mergedObject(before, value);
    else result[name] = withoutNulls(value);
  }
  return result;
}

/** A whole event as it is written at once. */
export function whole(fields: EventFields): EventFields {
  return merged({}, fields);
}

function withoutNulls(value: unknown): unknown {
  return isObject(value) ? mergedObject({}, value) : value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
