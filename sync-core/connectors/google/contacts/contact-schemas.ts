/**
 * @file What of People's answers is relied on. What an entry of a contact has beside that is let through and sent back as it came,
 * because a list of entries is replaced whole.
 */
import { z } from 'zod';

/** What is longer than this is no text that somebody entered. */
const text = z.string().max(16_384).optional();
const moment = z.iso.datetime({ offset: true });
const resourceName = z
  .string()
  .regex(/^people\/[^/?#\s]+$/)
  .max(256);
const version = z.string().min(1).max(1024);
const entries = <Shape extends z.ZodRawShape>(shape: Shape) => z.array(z.looseObject(shape)).default([]);

const metadata = z.object({
  sources: z.array(
    z.looseObject({ type: z.string(), id: text, etag: version.optional(), updateTime: moment.optional() }),
  ),
  deleted: z.boolean().default(false),
  previousResourceNames: z.array(resourceName).default([]),
});

/** A row of a list: what it is about, whatever else it tells. */
export const contactRow = z.object({ resourceName, etag: version.optional(), metadata: metadata.optional() });
export type ContactRow = z.infer<typeof contactRow> & { readonly whole: unknown };

export const clientData = entries({ key: z.string(), value: z.string() });
export const memberships = entries({
  contactGroupMembership: z.looseObject({ contactGroupResourceName: z.string().optional() }).optional(),
});
const phones = entries({ value: text, type: text });

export const googleContact = z.object({
  resourceName,
  etag: version,
  metadata,
  names: entries({ givenName: text, middleName: text, familyName: text, honorificPrefix: text }),
  organizations: entries({ name: text, title: text, department: text, type: text }),
  birthdays: entries({
    date: z
      .object({ year: z.int().min(0).max(9999).optional(), month: z.int().optional(), day: z.int().optional() })
      .optional(),
  }),
  emailAddresses: entries({ value: text, type: text }),
  phoneNumbers: phones,
  addresses: entries({
    ...{ type: text, streetAddress: text, city: text, region: text, postalCode: text, country: text },
  }),
  urls: phones,
  memberships,
  clientData,
});
export type GoogleContact = z.infer<typeof googleContact>;
export type Phone = GoogleContact['phoneNumbers'][number];

/** What of a contact is asked for, and what its marks are found in. */
export const allFields =
  'names,organizations,birthdays,emailAddresses,phoneNumbers,addresses,urls,memberships,clientData,metadata';
export const markFields = 'clientData,memberships,metadata';
/** Of the contact itself: not of the profile that somebody may have at Google. */
export const ownSource = ['READ_SOURCE_TYPE_CONTACT'];

export const markedContact = z.object({ resourceName, metadata, memberships, clientData });
export type MarkedContact = z.infer<typeof markedContact>;

export const connectionsPage = z.object({
  connections: z.array(z.unknown()).default([]),
  nextPageToken: z.string().min(1).optional(),
  nextSyncToken: z.string().min(1).optional(),
});

/** What became of one contact of a batch. */
const answer = z.object({
  httpStatusCode: z.int().optional(),
  status: z.object({ code: z.int().optional() }).optional(),
  requestedResourceName: z.string().optional(),
  person: z.unknown().optional(),
});
export type BatchAnswer = z.infer<typeof answer>;
export const readAnswers = z.object({ responses: z.array(answer).default([]) });
export const createdAnswers = z.object({ createdPeople: z.array(answer).default([]) });
export const updatedAnswers = z.object({ updateResult: z.record(z.string(), answer).default({}) });
export const photoAnswer = z.object({ person: z.unknown().optional() });

const group = z.object({
  resourceName: z.string().regex(/^contactGroups\/[^/?#\s]+$/),
  etag: z.string().optional(),
  name: z.string(),
  groupType: z.string().optional(),
  clientData: z.array(z.object({ key: z.string(), value: z.string() })).default([]),
});
export type Group = z.infer<typeof group>;
export const groupAnswer = group;
export const groupsPage = z.object({
  /** Those of the system are always there. */
  contactGroups: z.array(group).min(1),
  nextPageToken: z.string().min(1).optional(),
});

/** What of a contact can be read where the whole cannot. */
export const contactRemains = z.object({
  names: z
    .array(z.object({ displayName: text }))
    .min(1)
    .optional()
    .catch(undefined),
});
