/**
 * @file Everything that can be wrong about an answer: in each place of it, and as a whole. Pure; strings that are put in
 * carry `faultMark`, so that it shows where they get to.
 */
import type { Side } from '../../../sync-core/model/side.ts';
import { type AnswerSchema, type Endpoint, resolved, schemaOfProperty } from './endpoints.ts';

/** In every text that is put into an answer, and in every title of the tests. */
export const faultMark = 'Zq7';

/** Steps into a body: names of properties; 0 for the first element of an array. */
export type Place = readonly (string | 0)[];

export type ValueKind =
  | 'missing'
  | 'null'
  | 'wrong type'
  | 'empty'
  | 'out of range'
  | 'long or deep'
  | 'rows'
  | 'shape'
  | 'odd signs and keys';

export interface ValueCase {
  readonly endpoint: Endpoint;
  readonly kind: ValueKind;
  readonly place: Place;
  readonly what: string;
  /** Rows are left out of a list, in the right form: nobody can tell it from a list that has no such rows. */
  readonly omits: boolean;
  /** Takes a parsed body, which it may change, and returns the body to answer; undefined: this body has no such place. */
  readonly apply: (body: unknown) => { readonly body: unknown } | undefined;
}

type Made = {
  readonly kind: ValueKind;
  readonly what: string;
  readonly make: (value: unknown) => unknown;
  readonly omits?: boolean;
};

const drop = Symbol('drop');
const deep = (): unknown => JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as unknown;
const keysOfObjects = JSON.parse(
  '{"__proto__":{"polluted":true},"constructor":{"prototype":7},"prototype":null,"toString":1,"hasOwnProperty":0}',
) as object;
const samples: Readonly<Record<string, unknown>> = {
  string: faultMark,
  number: 7,
  boolean: true,
  array: [faultMark],
  object: { [faultMark]: 1 },
};

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function wrongTypes(value: unknown): Made[] {
  const is = typeName(value);
  return Object.entries(samples)
    .filter(([type]) => type !== is)
    .map(([type, sample]) => ({ kind: 'wrong type', what: type, make: () => structuredClone(sample) }));
}

function outOfRange(value: unknown, schema: AnswerSchema | undefined): Made[] {
  const made = (what: string, wrong: unknown): Made => ({ kind: 'out of range', what, make: () => wrong });
  if (typeof value === 'number') {
    return [
      made('negative', -1),
      made('zero', 0),
      made('beyond integers', 1e300),
      made('a fraction', value + 0.5),
      made('as a text', String(value)),
    ];
  }
  if (typeof value !== 'string') return [];
  const dates = /^\d{4}-\d\d-\d\d/.test(value)
    ? [
        made('day zero', value.replace(/^\d{4}-\d\d-\d\d/, '0000-00-00')),
        made('year 9999', value.replace(/^\d{4}/, '9999')),
        made('year 1', value.replace(/^\d{4}/, '0001')),
        made('30 February', value.replace(/^\d{4}-\d\d-\d\d/, '2026-02-30')),
        made('nonsense for an offset', `${value.replace(/(Z|[+-]\d\d:?\d\d)$/, '')}+99:99`),
        made('words', 'yesterday'),
      ]
    : [];
  const members = schema?.enum ? [made('unknown member', `${faultMark}Member`)] : [];
  const numbers = /^\d+$/.test(value) ? [made('as a number', Number(value)), made('negative', '-1')] : [];
  const links = /^https?:/.test(value)
    ? [made('another host', `https://${faultMark}.example/stolen`), made('no link', 'javascript:alert(1)')]
    : [];
  return [...dates, ...members, ...numbers, ...links];
}

function wrongLists(value: readonly unknown[], foreign: unknown): Made[] {
  return [
    { kind: 'rows', what: 'every row twice', make: (rows) => [...(rows as unknown[]), ...(rows as unknown[])] },
    { kind: 'rows', what: 'rows of something else', make: (rows) => [...(rows as unknown[]), foreign] },
    { kind: 'rows', what: 'null among the rows', make: (rows) => [null, ...(rows as unknown[])] },
    { kind: 'rows', what: 'a text among the rows', make: (rows) => [faultMark, ...(rows as unknown[])] },
    { kind: 'shape', what: 'an object of its rows', make: (rows) => ({ ...(rows as unknown[]) }) },
    ...(value.length > 0
      ? [{ kind: 'shape', what: 'its first row', make: (rows) => (rows as unknown[])[0] } as Made]
      : []),
  ];
}

