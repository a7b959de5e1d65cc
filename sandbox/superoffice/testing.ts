/**
 * @file A small tenant for the tests beside the code: Oslo's database, a main user in Berlin, a colleague in New York without
 * the licence for private entries, and a room.
 */
import { createManualClock } from '../kit/clock.ts';
import type { StartOptions } from '../kit/system.ts';
import type { SampleAppointment, SampleTask, SampleUser, SampleWorld } from '../sample/world.ts';
import { createSuperOffice, type SuperOfficeSystem } from './index.ts';

/** Monday, 23 November 2026, 09:00 UTC. */
export const testNow = Date.parse('2026-11-23T09:00:00Z');

function user(
  associateId: number,
  initials: string,
  fullName: string,
  zone: string,
  more: Partial<SampleUser> = {},
): SampleUser {
  return {
    associateId,
    personId: associateId + 28,
    initials,
    fullName,
    email: `${initials.toLowerCase()}@nordlicht.example`,
    password: `${initials}-secret`,
    zone,
    confidentialActivities: true,
    isRoom: false,
    ...more,
  };
}

const type = { defaultFree: false, defaultAllDay: false };

export const testWorld: SampleWorld = {
  seed: 1,
  today: '2026-11-23',
  tenant: { context: 'Cust70001', companyName: 'Nordlicht AS', baseZone: 'Europe/Oslo' },
  users: [
    user(12, 'MAWE', 'Mara Wendt', 'Europe/Berlin'),
    user(15, 'TOKE', 'Tobias Kern', 'America/New_York', { confidentialActivities: false }),
    user(31, 'ELBE', 'Raum Elbe', 'Europe/Berlin', { isRoom: true }),
  ],
  companies: [
    {
      ...{ contactId: 310, name: 'Hafenbau GmbH', department: 'Werk Nord', city: 'Bremerhaven', street: 'Kaistraße 1' },
      ...{ zip: '27568', country: 'DE', phone: '+49 471 5550 0', web: 'www.hafenbau.example' },
    },
  ],
  persons: [
    {
      ...{
        personId: 911,
        contactId: 310,
        firstName: 'Jonas',
        lastName: 'Reuter',
        mrMrs: 'Herr',
        jobTitle: 'Einkaufsleiter',
      },
      ...{ email: 'j.reuter@hafenbau.example', mobile: '', direct: '+49 471 5550 17', birthday: '1984-06-09' },
    },
  ],
  types: [
    { id: 2, record: 'Appointment', names: { US: 'Meeting', GE: 'Besprechung', NO: 'Møte' }, ...type },
    { id: 3, record: 'Phone', names: { US: 'Phone', GE: 'Telefonat', NO: 'Telefon' }, ...type },
    { id: 5, record: 'ToDo', names: { US: 'Follow-up', GE: 'Nachfassen', NO: 'Oppfølging' }, ...type },
  ],
  appointments: [],
  tasks: [],
};

export function sampleAppointment(more: Partial<SampleAppointment>): SampleAppointment {
  return {
    ...{
      key: 'k1',
      on: 'crm',
      title: 'Quartalsgespräch',
      body: '',
      location: '',
      zone: 'Europe/Berlin',
      allDay: false,
    },
    ...{ start: '2026-11-24T10:00:00', end: '2026-11-24T11:30:00', free: false, private: false, reminderMinutes: null },
    ...{
      typeId: 2,
      contactId: null,
      personId: null,
      bookedAssociates: [],
      bookedBy: null,
      guests: [],
      rooms: [],
      showAs: null,
      importance: 'normal',
      joinUrl: null,
      cancelled: false,
      uid: null,
      readOnly: false,
      organiser: null,
    },
    ...{ response: 'none', categories: [], completed: false, weekly: null },
    ...more,
  } as SampleAppointment;
}

export function sampleTask(more: Partial<SampleTask>): SampleTask {
  return {
    ...{ key: 't1', on: 'crm', title: 'Anrufen', body: '', due: '2026-11-24', completed: false, importance: 'normal' },
    ...{ private: false, assignedBy: null, typeId: 5, contactId: null, personId: null },
    ...more,
  } as SampleTask;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** What is in the body at a path: `Associate.AssociateId`, `value.0.PrimaryKey`. */
  at(path: string): unknown;
}

export type Ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answered>;

export interface TestTenant {
  readonly system: SuperOfficeSystem;
  /** Calls below `/v1/` as the main user, in Berlin time with offsets. */
  readonly ask: Ask;
  /** The same as another user. */
  as(userName: string): Ask;
}

/** A loaded system without sockets and without a limit of pace, whose clock stands still. */
export function startTestTenant(world: Partial<SampleWorld> = {}, options: StartOptions = {}): TestTenant {
  const system = createSuperOffice({
    clock: createManualClock(testNow),
    ...options,
    switches: { callsPerSecond: 0, ...options.switches },
  });
  system.load({ ...testWorld, ...world });
  const as = (userName: string): Ask => {
    const token = system.describe().users.find((each) => each.userName === userName)?.accessToken ?? '';
    return askWith(system, token);
  };
  return { system, ask: as('mawe@nordlicht.example'), as };
}

export function askWith(system: SuperOfficeSystem, token: string, host = 'api'): Ask {
  return async (method, path, body, headers = {}) => {
    const response = await system.fetch(`${system.describe().addresses[host]}/Cust70001/api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'so-timezone': 'DE, includeTZOffset',
        'accept-language': '*',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? null : JSON.parse(text);
    return {
      status: response.status,
      headers: response.headers,
      body: parsed,
      at: (place) =>
        place.split('.').reduce<unknown>((within, name) => (within as Record<string, unknown> | null)?.[name], parsed),
    };
  };
}
