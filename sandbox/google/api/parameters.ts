/** @file Query parameters, read as strictly as they are described: unknown ones are refused. */
import type { FastifyRequest } from 'fastify';
import { GoogleError } from '../google-error.ts';

/** Those that every method has and that change nothing here. */
const common = ['alt', 'key', 'prettyPrint', 'quotaUser', 'userIp'];

export interface Parameters {
  text(name: string): string | null;
  texts(name: string): readonly string[];
  flag(name: string): boolean | null;
  /** @param most values beyond it are refused; below 1 too */
  count(name: string, most: number): number | null;
  /** An RFC 3339 moment with an offset; milliseconds since 1970. */
  moment(name: string): number | null;
  oneOf<Value extends string>(name: string, values: readonly Value[]): Value | null;
}

/** @throws GoogleError 400 for a parameter that is not among the known, and later for a value that it cannot have */
export function readParameters(request: FastifyRequest, known: readonly string[]): Parameters {
  const query = new URL(request.url, 'http://localhost').searchParams;
  for (const name of query.keys()) {
    if (!known.includes(name) && !common.includes(name)) {
      const message = `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter.`;
      throw new GoogleError(400, 'badRequest', message, name);
    }
  }
  if ((query.get('alt') ?? 'json') !== 'json') throw invalid('alt');
  const text = (name: string) => query.get(name);
  return {
    text,
    texts: (name) => query.getAll(name),
    flag: (name) => {
      const value = text(name);
      if (value !== null && value !== 'true' && value !== 'false') throw invalid(name);
      return value === null ? null : value === 'true';
    },
    count: (name, most) => {
      const value = text(name);
      if (value === null) return null;
      if (!/^\d+$/.test(value) || Number(value) < 1 || Number(value) > most) throw invalid(name);
      return Number(value);
    },
    moment: (name) => {
      const value = text(name);
      if (value === null) return null;
      const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
      if (!form.test(value) || Number.isNaN(Date.parse(value))) throw invalid(name);
      return Date.parse(value);
    },
    oneOf: (name, values) => {
      const value = values.find((each) => each === text(name));
      if (value === undefined && text(name) !== null) throw invalid(name);
      return value ?? null;
    },
  };
}

function invalid(name: string): GoogleError {
  return new GoogleError(400, 'invalidParameter', `Invalid value for: ${name}`, name);
}
