/** @file What SuperOffice says of persons, companies and selections, as far as it is used. Whatever else is in the answers is left alone. */
import { z } from 'zod';

const text = z.string().nullish();
const elements = z.array(z.object({ Value: text, Description: text })).nullish();
export type Element = NonNullable<z.output<typeof elements>>[number];

const structuredAddress = z
  .object({ Address1: text, Address2: text, Address3: text, City: text, County: text, State: text, Zipcode: text })
  .nullish();
export type StructuredAddress = z.output<typeof structuredAddress>;
const address = z.object({ Street: structuredAddress, Postal: structuredAddress }).nullish();
const country = z.object({ EnglishName: text, Name: text }).nullish();
const customFields = z.record(z.string(), z.string().nullable()).nullish();

export const personEntitySchema = z.object({
  PersonId: z.int().positive(),
  Firstname: text,
  MiddleName: text,
  Lastname: text,
  Mrmrs: text,
  Title: text,
  UpdatedDate: z.string(),
  BirthDate: text,
  Emails: elements,
  OfficePhones: elements,
  MobilePhones: elements,
  PrivatePhones: elements,
  OtherPhones: elements,
  Faxes: elements,
  Urls: elements,
  Address: address,
  Country: country,
  Contact: z.object({ ContactId: z.int() }).nullish(),
  Retired: z.boolean().nullish(),
  CustomFields: customFields,
});
export type PersonEntity = z.output<typeof personEntitySchema>;

export const companyEntitySchema = z.object({
  ContactId: z.int().positive(),
  Name: text,
  Department: text,
  Phones: elements,
  Faxes: elements,
  Urls: elements,
  Address: address,
  Country: country,
  CustomFields: customFields,
});
export type CompanyEntity = z.output<typeof companyEntitySchema>;

/** A member of a selection who is a person. */
export const memberRowSchema = z.object({ personId: z.int().positive() });

export const selectionRowSchema = z.object({ selectionId: z.int().positive(), lastMembershipChange: text });

export const livingRowSchema = z.object({ personId: z.int().positive(), personDeletedDate: text });

export const changedPersonRowSchema = livingRowSchema.extend({ personUpdatedDate: z.string() });

export const changedCompanyRowSchema = z.object({ contactId: z.int().positive() });

export const selectionItemsSchema = z.array(z.object({ Id: z.int(), Name: text, Deleted: z.boolean().nullish() }));
export const selectionEntitySchema = z.object({ MemberCount: z.number().nullish() });

/** Definitions of user-defined fields, as they are published. */
export const definitionsSchema = z.array(
  z.object({ ProgId: z.string(), FieldLabel: text, FieldType: z.union([z.string(), z.number()]) }),
);
