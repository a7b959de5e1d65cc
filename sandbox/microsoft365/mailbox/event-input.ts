/**
 * @file The body of a POST or PATCH of an event: which properties there are, which may be written, and of what type.
 *
 * Stricter than the original, which passes over some read-only properties: a client that sends one has a mistake.
 */
import { z } from 'zod';
import { GraphError, invalidValue, notInSandbox, unreadableBody } from '../graph-error.ts';

const annotated = { '@odata.type': z.string().optional() };

const dateTimeTimeZone = z.strictObject({ dateTime: z.string(), timeZone: z.string().nullish(), ...annotated });

const emailAddress = z.strictObject({ address: z.string(), name: z.string().nullish(), ...annotated });

const place = z.strictObject({
  displayName: z.string().nullish(),
  locationType: z
    .enum([
      'default',
      'conferenceRoom',
      'homeAddress',
      'businessAddress',
      'geoCoordinates',
      'streetAddress',
      'hotel',
      'restaurant',
      'localBusiness',
      'postalAddress',
    ])
    .nullish(),
  locationUri: z.string().nullish(),
  locationEmailAddress: z.string().nullish(),
  uniqueId: z.string().nullish(),
  uniqueIdType: z.enum(['unknown', 'locationStore', 'directory', 'private', 'bing']).nullish(),
  address: z
    .strictObject({
      street: z.string().nullish(),
      city: z.string().nullish(),
      state: z.string().nullish(),
      countryOrRegion: z.string().nullish(),
      postalCode: z.string().nullish(),
      ...annotated,
    })
    .nullish(),
  coordinates: z
    .strictObject({
      altitude: z.number().nullish(),
      latitude: z.number().nullish(),
      longitude: z.number().nullish(),
      accuracy: z.number().nullish(),
      altitudeAccuracy: z.number().nullish(),
      ...annotated,
    })
    .nullish(),
  ...annotated,
});

const day = z.enum(['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']);

export const recurrenceInput = z.strictObject({
  pattern: z.strictObject({
    type: z.enum(['daily', 'weekly', 'absoluteMonthly', 'relativeMonthly', 'absoluteYearly', 'relativeYearly']),
    interval: z.int(),
    month: z.int().optional(),
    dayOfMonth: z.int().optional(),
    daysOfWeek: z.array(day).optional(),
    firstDayOfWeek: day.nullish(),
    index: z.enum(['first', 'second', 'third', 'fourth', 'last']).nullish(),
    ...annotated,
  }),
  range: z.strictObject({
    type: z.enum(['endDate', 'noEnd', 'numbered']),
    startDate: z.iso.date(),
    endDate: z.iso.date().nullish(),
    recurrenceTimeZone: z.string().nullish(),
    numberOfOccurrences: z.int().optional(),
    ...annotated,
  }),
  ...annotated,
});

const attendee = z.strictObject({
  emailAddress,
  type: z.enum(['required', 'optional', 'resource']).nullish(),
  status: z.unknown().optional(),
  proposedNewTime: z.unknown().optional(),
  ...annotated,
});

export const extendedPropertiesInput = z.array(
  z.strictObject({ id: z.string(), value: z.string().nullable(), ...annotated }),
);

const eventInput = z.strictObject({
  subject: z.string().nullish(),
  body: z
    .strictObject({ contentType: z.enum(['text', 'html']).nullish(), content: z.string().nullish(), ...annotated })
    .nullish(),
  start: dateTimeTimeZone.optional(),
  end: dateTimeTimeZone.optional(),
  isAllDay: z.boolean().nullish(),
  location: place.nullish(),
  locations: z.array(place).optional(),
  showAs: z.enum(['unknown', 'free', 'tentative', 'busy', 'oof', 'workingElsewhere']).nullish(),
  sensitivity: z.enum(['normal', 'personal', 'private', 'confidential']).nullish(),
  importance: z.enum(['low', 'normal', 'high']).nullish(),
  categories: z.array(z.string()).optional(),
  isReminderOn: z.boolean().nullish(),
  reminderMinutesBeforeStart: z.int().nullish(),
  allowNewTimeProposals: z.boolean().nullish(),
  hideAttendees: z.boolean().nullish(),
  responseRequested: z.boolean().nullish(),
  isOnlineMeeting: z.boolean().nullish(),
  onlineMeetingProvider: z.literal('unknown').nullish(),
  attendees: z.array(attendee).optional(),
  recurrence: recurrenceInput.nullish(),
  transactionId: z.string().nullish(),
  singleValueExtendedProperties: extendedPropertiesInput.optional(),
  ...annotated,
});

