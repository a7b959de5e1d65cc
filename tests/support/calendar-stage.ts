/**
 * @file A calendar system as the suite for all of them sees it: its connector before its practice server, in process and with time in
 * hand; the person in another program; and what the system is said to be able to keep.
 */
import { expect } from 'vitest';
import { startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import type { SandboxSystem } from '../../sandbox/kit/system.ts';
import type { Connector } from '../../sync-core/connectors/connector.ts';
import { createExchangeConnector } from '../../sync-core/connectors/exchange/connector.ts';
import { createGoogleConnector } from '../../sync-core/connectors/google/connector.ts';
import { createMicrosoft365Connector } from '../../sync-core/connectors/microsoft365/connector.ts';
import type { ConnectorPorts } from '../../sync-core/connectors/ports.ts';
import { rememberInMemory } from '../../sync-core/connectors/testing/remember-in-memory.ts';
import type { Availability, Importance } from '../../sync-core/model/appointment.ts';
import { type ContractChecker, checkJournal } from './contract-checker.ts';
import { createExchangeChecker } from './exchange-contract.ts';
import { createGoogleChecker } from './google-contract.ts';
import { createGraphChecker } from './graph-contract.ts';
import { quiet } from './sandbox-accounts.ts';

/** What a system keeps; everything else comes back as something else, and `express` has to say so. */
export interface Capabilities {
  readonly availability: readonly Availability[];
  readonly importance: readonly Importance[];
  /** A series of days without a rule. */
  readonly listsOfDays: boolean;
  /** In which ways it asks for silence: statuses of the practice server. */
  readonly throttles: readonly number[];
}

export interface CalendarSystemUnderTest {
  readonly system: 'microsoft365' | 'google' | 'exchange';
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly start: () => Promise<CalendarStage>;
}

export interface CalendarStage {
  readonly connector: Connector;
  readonly control: Pick<SandboxSystem['control'], 'fault' | 'expireCursors' | 'journal' | 'set' | 'clock'>;
  now(): number;
  /** Changes requests and answers on their way; undone by `plainly`. */
  between: Between;
  plainly(): void;
  /** The person and the events: those that take place, series once. */
  readonly rename: Hands['rename'];
  readonly discard: Hands['discard'];
  readonly titles: Hands['titles'];
  /** The person and the tasks. */
  readonly ofTasks: Hands;
  /** The person and the contacts, by their last names. */
  readonly ofContacts: Hands;
  /** Ends it. Nobody was mailed, and all that went over the wire is what the contract of the system says. */
  close(): Promise<void>;
}

/** The person in another program: renames an item, deletes it, sees all titles. */
interface Hands {
  rename(id: string, title: string): void;
  discard(id: string): void;
  titles(): readonly string[];
}

interface Between {
  /** The size of pages that is asked for. */
  pageSize: number | null;
  answer: (answer: Response) => Promise<Response>;
}

const plain: Between = { pageSize: null, answer: async (answer) => answer };

/** Asks for smaller pages, in the words of whichever system. */
function withPages(url: string, init: RequestInit, size: number | null): [string, RequestInit] {
  if (size === null) return [url, init];
  const headers = new Headers(init.headers);
  const prefer = headers.get('prefer');
  if (prefer !== null) headers.set('prefer', prefer.replace(/maxpagesize=\d+/, `maxpagesize=${size}`));
  const resized = url.replace(/maxResults=\d+/, `maxResults=${size}`);
  if (!headers.get('content-type')?.startsWith('text/xml')) return [resized, { ...init, headers }];
  const text = Buffer.from(init.body as Uint8Array).toString();
  const most = `<m:MaxChangesReturned>${size}<`;
  return [resized, { ...init, headers, body: Buffer.from(text.replace(/<m:MaxChangesReturned>\d+</, most)) }];
}

interface Parts {
  readonly server: SandboxSystem;
  readonly connect: (ports: ConnectorPorts) => Connector;
  readonly checker: ContractChecker;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly hands: Hands & Pick<CalendarStage, 'ofTasks' | 'ofContacts'>;
}

function stageOf({ server, connect, checker, clock, hands }: Parts): CalendarStage {
  const stage = { between: plain };
  const connector = connect({
    fetch: async (url, init) => {
      const [address, asked] = withPages(url, init, stage.between.pageSize);
      return await stage.between.answer(await server.fetch(address, asked));
    },
    tokens: { accessToken: async () => server.describe().users[0]?.accessToken ?? '' },
    clock: {
      now: () => clock.now(),
      async sleep(milliseconds, signal) {
        signal.throwIfAborted();
        clock.advance(milliseconds);
      },
    },
    random: () => 0.5,
    log: quiet,
    remembered: rememberInMemory(() => clock.now()),
  });
  return Object.assign(stage, hands, {
    connector,
    control: server.control,
    now: () => clock.now(),
    plainly: () => {
      stage.between = plain;
    },
    async close() {
      expect(server.control.mails()).toEqual([]);
      // Of a connection that was cut at once, nothing was read that could be checked.
      const journal = server.control.journal().filter((entry) => entry.status !== null || entry.requestBody !== null);
      expect(checkJournal(checker, journal).violations).toEqual([]);
      await server.close();
    },
  });
}

const size = 'small';
const today = '2026-11-23';
const clockThere = () => createManualClock(Date.parse('2026-11-23T08:00:00Z'));

async function startMicrosoft365(): Promise<CalendarStage> {
  const clock = clockThere();
  const sandbox = await startSandbox({ systems: ['microsoft365'], size, today, listen: false, clock });
  const { microsoft365: server } = sandbox;
  const apiUrl = `${server.describe().addresses['graph']}/v1.0`;
  return stageOf({
    server,
    clock,
    checker: await createGraphChecker(),
    connect: (ports) => createMicrosoft365Connector({ apiUrl, ports }),
    hands: {
      rename: (id, title) => void server.control.changeEvent({ id, title }),
      discard: (id) => server.control.deleteEvent({ id }),
      titles: () => server.control.list().map(({ title }) => title),
      ofContacts: {
        rename: (id, surname) => void server.control.changeContact({ id, contact: { surname } }),
        discard: (id) => server.control.deleteContact({ id }),
        titles: () => server.control.contacts().map(({ surname }) => String(surname)),
      },
      ofTasks: {
        rename: (id, title) => void server.control.changeTask({ id, title }),
        discard: (id) => server.control.deleteTask({ id }),
        titles: () => server.control.tasks().map(({ title }) => title),
      },
    },
  });
}

async function startGoogle(): Promise<CalendarStage> {
  const clock = clockThere();
  const sandbox = await startSandbox({ systems: ['google'], size, today, listen: false, clock });
  const { google: server } = sandbox;
  const apiUrl = server.describe().addresses['api'] ?? '';
  return stageOf({
    server,
    clock,
    checker: createGoogleChecker(),
    connect: (ports) => createGoogleConnector({ apiUrl, ports }),
    hands: {
      rename: (id, title) => void server.control.changeEvent({ id, change: { summary: title } }),
      discard: (id) => server.control.deleteEvent({ id }),
      titles: () => server.control.list().map((event) => String(event['summary'])),
      ofContacts: {
        rename: (resourceName, familyName) =>
          void server.control.changeContact({ resourceName, contact: { names: [{ familyName }] } }),
        discard: (resourceName) => server.control.deleteContact({ resourceName }),
        titles: () => server.control.contacts().map(({ names }) => String(names?.[0]?.familyName)),
      },
      ofTasks: {
        rename: (id, title) => void server.control.changeTask({ id, change: { title } }),
        discard: (id) => server.control.deleteTask({ id }),
        titles: () => server.control.listTasks().map(({ title }) => String(title)),
      },
    },
  });
}

async function startExchange(): Promise<CalendarStage> {
  const clock = clockThere();
  const sandbox = await startSandbox({ systems: ['exchange'], size, today, listen: false, clock });
  const { exchange: server } = sandbox;
  const { addresses, users } = server.describe();
  const url = `${addresses['mail']}/EWS/Exchange.asmx`;
  return stageOf({
    server,
    clock,
    checker: createExchangeChecker(),
    connect: (ports) => createExchangeConnector({ url, ports, userName: users[0]?.userName ?? '' }),
    hands: {
      rename: (id, title) => void server.control.changeEvent({ id, title }),
      discard: (id) => server.control.deleteEvent({ id }),
      titles: () => server.control.list().map(({ title }) => title),
      ofContacts: {
        rename: (id, Surname) => void server.control.changeContact({ id, texts: { Surname } }),
        discard: (id) => server.control.deleteContact({ id }),
        titles: () => server.control.contacts().map(({ texts }) => String(texts['Surname'])),
      },
      ofTasks: {
        rename: (id, title) => void server.control.changeTask({ id, title }),
        discard: (id) => server.control.deleteTask({ id }),
        titles: () => server.control.tasks().map(({ title }) => title),
      },
    },
  });
}

export const calendarSystems: readonly CalendarSystemUnderTest[] = [
  {
    system: 'microsoft365',
    name: 'Microsoft 365',
    start: startMicrosoft365,
    capabilities: {
      availability: ['free', 'tentative', 'busy', 'outOfOffice', 'workingElsewhere'],
      importance: ['low', 'normal', 'high'],
      listsOfDays: false,
      throttles: [429],
    },
  },
  {
    system: 'google',
    name: 'Google',
    start: startGoogle,
    capabilities: {
      availability: ['free', 'tentative', 'busy'],
      importance: ['normal'],
      listsOfDays: true,
      throttles: [403, 429],
    },
  },
  {
    system: 'exchange',
    name: 'Exchange',
    start: startExchange,
    capabilities: {
      availability: ['free', 'tentative', 'busy', 'outOfOffice', 'workingElsewhere'],
      importance: ['low', 'normal', 'high'],
      listsOfDays: false,
      throttles: [429, 503],
    },
  },
];
