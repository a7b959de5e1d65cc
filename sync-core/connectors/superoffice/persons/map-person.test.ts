/** @file Tests of what becomes of a person of SuperOffice, and of what of a contact goes back. */
import { describe, expect, test } from 'vitest';
import { noAddress } from '../../../model/person.ts';
import { personOf, type Wanted } from './map-person.ts';
import { companyEntitySchema, personEntitySchema } from './schemas.ts';
import { propertiesOf } from './write-person.ts';

const element = (Value: string) => ({ Value, StrippedValue: '', Description: 'x' });
const jonas = personEntitySchema.parse({
  PersonId: 911,
  Firstname: 'Jonas',
  MiddleName: '',
  Lastname: 'Reuter',
  Mrmrs: 'Herr',
  Title: 'Einkaufsleiter',
  UpdatedDate: '2026-10-02T09:12:44Z',
  BirthDate: '1984-06-09T00:00:00',
  Emails: [
    element('j@hafenbau.example'),
    element(' J@hafenbau.example'),
    element('b@x.example'),
    element('c@x.example'),
    element('d@x.example'),
  ],
  OfficePhones: [element('+49 471 5550 12')],
  MobilePhones: [element('+49 170 1'), element('+49 170 2')],
  PrivatePhones: [element('+49 4731 3')],
  OtherPhones: [],
  Faxes: [element('+49 4731 9')],
  Urls: [element('jonas.example')],
  Address: { Street: { Address1: 'Deichweg 8', Address2: '', City: 'Nordenham', Zipcode: '26954' }, Postal: null },
  Country: { EnglishName: 'Germany', Name: 'Deutschland' },
  Contact: { ContactId: 310 },
  Retired: false,
  CustomFields: {
    'SuperOffice:2': 'Decides',
    'SuperOffice:3': '[I:23]',
    'SuperOffice:3:DisplayText': 'US:"Buyer";GE:"Einkäufer"',
    'SuperOffice:4': '[D:11/30/2026]',
    'SuperOffice:5': '[F:1.5]',
    'SuperOffice:6': '[D:01/01/0001 00:00:00.0000000]',
  },
});
const hafenbau = companyEntitySchema.parse({
  ContactId: 310,
  Name: 'Hafenbau GmbH',
  Department: 'Werk Nord',
  Phones: [element('+49 471 5550 0')],
  Faxes: [element('+49 471 5550 99')],
  Urls: [element('www.hafenbau.example')],
  Address: {
    Street: { Address1: 'Kaistraße 1', Address2: 'Tor 3', City: 'Bremerhaven', Zipcode: '27568' },
    Postal: { Address1: 'Postfach 12', City: 'Bremerhaven', Zipcode: '27501' },
  },
  Country: { EnglishName: 'Germany' },
  CustomFields: { 'SuperOffice:1': 'Harbour' },
});
const wanted: Wanted = {
  selections: [58],
  jobTitle: '',
  title: '',
  department: '',
  personalPhoneFirst: true,
  language: 'de',
};

