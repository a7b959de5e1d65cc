/** @file A first run, a quiet run and a run after one change, with what each cost: of appointments, and of the persons of a selection. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Connector } from '../sync-core/connectors/connector.ts';
import { createExchangeConnector } from '../sync-core/connectors/exchange/connector.ts';
import { createGoogleConnector } from '../sync-core/connectors/google/connector.ts';
import { createMicrosoft365Connector } from '../sync-core/connectors/microsoft365/connector.ts';
import type { ConnectorPorts, Fetch, Log } from '../sync-core/connectors/ports.ts';
import { createSuperOfficeConnector } from '../sync-core/connectors/superoffice/connector.ts';
import { createEngine } from '../sync-core/engine/create-engine.ts';
import type { Side } from '../sync-core/model/side.ts';
import { defaultPreferences, type Preferences } from '../sync-core/preferences/schema.ts';
import { openStore, type Store } from '../sync-core/store/store.ts';
import { type Cost, measure } from './measure.ts';
import { type CalendarName, control, type Load, type Servers, startServers } from './servers.ts';
import { type SkippingClock, skippingClock } from './skipping-clock.ts';

interface Traffic {
  readonly requests: number;
  /** Requests with those inside a batch counted one by one. */
  readonly single: number;
  readonly bytes: number;
}

export interface Figures {
  readonly name: string;
  readonly writtenCrm: number;
  readonly writtenCalendar: number;
  readonly adopted: number;
  readonly superoffice: Traffic;
  readonly calendar: Traffic;
  readonly statements: number;
  readonly waitedMs: number;
  readonly cost: Cost;
}

const silent: Log = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };

/** The platform's fetch, counting what goes through it. */
function countingFetch() {
  let counted: Traffic = { requests: 0, single: 0, bytes: 0 };
  const fetchCounted: Fetch = async (url, init) => {
    const response = await fetch(url, init);
    const body = await response.arrayBuffer();
    const inside = url.endsWith('/$batch')
      ? (JSON.parse(String(init.body)) as { requests: unknown[] }).requests.length
      : 1;
    counted = {
      requests: counted.requests + 1,
      single: counted.single + inside,
      bytes: counted.bytes + body.byteLength,
    };
    const { status, headers } = response;
    return new Response([204, 304].includes(status) ? null : body, { status, headers });
  };
  const take = (): Traffic => {
    const taken = counted;
    counted = { requests: 0, single: 0, bytes: 0 };
    return taken;
  };
  return { fetch: fetchCounted, take };
}

function connect(servers: Servers, name: CalendarName, clock: SkippingClock, store: Store) {
  const counters = { superoffice: countingFetch(), calendar: countingFetch() };
  const ports = (system: keyof typeof counters): ConnectorPorts => ({
    fetch: counters[system].fetch,
    tokens: { accessToken: async () => servers[system].users[0]?.accessToken ?? '' },
    clock,
    random: Math.random,
    log: silent,
    remembered: store.remembered(servers[system].system),
  });
  const { addresses, users } = servers.calendar;
  const calendars: Readonly<Record<CalendarName, () => Connector>> = {
    microsoft365: () => createMicrosoft365Connector({ ports: ports('calendar'), apiUrl: `${addresses['graph']}/v1.0` }),
    google: () => createGoogleConnector({ ports: ports('calendar'), apiUrl: addresses['api'] ?? '' }),
    exchange: () => {
      const url = `${addresses['mail']}/EWS/Exchange.asmx`;
      return createExchangeConnector({ ports: ports('calendar'), url, userName: users[0]?.userName ?? '' });
    },
  };
  const connectors: Readonly<Record<Side, Connector>> = {
    crm: createSuperOfficeConnector({
      ports: ports('superoffice'),
      loginUrl: servers.superoffice.addresses['login'] ?? '',
      tenant: 'Cust70001',
    }),
    calendar: calendars[name](),
  };
  return { connectors, counters };
}

/** What is synchronised, and what becomes of it. */
interface Story {
  readonly load: Load;
  readonly preferences: Partial<Preferences>;
  /** In the CRM, as its user in another program. */
  changeOne(servers: Servers): Promise<void>;
  /** Whether a day that goes by is measured too. */
  readonly nextDay: boolean;
}

