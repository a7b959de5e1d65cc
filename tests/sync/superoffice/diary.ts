/**
 * @file A user's diary in the practice SuperOffice, seen through the connector, with a memory of what was read as the engine
 * keeps it; and the same tenant seen through other people's programs, which talk to the servers directly.
 */
import { v4 } from 'uuid';
import { createManualClock } from '../../../sandbox/kit/clock.ts';
import type { JournalEntry } from '../../../sandbox/kit/system.ts';
import { sampleWorld } from '../../../sandbox/sample/sample-world.ts';
import type { SampleAppointment, SampleUser, SampleWorld } from '../../../sandbox/sample/world.ts';
import { createSuperOffice } from '../../../sandbox/superoffice/index.ts';
import type {
  ChangesRequest,
  Cursor,
  RemoteAppointment,
  WriteOutcome,
} from '../../../sync-core/connectors/connector.ts';
import { AuthExpired } from '../../../sync-core/connectors/errors.ts';
import { createSuperOfficeConnector } from '../../../sync-core/connectors/superoffice/connector.ts';
import { rememberInMemory } from '../../../sync-core/connectors/testing/remember-in-memory.ts';
import type { Appointment, AppointmentPatch } from '../../../sync-core/model/appointment.ts';
import type { ItemId } from '../../../sync-core/model/side.ts';
import type { Instant } from '../../../sync-core/model/time.ts';

export const never = new AbortController().signal;
const tenant = 'Cust70001';
const discard = () => undefined;

interface Setting {
  readonly switches?: Readonly<Record<string, string | number | boolean>>;
  readonly pageSize?: number;
  /** On the base of the small world's own ones. */
  readonly user?: Partial<SampleUser>;
  readonly baseZone?: string;
  /** Instead of the small world's. */
  readonly appointments?: (small: readonly SampleAppointment[]) => readonly SampleAppointment[];
}

export interface ReadResult {
  readonly changed: readonly RemoteAppointment[];
  readonly gone: readonly ItemId[];
  readonly unreadable: readonly ItemId[];
  readonly cursor: Cursor;
}

export type Diary = ReturnType<typeof openDiary>;

