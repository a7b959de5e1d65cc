/**
 * @file The `Prefer` header: how a client wants its answers.
 */
import { GraphError } from '../graph-error.ts';
import type { IdForm } from '../mailbox/item-ids.ts';
import { calculableZone } from '../zones.ts';

export interface Preferences {
  readonly idForm: IdForm;
  /** Zone of the times in the answer, by the name that was asked for and by the name to calculate with. */
  readonly zone: { readonly name: string; readonly iana: string };
  readonly bodyType: 'html' | 'text';
  readonly maxPageSize: number | null;
  /** What was understood, for `Preference-Applied`. */
  readonly applied: readonly string[];
}

const utc = { name: 'UTC', iana: 'UTC' };

/** @throws GraphError 400 for a zone that Exchange does not know and a page size that is no number */
export function readPreferences(header: string | undefined): Preferences {
  let preferences: Preferences = { idForm: 'ordinary', zone: utc, bodyType: 'html', maxPageSize: null, applied: [] };
  for (const match of (header ?? '').matchAll(/([\w.-]+)\s*=\s*(?:"([^"]*)"|([^",;\s]+))/g)) {
    const [text, name = '', quoted, bare] = match;
    const understood = understand(name.toLowerCase(), quoted ?? bare ?? '');
    if (understood) preferences = { ...preferences, ...understood, applied: [...preferences.applied, text] };
  }
  return preferences;
}

function understand(name: string, value: string): Partial<Preferences> | null {
  if (name === 'idtype') return value.toLowerCase() === 'immutableid' ? { idForm: 'immutable' } : null;
  if (name === 'outlook.timezone') return { zone: askedZone(value) };
  if (name === 'outlook.body-content-type') {
    const type = value.toLowerCase();
    return type === 'text' || type === 'html' ? { bodyType: type } : null;
  }
  return name === 'odata.maxpagesize' ? { maxPageSize: pageSize(value) } : null;
}

function askedZone(name: string): Preferences['zone'] {
  const iana = calculableZone(name);
  if (iana === null) {
    throw new GraphError(400, 'TimeZoneNotSupportedException', `The time zone '${name}' is not supported.`);
  }
  return { name, iana };
}

function pageSize(value: string): number {
  const size = Number(value);
  if (!Number.isInteger(size) || size < 1) {
    throw new GraphError(400, 'BadRequest', `'${value}' is not a page size for odata.maxpagesize.`);
  }
  return Math.min(size, 1_000);
}