async function changeOneAppointment(servers: Servers): Promise<void> {
  const rows = (await control(servers.superoffice, 'list', {})) as { id: number }[];
  const row = rows[Math.floor(rows.length / 2)];
  await control(servers.superoffice, 'changeAppointment', { id: row?.id, title: 'The one that changed' });
}

async function changeOnePerson(servers: Servers): Promise<void> {
  const rows = (await control(servers.superoffice, 'persons', {})) as { personId: number }[];
  const personId = rows[Math.floor(rows.length / 2)]?.personId;
  await control(servers.superoffice, 'changePerson', { personId, jobTitle: 'The one that changed' });
}

const usualDistanceMs = 10 * 60_000;
const aDayMs = 25 * 3_600_000;

/** As long as runs are apart is longer than the overlap with which changes are asked for. */
async function letTimePass(servers: Servers, clock: SkippingClock, milliseconds = usualDistanceMs): Promise<void> {
  for (const system of [servers.superoffice, servers.calendar]) await control(system, 'advance', { milliseconds });
  clock.pass(milliseconds);
}

/** So many appointments: three runs. */
export async function measureAppointments(appointments: number, calendar: CalendarName): Promise<readonly Figures[]> {
  const load = { appointments };
  return await measureRuns({ load, preferences: {}, changeOne: changeOneAppointment, nextDay: false }, calendar);
}

/** "Newsletter" of the sample year. */
const everybody = 53;

/** The members of a selection of 4,000, and nothing else: three runs, and the look that is taken at everybody once a day. */
export async function measurePersons(calendar: CalendarName): Promise<readonly Figures[]> {
  const preferences = { 'kinds.appointment': false, 'kinds.task': false, 'crm.persons.selections': [everybody] };
  return await measureRuns({ load: 'year', preferences, changeOne: changeOnePerson, nextDay: true }, calendar);
}

async function measureRuns(story: Story, calendar: CalendarName): Promise<readonly Figures[]> {
  const servers = await startServers(story.load, calendar);
  const preferences = { ...defaultPreferences, ...story.preferences };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  const clock = skippingClock();
  let statements = 0;
  const store = await openStore({
    file: path.join(folder, 'bench.sqlite'),
    clock,
    log: silent,
    onStatement: () => {
      statements += 1;
    },
  });
  const { connectors, counters } = connect(servers, calendar, clock, store);
  const installation = { id: 'bench', name: 'bench' };
  const onEvent = () => undefined;
  const engine = createEngine({ store, connectors, clock, random: Math.random, log: silent, installation, onEvent });

  async function run(name: string): Promise<Figures> {
    statements = 0;
    const skippedBefore = clock.skipped();
    const { result: report, cost } = await measure(() =>
      engine.run({ trigger: 'user', preferences, signal: new AbortController().signal }),
    );
    if (report.outcome !== 'ok') throw new Error(`${name}: ${JSON.stringify(report)}`);
    const sum = (side: Side) => {
      const { created, updated, removed } = report.written[side];
      return created + updated + removed;
    };
    return {
      name,
      writtenCrm: sum('crm'),
      writtenCalendar: sum('calendar'),
      adopted: report.adopted,
      superoffice: counters.superoffice.take(),
      calendar: counters.calendar.take(),
      statements,
      waitedMs: clock.skipped() - skippedBefore,
      cost,
    };
  }

  try {
    // What servers hold has not been made this minute.
    await letTimePass(servers, clock);
    const first = await run('first run');
    // The echoes of our own writes come once more.
    await letTimePass(servers, clock);
    await run('settling');
    await letTimePass(servers, clock);
    const quiet = await run('nothing to do');
    await story.changeOne(servers);
    await letTimePass(servers, clock);
    const change = await run('one change');
    if (!story.nextDay) return [first, quiet, change];
    await letTimePass(servers, clock, aDayMs);
    return [first, quiet, change, await run('once a day')];
  } finally {
    store.close();
    servers.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
