/**
 * @file The small carriers that larger ones contain: associates, companies, persons, types, rights.
 */
import { inLanguage, multilingual } from '../language.ts';
import { personOfUser } from '../tenant/load-persons.ts';
import { fullNameOf, mainEmail } from '../tenant/person-rows.ts';
import type { FollowUpType, User } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** ISO number and name of the countries that companies stand in. */
export const countries: Readonly<Record<string, { readonly id: number; readonly name: string }>> = {
  DE: { id: 276, name: 'Germany' },
  NO: { id: 578, name: 'Norway' },
  NL: { id: 528, name: 'Netherlands' },
  GB: { id: 826, name: 'United Kingdom' },
  DK: { id: 208, name: 'Denmark' },
  SE: { id: 752, name: 'Sweden' },
};

export function right(mask: string, reason = ''): { Mask: string; Reason: string } {
  return { Mask: mask, Reason: reason };
}

export function associateCarrier(tenant: Tenant, associateId: number): Record<string, unknown> | null {
  const user = tenant.users.get(associateId);
  if (!user) return null;
  return {
    AssociateId: user.associateId,
    Name: user.initials,
    PersonId: user.personId,
    Rank: user.associateId,
    Tooltip: user.fullName,
    Type: user.isRoom ? 'ResourceAssociate' : 'InternalAssociate',
    GroupIdx: user.groupId,
    FullName: user.fullName,
    FormalName: user.fullName,
    Deleted: false,
    EjUserId: 0,
    UserName: user.email,
    ExtraFields: {},
    CustomFields: {},
    TableRight: null,
    FieldProperties: {},
  };
}

export function companyCarrier(tenant: Tenant, contactId: number): Record<string, unknown> | null {
  const company = tenant.companies.get(contactId);
  if (!company) return null;
  const country = countries[company.country];
  return {
    ContactId: company.contactId,
    Name: company.name,
    OrgNr: '',
    Department: company.department,
    URL: company.urls[0]?.value ?? '',
    City: company.street.city,
    DirectPhone: company.phones[0]?.value ?? '',
    AssociateId: 0,
    CountryId: country?.id ?? 0,
    CountryName: country?.name ?? '',
    EmailAddress: company.emails[0]?.value ?? '',
    CategoryName: 'Customer',
    FullName: companyFullName(company),
    IsOwnerContact: false,
    TableRight: null,
    FieldProperties: {},
  };
}

export function companyFullName(company: { readonly name: string; readonly department: string }): string {
  return company.department === '' ? company.name : `${company.name}, ${company.department}`;
}

/** @returns null when there is no such person; users are persons of the own company */
export function personCarrier(tenant: Tenant, personId: number): Record<string, unknown> | null {
  const user = userOfPerson(tenant, personId);
  const person = tenant.persons.get(personId) ?? (user && personOfUser(user));
  if (!person) return null;
  const company = tenant.companies.get(person.contactId);
  return {
    PersonId: person.personId,
    Mrmrs: person.mrMrs,
    Firstname: person.firstName,
    Lastname: person.lastName,
    MiddleName: person.middleName,
    Title: person.jobTitle,
    Email: mainEmail(person),
    FullName: fullNameOf(person),
    FormalName: fullNameOf(person),
    DirectPhone: person.officePhones[0]?.value ?? '',
    MobilePhone: person.mobilePhones[0]?.value ?? '',
    ContactId: person.contactId,
    ContactName: company?.name ?? (user ? tenant.companyName : ''),
    ContactDepartment: company?.department ?? '',
    Retired: Number(person.retired),
    TableRight: null,
    FieldProperties: {},
  };
}

export function userOfPerson(tenant: Tenant, personId: number): User | undefined {
  for (const user of tenant.users.values()) if (user.personId === personId) return user;
  return undefined;
}

export function typeCarrier(tenant: Tenant, taskId: number, language: string | null): Record<string, unknown> | null {
  const type = tenant.types.get(taskId);
  if (!type) return null;
  return {
    TaskListItemId: type.id,
    Value: typeName(type, language),
    Direction: 'Unknown',
    Type: type.record,
    Tooltip: '',
    Deleted: false,
    IntentId: 0,
    Rank: type.id,
    IsDefaultAlldayEvent: type.defaultAllDay,
    IsDefaultFree: type.defaultFree,
    IsDefaultPublished: false,
    ColorIndex: colourOf(type),
    DefaultVideomeetingStatus: 'NoChange',
    TableRight: null,
    FieldProperties: {},
  };
}

export function typeName(type: FollowUpType, language: string | null): string {
  return inLanguage(multilingual(type.names), language);
}

function colourOf(type: FollowUpType): string {
  if (type.record === 'Phone') return 'LightYellow';
  return type.record === 'ToDo' ? 'LightGreen' : 'DarkBlue';
}