export function openDiary(setting: Setting = {}) {
  const clock = createManualClock(Date.parse('2026-11-23T09:00:00Z'));
  const system = createSuperOffice({ clock, seed: 1, ...(setting.switches && { switches: setting.switches }) });
  system.load(worldFor(setting));
  const { addresses, users } = system.describe();
  let token = users[0]?.accessToken ?? '';
  let renewals = 0;
  /** Tests put something of their own between connector and server. */
  const ports = { fetch: (url: string, init?: RequestInit) => system.fetch(url, init) };
  const remembered = rememberInMemory(clock.now);
  const options = {
    ports: {
      fetch: (url: string, init: RequestInit) => ports.fetch(url, init),
      tokens: {
        async accessToken(_signal: AbortSignal, rejected?: string) {
          if (rejected !== undefined) {
            renewals += 1;
            token = await refreshed(
              system.fetch,
              addresses['login'] ?? '',
              users[0]?.refreshToken ?? '',
              system.describe().clientId,
            );
          }
          return token;
        },
      },
      clock: {
        now: clock.now,
        async sleep(milliseconds: number, signal: AbortSignal) {
          signal.throwIfAborted();
          const until = clock.now() + milliseconds;
          // What left before now arrives before the time moves on.
          for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
          clock.advance(Math.max(0, until - clock.now()));
        },
      },
      random: () => 0.5,
      log: { debug: discard, info: discard, warn: discard, error: discard },
      remembered,
    },
    loginUrl: addresses['login'] ?? '',
    tenant,
    ...(setting.pageSize && { pageSize: setting.pageSize }),
  };
  let connector = createSuperOfficeConnector(options);
  const memory = new Map<ItemId, RemoteAppointment>();
  const window = { from: '2026-11-15T23:00:00Z' as Instant, until: '2027-05-22T22:00:00Z' as Instant };

  const requestFor = (cursor: Cursor | null): ChangesRequest => ({
    cursor,
    window,
    known: {
      versionOf: (id) => memory.get(id)?.version,
      idsWithin: () => memory.keys(),
    },
    signal: never,
  });

  /** Changes what the server answers to requests whose address matches. */
  function rewrite(path: RegExp, change: (body: unknown) => unknown): void {
    const { fetch } = ports;
    ports.fetch = async (url, init) => {
      const response = await fetch(url, init);
      return path.test(url) ? Response.json(change(await response.json())) : response;
    };
  }

  return {
    ports,
    /** A licence that was taken away after it was read. */
    pretendLicence: () =>
      rewrite(/currentPrincipal/, (body) => ({ ...(body as object), Licenses: [{ Name: 'visible-for' }] })),
    pretendZones: (items: readonly unknown[]) => rewrite(/timezoneiana/, () => items),
    get connector() {
      return connector;
    },
    get face() {
      return connector.appointments;
    },
    /** What the account's facts are kept in. */
    remembered,
    /** The program is started again: all that it knows is what it kept. */
    startAgain() {
      connector = createSuperOfficeConnector(options);
    },
    control: system.control,
    clock,
    memory,
    window,
    requestFor,
    renewals: () => renewals,
    /** Reads what changed, and remembers what can be linked. */
    async read(cursor: Cursor | null): Promise<ReadResult> {
      const changed: RemoteAppointment[] = [];
      const gone: ItemId[] = [];
      const unreadable: ItemId[] = [];
      let next: Cursor | undefined;
      for await (const page of connector.appointments.changes(requestFor(cursor))) {
        changed.push(...page.changed);
        gone.push(...page.gone.map((item) => item.id));
        unreadable.push(...(page.unreadable ?? []).map((item) => item.id));
        next = page.cursor;
      }
      if (next === undefined) throw new Error('the listing ended without a cursor');
      for (const item of changed) {
        if (item.unfit || item.form.kind === 'occurrence') memory.delete(item.id);
        else memory.set(item.id, item);
      }
      for (const id of gone) memory.delete(id);
      return { changed, gone, unreadable, cursor: next };
    },
    /** The requests of `work`, as the servers saw them. */
    async requests(work: () => Promise<unknown>): Promise<readonly JournalEntry[]> {
      system.control.clearJournal();
      await work();
      return system.control.journal();
    },
    /** The same tenant in another program; by the main user, or by somebody else. */
    async elsewhere(method: string, path: string, body?: unknown, userAt = 0): Promise<Record<string, unknown>> {
      const response = await system.fetch(`${addresses['api']}/${tenant}/api/v1/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${userAt === 0 ? token : users[userAt]?.accessToken}`,
          'content-type': Array.isArray(body) ? 'application/json-patch+json' : 'application/json',
          'so-timezone': 'UTC, includeTZOffset',
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    },
    async create(fields: Appointment, key: string = v4()): Promise<WriteOutcome> {
      const operation = { do: 'create', mark: { key, marker: `m:${key}` }, fields, categories: [] } as const;
      return await only(connector.appointments.write([operation], window, never));
    },
    async update(item: RemoteAppointment, patch: AppointmentPatch): Promise<WriteOutcome> {
      const { id, version, fields } = item;
      return await only(
        connector.appointments.write([{ do: 'update', id, version, patch, current: fields }], window, never),
      );
    },
    async remove(item: RemoteAppointment): Promise<WriteOutcome> {
      const { id, version, fields } = item;
      return await only(connector.appointments.write([{ do: 'remove', id, version, current: fields }], window, never));
    },
    close: () => system.close(),
  };
}

function worldFor({ user, baseZone, appointments }: Setting): SampleWorld {
  const small = sampleWorld({ seed: 1, size: 'small', today: '2026-11-23' });
  const [main, ...others] = small.users;
  if (!main) throw new Error('the small world has no users');
  return {
    ...small,
    users: [{ ...main, ...user }, ...others],
    tenant: { ...small.tenant, ...(baseZone && { baseZone }) },
    appointments: appointments ? appointments(small.appointments) : small.appointments,
  };
}

async function refreshed(
  fetcher: (url: string, init?: RequestInit) => Promise<Response>,
  login: string,
  refreshToken: string,
  clientId: string,
): Promise<string> {
  const response = await fetcher(`${login}/login/common/oauth/tokens`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken }),
  });
  const { access_token } = (await response.json()) as { access_token?: string };
  if (response.status === 400) throw new AuthExpired('revoked', { system: 'superoffice' });
  if (!access_token) throw new Error(`no token: ${response.status}`);
  return access_token;
}

async function only(outcomes: AsyncIterable<WriteOutcome>): Promise<WriteOutcome> {
  for await (const outcome of outcomes) return outcome;
  throw new Error('no outcome');
}
