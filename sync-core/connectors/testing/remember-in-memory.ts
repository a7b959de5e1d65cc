/** @file A memory of facts for tests, as exact about its form as the store: what is no JSON does not come back. */
import { type Remembered, silenceFact } from '../ports.ts';

/** Unlike the store's it can be looked at and damaged. */
export interface MemoryOfFacts extends Remembered {
  readonly facts: Map<string, { value: unknown; readonly setAt: number; readonly until: number }>;
}

/** @param now milliseconds since 1970. */
export function rememberInMemory(now: () => number): MemoryOfFacts {
  const facts: MemoryOfFacts['facts'] = new Map();
  return {
    facts,
    get(name) {
      const fact = facts.get(name);
      return fact && fact.setAt <= now() && now() < fact.until ? fact.value : undefined;
    },
    set(name, value, until) {
      facts.set(name, { value: JSON.parse(JSON.stringify(value)), setAt: now(), until });
    },
    forget() {
      for (const name of [...facts.keys()]) if (name !== silenceFact) facts.delete(name);
    },
  };
}
