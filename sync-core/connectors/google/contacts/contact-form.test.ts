/** @file What is written as a contact is read as the same person, whatever its owner has put beside it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noAddress, type Person, person } from '../../../model/person.ts';
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import type { CreationMark } from '../../connector.ts';
import { type GoogleContact, googleContact } from './contact-schemas.ts';
import { expressPerson } from './person-form.ts';
import { readContact, unreadableContact } from './read-contact.ts';
import { writeContactUpdate, writeNewContact } from './write-contact.ts';

const mark: CreationMark = { key: '00000000-0000-4000-8000-000000000001', marker: 'superoffice:Cust1:12:7' };
const group = { name: 'SuperOffice', resourceName: 'contactGroups/1' };
const blank = {
  resourceName: 'people/c1',
  etag: '%1',
  metadata: { sources: [{ type: 'CONTACT', id: '1', etag: '%1', updateTime: '2026-11-20T08:30:15.5Z' }] },
};

const text = fc.oneof(fc.string(), fc.constantFrom('', '  ', ' x ', 'a\r\nb', 'Größe', 'y'.repeat(260)));
const anyAddress = fc.record({ street: text, city: text, state: text, postalCode: text, country: text });
const anyPerson: fc.Arbitrary<Person> = fc
  .record({
    ...{ givenName: text, middleName: text, surname: text, namePrefix: text, jobTitle: text, companyName: text },
    ...{ department: text, mobilePhone: text, homePhone: text, otherPhone: text, businessFax: text, homeFax: text },
    ...{ businessHomePage: text, homePage: text },
    birthday: fc.constantFrom(null, '1984-06-09', '1901-01-01', '0004-02-29'),
    emails: fc.array(text, { maxLength: 3 }),
    businessPhones: fc.array(text, { maxLength: 2 }),
    businessAddress: anyAddress,
    homeAddress: anyAddress,
    otherAddress: anyAddress,
  })
  .map((fields) => person.parse(fields));

/** What somebody may have in the address book. */
const type = fc.constantFrom('work', 'home', 'other', 'mobile', 'workFax', 'pager', 'homePage', 'custom', undefined);
const entries = fc.array(fc.record({ value: text, type, label: text }), { maxLength: 6 });
const anyContact: fc.Arbitrary<GoogleContact> = fc
  .record({
    names: fc.array(fc.record({ givenName: text, familyName: text, honorificSuffix: text }), { maxLength: 1 }),
    organizations: fc.array(fc.record({ name: text, title: text, type, location: text }), { maxLength: 3 }),
    emailAddresses: entries,
    phoneNumbers: entries,
    addresses: fc.array(fc.record({ type, city: text, poBox: text, countryCode: text }), { maxLength: 4 }),
    urls: entries,
    clientData: fc.array(fc.record({ key: text, value: text }), { maxLength: 2 }),
  })
  .map((fields) => googleContact.parse({ ...blank, ...fields }));

const creation = (fields: Person) =>
  writeNewContact({ do: 'create', mark, fields, categories: [] }, group.resourceName);
const updateOf = (patch: object, contact: GoogleContact, current: Person, more: object = {}) =>
  writeContactUpdate(
    { do: 'update', id: 'people/c1' as ItemId, version: '%1' as ItemVersion, patch, current, ...more },
    contact,
    group,
  );
const fieldsOf = (row: unknown) => readContact(row, group.name)?.fields;

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === '' || value === null;
  return Object.values(value).every(isEmpty);
}

