/**
 * @file The user's own side of the address book: user-defined fields with values, details that few persons have, pictures, and
 * selections, some of thousands. Made from the persons that there are, so that it costs next to nothing.
 */
import { createSampleRandom } from './random.ts';
import type { SampleCompany, SamplePerson, SampleSelection, SampleUserField } from './world.ts';

export const userFields: readonly SampleUserField[] = [
  {
    ...{
      of: 'person',
      number: 1,
      kind: 'list',
      labels: { US: 'Customer group', GE: 'Kundengruppe', NO: 'Kundegruppe' },
    },
    list: {
      id: 201,
      items: [
        { id: 4, names: { US: 'Key account', GE: 'Schlüsselkunde', NO: 'Nøkkelkunde' } },
        { id: 5, names: { US: 'Standard', GE: 'Standard', NO: 'Standard' } },
        { id: 6, names: { US: 'Former', GE: 'Ehemalig', NO: 'Tidligere' } },
      ],
    },
  },
  { of: 'person', number: 2, kind: 'shortText', labels: { US: 'Role', GE: 'Rolle', NO: 'Rolle' } },
  { of: 'person', number: 3, kind: 'longText', labels: { US: 'Interests', GE: 'Interessen', NO: 'Interesser' } },
  { of: 'person', number: 4, kind: 'number', labels: { US: 'Customer number', GE: 'Kundennummer', NO: 'Kundenummer' } },
  { of: 'person', number: 5, kind: 'decimal', labels: { US: 'Discount', GE: 'Rabatt', NO: 'Rabatt' } },
  { of: 'person', number: 6, kind: 'date', labels: { US: 'Customer since', GE: 'Kunde seit', NO: 'Kunde siden' } },
  { of: 'person', number: 7, kind: 'checkbox', labels: { US: 'Newsletter' } },
  { of: 'company', number: 1, kind: 'shortText', labels: { US: 'Region', GE: 'Region', NO: 'Region' } },
  {
    ...{ of: 'company', number: 2, kind: 'list', labels: { US: 'Line of business', GE: 'Sparte', NO: 'Bransje' } },
    list: {
      id: 202,
      items: [
        { id: 11, names: { US: 'Shipping', GE: 'Schifffahrt', NO: 'Skipsfart' } },
        { id: 12, names: { US: 'Energy', GE: 'Energie', NO: 'Energi' } },
      ],
    },
  },
];

/** One transparent pixel. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const roles = ['Einkauf', 'Geschäftsführung', 'Technik', 'Prosjekt'];

/** Companies with a fax, a post box and user-defined fields, each some of them. */
export function withCompanyDetails(companies: readonly SampleCompany[]): SampleCompany[] {
  return companies.map((company, index) => ({
    ...company,
    ...(index % 3 === 0 ? { fax: `${company.phone}9` } : {}),
    ...(index % 2 === 0 ? { postal: { street: `Postfach ${100 + index}`, zip: company.zip, city: company.city } } : {}),
    fields: { 1: company.city, 2: index % 2 === 0 ? 11 : 12 },
  }));
}

/** Persons with what only some have: further addresses and numbers, a home, a picture, values of all user-defined fields. */
export function withPersonDetails(
  persons: readonly SamplePerson[],
  companies: readonly SampleCompany[],
): SamplePerson[] {
  const byId = new Map(companies.map((company) => [company.contactId, company]));
  return persons.map((person, index) => {
    const company = byId.get(person.contactId);
    const [mailbox, domain] = person.email.split('@');
    return {
      ...person,
      fields: fieldValues(index),
      ...(index % 6 === 1 ? { middleName: 'Marie' } : {}),
      ...(index % 4 === 0 ? { moreEmails: [`${mailbox}.privat@${domain}`] } : {}),
      ...(index % 12 === 0 ? { moreEmails: [`${mailbox}.privat@${domain}`, `${mailbox}.3@${domain}`] } : {}),
      ...(index % 5 === 0 ? { privatePhone: `+49 471 555${String(index).padStart(4, '0')}` } : {}),
      ...(index % 9 === 0 ? { otherPhone: `+49 472 555${String(index).padStart(4, '0')}` } : {}),
      ...(index % 11 === 0 ? { fax: `+49 473 555${String(index).padStart(4, '0')}` } : {}),
      ...(index % 8 === 0 ? { web: `people.example/${mailbox}` } : {}),
      ...(company && index % 5 === 2
        ? { home: { street: `Deichweg ${1 + (index % 80)}`, zip: company.zip, city: company.city } }
        : {}),
      ...(index % 7 === 3 && person.birthday !== null ? { birthday: `0002${person.birthday.slice(4)}` } : {}),
      ...(index % 50 === 5 ? { picture: pixel } : {}),
      ...(index % 40 === 13 ? { retired: true } : {}),
    };
  });
}

