/** @file A memory of facts for tests, as exact about its form as the store: what is no JSON does not come back. */
import type { Remembered } from '../ports.ts';

/** Unlike the store's it can be looked at and damaged. */
export interface MemoryOfFacts extends Remembered {
  readonly facts: Map<string, { value: unknown; readonly until: number }>;
}

/** @param now milliseconds since 1970. */
export function rememberInMemory(now: () => number): MemoryOfFacts {
  const facts: MemoryOfFacts['facts'] = new Map();
  return {
    facts,
    get(name) {
      const fact = facts.get(name);
      return fact && now() < fact.until ? fact.value : undefined;
    },
    set(name, value, until) {
      facts.set(name, { value: JSON.parse(JSON.stringify(value)), until });
    },
    forget: () => facts.clear(),
  };
}
