/** @file What is written as a contact is read as the same person. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noAddress, type Person, person } from '../../../model/person.ts';
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import type { CreationMark } from '../../connector.ts';
import { expressPerson } from '../../outlook/person-form.ts';
import { readContact, unreadableContact } from './read-contact.ts';
import { writeContactPatch, writeNewContact } from './write-contact.ts';

const mark: CreationMark = { key: '00000000-0000-4000-8000-000000000001', marker: 'superoffice:Cust1:12:7' };

const nobody = person.parse({
  givenName: '',
  middleName: '',
  surname: '',
  namePrefix: '',
  jobTitle: '',
  companyName: '',
  department: '',
  birthday: null,
  emails: [],
  businessPhones: [],
  mobilePhone: '',
  homePhone: '',
  otherPhone: '',
  businessFax: '',
  homeFax: '',
  businessAddress: noAddress,
  homeAddress: noAddress,
  otherAddress: noAddress,
  businessHomePage: '',
  homePage: '',
});

/** As Graph answers a contact of which nothing was ever written. */
const blank = {
  '@odata.etag': 'W/"1"',
  id: 'AAMk-1',
  parentFolderId: 'AAMk-f',
  createdDateTime: '2026-11-20T08:30:15Z',
  lastModifiedDateTime: '2026-11-20T08:30:15Z',
  categories: [],
  ...Object.fromEntries(
    ['givenName', 'middleName', 'surname', 'generation', 'displayName', 'title', 'jobTitle', 'companyName'].map(
      (name) => [name, null],
    ),
  ),
  department: null,
  birthday: null,
  emailAddresses: [],
  businessPhones: [],
  homePhones: [],
  mobilePhone: null,
  businessAddress: {},
  homeAddress: {},
  otherAddress: {},
  businessHomePage: null,
};

const text = fc.oneof(fc.string(), fc.constantFrom('', '  ', ' x ', 'a\r\nb', 'Größe', 'y'.repeat(260)));
const anyAddress = fc.record({ street: text, city: text, state: text, postalCode: text, country: text });
const anyPerson: fc.Arbitrary<Person> = fc
  .record({
    ...Object.fromEntries(
      Object.entries(nobody)
        .filter(([, value]) => value === '')
        .map(([field]) => [field, text]),
    ),
    birthday: fc.constantFrom(null, '1984-06-09', '1901-01-01'),
    emails: fc.array(text, { maxLength: 3 }),
    businessPhones: fc.array(text, { maxLength: 2 }),
    businessAddress: anyAddress,
    homeAddress: anyAddress,
    otherAddress: anyAddress,
  })
  .map((fields) => person.parse(fields));

const updateOf = (patch: object, current: Person = nobody, row: object = blank) =>
  writeContactPatch({ do: 'update', id: 'AAMk-1' as ItemId, version: 'W/"1"' as ItemVersion, patch, current }, row);

describe('a person', () => {
  test('is read as it was said to be, whatever its fields', () => {
    fc.assert(
      fc.property(anyPerson, (fields) => {
        const json = writeNewContact({ do: 'create', mark, fields, categories: [] });
        const said = expressPerson(fields);
        expect(readContact({ ...blank, ...json })?.fields).toEqual(said);
        expect(expressPerson(said)).toEqual(said);
      }),
    );
  });

  test('that takes the place of another is read as it was said to be', () => {
    fc.assert(
      fc.property(anyPerson, anyPerson, (before, after) => {
        const row = { ...blank, ...writeNewContact({ do: 'create', mark, fields: before, categories: [] }) };
        const json = updateOf(after, expressPerson(before), row);
        expect(readContact({ ...row, ...json })?.fields).toEqual(expressPerson(after));
      }),
    );
  });

  test('that is new is sent without anything that is empty', () => {
    const fields = { ...nobody, surname: 'Lind', businessPhones: ['1'] };
    const { singleValueExtendedProperties, ...json } = writeNewContact({ do: 'create', mark, fields, categories: [] });
    expect(json).toEqual({ surname: 'Lind', businessPhones: ['1'], displayName: 'Lind', categories: [] });
    expect(singleValueExtendedProperties).toHaveLength(2);
  });
});

describe('a change', () => {
  test('says nothing but itself', () => {
    expect(updateOf({})).toEqual({});
    expect(updateOf({ jobTitle: ' Buyer ' })).toEqual({ jobTitle: 'Buyer' });
    expect(updateOf({ birthday: null })).toEqual({ birthday: null });
    expect(updateOf({ birthday: '1984-06-09' })).toEqual({ birthday: '1984-06-09T11:59:00Z' });
    expect(updateOf({ otherPhone: '1' })).toEqual({
      singleValueExtendedProperties: [{ id: 'String 0x3A1F', value: '1' }],
    });
  });

  test.each([
    ['Lind Mara', 'Lind Mara'],
    ['Mara Lind', 'Mara Berg'],
    ['Fjord Foods', 'Fjord Foods'],
    [null, 'Mara Berg'],
  ])('of the surname of somebody who is shown as %s shows %s', (displayName, shown) => {
    const row = { ...blank, givenName: 'Mara', surname: 'Lind', companyName: 'Fjord Foods', displayName };
    const current = { ...nobody, givenName: 'Mara', surname: 'Lind', companyName: 'Fjord Foods' };
    expect(updateOf({ surname: 'Berg' }, current, row)).toEqual({ surname: 'Berg', displayName: shown });
  });

  test.each([
    ['', ['1', '2'], ['', '2']],
    ['', ['1'], []],
    ['3', ['1', '2'], ['3', '2']],
    ['3', [], ['3']],
  ])('of the number at home to "%s" among %j leaves %j', (homePhone, before, after) => {
    expect(updateOf({ homePhone }, nobody, { ...blank, homePhones: before })).toEqual({ homePhones: after });
  });
});

describe('a contact in another form', () => {
  test('of which a field is missing is not read as one that is empty', () => {
    const rest = Object.fromEntries(Object.entries(blank).filter(([name]) => name !== 'surname'));
    expect(readContact(rest)).toBeUndefined();
    expect(unreadableContact('AAMk-1' as ItemId, { ...rest, displayName: 'Mara' })).toMatchObject({ title: 'Mara' });
  });

  test('with gaps among its addresses and numbers has the others', () => {
    const emailAddresses = [{ name: 'x', address: null }, null, { address: 'mara@fjord.example' }];
    const fields = readContact({ ...blank, emailAddresses, businessPhones: [null, '2'], homePhones: [null, '9'] });
    expect(fields?.fields).toMatchObject({ emails: ['mara@fjord.example'], businessPhones: ['2'], homePhone: '' });
  });
});
