/**
 * @file The part of OData's `$filter` that Outlook understands: comparisons, and / or / not, text functions, and `any`.
 */
import { invalidQuery } from '../graph-error.ts';

export interface FilterProperty<T> {
  /** `exact`: letter case counts; `instant`: milliseconds since 1970, compared with a quoted or unquoted date and time (without offset: UTC). */
  readonly kind: 'text' | 'exact' | 'instant' | 'boolean' | 'number';
  get(item: T): string | number | boolean | null;
}

/** What can be filtered: single values, and collections with the values of their members (`''` is the member itself). */
export interface FilterModel<T> {
  readonly properties: Readonly<Record<string, FilterProperty<T>>>;
  readonly collections?: Readonly<Record<string, FilterCollection<T>>>;
}

export interface FilterCollection<T> {
  members(item: T): readonly Readonly<Record<string, string>>[];
  readonly names: readonly string[];
}

type Test<T> = (item: T) => boolean;
type Literal = string | number | boolean | null;

const tokenPattern =
  /\s*(?:('(?:[^']|'')*')|(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?|\d{4}-\d\d-\d\d)|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w]*(?:\/[A-Za-z_]\w*)*)|([(),:]))/y;
const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};
const textFunctions: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
};

/**
 * @returns whether an item fits the filter; letter case counts for ids only
 * @throws GraphError 400 when the filter cannot be understood or names what the type does not have
 */
export function readFilter<T>(filter: string, model: FilterModel<T>): Test<T> {
  const reader = new Reader(tokensOf(filter));
  const test = readOr(reader, model);
  if (!reader.ended) throw unreadable(filter);
  return test;
}

class Reader {
  #tokens: readonly string[];
  #place = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get ended(): boolean {
    return this.#place >= this.#tokens.length;
  }

  peek(): string {
    return this.#tokens[this.#place] ?? '';
  }

  next(): string {
    const token = this.peek();
    this.#place += 1;
    return token;
  }

  /** Takes a token if it is the next one; words in any letter case. */
  takes(token: string): boolean {
    if (this.peek().toLowerCase() !== token) return false;
    this.#place += 1;
    return true;
  }

  expect(token: string): void {
    if (!this.takes(token)) throw unreadable(`'${token}' expected before '${this.peek()}'`);
  }
}

function tokensOf(filter: string): readonly string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  const text = filter.trimEnd();
  while (tokenPattern.lastIndex < text.length) {
    const match = tokenPattern.exec(text);
    if (!match) throw unreadable(filter);
    tokens.push(match[0].trim());
  }
  return tokens;
}

function readOr<T>(reader: Reader, model: FilterModel<T>): Test<T> {
  const tests = [readAnd(reader, model)];
  while (reader.takes('or')) tests.push(readAnd(reader, model));
  return (item) => tests.some((test) => test(item));
}

function readAnd<T>(reader: Reader, model: FilterModel<T>): Test<T> {
  const tests = [readTerm(reader, model)];
  while (reader.takes('and')) tests.push(readTerm(reader, model));
  return (item) => tests.every((test) => test(item));
}

function readTerm<T>(reader: Reader, model: FilterModel<T>): Test<T> {
  if (reader.takes('not')) {
    const test = readTerm(reader, model);
    return (item) => !test(item);
  }
  if (reader.takes('(')) {
    const test = readOr(reader, model);
    reader.expect(')');
    return test;
  }
  const name = reader.next();
  if (reader.takes('(')) return readCall(reader, name, model);
  return readComparison(reader, name, model);
}

function readCall<T>(reader: Reader, name: string, model: FilterModel<T>): Test<T> {
  const any = /^(\w+)\/any$/i.exec(name);
  if (any) return readAny(reader, any[1] ?? '', model);
  const textFunction = textFunctions[name.toLowerCase()];
  if (!textFunction) throw invalidQuery(`An unknown function with name '${name}' was found.`);
  const property = propertyOf(reader.next(), model);
  reader.expect(',');
  const part = String(literalOf(reader.next())).toLowerCase();
  reader.expect(')');
  const test: Test<T> = (item) => textFunction(String(property.get(item) ?? '').toLowerCase(), part);
  if (!reader.takes('eq')) return test;
  const wanted = literalOf(reader.next());
  return (item) => test(item) === wanted;
}

function readAny<T>(reader: Reader, name: string, model: FilterModel<T>): Test<T> {
  const collection = model.collections?.[name];
  if (!collection) throw unknownProperty(name);
  const variable = reader.next();
  reader.expect(':');
  const member = (each: string): FilterProperty<Readonly<Record<string, string>>> => ({
    kind: each === 'id' ? 'exact' : 'text',
    get: (item) => item[each] ?? null,
  });
  const properties = Object.fromEntries(
    collection.names.map((each) => [each === '' ? variable : `${variable}/${each}`, member(each)]),
  );
  const test = readOr(reader, { properties });
  reader.expect(')');
  return (item) => collection.members(item).some(test);
}

function readComparison<T>(reader: Reader, name: string, model: FilterModel<T>): Test<T> {
  const property = propertyOf(name, model);
  const comparison = comparisons[reader.next().toLowerCase()];
  if (!comparison) throw unreadable(name);
  const literal = comparable(property.kind, literalOf(reader.next()));
  return (item) => {
    const value = comparable(property.kind, property.get(item));
    // Nothing is smaller or greater than null.
    if (value === null || literal === null) return comparison(value === literal ? 0 : Number.NaN);
    return comparison(value < literal ? -1 : value > literal ? 1 : 0);
  };
}

function comparable(kind: FilterProperty<unknown>['kind'], value: Literal): Literal {
  if (value === null) return null;
  if (kind === 'text') return String(value).toLowerCase();
  if (kind !== 'instant') return value;
  if (typeof value === 'number') return value;
  const text = String(value);
  const instant = Date.parse(
    /(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text.includes('T') ? text : `${text}T00:00`}Z`,
  );
  if (Number.isNaN(instant)) throw invalidQuery(`'${text}' is not a date and time.`);
  return instant;
}

function propertyOf<T>(name: string, model: FilterModel<T>): FilterProperty<T> {
  const property = model.properties[name];
  if (!property) throw unknownProperty(name);
  return property;
}

function literalOf(token: string): Literal {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (token === 'true' || token === 'false') return token === 'true';
  if (token === 'null') return null;
  if (/^-?\d+(\.\d+)?$/.test(token)) return Number(token);
  if (/^\d{4}-/.test(token)) return token;
  throw unreadable(token);
}

function unknownProperty(name: string) {
  return invalidQuery(`Could not find a property named '${name}' on type 'microsoft.graph.event'.`);
}

function unreadable(text: string) {
  return invalidQuery(`Invalid filter clause: ${text}.`);
}
