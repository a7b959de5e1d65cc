/** @file The real kind of world: the real connectors against both sandbox servers in process, which fail as servers fail. */
import { Temporal } from 'temporal-polyfill';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import type { Fault, SandboxSystem } from '../../sandbox/kit/system.ts';
import { createMicrosoft365 } from '../../sandbox/microsoft365/index.ts';
import { sampleWorld } from '../../sandbox/sample/sample-world.ts';
import type { SampleWorld } from '../../sandbox/sample/world.ts';
import { createSuperOffice } from '../../sandbox/superoffice/index.ts';
import type { Side } from '../../sync-core/model/side.ts';
import { clockOf, connectAccounts } from '../support/sandbox-accounts.ts';
import type { Chance } from './chance.ts';
import type { SeenItem, SimulatedSide, SimulatedWorld, Words } from './world.ts';

const zone = 'Europe/Berlin';

/** The sample tenant with its users and lists, and nothing in anybody's calendar. */
function emptyWorld(): SampleWorld {
  return { ...sampleWorld({ seed: 1, size: 'small', today: '2026-11-23' }), appointments: [], tasks: [] };
}

function wallClock(moment: string, minutes: number): string {
  const zoned = Temporal.Instant.from(moment).add({ minutes }).toZonedDateTimeISO(zone);
  return zoned.toPlainDateTime().toString({ smallestUnit: 'second' });
}

function moment(wall: string, inZone: string): string {
  const instant = Temporal.PlainDateTime.from(wall.replace(/Z$/, '')).toZonedDateTime(inZone).toInstant();
  return instant.toString({ smallestUnit: 'second' });
}

function simpleWords({ start, body, ...plain }: Partial<Words>) {
  return {
    ...plain,
    ...(body === undefined ? {} : { body: `<p>${body}</p>` }),
    ...(start === undefined ? {} : { start: wallClock(start, 0), end: wallClock(start, 30), zone }),
  };
}

function randomFault(chance: Chance): Fault {
  const effects: readonly Fault['effect'][] = [
    { kind: 'status', status: 429, retryAfterSeconds: 1 + chance.int(30) },
    { kind: 'status', status: chance.pick([500, 502, 503, 504]) },
    { kind: 'dropBefore' },
    { kind: 'dropAfter' },
    { kind: 'dropAfter' },
    { kind: 'nonsense', body: chance.pick(['html', 'truncated', 'shape'] as const) },
    // Copies of a database lag by seconds. What is read in two parts (SuperOffice's bulk reading) cannot tell older ones.
    { kind: 'stale', milliseconds: 1000 * (1 + chance.int(30)) },
  ];
  return { effect: chance.pick(effects), skip: chance.int(6), times: 1 + chance.int(3) };
}

export function sandboxWorld(chance: Chance, start: number): SimulatedWorld {
  const servers = createManualClock(start);
  const superOffice = createSuperOffice({ clock: servers, seed: 1 });
  const microsoft365 = createMicrosoft365({ clock: servers, seed: 1 });
  const systems: readonly SandboxSystem[] = [superOffice, microsoft365];
  for (const system of systems) system.load(emptyWorld());

  const clock = clockOf(servers);
  const requests: Record<Side, number> = { crm: 0, calendar: 0 };
  const connectors = connectAccounts({
    superOffice,
    microsoft365,
    clock,
    random: () => chance.next(),
    onRequest(side) {
      world.onStep();
      requests[side] += 1;
    },
  });
  const trouble = (
    side: Side,
    system: SandboxSystem,
  ): Pick<SimulatedSide, 'connector' | 'disturb' | 'calm' | 'requests'> => ({
    connector: connectors[side],
    disturb() {
      const kind = chance.int(8);
      if (kind === 0) system.control.expireCursors();
      else if (kind === 1) system.control.expireAccessTokens();
      else system.control.fault(randomFault(chance));
    },
    calm: () => system.control.clearFaults(),
    requests: () => requests[side],
  });

  const crm = superOffice.control;
  const calendar = microsoft365.control;
  const world: SimulatedWorld = {
    sides: {
      crm: {
        ...trouble('crm', superOffice),
        create: (words, isPrivate) => void crm.createAppointment({ ...simpleWords(words), private: isPrivate }),
        edit: (id, words) => crm.changeAppointment({ id: Number(id), ...simpleWords(words) }),
        remove: (id) => crm.deleteAppointment({ id: Number(id) }),
        list: () => crm.list().map((row) => seen(String(row.id), row, row.body)),
      },
      calendar: {
        ...trouble('calendar', microsoft365),
        disturb() {
          const kind = chance.int(8);
          if (kind === 0) calendar.set('spuriousConflictEvery', 2 + chance.int(3));
          else if (kind === 1) calendar.set('batchThrottleEvery', 2 + chance.int(4));
          else trouble('calendar', microsoft365).disturb(chance);
        },
        calm() {
          trouble('calendar', microsoft365).calm();
          calendar.set('spuriousConflictEvery', 0);
          calendar.set('batchThrottleEvery', 0);
        },
        create: (words, isPrivate) =>
          void calendar.createEvent({ title: '', start: '', end: '', ...simpleWords(words), private: isPrivate }),
        edit: (id, words) => void calendar.changeEvent({ id, ...simpleWords(words) }),
        remove: (id) => calendar.deleteEvent({ id }),
        list: () => calendar.list().map((event) => seen(event.id, event, event.body)),
      },
    },
    clock,
    onStep: () => undefined,
    offences: () => systems.flatMap(offencesOf),
    close: async () => {
      for (const system of systems) await system.close();
    },
  };
  return world;
}

type Row = { title: string; location: string; start: string; zone: string; private: boolean };

function seen(id: string, row: Row, body: string): SeenItem {
  const words = body.replace(/<[^>]*>/g, '').trim();
  return {
    id,
    title: row.title,
    body: words,
    location: row.location,
    start: moment(row.start, row.zone),
    private: row.private,
  };
}

/** Mails that left, and requests that named somebody to be invited. */
function offencesOf({ name, control }: SandboxSystem): readonly string[] {
  const mails = control.mails().map(({ cause }) => `${name} sent a mail: ${cause}`);
  const invitations = control
    .journal()
    .filter(({ requestBody }) => /"(attendees|participants)":\[\{/i.test(JSON.stringify(requestBody) ?? ''))
    .map(({ method, path }) => `${name} was told of attendees: ${method} ${path}`);
  return [...mails, ...invitations];
}
