/** @file The fields of a contact that a client writes, and the masks that name them. */
import { z } from 'zod';
import { GoogleError } from '../google-error.ts';

const text = z.string().optional();
/** What the server says of an entry, and takes back without looking. */
const metadata = z.record(z.string(), z.unknown()).optional();
const entries = <Shape extends z.ZodRawShape>(shape: Shape) => z.array(z.strictObject({ ...shape, metadata }));
const typed = { value: z.string(), type: text, formattedType: text };
const date = z.strictObject({ year: z.int().optional(), month: z.int().min(0).max(12), day: z.int().min(0).max(31) });

const fields = {
  names: entries({
    ...{ displayName: text, displayNameLastFirst: text, unstructuredName: text, familyName: text, givenName: text },
    ...{ middleName: text, honorificPrefix: text, honorificSuffix: text, phoneticFullName: text },
    ...{ phoneticFamilyName: text, phoneticGivenName: text, phoneticMiddleName: text },
    ...{ phoneticHonorificPrefix: text, phoneticHonorificSuffix: text },
  }).max(1),
  nicknames: entries({ value: z.string(), type: text }),
  emailAddresses: entries({ ...typed, displayName: text }),
  phoneNumbers: entries({ ...typed, canonicalForm: text }),
  organizations: entries({
    ...{ name: text, department: text, title: text, location: text, type: text, formattedType: text },
    ...{ domain: text, jobDescription: text, symbol: text, current: z.boolean().optional() },
    ...{ phoneticName: text, costCenter: text, startDate: date.optional(), endDate: date.optional() },
  }),
  addresses: entries({
    ...{ type: text, formattedType: text, formattedValue: text, streetAddress: text, extendedAddress: text },
    ...{ poBox: text, city: text, region: text, postalCode: text, country: text, countryCode: text },
  }),
  birthdays: entries({ date, text }).max(1),
  biographies: entries({ value: z.string(), contentType: z.enum(['TEXT_PLAIN', 'TEXT_HTML']).optional() }).max(1),
  genders: entries({ value: z.string(), formattedValue: text }).max(1),
  urls: entries(typed),
  relations: entries({ person: z.string(), type: text, formattedType: text }),
  events: entries({ date, type: text, formattedType: text }),
  imClients: entries({
    username: z.string(),
    protocol: text,
    formattedProtocol: text,
    type: text,
    formattedType: text,
  }),
  occupations: entries({ value: z.string() }),
  interests: entries({ value: z.string() }),
  memberships: entries({
    contactGroupMembership: z.strictObject({ contactGroupResourceName: z.string(), contactGroupId: text }),
  }),
  clientData: entries({ key: z.string(), value: z.string() }),
  externalIds: entries(typed),
  userDefined: entries({ key: z.string(), value: z.string() }),
};

export type PersonFields = Readonly<Partial<z.output<z.ZodObject<typeof fields>>>>;

const sources = z.array(z.looseObject({ type: text, id: text, etag: text }));
const personBody = z
  .strictObject({ ...fields })
  .partial()
  .extend({ resourceName: text, etag: text, metadata: z.looseObject({ sources: sources.optional() }).optional() });

export type PersonBody = z.output<typeof personBody>;

/** @throws GoogleError 400 for what a person does not have, and a second value where there is only one */
export function readPerson(body: unknown): PersonBody {
  const read = personBody.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const name = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.');
  throw invalid(`Invalid value at "person": ${name}`);
}

/** @param own more names that the mask may have @throws GoogleError 400 for an empty mask, or a field that is not there */
export function readMask(
  mask: string | null | undefined,
  parameter: string,
  own: readonly string[] = [],
): ReadonlySet<string> {
  const names = (mask ?? '').split(',').filter((name) => name !== '');
  if (names.length === 0) throw invalid(`${parameter} mask is required.`);
  const wrong = names.find((name) => !(name in fields) && !own.includes(name));
  if (wrong !== undefined) throw invalid(`Invalid ${parameter} mask path: "${wrong}".`);
  return new Set(names);
}

/** The fields of a body that a mask names; those that the body lacks are taken away. */
export function masked(old: PersonFields, body: PersonBody, mask: ReadonlySet<string>): PersonFields {
  const kept = Object.entries(old).filter(([name]) => !mask.has(name));
  return Object.fromEntries([...kept, ...Object.entries(fieldsOf(body)).filter(([name]) => mask.has(name))]);
}

export function fieldsOf(body: PersonBody): PersonFields {
  const { resourceName: _name, etag: _etag, metadata: _metadata, ...rest } = body;
  const kept = Object.entries(rest).filter(([, value]) => value !== undefined && value.length > 0);
  return Object.fromEntries(kept.map(([name, value]) => [name, (value as readonly object[]).map(withoutMade)]));
}

/** What the server says of an entry by itself is made anew. */
function withoutMade(entry: { metadata?: unknown; formattedType?: unknown }): object {
  const { metadata: _metadata, formattedType: _type, ...own } = entry;
  return own;
}

export function invalid(message: string): GoogleError {
  return new GoogleError(400, 'invalid', message);
}