describe('a person of SuperOffice', () => {
  test('is a contact with all that the field map names', () => {
    expect(personOf(jonas, hafenbau, wanted)).toEqual({
      givenName: 'Jonas',
      middleName: '',
      surname: 'Reuter',
      namePrefix: 'Herr',
      jobTitle: 'Einkaufsleiter',
      companyName: 'Hafenbau GmbH',
      department: 'Werk Nord',
      birthday: '1984-06-09',
      emails: ['j@hafenbau.example', 'b@x.example', 'c@x.example'],
      businessPhones: ['+49 471 5550 12', '+49 471 5550 0'],
      mobilePhone: '+49 170 1',
      homePhone: '+49 4731 3',
      otherPhone: '',
      businessFax: '+49 471 5550 99',
      homeFax: '+49 4731 9',
      businessAddress: {
        street: 'Kaistraße 1\nTor 3',
        city: 'Bremerhaven',
        state: '',
        postalCode: '27568',
        country: 'Germany',
      },
      homeAddress: { street: 'Deichweg 8', city: 'Nordenham', state: '', postalCode: '26954', country: 'Germany' },
      otherAddress: { street: 'Postfach 12', city: 'Bremerhaven', state: '', postalCode: '27501', country: 'Germany' },
      businessHomePage: 'www.hafenbau.example',
      homePage: 'jonas.example',
    });
  });

  test('has the company’s number first where that is wanted, and no number twice', () => {
    const other = { ...wanted, personalPhoneFirst: false };
    expect(personOf(jonas, hafenbau, other).businessPhones).toEqual(['+49 471 5550 0', '+49 471 5550 12']);
    const same = { ...hafenbau, Phones: jonas.OfficePhones };
    expect(personOf(jonas, same, wanted).businessPhones).toEqual(['+49 471 5550 12']);
  });

  test.each([
    ['person:SuperOffice:2', 'Decides'],
    ['person:SuperOffice:3', 'Einkäufer'],
    ['person:SuperOffice:4', '30.11.2026'],
    ['person:SuperOffice:5', '1,5'],
    ['person:SuperOffice:6', ''],
    ['person:SuperOffice:7', ''],
    ['contact:SuperOffice:1', 'Harbour'],
  ])('has the words of the chosen field %s', (choice, words) => {
    const { jobTitle, namePrefix, department } = personOf(jonas, hafenbau, {
      ...wanted,
      jobTitle: choice,
      title: choice,
      department: choice,
    });
    expect([jobTitle, namePrefix, department]).toEqual([words, words, words]);
  });

  test('without a company, and of whom little is known, has nothing in the other places', () => {
    const bare = personEntitySchema.parse({ PersonId: 1, Lastname: 'Ng', UpdatedDate: '2026-10-02T09:12:44Z' });
    const { surname, businessAddress, emails, birthday } = personOf(
      { ...bare, Country: { EnglishName: 'Norway' } },
      null,
      wanted,
    );
    expect({ surname, businessAddress, emails, birthday }).toEqual({
      surname: 'Ng',
      businessAddress: noAddress,
      emails: [],
      birthday: null,
    });
  });

  test.each(['0001-01-01T00:00:00', '0002-06-09T00:00:00', '', null])('has no birthday by %o', (BirthDate) => {
    expect(personOf({ ...jonas, BirthDate }, hafenbau, wanted).birthday).toBeNull();
  });
});

describe('what goes back of a contact', () => {
  const current = personOf(jonas, hafenbau, wanted);
  const back = (patch: Partial<typeof current>, over: Partial<Wanted> = {}) =>
    propertiesOf(jonas, patch, current, { ...wanted, ...over });

  test('is the person’s own, and what the contact does not show of it stays', () => {
    expect(back({ surname: 'Reuter-Voss', jobTitle: 'Leiter', emails: ['new@x.example'] })).toEqual({
      Lastname: 'Reuter-Voss',
      Title: 'Leiter',
      Emails: [
        { Value: 'new@x.example', Description: 'x' },
        { Value: 'd@x.example', Description: 'x' },
      ],
    });
    expect(back({ mobilePhone: '+49 170 9' })['MobilePhones']).toEqual([
      { Value: '+49 170 9', Description: 'x' },
      { Value: '+49 170 2', Description: 'x' },
    ]);
    expect(back({ birthday: null })).toEqual({ BirthDate: '0001-01-01T00:00:00' });
  });

  test('goes to the field that it came from', () => {
    expect(back({ jobTitle: 'Entscheider' }, { jobTitle: 'person:SuperOffice:2' })).toEqual({
      CustomFields: { 'SuperOffice:2': 'Entscheider' },
    });
  });

  test('is nothing of the company’s', () => {
    expect(
      back({ companyName: 'Other', department: 'Süd', businessHomePage: 'x', businessAddress: noAddress }),
    ).toEqual({});
    expect(back({ businessPhones: ['+49 471 5550 12', '+49 471 9999'] })).toEqual({});
    expect(back({ businessPhones: ['+49 471 1', '+49 471 5550 0'] })).toEqual({
      OfficePhones: [{ Value: '+49 471 1', Description: 'x' }],
    });
  });
});
