/** @file The real kind of world: the real connectors against both sandbox servers in process, which fail as servers fail. */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import type { Fault, SandboxSystem } from '../../sandbox/kit/system.ts';
import { createMicrosoft365 } from '../../sandbox/microsoft365/index.ts';
import { sampleWorld } from '../../sandbox/sample/sample-world.ts';
import type { SampleWorld } from '../../sandbox/sample/world.ts';
import { createSuperOffice } from '../../sandbox/superoffice/index.ts';
import { AuthExpired, Offline, Unavailable } from '../../sync-core/connectors/errors.ts';
import { createMicrosoft365Connector } from '../../sync-core/connectors/microsoft365/connector.ts';
import type { Clock, ConnectorPorts, Log } from '../../sync-core/connectors/ports.ts';
import { createSuperOfficeConnector } from '../../sync-core/connectors/superoffice/connector.ts';
import type { SystemId } from '../../sync-core/model/side.ts';
import type { Chance } from './chance.ts';
import type { SeenItem, SimulatedSide, SimulatedWorld, Words } from './world.ts';

const zone = 'Europe/Berlin';
const discard = () => undefined;
const quiet: Log = { debug: discard, info: discard, warn: discard, error: discard };

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

/** Refreshes by the sign-in server, as an account of the application does. */
function tokensOf(system: SandboxSystem, id: SystemId, tokenPath: string): ConnectorPorts['tokens'] {
  const { addresses, users, clientId } = system.describe();
  const [user] = users;
  if (user === undefined) throw new Error('nobody can sign in');
  let token = user.accessToken;
  return {
    async accessToken(signal, rejected) {
      if (rejected === undefined) return token;
      const form = { grant_type: 'refresh_token', client_id: clientId, refresh_token: user.refreshToken };
      const body = new URLSearchParams(form);
      const request = system.fetch(`${addresses['login']}${tokenPath}`, { method: 'POST', body, signal });
      const answer = await request.catch((cause: unknown) => {
        throw new Offline('the sign-in server cannot be reached', { system: id, cause });
      });
      if (answer.status === 400) throw new AuthExpired('refused', { system: id, status: answer.status });
      const { access_token: fresh } = z
        .object({ access_token: z.string() })
        .catch({ access_token: '' })
        .parse(answer.ok ? await answer.json().catch(() => undefined) : undefined);
      if (fresh === '') throw new Unavailable('no token', { system: id, status: answer.status });
      token = fresh;
      return token;
    },
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

  const clock: Clock = {
    now: () => servers.now(),
    async sleep(milliseconds, signal) {
      signal.throwIfAborted();
      const until = servers.now() + milliseconds;
      // What left before now arrives before the time moves on.
      for (let turns = milliseconds === 0 ? 1 : 5; turns > 0; turns--) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      servers.advance(Math.max(0, until - servers.now()));
    },
  };
  const requests = new Map<SandboxSystem, number>();
  const portsOf = (system: SandboxSystem, id: SystemId, tokenPath: string): ConnectorPorts => ({
    fetch: async (url, init) => {
      world.onStep();
      requests.set(system, (requests.get(system) ?? 0) + 1);
      return await system.fetch(url, init);
    },
    tokens: tokensOf(system, id, tokenPath),
    clock,
    random: () => chance.next(),
    log: quiet,
  });
  const trouble = (system: SandboxSystem): Pick<SimulatedSide, 'disturb' | 'calm' | 'requests'> => ({
    disturb() {
      const kind = chance.int(8);
      if (kind === 0) system.control.expireCursors();
      else if (kind === 1) system.control.expireAccessTokens();
      else system.control.fault(randomFault(chance));
    },
    calm: () => system.control.clearFaults(),
    requests: () => requests.get(system) ?? 0,
  });

  const crm = superOffice.control;
  const calendar = microsoft365.control;
  const world: SimulatedWorld = {
    sides: {
      crm: {
        ...trouble(superOffice),
        connector: createSuperOfficeConnector({
          ports: portsOf(superOffice, 'superoffice', '/login/common/oauth/tokens'),
          loginUrl: superOffice.describe().addresses['login'] ?? '',
          tenant: 'Cust70001',
        }),
        create: (words, isPrivate) => void crm.createAppointment({ ...simpleWords(words), private: isPrivate }),
        edit: (id, words) => crm.changeAppointment({ id: Number(id), ...simpleWords(words) }),
        remove: (id) => crm.deleteAppointment({ id: Number(id) }),
        list: () => crm.list().map((row) => seen(String(row.id), row, row.body)),
      },
      calendar: {
        ...trouble(microsoft365),
        disturb() {
          const kind = chance.int(8);
          if (kind === 0) calendar.set('spuriousConflictEvery', 2 + chance.int(3));
          else if (kind === 1) calendar.set('batchThrottleEvery', 2 + chance.int(4));
          else trouble(microsoft365).disturb(chance);
        },
        calm() {
          trouble(microsoft365).calm();
          calendar.set('spuriousConflictEvery', 0);
          calendar.set('batchThrottleEvery', 0);
        },
        connector: createMicrosoft365Connector({
          ports: portsOf(microsoft365, 'microsoft365', '/common/oauth2/v2.0/token'),
          apiUrl: `${microsoft365.describe().addresses['graph']}/v1.0`,
        }),
        create: (words, isPrivate) =>
          void calendar.createEvent({ title: '', start: '', end: '', ...simpleWords(words), private: isPrivate }),
        edit: (id, words) => void calendar.changeEvent({ id, ...simpleWords(words) }),
        remove: (id) => calendar.deleteEvent({ id }),
        list: () => calendar.list().map((event) => seen(event.id, event, event.body)),
      },
    },
    clock: { ...clock, advance: (milliseconds) => servers.advance(milliseconds) },
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
