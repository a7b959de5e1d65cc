/**
 * @file Process death between any two steps: after so many calls of store and connectors nothing answers any more. What was
 * committed is committed, what the servers took is taken, and all else is gone.
 */
import type { Connector } from '../../sync-core/connectors/connector.ts';
import type { Store } from '../../sync-core/store/store.ts';

export class Died extends Error {
  constructor() {
    super('the process has died');
    this.name = 'Died';
  }
}

export interface Life {
  /** @throws Died from the last step on. */
  step(): void;
  readonly over: boolean;
}

/** @param steps how many calls the process lives for. */
export function lifeOf(steps: number): Life {
  let left = steps;
  return {
    step() {
      left -= 1;
      if (left < 0) throw new Died();
    },
    get over() {
      return left < 0;
    },
  };
}

type Wrapped = Record<PropertyKey, unknown>;

/** Every function of an object, and of the objects in it, costs a step before and after. */
function mortal<T extends object>(target: T, life: Life): T {
  return new Proxy(target, {
    get(from, key) {
      const value = (from as Wrapped)[key];
      if (typeof value === 'object' && value !== null) return mortal(value, life);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        life.step();
        return after(Reflect.apply(value, from, args), life);
      };
    },
  });
}

function after(result: unknown, life: Life): unknown {
  if (result instanceof Promise) {
    return result.then((value) => {
      life.step();
      return value;
    });
  }
  if (isStream(result)) return mortalStream(result, life);
  life.step();
  // A table of links has functions of its own.
  return isTable(result) ? mortal(result, life) : result;
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function isTable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.values(value).some((part) => typeof part === 'function');
}

async function* mortalStream(stream: AsyncIterable<unknown>, life: Life): AsyncGenerator<unknown> {
  for await (const value of stream) {
    life.step();
    yield value;
  }
}

export function mortalStore(store: Store, life: Life): Store {
  return { ...store, tables: mortal(store.tables, life) };
}

export function mortalConnector(connector: Connector, life: Life): Connector {
  const { express } = connector.appointments;
  const wrapped = mortal(connector, life);
  return {
    system: connector.system,
    facts: async (signal) => await wrapped.facts(signal),
    appointments: new Proxy(wrapped.appointments, {
      get: (face, key) => (key === 'express' ? express : (face as unknown as Wrapped)[key]),
    }),
  };
}
