/**
 * @file Named switches: what is unconfirmed of an original is not decided in code but told here, with its meaning and what
 * the sandbox assumes. `docs/sandbox.md` is written from these tables.
 */

export type SwitchValue = string | number | boolean;

/** One table per system; the key is the switch's name. */
export type SwitchTable = Readonly<
  Record<string, { readonly meaning: string; readonly default: SwitchValue; readonly choices?: readonly string[] }>
>;

/** Switches that every system has. */
export const kitSwitches = {
  journal: {
    meaning: 'Whether requests are written to the journal. Off makes long simulations faster.',
    default: true,
  },
} as const satisfies SwitchTable;

export interface Switches {
  flag(name: string): boolean;
  number(name: string): number;
  text(name: string): string;
  /** @throws RangeError for an unknown name, another type than the default's, or a value that is not among the choices */
  set(name: string, value: SwitchValue): void;
  all(): Readonly<Record<string, SwitchValue>>;
}

/**
 * @param table the system's own switches; those of the kit are added
 * @param overrides values that differ from the defaults
 */
export function createSwitches(table: SwitchTable, overrides: Readonly<Record<string, SwitchValue>> = {}): Switches {
  const known: SwitchTable = { ...kitSwitches, ...table };
  const values = new Map(Object.entries(known).map(([name, entry]) => [name, entry.default]));
  const get = (name: string): SwitchValue => {
    const value = values.get(name);
    if (value === undefined) {
      throw new RangeError(`There is no switch "${name}". Known: ${Object.keys(known).join(', ')}.`);
    }
    return value;
  };
  const set = (name: string, value: SwitchValue): void => {
    const before = get(name);
    if (typeof value !== typeof before) {
      throw new RangeError(`The switch "${name}" takes a ${typeof before}, not ${JSON.stringify(value)}.`);
    }
    const choices = known[name]?.choices;
    if (choices && !choices.includes(String(value))) {
      throw new RangeError(`The switch "${name}" takes one of ${choices.join(', ')}, not ${JSON.stringify(value)}.`);
    }
    values.set(name, value);
  };
  for (const [name, value] of Object.entries(overrides)) set(name, value);
  return {
    flag: (name) => get(name) === true,
    number: (name) => Number(get(name)),
    text: (name) => String(get(name)),
    set,
    all: () => Object.fromEntries(values),
  };
}
