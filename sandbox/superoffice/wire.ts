/**
 * @file Reading bodies as the original does: names in any case, enumerations by name or number, null as empty.
 */
import { badRequest } from './errors.ts';

/** An object of a body whose names are read in any case. */
export interface Fields {
  has(name: string): boolean;
  get(name: string): unknown;
  text(name: string): string;
  int(name: string): number;
  flag(name: string): boolean;
  /** The fields of an object within; null when it is null, missing or not an object. */
  object(name: string): Fields | null;
  list(name: string): readonly Fields[];
}

/** @throws Refusal (400) when the value is not an object */
export function fieldsOf(value: unknown, what = 'The body'): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest(`${what} is not an object.`);
  const byName = new Map(Object.entries(value).map(([name, entry]) => [name.toLowerCase(), entry as unknown]));
  const get = (name: string): unknown => byName.get(name.toLowerCase());
  return {
    has: (name) => byName.has(name.toLowerCase()),
    get,
    text: (name) => textOf(get(name), name),
    int: (name) => intOf(get(name), name),
    flag: (name) => flagOf(get(name), name),
    object: (name) => {
      const entry = get(name);
      return entry === null || entry === undefined ? null : fieldsOf(entry, name);
    },
    list: (name) => {
      const entry = get(name);
      if (entry === null || entry === undefined) return [];
      if (!Array.isArray(entry)) throw badRequest(`${name} is not an array.`);
      return entry.map((each) => fieldsOf(each, name));
    },
  };
}

function textOf(value: unknown, name: string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') throw badRequest(`${name} is not a text.`);
  return String(value);
}

function intOf(value: unknown, name: string): number {
  if (value === null || value === undefined) return 0;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) throw badRequest(`${name} is not an integer.`);
  return number;
}

function flagOf(value: unknown, name: string): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'True') return true;
  if (value === 'false' || value === 'False') return false;
  throw badRequest(`${name} is not true or false.`);
}

/** Number to name and back, for one enumeration. */
export interface Enumeration {
  name(value: number): string;
  /** @throws Refusal (400) for a name or number that the enumeration has not */
  read(value: unknown, what: string): number;
}

export function enumeration(names: Readonly<Record<number, string>>): Enumeration {
  const byName = new Map(Object.entries(names).map(([value, name]) => [name.toLowerCase(), Number(value)]));
  return {
    name: (value) => names[value] ?? 'Unknown',
    read: (value, what) => {
      const found = typeof value === 'string' ? byName.get(value.toLowerCase()) : undefined;
      const number = found ?? (value === null || value === undefined || value === '' ? 0 : Number(value));
      if (names[number] === undefined) throw badRequest(`${what} has no value ${JSON.stringify(value)}.`);
      return number;
    },
  };
}

/** The properties that `$select` names; the others become null. */
export function selected(
  entity: Readonly<Record<string, unknown>>,
  select: string | undefined,
): Record<string, unknown> {
  if (!select) return { ...entity };
  const wanted = new Set(select.split(',').map((name) => name.trim().toLowerCase()));
  return Object.fromEntries(
    Object.entries(entity).map(([name, value]) => [name, wanted.has(name.toLowerCase()) ? value : null]),
  );
}
