/** @file What of Graph's contacts is relied on; see `graph-schemas.ts`. */
import { z } from 'zod';
import { itemId, line, timestamp, token } from '../../outlook/event-schemas.ts';
import { extendedProperties } from '../graph-schemas.ts';

/** What is longer than this is no text that somebody entered. */
const text = line.nullable();
/** Graph leaves out the parts of an address that are not there. */
const addressPart = line.nullish();
const address = z
  .object({
    street: addressPart,
    city: addressPart,
    state: addressPart,
    postalCode: addressPart,
    countryOrRegion: addressPart,
  })
  .nullable();
const emailAddress = z.object({ name: z.string().nullish(), address: line.nullish() });
const phones = z.array(line.nullable());

const contactShape = {
  '@odata.etag': token.max(1024),
  id: itemId,
  parentFolderId: itemId,
  createdDateTime: timestamp,
  lastModifiedDateTime: timestamp,
  categories: z.array(z.string()),
  givenName: text,
  middleName: text,
  surname: text,
  generation: text,
  displayName: text,
  title: text,
  jobTitle: text,
  companyName: text,
  department: text,
  birthday: z.iso.datetime({ offset: true }).nullable(),
  emailAddresses: z.array(emailAddress.nullable()),
  businessPhones: phones,
  homePhones: phones,
  mobilePhone: text,
  businessAddress: address,
  homeAddress: address,
  otherAddress: address,
  businessHomePage: text,
};

/** A property that a person is made of must be there: what is missing is not empty. */
export const graphContact = z.object({ ...contactShape, singleValueExtendedProperties: extendedProperties });
export type GraphContact = z.infer<typeof graphContact>;

/** The properties above. */
export const contactProperties = Object.keys(contactShape)
  .filter((name) => !name.startsWith('@'))
  .join(',');

/** What is asked of a contact when only its marks matter. */
export const markedContact = z.object({
  id: itemId,
  createdDateTime: timestamp,
  singleValueExtendedProperties: extendedProperties,
});
export type MarkedContact = z.infer<typeof markedContact>;

/** What of a contact can be read where the whole cannot. */
export const contactRemains = z.object({ displayName: text.optional().catch(undefined) });

export const contactsFolder = z.object({ parentFolderId: itemId });
