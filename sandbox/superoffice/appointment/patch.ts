/**
 * @file The two dialects of PATCH, on the entity as the caller would have read it. An array is JSON Patch (add, replace,
 * remove, test; names in any case, the leading slash may be missing); an object is a merge patch with the original's two
 * oddities: it does not set a property whose value is null now, and an object given for an array is added to it.
 */
import { badRequest, Refusal } from '../errors.ts';

type Json = Record<string, unknown>;

/**
 * @returns the properties that are different afterwards
 * @throws Refusal 400 for a patch that cannot be applied, 409 when a `test` fails
 */
export function changesByPatch(entity: Json, patch: unknown): Json {
  const copy = structuredClone(entity);
  if (Array.isArray(patch)) {
    for (const operation of patch) applyOperation(copy, operation);
  } else {
    if (!isObject(patch)) throw badRequest('A patch is an array of operations or an object.');
    merge(copy, patch);
  }
  const changed = ([name, value]: [string, unknown]) => JSON.stringify(value) !== JSON.stringify(entity[name]);
  return Object.fromEntries(Object.entries(copy).filter(changed));
}

interface Operation {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly value?: unknown;
}

function applyOperation(entity: Json, operation: unknown): void {
  const { op, path, value } = (operation ?? {}) as Operation;
  if (typeof path !== 'string' || path === '') throw badRequest('A patch operation has no path.');
  const keys = path
    .replace(/^\//, '')
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop() ?? '';
  const holder = keys.reduce<unknown>((within, key) => step(within, key, path), entity);
  if (Array.isArray(holder)) {
    applyToArray(holder, last, String(op), value, path);
    return;
  }
  if (typeof holder !== 'object' || holder === null) throw badRequest(`Nothing is at ${path}.`);
  const name = nameIn(holder as Json, last);
  const isMap = keys.length > 0 && /^(customfields|userdefinedfields|extrafields)$/i.test(keys.at(-1) ?? '');
  if (!(name in holder) && !(isMap && (op === 'add' || op === 'replace')))
    throw badRequest(`There is no property ${path}.`);
  applyToProperty(holder as Json, name, String(op), value, path);
}

function applyToProperty(holder: Json, name: string, op: string, value: unknown, path: string): void {
  if (op === 'test') {
    test(holder[name], value, path);
  } else if (op === 'remove') {
    holder[name] = null;
  } else if (op === 'add' || op === 'replace') {
    holder[name] = value ?? null;
  } else {
    throw badRequest(`The operation "${op}" is not one of add, replace, remove, test.`);
  }
}

function applyToArray(holder: unknown[], key: string, op: string, value: unknown, path: string): void {
  if (op === 'add' && key === '-') {
    holder.push(value);
    return;
  }
  const index = /^\d+$/.test(key) ? Number(key) : -1;
  if (index < 0 || index >= holder.length + (op === 'add' ? 1 : 0)) throw badRequest(`There is no element ${path}.`);
  if (op === 'test') test(holder[index], value, path);
  else if (op === 'remove') holder.splice(index, 1);
  else if (op === 'add') holder.splice(index, 0, value);
  else if (op === 'replace') holder[index] = value;
  else throw badRequest(`The operation "${op}" is not one of add, replace, remove, test.`);
}

function test(actual: unknown, expected: unknown, path: string): void {
  if (!same(actual, expected)) throw new Refusal(409, `The test of ${path} failed.`);
}

/** Equal as JSON; of objects, what the expected one names. */
function same(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return actual.length === expected.length && expected.every((each, index) => same(actual[index], each));
  }
  if (isObject(actual) && isObject(expected)) {
    return Object.entries(expected).every(([name, value]) => same(actual[nameIn(actual, name)], value));
  }
  return (actual ?? null) === (expected ?? null);
}

function step(within: unknown, key: string, path: string): unknown {
  if (Array.isArray(within)) return within[Number(key)];
  if (!isObject(within)) throw badRequest(`Nothing is at ${path}.`);
  return within[nameIn(within, key)];
}

function merge(target: Json, patch: Json): void {
  for (const [given, value] of Object.entries(patch)) {
    const name = nameIn(target, given);
    const current = target[name];
    if (current === null || (current === undefined && !isTextMap(target))) continue;
    if (Array.isArray(current) && isObject(value)) current.push(value);
    else if (isObject(current) && isObject(value)) merge(current, value);
    else target[name] = value;
  }
}

/** Maps from text to text take new names; an entity has the properties that it has. */
function isTextMap(target: Json): boolean {
  return Object.values(target).every((value) => typeof value === 'string');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The property's own spelling, or the given one when there is none. */
function nameIn(holder: Json, given: string): string {
  if (given in holder) return given;
  const wanted = given.toLowerCase();
  return Object.keys(holder).find((name) => name.toLowerCase() === wanted) ?? given;
}
