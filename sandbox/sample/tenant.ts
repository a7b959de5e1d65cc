/** @file The company whose CRM it is: its users, its meeting rooms and its follow-up types. The same in every sample world. */
import type { SampleType, SampleUser, SampleWorld } from './world.ts';

export const tenant: SampleWorld['tenant'] = {
  context: 'Cust70001',
  companyName: 'Nordlicht Maritim AS',
  baseZone: 'Europe/Oslo',
};

function user(
  ids: readonly [associateId: number, personId: number, initials: string],
  fullName: string,
  zone: string,
  more: Partial<SampleUser> = {},
): SampleUser {
  const [associateId, personId, initials] = ids;
  const mailbox = fullName.toLowerCase().replaceAll('å', 'a').replaceAll(' ', '.');
  return {
    associateId,
    personId,
    initials,
    fullName,
    email: `${mailbox}@nordlicht.example`,
    password: `${initials.toLowerCase()}-tide-${associateId}`,
    zone,
    confidentialActivities: true,
    isRoom: false,
    ...more,
  };
}

/** Mara Wendt first: the sample year is hers. Her colleagues in Hamburg lack the licence for private follow-ups. */
export const users: readonly SampleUser[] = [
  user([12, 40, 'MAWE'], 'Mara Wendt', 'Europe/Berlin'),
  user([15, 44, 'INSO'], 'Ingrid Solberg', 'Europe/Oslo'),
  user([17, 46, 'TOKE'], 'Tobias Kern', 'Europe/Berlin', { confidentialActivities: false }),
  user([21, 52, 'OLGR'], 'Oliver Grant', 'Europe/London'),
  user([23, 55, 'LANY'], 'Lars Nygård', 'Europe/Oslo'),
  user([31, 61, 'ELBE'], 'Raum Elbe', 'Europe/Berlin', { isRoom: true, confidentialActivities: false }),
  user([32, 62, 'FJOR'], 'Rom Fjord', 'Europe/Oslo', { isRoom: true, confidentialActivities: false }),
];

function type(
  id: number,
  record: SampleType['record'],
  [US, GE, NO]: readonly [string, string, string],
  more: Partial<SampleType> = {},
): SampleType {
  return { id, record, names: { US, GE, NO }, defaultFree: false, defaultAllDay: false, ...more };
}

/** Ids of the types that the sample year speaks of by name. */
export const typeIds = {
  internal: 1,
  external: 2,
  phoneOut: 3,
  phoneIn: 4,
  followUp: 5,
  planning: 6,
  visit: 7,
  lunch: 8,
  proposal: 9,
  service: 10,
  private: 11,
  other: 12,
  fair: 13,
  vacation: 14,
} as const;

export const followUpTypes: readonly SampleType[] = [
  type(typeIds.internal, 'Appointment', ['Meeting (Internal)', 'Besprechung (intern)', 'Møte (internt)']),
  type(typeIds.external, 'Appointment', ['Meeting (External)', 'Besprechung (extern)', 'Møte (eksternt)']),
  type(typeIds.phoneOut, 'Phone', ['Phone - Out', 'Telefon - ausgehend', 'Telefon - ut']),
  type(typeIds.phoneIn, 'Phone', ['Phone - In', 'Telefon - eingehend', 'Telefon - inn']),
  type(typeIds.followUp, 'ToDo', ['Follow-up', 'Nachfassen', 'Oppfølging'], { defaultFree: true }),
  type(typeIds.planning, 'Appointment', ['Planning', 'Planung', 'Planlegging'], { defaultFree: true }),
  type(typeIds.visit, 'Appointment', ['Visit', 'Kundenbesuch', 'Besøk']),
  type(typeIds.lunch, 'Appointment', ['Lunch', 'Mittagessen', 'Lunsj']),
  type(typeIds.proposal, 'ToDo', ['Proposal', 'Angebot', 'Tilbud']),
  type(typeIds.service, 'Appointment', ['Service', 'Service', 'Service']),
  type(typeIds.private, 'Appointment', ['Private', 'Privat', 'Privat'], { defaultFree: true }),
  type(typeIds.other, 'ToDo', ['Other', 'Sonstiges', 'Annet']),
  type(typeIds.fair, 'Appointment', ['Trade fair', 'Messe', 'Messe'], { defaultAllDay: true }),
  type(typeIds.vacation, 'Appointment', ['Vacation', 'Urlaub', 'Ferie'], { defaultAllDay: true, defaultFree: true }),
];
