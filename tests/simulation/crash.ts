/**
 * @file Process death between any two steps: after so many calls of store and connectors nothing answers any more. What was
 * committed is committed, what the servers took is taken, and all else is gone. A request to stop comes in the same way.
 */

import type { Connector, ItemFace } from '../../sync-core/connectors/connector.ts';
import { Cancelled } from '../../sync-core/connectors/errors.ts';
import type { Clock } from '../../sync-core/connectors/ports.ts';
import type { ItemFields } from '../../sync-core/model/item.ts';
import type { SystemId } from '../../sync-core/model/side.ts';
import type { StoreTables } from '../../sync-core/store/store.ts';

class Died extends Error {
  constructor() {
    super('the process has died');
    this.name = 'Died';
  }
}

export const forever = Number.POSITIVE_INFINITY;

/** How long a process lives, in steps: one before and one after each call of store, connector and clock. */
export class Life {
  steps = 0;
  /** What the process was at when it died. */
  last = '';
  #dies = forever;
  #stops = forever;
  #abort = new AbortController();

  begin(dies: number, stops: number): AbortSignal {
    this.steps = 0;
    this.#dies = dies;
    this.#stops = stops;
    this.#abort = new AbortController();
    return this.#abort.signal;
  }

  get over(): boolean {
    return this.steps > this.#dies;
  }

  /** @throws Died from the last step on. */
  step(at: string): void {
    if (this.over) throw new Died();
    this.steps += 1;
    if (this.steps === this.#stops) this.#abort.abort();
    if (!this.over) return;
    this.last = at;
    throw new Died();
  }
}

type Anything = Record<string, unknown>;
type Work = (...args: unknown[]) => unknown;

/** Every function of an object, and of the objects in it, costs a step before and after. */
function mortal<T extends object>(target: T, life: Life, at: string): T {
  const wrapped: Anything = {};
  for (const [key, value] of Object.entries(target as Anything)) {
    if (typeof value === 'function') wrapped[key] = mortalWork(value as Work, life, `${at}.${key}`);
    else wrapped[key] = typeof value === 'object' && value !== null ? mortal(value, life, `${at}.${key}`) : value;
  }
  return wrapped as T;
}

function mortalWork(work: Work, life: Life, at: string): Work {
  return (...args) => {
    life.step(`before ${at}`);
    const result = work(...args);
    life.step(`after ${at}`);
    return result;
  };
}

/** @returns the store's tables as a process sees them that lives as long as this life; made once, for many lives. */
export function mortalTables(tables: StoreTables, life: Life): StoreTables {
  const { links } = tables;
  const wrapped = mortal(tables, life, 'store');
  return {
    ...wrapped,
    links: { ...wrapped.links, table: (...args) => mortal(links.table(...args), life, 'store.links') },
  };
}

export function mortalClock(clock: Clock, life: Life): Clock {
  return {
    now: () => clock.now(),
    async sleep(milliseconds, signal) {
      life.step('before a pause');
      await clock.sleep(milliseconds, signal);
      life.step('after a pause');
    },
  };
}

export function mortalConnector(connector: Connector, life: Life): Connector {
  const { system, appointments, tasks, contacts, persons } = connector;
  const face = <F extends ItemFields>(one: ItemFace<F>): ItemFace<F> => mortalFace(one, system, life);
  return {
    ...connector,
    facts: (signal, zone) => answered(life, () => connector.facts(signal, zone), `${system}.facts`, system, signal),
    appointments: face(appointments),
    ...(tasks === undefined ? {} : { tasks: face(tasks) }),
    ...(contacts === undefined ? {} : { contacts: face(contacts) }),
    ...(persons === undefined ? {} : { persons: (wanted) => face(persons(wanted)) }),
  };
}

/** A request that is asked to stop is no longer waited for, whatever became of it. */
async function answered<T>(
  life: Life,
  work: () => Promise<T>,
  at: string,
  system: SystemId,
  signal: AbortSignal,
): Promise<T> {
  life.step(`before ${at}`);
  const result = await work();
  life.step(`after ${at}`);
  if (signal.aborted) throw new Cancelled('asked to stop', { system });
  return result;
}

async function* told<T>(
  life: Life,
  stream: AsyncIterable<T>,
  at: string,
  system: SystemId,
  signal: AbortSignal,
): AsyncGenerator<T> {
  life.step(`before ${at}`);
  for await (const part of stream) {
    life.step(`in ${at}`);
    if (signal.aborted) throw new Cancelled('asked to stop', { system });
    yield part;
  }
  life.step(`after ${at}`);
}

function mortalFace<F extends ItemFields>(face: ItemFace<F>, system: SystemId, life: Life): ItemFace<F> {
  const { markers } = face;
  const ask = <T>(work: () => Promise<T>, what: string, signal: AbortSignal) =>
    answered(life, work, `${system}.${what}`, system, signal);
  const listen = <T>(stream: AsyncIterable<T>, what: string, signal: AbortSignal) =>
    told(life, stream, `${system}.${what}`, system, signal);
  return {
    ...face,
    changes: (request) => listen(face.changes(request), 'changes', request.signal),
    get: (ids, signal, known) => ask(() => face.get(ids, signal, known), 'get', signal),
    ...(markers === undefined
      ? {}
      : { markers: (ids, window, signal) => ask(() => markers(ids, window, signal), 'markers', signal) }),
    findCreated: (marks, signal, known) => ask(() => face.findCreated(marks, signal, known), 'findCreated', signal),
    write: (operations, window, signal) => listen(face.write(operations, window, signal), 'write', signal),
  };
}
