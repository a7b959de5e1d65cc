/**
 * @file What our contacts carry beside what a person sees: client data, which no program of Google's shows. The keys must never
 * change, or contacts made before would no longer be recognised.
 */
import type { CreationMark } from '../../connector.ts';
import type { MarkedContact } from './contact-schemas.ts';

const markerKey = 'synchronizerMarker';
const creationKey = 'synchronizerKey';
/** Says that the contact belongs into the group, so that a group that was deleted can be filled again. */
const groupKey = 'synchronizerGroup';

interface ClientData {
  readonly key: string;
  readonly value: string;
  readonly [more: string]: unknown;
}
type Marked = Pick<MarkedContact, 'clientData'>;

function dataOf({ clientData }: Marked, key: string): string | undefined {
  return clientData.find((one) => one.key === key)?.value;
}

export function markerOf(contact: Marked): string | undefined {
  return dataOf(contact, markerKey);
}

/** @returns in small letters the key that the contact was created with. */
export function creationOf(contact: Marked): string | undefined {
  return dataOf(contact, creationKey)?.toLowerCase();
}

export function belongsIntoGroup(contact: Marked): boolean {
  return dataOf(contact, groupKey) !== undefined;
}

export function groupsOf({ memberships }: Pick<MarkedContact, 'memberships'>): readonly string[] {
  return memberships.flatMap(({ contactGroupMembership: one }) => one?.contactGroupResourceName ?? []);
}

/** @param grouped whether it is to be in the group. */
export function marksOf({ key, marker }: CreationMark, grouped: boolean): readonly ClientData[] {
  return [
    { key: markerKey, value: marker },
    { key: creationKey, value: key },
    ...(grouped ? [{ key: groupKey, value: 'in' }] : []),
  ];
}

/** What stood there before, and other programs' data, with the word on the group changed. */
export function regrouped({ clientData }: Marked, grouped: boolean): readonly ClientData[] {
  const others = clientData.filter(({ key }) => key !== groupKey);
  return grouped ? [...others, { key: groupKey, value: 'in' }] : others;
}
