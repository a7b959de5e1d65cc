/** @file Starts any or all of the sandbox systems with one sample world: for tests, benchmarks, the demo and the command. */
import { Temporal } from 'temporal-polyfill';
import { createExchange } from './exchange/index.ts';
import { createGoogle } from './google/index.ts';
import type { SandboxClock, StartOptions, SystemDescription, SystemName } from './kit/system.ts';
import { createMicrosoft365 } from './microsoft365/index.ts';
import { type SampleSize, type SampleZones, sampleWorld } from './sample/sample-world.ts';
import type { SampleWorld } from './sample/world.ts';
import { createSuperOffice } from './superoffice/index.ts';

const factories = {
  superoffice: createSuperOffice,
  microsoft365: createMicrosoft365,
  google: createGoogle,
  exchange: createExchange,
} as const;

export const systemNames = Object.keys(factories) as SystemName[];

type Systems = { readonly [Name in SystemName]: ReturnType<(typeof factories)[Name]> };

export interface SandboxOptions<Name extends SystemName> {
  /** All where nothing is said. */
  readonly systems?: readonly Name[];
  /** Decides the sample world, and all ids and tokens; 1 where nothing is said. */
  readonly seed?: number;
  readonly size?: SampleSize;
  /** How many appointments a large world has. */
  readonly appointments?: number;
  readonly zones?: SampleZones;
  /** The day of the sample world, `2026-11-23`; the clock's day in Berlin where nothing is said. */
  readonly today?: string;
  /** Opens servers on loopback. Without it the systems answer only to their own `fetch`. */
  readonly listen: boolean;
  /** Port of the first server, the others following; any free ones where nothing is said. */
  readonly port?: number;
  readonly clock?: SandboxClock;
  /** Values of named switches, by system. */
  readonly switches?: { readonly [System in SystemName]?: NonNullable<StartOptions['switches']> };
}

export type Sandbox<Name extends SystemName = SystemName> = Pick<Systems, Name> & {
  /** What the systems were filled with. */
  readonly world: SampleWorld;
  /** In the order of `systems`. */
  readonly descriptions: readonly SystemDescription[];
  close(): Promise<void>;
};

function dayOf(clock: SandboxClock | undefined): string {
  const now = clock ? Temporal.Instant.fromEpochMilliseconds(clock.now()) : Temporal.Now.instant();
  return now.toZonedDateTimeISO('Europe/Berlin').toPlainDate().toString();
}

/**
 * Starts the systems and fills them with the sample world.
 * @throws RangeError for an unknown switch or a world that cannot be; the system's error when a port is taken. Nothing
 * stays open then.
 */
export async function startSandbox<Name extends SystemName = SystemName>(
  options: SandboxOptions<Name>,
): Promise<Sandbox<Name>> {
  const seed = options.seed ?? 1;
  const world = sampleWorld({
    seed,
    size: options.size ?? 'sample',
    today: options.today ?? dayOf(options.clock),
    ...(options.appointments === undefined ? {} : { appointments: options.appointments }),
    ...(options.zones === undefined ? {} : { zones: options.zones }),
  });
  const started: Partial<Systems> = {};
  const descriptions: SystemDescription[] = [];
  let port = options.port ?? 0;
  const close = async (): Promise<void> => {
    await Promise.all(Object.values(started).map((system) => system.close()));
  };
  try {
    for (const name of options.systems ?? systemNames) {
      const switches = options.switches?.[name];
      const system = factories[name]({
        seed,
        port,
        ...(options.clock ? { clock: options.clock } : {}),
        ...(switches ? { switches } : {}),
      });
      Object.assign(started, { [name]: system });
      system.load(world);
      const description = options.listen ? await system.listen() : system.describe();
      descriptions.push(description);
      if (port !== 0) port += Object.keys(description.addresses).length;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ...(started as Pick<Systems, Name>), world, descriptions, close };
}