function fieldValues(index: number): Record<number, string | number> {
  return {
    1: 4 + (index % 3),
    2: roles[index % roles.length] ?? '',
    3: index % 2 === 0 ? 'Segeln, Hafenbau und alles, was schwimmt' : '',
    4: 70_000 + index,
    5: (index % 10) / 2,
    ...(index % 2 === 0 ? { 6: `20${String(10 + (index % 15))}-0${1 + (index % 9)}-15` } : {}),
    7: index % 2,
  };
}

/**
 * Further persons, with the names of those that there are in another order.
 * @param count how many there are to be in all
 */
export function withNamesakes(seed: number, persons: readonly SamplePerson[], count: number): SamplePerson[] {
  const random = createSampleRandom(seed, 'namesakes');
  const first = persons.length === 0 ? 0 : Math.max(...persons.map(({ personId }) => personId)) + 1;
  const more = Array.from({ length: Math.max(count - persons.length, 0) }, (_none, index): SamplePerson => {
    const pattern = persons[index % persons.length] as SamplePerson;
    const { firstName, mrMrs } = pattern;
    const { lastName } = random.pick(persons);
    const personId = first + index;
    const [, domain] = pattern.email.split('@');
    return { ...pattern, personId, firstName, lastName, mrMrs, email: `p${personId}@${domain}` };
  });
  return [...persons, ...more];
}

interface Wanted {
  readonly name: string;
  readonly size: number;
  readonly from: number;
}

/**
 * Selections of a user: overlapping ones of persons, one of companies alone, one that somebody else keeps to himself, and one of each
 * kind that is not static.
 * @param sizes of the first three
 */
export function createSelections(
  persons: readonly SamplePerson[],
  companies: readonly SampleCompany[],
  owner: number,
  colleague: number,
  sizes: readonly [number, number, number],
): SampleSelection[] {
  const [small, middle, large] = sizes;
  const wanted: Wanted[] = [
    { name: 'Outlook contacts', size: small, from: 0 },
    { name: 'Christmas cards', size: middle, from: Math.floor(small / 2) },
    { name: 'Newsletter', size: large, from: 0 },
  ];
  const base = { kind: 'static', owner, visibleFor: 'all', includePerson: 2 } as const;
  const ofPersons = wanted.map(
    ({ name, size, from }, index): SampleSelection => ({
      ...base,
      id: 51 + index,
      name,
      members: persons.slice(from, from + size).map(({ contactId, personId }) => ({ contactId, personId })),
    }),
  );
  const alone = companies.slice(0, 5).map(({ contactId }) => ({ contactId, personId: 0 }));
  const one = persons.slice(0, 1).map(({ contactId, personId }) => ({ contactId, personId }));
  return [
    ...ofPersons,
    { ...base, id: 54, name: 'Customers of the region', members: [...alone, ...one] },
    { ...base, id: 55, name: 'Of a colleague', owner: colleague, visibleFor: 'owner', members: one },
    { ...base, id: 56, name: 'Persons in Norway', kind: 'dynamic', country: 'NO', members: [] },
    { ...base, id: 57, name: 'Persons in Germany and more', kind: 'combined', country: 'DE', members: [] },
  ];
}
