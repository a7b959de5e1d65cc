/** @file What a suite for several systems prints at its end: which system did what, and what each declares. */
import Table from 'cli-table3';

export interface SuiteTable {
  /** @param state of the test, as Vitest has it. */
  note(test: string, system: string, state: string | undefined): void;
  print(): void;
}

interface System {
  readonly name: string;
  readonly capabilities: object;
}

export function createSuiteTable(systems: readonly System[]): SuiteTable {
  const done = new Map<string, Map<string, string>>();
  return {
    note(test, system, state) {
      const row = done.get(test) ?? new Map<string, string>();
      done.set(test, row.set(system, state === 'pass' ? 'yes' : 'NO'));
    },
    print() {
      const table = new Table({
        head: ['', ...systems.map(({ name }) => name)],
        style: { head: [], border: [], compact: true },
      });
      for (const [what, row] of done) table.push([what, ...systems.map(({ name }) => row.get(name) ?? '–')]);
      for (const field of Object.keys(systems[0]?.capabilities ?? {})) {
        const declared = systems.map(({ capabilities }) => String(Reflect.get(capabilities, field)) || '–');
        table.push([`declared: ${field}`, ...declared]);
      }
      console.log(table.toString());
    },
  };
}