export type EventInput = z.infer<typeof eventInput>;
export type DateTimeTimeZone = z.infer<typeof dateTimeTimeZone>;
export type PlaceInput = z.infer<typeof place>;
export type RecurrenceInput = z.infer<typeof recurrenceInput>;

/** Also `organizer` and the original zones: writing them has no meaning that could be relied on. */
const readOnly = new Set([
  'id',
  'changeKey',
  'createdDateTime',
  'lastModifiedDateTime',
  'bodyPreview',
  'cancelledOccurrences',
  'hasAttachments',
  'iCalUId',
  'isCancelled',
  'isDraft',
  'isOrganizer',
  'onlineMeeting',
  'onlineMeetingUrl',
  'organizer',
  'originalStart',
  'originalStartTimeZone',
  'originalEndTimeZone',
  'responseStatus',
  'seriesMasterId',
  'type',
  'webLink',
  'calendar',
  'instances',
  'exceptionOccurrences',
]);
const elsewhere = new Set(['attachments', 'extensions', 'multiValueExtendedProperties']);
const propertyId =
  /^(String|Integer|Boolean|SystemTime|CLSID|Double|Long|Short) (\{[0-9A-Fa-f-]{36}\} (Name \S.*|Id 0x[0-9A-Fa-f]{4})|0x[0-9A-Fa-f]{4})$/;

/**
 * @throws GraphError 400 for what the type does not have, what is read-only, and values of another type; 501 for properties
 * that the sandbox does not keep
 */
export function readEventInput(body: unknown): EventInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw unreadableBody('The request needs a JSON object of type microsoft.graph.event as its body.');
  }
  for (const name of Object.keys(body)) {
    if (readOnly.has(name)) throw readOnlyProperty(name);
    if (elsewhere.has(name)) throw notInSandbox(`the property ${name} of events`);
  }
  const parsed = eventInput.safeParse(body);
  if (!parsed.success) throw refusalOf(parsed.error);
  if (parsed.data.isOnlineMeeting === true) throw notInSandbox('online meetings');
  demandPropertyIds(parsed.data.singleValueExtendedProperties ?? []);
  return parsed.data;
}

/** @throws GraphError 400 for a name that MAPI does not know the form of */
export function demandPropertyIds(properties: readonly { readonly id: string }[]): void {
  for (const { id } of properties) {
    if (!propertyId.test(id)) throw invalidValue(`The extended property id "${id}" is not valid.`);
  }
}

function readOnlyProperty(name: string): GraphError {
  return new GraphError(400, 'ErrorInvalidRequest', `The property '${name}' is read-only and cannot be set.`);
}

function refusalOf(error: z.ZodError): GraphError {
  const [issue] = error.issues;
  const path = issue?.path.join('/') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    const name = issue.keys[0] ?? '';
    return unreadableBody(
      `The property '${name}' does not exist on the type of ${path || 'microsoft.graph.event'}. Only use property names that are defined by the type.`,
    );
  }
  if (issue?.code === 'invalid_value' || issue?.code === 'invalid_format') {
    return invalidValue(`At least one property failed validation: ${path}.`);
  }
  return unreadableBody(`The value of '${path}' cannot be converted to the type of the property.`);
}
