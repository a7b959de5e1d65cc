/**
 * @file The Microsoft 365 connector before the practice server, in process and with time in hand, for tests of one kind of item.
 */
import { expect } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import type {
  ChangePage,
  Connector,
  CreationMark,
  Cursor,
  ItemFace,
  KnownItems,
  RemoteItem,
  Window,
  WriteOperation,
  WriteOutcome,
} from '../../sync-core/connectors/connector.ts';
import { createMicrosoft365Connector } from '../../sync-core/connectors/microsoft365/connector.ts';
import { rememberInMemory } from '../../sync-core/connectors/testing/remember-in-memory.ts';
import type { ItemFields } from '../../sync-core/model/item.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import type { Instant } from '../../sync-core/model/time.ts';
import { checkJournal } from './contract-checker.ts';
import { createGraphChecker } from './graph-contract.ts';

const quiet = () => undefined;
export const never = new AbortController().signal;
export const halfAYear: Window = { from: '2026-11-16T00:00:00Z' as Instant, until: '2027-05-22T00:00:00Z' as Instant };
export const nothingKnown: KnownItems = { versionOf: () => undefined, idsWithin: () => [] };

export interface GraphStage {
  readonly server: Sandbox<'microsoft365'>['microsoft365'];
  readonly connector: Connector;
  /** What the connector has asked for: `GET /me/contacts`; what is inside a batch as if it went by itself. */
  readonly asked: string[];
  /** Time passes. */
  advance(milliseconds: number): void;
  /** How often the connector went over the network. */
  trips(): number;
  /** Changes answers on their way to the connector. */
  between: (answer: Response, url: string) => Promise<Response>;
  /** The person in another program: without the connector. @throws Error unless it is done */
  person(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** Ends it. Nobody was mailed, and all that went over the wire is what Graph's contract says. */
  close(): Promise<void>;
}

/**
 * On Monday, 23 November 2026, with the small sample world.
 * @param rights what the sign-in was granted; absent: nobody knows.
 */
export async function startGraphStage(rights?: readonly string[]): Promise<GraphStage> {
  const clock = createManualClock(Date.parse('2026-11-23T08:00:00Z'));
  const sandbox = await startSandbox({
    systems: ['microsoft365'],
    size: 'small',
    today: '2026-11-23',
    listen: false,
    clock,
  });
  const server = sandbox.microsoft365;
  const checker = await createGraphChecker();
  const apiUrl = `${server.describe().addresses['graph']}/v1.0`;
  const token = () => String(server.describe().users[0]?.accessToken);
  const asked: string[] = [];
  let trips = 0;
  const stage: { between: GraphStage['between'] } = { between: async (answer) => answer };
  const connector = createMicrosoft365Connector({
    apiUrl,
    ...(rights === undefined ? {} : { rights }),
    ports: {
      fetch: async (url, init) => {
        trips += 1;
        asked.push(...askedIn(url.slice(apiUrl.length), init));
        return stage.between(await server.fetch(url, init), url);
      },
      tokens: { accessToken: async () => token() },
      clock: {
        now: () => clock.now(),
        sleep: async (milliseconds: number, signal: AbortSignal) => {
          signal.throwIfAborted();
          clock.advance(milliseconds);
        },
      },
      random: () => 0.5,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      remembered: rememberInMemory(() => clock.now()),
    },
  });
  return Object.assign(stage, {
    server,
    connector,
    asked,
    advance: (milliseconds: number) => clock.advance(milliseconds),
    trips: () => trips,
    async person(method: string, path: string, body?: unknown) {
      const response = await server.fetch(`${apiUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token()}`,
          prefer: 'IdType="ImmutableId"',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    },
    async close() {
      expect(server.control.mails()).toEqual([]);
      // Of a connection that was cut at once, nothing was read that could be checked.
      const journal = server.control.journal().filter((entry) => entry.status !== null || entry.requestBody !== null);
      expect(checkJournal(checker, journal).violations).toEqual([]);
      await sandbox.close();
    },
  });
}

interface Part {
  readonly method: string;
  readonly url: string;
}

function askedIn(path: string, init: RequestInit): readonly string[] {
  const body = path === '/$batch' ? (JSON.parse(String(init.body)) as { requests: readonly Part[] }) : undefined;
  return body?.requests.map(({ method, url }) => `${method} ${url}`) ?? [`${init.method ?? 'GET'} ${path}`];
}

/** One round of changes, put together. */
export async function roundOf<F extends ItemFields>(
  face: ItemFace<F>,
  cursor: Cursor | null = null,
  known: KnownItems = nothingKnown,
  window: Window = halfAYear,
) {
  const pages: ChangePage<F>[] = [];
  for await (const page of face.changes({ cursor, window, known, signal: never })) pages.push(page);
  return {
    changed: pages.flatMap((page) => page.changed),
    gone: pages.flatMap((page) => page.gone),
    unreadable: pages.flatMap((page) => page.unreadable ?? []),
    cursor: pages.at(-1)?.cursor as Cursor,
  };
}

/** Outcomes in the order of the operations. */
export async function written<F extends ItemFields>(face: ItemFace<F>, ...operations: readonly WriteOperation<F>[]) {
  const outcomes: WriteOutcome<F>[] = [];
  for await (const outcome of face.write(operations, halfAYear, never)) outcomes.push(outcome);
  return outcomes.toSorted((one, other) => one.index - other.index);
}

/** What was made of one operation. @throws Error when nothing was */
export function itemOf<F extends ItemFields>(outcome: WriteOutcome<F> | undefined): RemoteItem<F> {
  if (outcome === undefined || !('item' in outcome)) throw new Error(`no item: ${JSON.stringify(outcome)}`);
  return outcome.item;
}

/** What the engine knows of these. */
export function knowing<F extends ItemFields>(...items: readonly RemoteItem<F>[]): KnownItems {
  const versions = new Map(items.map(({ id, version }) => [id, version]));
  return { versionOf: (id: ItemId) => versions.get(id), idsWithin: () => versions.keys() };
}

export function markOf(number: number): CreationMark {
  const digits = String(number).padStart(12, '0');
  return { key: `00000000-0000-4000-8000-${digits}`, marker: `superoffice:Cust1:12:${number}` };
}
