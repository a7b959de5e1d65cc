/**
 * @file The body of a POST or PATCH of a contact: which properties there are, which may be written, and what Outlook makes of
 * them. An address or a list that is sent replaces the former one whole; the shown name follows the others unless it is sent.
 */
import { z } from 'zod';
import { GraphError, invalidValue, notInSandbox, unreadableBody } from '../graph-error.ts';
import { demandPropertyIds, extendedPropertiesInput } from '../mailbox/event-input.ts';
import { type ContactContent, type TextField, textFields } from './contact-record.ts';

const annotated = { '@odata.type': z.string().optional() };
const text = z.string().nullish();
const texts = z.array(z.string()).optional();
const address = z.strictObject({
  street: text,
  city: text,
  state: text,
  postalCode: text,
  countryOrRegion: text,
  ...annotated,
});

const contactInput = z.strictObject({
  ...(Object.fromEntries(textFields.map((name) => [name, text])) as Record<TextField, typeof text>),
  birthday: z.iso.datetime({ offset: true }).nullish(),
  emailAddresses: z.array(z.strictObject({ name: text, address: text, ...annotated })).optional(),
  businessPhones: texts,
  homePhones: texts,
  imAddresses: texts,
  children: texts,
  businessAddress: address.nullish(),
  homeAddress: address.nullish(),
  otherAddress: address.nullish(),
  categories: texts,
  singleValueExtendedProperties: extendedPropertiesInput.optional(),
  ...annotated,
});
export type ContactInput = z.infer<typeof contactInput>;

const readOnly = new Set(['id', 'changeKey', 'createdDateTime', 'lastModifiedDateTime', 'parentFolderId']);
const elsewhere = new Set([
  'photo',
  'extensions',
  'multiValueExtendedProperties',
  'primaryEmailAddress',
  'secondaryEmailAddress',
  'tertiaryEmailAddress',
  'yomiCompanyName',
  'yomiGivenName',
  'yomiSurname',
]);
const most = { emailAddresses: 3, businessPhones: 2, homePhones: 2, imAddresses: 3 } as const;
const longestText = 255;
const longestNotes = 32_000;

export const emptyContact: ContactContent = {
  ...(Object.fromEntries(textFields.map((name) => [name, null])) as Record<TextField, null>),
  birthday: null,
  emailAddresses: [],
  businessPhones: [],
  homePhones: [],
  imAddresses: [],
  children: [],
  businessAddress: {},
  homeAddress: {},
  otherAddress: {},
  categories: [],
  extended: {},
};

/**
 * @throws GraphError 400 for what the type does not have, what is read-only, and values of another type; 501 for what the
 * sandbox does not keep
 */
export function readContactInput(body: unknown): ContactInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw unreadableBody('The request needs a JSON object of type microsoft.graph.contact as its body.');
  }
  for (const name of Object.keys(body)) {
    if (readOnly.has(name)) throw new GraphError(400, 'ErrorInvalidRequest', `The property '${name}' is read-only.`);
    if (elsewhere.has(name)) throw notInSandbox(`the property ${name} of contacts`);
  }
  const parsed = contactInput.safeParse(body);
  if (!parsed.success) throw refusalOf(parsed.error);
  for (const [name, limit] of Object.entries(most)) {
    if ((parsed.data[name as keyof typeof most]?.length ?? 0) > limit) {
      throw invalidValue(`A contact has at most ${limit} of ${name}.`);
    }
  }
  for (const name of textFields) {
    const limit = name === 'personalNotes' ? longestNotes : longestText;
    if ((parsed.data[name]?.length ?? 0) > limit) throw invalidValue(`The value of '${name}' is too long.`);
  }
  demandPropertyIds(parsed.data.singleValueExtendedProperties ?? []);
  return parsed.data;
}

const names = ['givenName', 'middleName', 'surname', 'generation'] as const;

/** What a contact is after `input` was written to it. */
export function contactAfter(before: ContactContent, input: ContactInput): ContactContent {
  const given = Object.fromEntries(
    textFields.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name] || null]])),
  );
  const after: ContactContent = {
    ...before,
    ...given,
    ...(input.birthday === undefined ? {} : { birthday: input.birthday === null ? null : Date.parse(input.birthday) }),
    ...(input.emailAddresses === undefined ? {} : { emailAddresses: input.emailAddresses.map(emailOf) }),
    ...Object.fromEntries(
      (['businessPhones', 'homePhones', 'imAddresses', 'children'] as const).flatMap((name) =>
        input[name] === undefined ? [] : [[name, input[name]]],
      ),
    ),
    ...Object.fromEntries(
      (['businessAddress', 'homeAddress', 'otherAddress'] as const).flatMap((name) =>
        input[name] === undefined ? [] : [[name, addressOf(input[name])]],
      ),
    ),
    ...(input.categories === undefined ? {} : { categories: [...new Set(input.categories)] }),
    extended: extendedAfter(before, input),
  };
  const renamed = names.some((name) => input[name] !== undefined);
  if (!renamed || input.displayName !== undefined) return after;
  const shown = names.flatMap((name) => after[name] ?? []).join(' ');
  return { ...after, displayName: shown === '' ? null : shown };
}

function emailOf({ name, address: place }: NonNullable<ContactInput['emailAddresses']>[number]) {
  return { name: name ?? place ?? null, address: place ?? null };
}

function addressOf(input: ContactInput['businessAddress']): ContactContent['businessAddress'] {
  const { '@odata.type': _, ...parts } = input ?? {};
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value));
}

function extendedAfter(before: ContactContent, input: ContactInput): ContactContent['extended'] {
  const extended = { ...before.extended };
  for (const { id, value } of input.singleValueExtendedProperties ?? []) {
    if (value === null) delete extended[id];
    else extended[id] = value;
  }
  return extended;
}

function refusalOf(error: z.ZodError): GraphError {
  const [issue] = error.issues;
  const path = issue?.path.join('/') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    return unreadableBody(
      `The property '${issue.keys[0]}' does not exist on type '${path || 'microsoft.graph.contact'}'.`,
    );
  }
  return unreadableBody(`The value of '${path}' cannot be converted to the type of the property.`);
}
