/**
 * @file The base that every sandbox system stands on. A system asks for its servers, puts its routes on them, and hands over
 * what only it knows (loading, saving, sign-in, item operations); the kit makes a `SandboxSystem` of it.
 *
 *     const kit = createKit({ name: 'microsoft365', hosts: ['login', 'graph'], options, switches: table, writeError });
 *     kit.host('graph').get('/v1.0/me', (request) => …request.sandbox.asOf…);
 *     return kit.finish({ describe, load, save, restore, expireAccessTokens, revokeSignIn, expireCursors, operations });
 *
 * Requests inside a batch go through `kit.callInBatch`, so that they meet faults, checks and journal like any other.
 */
import type { FastifyInstance } from 'fastify';
import type { SampleWorld } from '../sample/world.ts';
import { createRunningClock } from './clock.ts';
import { createControlServer } from './control-server.ts';
import { createDirectFetch } from './direct-fetch.ts';
import { createFaultPlan } from './faults.ts';
import { createHost, type DirectAnswer, type DirectRequest, type ErrorWriter, type Host } from './host.ts';
import { createIds, type IdSource } from './ids.ts';
import { createJournal } from './journal.ts';
import { createSwitches, type Switches, type SwitchTable } from './switches.ts';
import type { SandboxClock, SandboxSystem, SandboxUser, StartOptions, SystemControl, SystemName } from './system.ts';

export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  /** The request that caused it, `POST /v1.0/me/events`. */
  readonly cause: string;
}

export interface KitOptions {
  readonly name: SystemName;
  /** Names of the servers; each gets its own port, in this order. `control` is added by the kit. */
  readonly hosts: readonly string[];
  readonly options: StartOptions;
  readonly switches: SwitchTable;
  readonly writeError: ErrorWriter;
  /** Default false: `/v1/user` is `/v1/User`. */
  readonly caseSensitive?: boolean;
}

/** One thing that tests do as another person or in another program; the argument comes as JSON when called by HTTP. */
export type Operations = Readonly<Record<string, (argument: never) => unknown>>;

/** What only the system knows. */
export interface SystemParts<O extends Operations> {
  describe(): { readonly clientId: string; readonly users: readonly SandboxUser[] };
  load(world: SampleWorld): void;
  save(): unknown;
  /** @throws when the state is not one that `save` gave */
  restore(state: unknown): void;
  expireAccessTokens(): void;
  revokeSignIn(userName: string): void;
  expireCursors(): void;
  readonly operations: O;
}

export interface Kit {
  readonly clock: SandboxClock;
  readonly ids: IdSource;
  readonly switches: Switches;
  /** The Fastify application to put routes on. */
  host(name: string): FastifyInstance;
  /** `http://127.0.0.1:port` of a server; before `listen` a made-up port that only the in-process `fetch` knows. */
  address(name: string): string;
  /** Sends a request through a server's routes as number `place` of a batch. */
  callInBatch(name: string, request: DirectRequest, place: number): Promise<DirectAnswer>;
  mail(mail: Mail): void;
  finish<O extends Operations>(parts: SystemParts<O>): SandboxSystem & { readonly control: SystemControl & O };
}

/** In-process addresses before `listen`: below the ports that systems give out by themselves. */
const firstImaginaryPort = 1100;
const mostMails = 10_000;

export function createKit(kitOptions: KitOptions): Kit {
  const { name, options } = kitOptions;
  const clock = options.clock ?? createRunningClock();
  const faults = createFaultPlan();
  const journal = createJournal();
  const ids = createIds(options.seed ?? 1);
  const switches = createSwitches(kitOptions.switches, options.switches);
  const mails: Mail[] = [];
  const hosts = kitOptions.hosts.map((hostName) =>
    createHost({
      name: hostName,
      clock,
      faults,
      journal,
      journalIsOn: () => switches.flag('journal'),
      wait: (milliseconds) => waitOn(options.clock, milliseconds),
      writeError: kitOptions.writeError,
      caseSensitive: kitOptions.caseSensitive ?? false,
    }),
  );
  const addresses = new Map([...kitOptions.hosts, 'control'].map((each, index) => [each, imaginaryAddress(index)]));
  const hostOf = (hostName: string): Host => {
    const found = hosts.find((host) => host.name === hostName);
    if (!found) throw new RangeError(`${name} has no server "${hostName}".`);
    return found;
  };
  const address = (hostName: string): string => addresses.get(hostName) ?? hostOf(hostName).name;
  return {
    clock,
    ids,
    switches,
    host: (hostName) => hostOf(hostName).app,
    address,
    callInBatch: (hostName, request, place) => hostOf(hostName).call(request, place),
    mail: (mail) => {
      mails.push(mail);
      if (mails.length > mostMails) mails.shift();
    },
    finish: (parts) => {
      const control: SystemControl = {
        clock,
        fault: faults.add,
        clearFaults: faults.clear,
        journal: journal.read,
        clearJournal: journal.clear,
        set: switches.set,
        expireAccessTokens: parts.expireAccessTokens,
        revokeSignIn: parts.revokeSignIn,
        expireCursors: parts.expireCursors,
        mails: () => [...mails],
      };
      const system: SandboxSystem & { control: SystemControl & typeof parts.operations } = {
        name,
        listen: async () => {
          await openServers(
            [...hosts.map((host) => host.app), controlServer],
            options.port ?? 0,
            [...addresses.keys()],
            addresses,
          );
          return system.describe();
        },
        close: async () => {
          await Promise.all([...hosts.map((host) => host.app), controlServer].map((app) => app.close()));
        },
        describe: () => ({ system: name, addresses: Object.fromEntries(addresses), ...parts.describe() }),
        fetch: createDirectFetch((origin) => hosts.find((host) => addresses.get(host.name) === origin) ?? null),
        load: parts.load,
        save: () => {
          const state = parts.save();
          return { system: name, ids: ids.position(), state };
        },
        restore: (saved) => {
          const { ids: position, state } = savedState(saved, name);
          parts.restore(state);
          ids.continueFrom(position);
        },
        control: { ...control, ...parts.operations },
      };
      const controlServer = createControlServer(system, parts.operations, switches);
      return system;
    },
  };
}

function imaginaryAddress(index: number): string {
  return `http://127.0.0.1:${firstImaginaryPort + index}`;
}

/** A clock that was handed in belongs to a simulation: waiting moves it, and takes no time. */
async function waitOn(handedIn: SandboxClock | undefined, milliseconds: number): Promise<void> {
  if (handedIn) handedIn.advance(milliseconds);
  else await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function openServers(
  apps: readonly FastifyInstance[],
  firstPort: number,
  names: readonly string[],
  addresses: Map<string, string>,
): Promise<void> {
  for (const [index, app] of apps.entries()) {
    const origin = await app.listen({ host: '127.0.0.1', port: firstPort === 0 ? 0 : firstPort + index });
    addresses.set(names[index] ?? '', origin);
  }
}

function savedState(saved: unknown, name: SystemName): { ids: number; state: unknown } {
  const whole = saved as { system?: unknown; ids?: unknown; state?: unknown } | null;
  if (typeof whole !== 'object' || whole === null || whole.system !== name || typeof whole.ids !== 'number') {
    throw new TypeError(`This is not a saved state of the ${name} sandbox.`);
  }
  return { ids: whole.ids, state: whole.state };
}
