/**
 * @file The query of a request: OData options, and the span of time of calendar views.
 */
import { GraphError, invalidQuery } from '../graph-error.ts';

export interface QueryOptions {
  readonly select: readonly string[] | null;
  readonly expand: readonly Expansion[];
  readonly filter: string | null;
  readonly orderBy: string | null;
  readonly top: number | null;
  readonly skip: number;
  readonly count: boolean;
  /** Everything as it was asked, for the link to the next page. */
  readonly all: Readonly<Record<string, string>>;
}

/** `singleValueExtendedProperties($filter=…)` */
export interface Expansion {
  readonly name: string;
  readonly filter: string | null;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

const mostPerPage = 1_000;
const known = new Set([
  '$select',
  '$expand',
  '$filter',
  '$orderby',
  '$top',
  '$skip',
  '$count',
  '$skiptoken',
  '$deltatoken',
]);

/**
 * @param query as the server parsed it
 * @param allowed options that this resource takes
 * @throws GraphError 400 for options that are unknown, given twice, or not taken here
 */
export function readQueryOptions(query: unknown, allowed: readonly string[]): QueryOptions {
  const all = queryTexts(query);
  for (const name of Object.keys(all)) {
    if (name.startsWith('$') && !known.has(name)) throw invalidQuery(`The query option '${name}' is not known.`);
    if (name.startsWith('$') && !allowed.includes(name)) {
      throw new GraphError(
        400,
        'ErrorInvalidUrlQuery',
        `The query option '${name}' is not supported on this resource.`,
      );
    }
  }
  return {
    select: all['$select'] === undefined ? null : all['$select'].split(',').map((name) => name.trim()),
    expand: readExpand(all['$expand'] ?? ''),
    filter: all['$filter'] ?? null,
    orderBy: all['$orderby'] ?? null,
    top: readTop(all['$top']),
    skip: wholeNumber('$skip', all['$skip'] ?? '0'),
    count: all['$count'] === 'true',
    all,
  };
}

/**
 * `startDateTime` and `endDateTime`; a value without offset is UTC, whatever zone the answer is asked in.
 * @throws GraphError 400
 */
export function readSpan(query: Readonly<Record<string, string>>): Span {
  const start = query['startDateTime'];
  const end = query['endDateTime'];
  if (start === undefined || end === undefined) {
    throw new GraphError(
      400,
      'ErrorInvalidParameter',
      'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.',
    );
  }
  const span = { from: instantOf(start), to: instantOf(end) };
  if (span.to < span.from) {
    throw new GraphError(400, 'ErrorInvalidParameter', 'EndDateTime is before StartDateTime.');
  }
  return span;
}

/** @throws GraphError 400 for a parameter that is given twice */
export function queryTexts(query: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(query ?? {});
  for (const [name, value] of entries) {
    if (typeof value !== 'string') throw invalidQuery(`The query parameter '${name}' was given more than once.`);
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function instantOf(text: string): number {
  const form = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  const whole = form?.[1] === undefined ? text.replace(/^\d{4}-\d\d-\d\d/, '$&T00:00') : text;
  const instant = form ? Date.parse(form[4] === undefined ? `${whole}Z` : whole) : Number.NaN;
  if (Number.isNaN(instant)) {
    throw new GraphError(400, 'ErrorInvalidParameter', `'${text}' is not a date and time.`);
  }
  return instant;
}

function readTop(value: string | undefined): number | null {
  if (value === undefined) return null;
  const top = wholeNumber('$top', value);
  if (top < 1) throw invalidQuery('The value of $top has to be greater than zero.');
  if (top > mostPerPage) {
    throw invalidQuery(`The limit of '${mostPerPage}' for the $top query option is exceeded.`);
  }
  return top;
}

function wholeNumber(name: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw invalidQuery(`Invalid value '${value}' for the ${name} query option.`);
  return Number(value);
}

function readExpand(text: string): readonly Expansion[] {
  return splitOutside(text).map((part) => {
    const match = /^(\w+)(?:\(\s*\$filter\s*=([\s\S]*)\))?$/.exec(part);
    if (!match) throw invalidQuery(`Term '${part}' is not valid in a $select or $expand expression.`);
    return { name: match[1] ?? '', filter: match[2]?.trim() ?? null };
  });
}

/** Splits at commas that stand neither in parentheses nor in quotes. */
function splitOutside(text: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  let quoted = false;
  for (const character of text) {
    if (character === "'") quoted = !quoted;
    if (!quoted && character === '(') depth += 1;
    if (!quoted && character === ')') depth -= 1;
    if (character === ',' && depth === 0 && !quoted) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  return [...parts, part.trim()].filter((each) => each !== '');
}