describe('a person', () => {
  test('is read as it was said to be, whatever its fields', () => {
    fc.assert(
      fc.property(anyPerson, (fields) => {
        const said = expressPerson(fields);
        expect(fieldsOf({ ...blank, ...creation(fields) })).toEqual(said);
        expect(expressPerson(said)).toEqual(said);
      }),
    );
  });

  test('that is written over whatever its owner has there is read as it was said to be', () => {
    fc.assert(
      fc.property(anyContact, anyPerson, (contact, fields) => {
        const current = fieldsOf(contact);
        if (current === undefined) throw new Error('not understood');
        const is = fieldsOf({ ...contact, ...updateOf(fields, contact, current) });
        // Where a person has nothing, what its owner has beside it comes to stand first.
        for (const [field, value] of Object.entries(expressPerson(fields))) {
          const shown = is?.[field as keyof Person];
          if (Array.isArray(value))
            expect([field, (shown as readonly string[]).slice(0, value.length)]).toEqual([field, value]);
          else if (!isEmpty(value)) expect([field, shown]).toEqual([field, value]);
        }
      }),
    );
  });

  test('of which nothing changes is sent nothing, and each field alone leaves all others as they are', () => {
    fc.assert(
      fc.property(
        anyContact,
        anyPerson,
        fc.constantFrom(...Object.keys(person.unwrap().shape)),
        (contact, next, field) => {
          const current = fieldsOf(contact);
          if (current === undefined) throw new Error('not understood');
          expect(updateOf({}, contact, current)).toEqual({});
          const patch = { [field]: next[field as keyof Person] };
          const is = fieldsOf({ ...contact, ...updateOf(patch, contact, current) });
          expect({ ...is, [field]: null }).toEqual({ ...current, [field]: null });
        },
      ),
    );
  });

  test('that is new is sent without anything that is empty, into the group and among all contacts', () => {
    const blankPerson = expressPerson({ ...(fieldsOf(blank) as Person), surname: 'Lind', businessPhones: ['1'] });
    const { memberships, clientData, ...fields } = creation(blankPerson);
    expect(fields).toEqual({ names: [{ familyName: 'Lind' }], phoneNumbers: [{ type: 'work', value: '1' }] });
    expect(memberships).toHaveLength(2);
    expect(clientData).toHaveLength(3);
  });
});

describe('an update', () => {
  const contact = googleContact.parse({
    ...blank,
    memberships: [
      { contactGroupMembership: { contactGroupResourceName: 'contactGroups/own' } },
      { domainMembership: { inViewerDomain: true } },
    ],
    clientData: [{ key: 'other program', value: '17' }],
  });
  const current = fieldsOf(contact) as Person;

  test('of the categories puts into the group and takes out of it, and leaves everything else there', () => {
    const into = updateOf({}, contact, current, { categories: [group.name] });
    const names = (into.memberships ?? []).map((one) => Object.values(one['contactGroupMembership'] as object)[0]);
    expect(names).toEqual(['contactGroups/own', 'contactGroups/1', 'contactGroups/myContacts']);
    expect(into.clientData).toContainEqual({ key: 'other program', value: '17' });
    const out = updateOf({}, googleContact.parse({ ...contact, ...into }), current, { categories: ['Blue'] });
    expect(out.memberships).toHaveLength(2);
    expect(out.clientData).toEqual([{ key: 'other program', value: '17' }]);
  });
});

describe('what is no contact that is understood', () => {
  test.each([
    ['no version', { ...blank, etag: undefined }],
    ['no source of its own', { ...blank, metadata: { sources: [{ type: 'PROFILE', id: '1' }] } }],
    ['a name that is no text', { ...blank, names: [{ givenName: 7 }] }],
  ])('for %s is left alone, and told by what can be read', (_, row) => {
    expect(readContact(row, group.name)).toBeUndefined();
  });

  test('is told by its name', () => {
    const id = 'people/c1' as ItemId;
    expect(unreadableContact(id, { names: [{ displayName: ' Mara\nLind ' }] })).toMatchObject({
      id,
      title: 'Mara Lind',
    });
    expect(unreadableContact(id, { names: [] })).not.toHaveProperty('title');
  });
});

test.each([
  [{ year: 1984, month: 6, day: 9 }, '1984-06-09'],
  [{ month: 6, day: 9 }, null],
  [{ year: 1984 }, null],
  [{ year: 1985, month: 2, day: 29 }, null],
  [undefined, null],
])('a birthday told as %j is %s', (date, day) => {
  expect(fieldsOf({ ...blank, birthdays: [{ date, text: '' }] })?.birthday).toBe(day);
});

test('no address of nobody', () => {
  expect(fieldsOf(blank)).toMatchObject({ businessAddress: noAddress, homeAddress: noAddress, emails: [] });
});
