/**
 * @file Where the fields of a person stand in a contact of Google, whose numbers, addresses and web sites are lists of entries with
 * types. Of each type the first entries are ours, as many as there are fields for it; all others are their owner's. Pure.
 */
import type { Person } from '../../../model/person.ts';
import { oneLine } from '../read-event.ts';
import type { GoogleContact, Phone } from './contact-schemas.ts';

/** A type of entry, and the values of a person that stand in the first of them. */
interface Place {
  readonly type: string;
  readonly of: (person: Person) => readonly string[];
}

export const phonePlaces: readonly Place[] = [
  { type: 'work', of: ({ businessPhones: [first = '', second = ''] }) => [first, second] },
  { type: 'mobile', of: ({ mobilePhone }) => [mobilePhone] },
  { type: 'home', of: ({ homePhone }) => [homePhone] },
  { type: 'other', of: ({ otherPhone }) => [otherPhone] },
  { type: 'workFax', of: ({ businessFax }) => [businessFax] },
  { type: 'homeFax', of: ({ homeFax }) => [homeFax] },
];

export const sitePlaces: readonly Place[] = [
  { type: 'work', of: ({ businessHomePage }) => [businessHomePage] },
  { type: 'homePage', of: ({ homePage }) => [homePage] },
];

export const addressPlaces = [
  { type: 'work', field: 'businessAddress' },
  { type: 'home', field: 'homeAddress' },
  { type: 'other', field: 'otherAddress' },
] as const;

/** The values of the entries of a type, in their order. */
export function valuesIn(entries: readonly Phone[], type: string): readonly string[] {
  return entries
    .filter((entry) => entry.type === type)
    .map(({ value }) => oneLine(value ?? ''))
    .filter((value) => value !== '');
}

/** The list with the person's values in their places: what is alike stays as it stands there, and so does what is not ours. */
export function withValues(entries: readonly Phone[], places: readonly Place[], person: Person): readonly Phone[] {
  const left = new Map(places.map(({ type, of }) => [type, [...of(person)]]));
  const kept = entries.flatMap((entry): readonly Phone[] => {
    const own = oneLine(entry.value ?? '') === '' ? undefined : left.get(entry.type ?? '');
    const value = own?.shift();
    if (value === undefined) return [entry];
    if (value === oneLine(entry.value ?? '')) return [entry];
    return value === '' ? [] : [{ type: entry.type, value }];
  });
  const more = [...left].flatMap(([type, values]) =>
    values.filter((value) => value !== '').map((value) => ({ type, value })),
  );
  return [...kept, ...more];
}

type Organization = GoogleContact['organizations'][number];

/** Where somebody works; else the one that nobody has given a type. */
export function ownOrganization(entries: readonly Organization[]): Organization | undefined {
  return entries.find(({ type }) => type === 'work') ?? entries.find(({ type }) => (type ?? '') === '');
}
