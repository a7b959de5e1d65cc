/**
 * @file Which appointments a run has to look at: the question put to the archive, and its answer as rows by id. Rows are
 * small (id, version, series), so a whole calendar of them fits in memory; the items themselves are read in chunks later.
 */
import { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import type { ItemId, ItemVersion } from '../../model/side.ts';
import { type Instant, toInstant } from '../../model/time.ts';
import type { Window } from '../connector.ts';
import type { Position } from './cursor.ts';
import type { OwnRows } from './own-rows.ts';
import type { Profile } from './profile.ts';
import { listingRowSchema } from './schemas.ts';
import { versionAt } from './version.ts';
import { filterTime, utcFromWire } from './wire-time.ts';

export interface ListedRow {
  /** undefined: it was not told, or cannot be. */
  readonly updated: Instant | undefined;
  readonly version: ItemVersion;
  readonly ruleId: number;
  /** Whether it is a to-do, and no appointment; undefined: that is not told. */
  readonly isTodo: boolean | undefined;
  /** The company's, which the item's bulk form does not tell. */
  readonly department: string;
}

export interface Listing {
  readonly rows: ReadonlyMap<ItemId, ListedRow>;
  /** The greatest update time seen, or a time before the listing by the server's own clock; whichever is later. */
  readonly watermark: Instant;
  /** The server's clock when the listing began, in milliseconds since 1970. */
  readonly serverNow: number;
  /** Whether what the user has not accepted may be missing. */
  readonly mayHide: boolean;
}

/** `full`: the window and what changed, so that holes show. `changes`: only what changed. */
export type ListingKind = 'full' | 'changes';

/** A full listing is due at least this often where the log of deletions stands in for it. */
const fullListingEveryMs = 4 * 3_600_000;
/** How far before the watermark we look again, for rows that were saved out of order. */
const overlap = Temporal.Duration.from({ minutes: 5 });

/** Pure. @param now the clock, in milliseconds since 1970. */
export function chooseListing(
  position: Position | undefined,
  window: Window,
  pageSize: number,
  now: number,
): ListingKind {
  if (!position || position.from !== window.from || position.until !== window.until) return 'full';
  // A calendar that fits on one page is listed whole each time: one request tells changes and deletions alike.
  if (position.rows < pageSize || typeof position.log !== 'number') return 'full';
  const age = now - position.listedAt;
  return age >= 0 && age < fullListingEveryMs ? 'changes' : 'full';
}

/** Clocks and zones of one site may differ by so much. */
const clocksDifferMs = 24 * 3_600_000;
/** Of a row that does not say when it was updated; no item ever has it. */
const unknownVersion = versionAt('1970-01-01T00:00:00Z' as Instant, 0);

/** The columns of a listing. */
export const listingColumns = ['appointmentId', 'updatedDate', 'recurrenceRuleId', 'rawType', 'contact/department'];

/** What a listing is to show. What changed is shown of every kind. */
export type Scope = 'diary' | 'todos' | 'both';

interface Wanted {
  readonly scope: Scope;
  readonly window: Window | undefined;
  readonly since: Instant | undefined;
  readonly pageSize: number;
}

/** @throws Nonsense for a listing that is not whole; ConnectorError */
export async function listRows(
  ownRows: OwnRows,
  profile: Profile,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Listing> {
  const query = {
    path: 'Appointment',
    columns: listingColumns,
    filter: listingFilter(wanted, profile),
    keyColumn: 'appointmentId',
    row: listingRowSchema,
    keyOf: (row: { readonly appointmentId: number }) => row.appointmentId,
    above: 0,
    pageSize: wanted.pageSize,
  };
  const rows = new Map<ItemId, ListedRow>();
  let begun: number | undefined;
  let watermark = Temporal.Instant.from(wanted.since ?? '1970-01-01T00:00:00Z');
  for await (const page of ownRows.pages(query, signal)) {
    if (begun === undefined) {
      begun = page.serverNow;
      // Only its own clock can be compared with its rows.
      if (page.serverSaid)
        watermark = later(watermark, Temporal.Instant.fromEpochMilliseconds(begun).subtract(overlap));
    }
    for (const row of page.rows) {
      const listed = listedRow(row, page.serverNow);
      if (listed.updated !== undefined) watermark = later(watermark, Temporal.Instant.from(listed.updated));
      rows.set(String(row.appointmentId) as ItemId, listed);
    }
  }
  return { rows, watermark: toInstant(watermark), serverNow: begun ?? 0, mayHide: ownRows.mayHide };
}

/** @param serverNow the server's clock, in milliseconds since 1970. */
export function listedRow(row: z.infer<typeof listingRowSchema>, serverNow: number): ListedRow {
  const updated = updatedBefore(row.updatedDate, serverNow + clocksDifferMs);
  const version = updated === undefined ? unknownVersion : versionAt(updated, serverNow);
  const isTodo = row.rawType === null || row.rawType === undefined ? undefined : todoTypes.includes(row.rawType);
  const department = row['contact/department'] ?? '';
  return { updated, version, ruleId: row.recurrenceRuleId ?? 0, isTodo, department };
}

/** Numbers of the types inChecklist and BookingForChecklist. */
const todoTypes: readonly number[] = [2, 7];

/** A time ahead of the server's own would make everything that is edited until then look old. */
function updatedBefore(text: string | null, latest: number): Instant | undefined {
  const updated = text === null ? undefined : utcFromWire(text);
  return updated !== undefined && Date.parse(updated) <= latest ? updated : undefined;
}

function listingFilter({ scope, window, since }: Wanted, profile: Profile): string {
  const changed = since && `updatedDate afterTime '${filterTime(lookBack(since, profile), 'UTC')}'`;
  if (!window) return changed ?? 'appointmentId gt 0';
  const part = windowFilter(scope, window, profile);
  return changed ? `(${part} or ${changed})` : part;
}

/**
 * A day more on each side of the window, because it is not told in which zone the server reads a filter's times; what is
 * outside of the window is sorted out by whoever knows it exactly.
 */
function windowFilter(scope: Scope, window: Window, { wireZone: zone }: Profile): string {
  const from = filterTime(Temporal.Instant.from(window.from).subtract({ hours: 24 }), zone);
  const until = filterTime(Temporal.Instant.from(window.until).add({ hours: 24 }), zone);
  const diary = `(date beforeTime '${until}' and endDate afterTime '${from}')`;
  if (scope === 'diary') return diary;
  const todos = todoFilter(from, until);
  return scope === 'todos' ? todos : `(${diary} or ${todos})`;
}

/** No real date is earlier. */
const noDate = '1900-01-01T00:00:00';

/** To-dos that are open, whatever their date; done ones that were due in the window, in whichever column that stands, or never. */
function todoFilter(from: string, until: string): string {
  const kind = todoTypes.map((type) => `rawType = ${type}`).join(' or ');
  const due = ['date', 'endDate'].map(
    (column) => `(${column} afterTime '${from}' and ${column} beforeTime '${until}')`,
  );
  const undated = `(date beforeTime '${noDate}' and endDate beforeTime '${noDate}')`;
  return `((${kind}) and (${['completed set false', ...due, undated].join(' or ')}))`;
}

/** @returns the moment from which changes are asked for. */
export function lookBack(since: Instant, profile: Profile): Temporal.Instant {
  const moment = Temporal.Instant.from(since);
  // Should the server read the time in the user's zone instead of UTC, then west of Greenwich it would begin too late.
  const offsetMs = moment.toZonedDateTimeISO(profile.wireZone).offsetNanoseconds / 1e6;
  return moment.subtract(overlap).subtract({ milliseconds: Math.max(0, -offsetMs) });
}

function later(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(one, other) >= 0 ? one : other;
}