/** All that can be wrong about one value. */
function wrongValues(value: unknown, schema: AnswerSchema | undefined): Made[] {
  const general: Made[] = [
    { kind: 'missing', what: 'left out', make: () => drop },
    ...(value === null ? [] : [{ kind: 'null', what: 'null', make: () => null } as const]),
    ...wrongTypes(value),
    ...outOfRange(value, schema),
    { kind: 'long or deep', what: 'deep', make: deep },
  ];
  if (typeof value === 'string') {
    return [
      ...general,
      { kind: 'empty', what: 'empty text', make: () => '' },
      { kind: 'long or deep', what: 'long', make: () => faultMark.repeat(50_000) },
      {
        kind: 'odd signs and keys',
        what: 'half a character, NUL, right to left',
        make: (text) => `\u202e${text}\ud800\u0000${faultMark}`,
      },
      { kind: 'shape', what: 'in a list', make: (text) => [text] },
    ];
  }
  if (Array.isArray(value)) {
    return [
      ...general,
      { kind: 'empty', what: 'empty list', make: () => [], omits: true },
      ...wrongLists(value, { id: faultMark, Name: faultMark }),
    ];
  }
  if (typeof value === 'object' && value !== null) {
    return [
      ...general,
      { kind: 'empty', what: 'empty object', make: () => ({}) },
      {
        kind: 'odd signs and keys',
        what: 'keys of every object',
        make: (object) => ({ ...(object as object), ...keysOfObjects }),
      },
      { kind: 'shape', what: 'in a list', make: (object) => [object] },
    ];
  }
  return general;
}

/** Puts what `make` makes of the value in that place there. @returns false where there is no such place */
function change(body: unknown, place: Place, make: (value: unknown) => unknown): boolean {
  let at = body as Record<string | number, unknown> | null;
  for (const step of place.slice(0, -1)) {
    at = (at as Record<string | number, unknown> | null | undefined)?.[step] as typeof at;
    if (typeof at !== 'object' || at === null) return false;
  }
  const last = place.at(-1);
  if (at === null || last === undefined || !Object.hasOwn(at, last)) return false;
  const made = make(at[last]);
  if (made !== drop) at[last] = made;
  else if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
  return true;
}

/** Every place of a body, with its value and what the contract says of it. */
function* placesOf(
  side: Side,
  value: unknown,
  schema: AnswerSchema | undefined,
  place: Place = [],
): Generator<{ readonly place: Place; readonly value: unknown; readonly schema: AnswerSchema | undefined }> {
  if (place.length > 0) yield { place, value, schema };
  if (place.length > 7) return;
  if (Array.isArray(value)) {
    if (value.length > 0) yield* placesOf(side, value[0], resolved(side, schema?.items), [...place, 0]);
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    // Of a table of years, or of fields by their names, one row stands for all.
    const isTable = place.length > 0 && resolved(side, schema)?.properties === undefined && entries.length > 3;
    for (const [name, inner] of isTable ? entries.slice(0, 1) : entries) {
      yield* placesOf(side, inner, schemaOfProperty(side, schema, name), [...place, name]);
    }
  }
}

/** Every wrong value in every place that the recorded answers of an endpoint have, each once. */
export function valueCases(endpoint: Endpoint, recorded: readonly unknown[]): readonly ValueCase[] {
  const cases = new Map<string, ValueCase>();
  for (const body of recorded) {
    const schema = resolved(endpoint.side, endpoint.schema);
    for (const { place, value, schema: here } of placesOf(endpoint.side, body, schema)) {
      for (const { kind, what, make, omits } of wrongValues(value, here)) {
        const apply: ValueCase['apply'] = (answer) => (change(answer, place, make) ? { body: answer } : undefined);
        cases.set(`${place.join('/')} ${kind} ${what}`, {
          endpoint,
          kind,
          place,
          what,
          omits: omits === true || (place.at(-1) === 0 && kind === 'missing'),
          apply,
        });
      }
    }
  }
  return [...cases.values()];
}
