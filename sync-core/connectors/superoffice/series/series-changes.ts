/**
 * @file Which series a run has to read again, and what it finds. A listing shows rows; whether something happened in a series is
 * told by its version (series-id.ts), and what is gone from it by the rows of the last listing.
 */
import type { ItemId } from '../../../model/side.ts';
import type { ChangePage, GoneItem, KnownItems, RemoteAppointment, UnreadableItem } from '../../connector.ts';
import { sideBySide } from '../../http/side-by-side.ts';
import type { ListedRow } from '../listing.ts';
import type { ItemReader } from '../read-items.ts';
import { rowAsItem } from './row-as-item.ts';
import { readIds, readVersion, rowItemId, ruleIdOf, seriesId, writeIds } from './series-id.ts';
import { whereaboutsOfMissing } from './series-proof.ts';
import { answerOf, type RuleState, type SeriesReader, unreadableSeries } from './series-reader.ts';

/** Rows by rule, as a listing showed them. */
export type SeriesRows = ReadonlyMap<number, ReadonlySet<number>>;

/** Rows of series in few characters, for the cursor. */
export type KeptRows = readonly (readonly [number, string])[];

export function rowsByRule(rows: ReadonlyMap<ItemId, ListedRow>): SeriesRows {
  const found = new Map<number, Set<number>>();
  for (const [id, { ruleId }] of rows) {
    if (ruleId !== 0) found.set(ruleId, (found.get(ruleId) ?? new Set()).add(Number(id)));
  }
  return found;
}

export function keepRows(rows: SeriesRows): KeptRows {
  return [...rows].map(([ruleId, ids]) => [ruleId, writeIds(ids)]);
}

export function keptRows(kept: KeptRows): SeriesRows {
  return new Map(kept.map(([ruleId, ids]) => [ruleId, readIds(ids)]));
}

/** Both together: what a listing of changes shows, beside what the last full one did. */
export function together(one: SeriesRows, other: SeriesRows): SeriesRows {
  const all = new Map(one);
  for (const [ruleId, ids] of other) all.set(ruleId, new Set([...(all.get(ruleId) ?? []), ...ids]));
  return all;
}

export interface SeriesQuestion {
  readonly listed: ReadonlyMap<ItemId, ListedRow>;
  /** Rows of the last full listing. */
  readonly before: SeriesRows;
  /** Whether the listing would show every row of the window. */
  readonly isFull: boolean;
  /** Rows that are said to be gone. */
  readonly hints: ReadonlySet<number>;
  readonly known: KnownItems;
  /** Series that are linked and in the window. */
  readonly expected: readonly ItemId[];
  /** Whether a row of no known series is news. */
  isNews(id: ItemId, row: ListedRow): boolean;
}

/** Pure. @returns the rules to read. */
export function rulesToRead(question: SeriesQuestion): readonly number[] {
  const { listed, before, isFull, hints, known, expected } = question;
  const now = rowsByRule(listed);
  const wanted = [...now].filter(([ruleId, ids]) => hasNews(question, ruleId, ids)).map(([ruleId]) => ruleId);
  const lost = [...before].filter(([ruleId, ids]) => {
    if (known.versionOf(seriesId(ruleId)) === undefined) return false;
    // What a listing of changes shows under another rule, or under none, has left this one.
    const hasLeft = (id: number) => hints.has(id) || (listed.get(String(id) as ItemId)?.ruleId ?? ruleId) !== ruleId;
    return [...ids].some((id) => (isFull ? !now.get(ruleId)?.has(id) : hasLeft(id)));
  });
  const unseen = isFull ? expected.flatMap((id) => ruleIdOf(id) ?? []).filter((ruleId) => !now.has(ruleId)) : [];
  return [...new Set([...wanted, ...lost.map(([ruleId]) => ruleId), ...unseen])];
}

function hasNews({ listed, known, isNews }: SeriesQuestion, ruleId: number, ids: ReadonlySet<number>): boolean {
  const rows = [...ids].map((id) => ({ id, row: listed.get(String(id) as ItemId) }));
  const version = known.versionOf(seriesId(ruleId));
  if (version === undefined) {
    return rows.some(({ id, row }) => {
      const itemId = known.versionOf(rowItemId(id)) === undefined ? (String(id) as ItemId) : rowItemId(id);
      return row !== undefined && isNews(itemId, row);
    });
  }
  const { updated, isPassing, rows: had } = readVersion(version);
  return isPassing || rows.some(({ id, row }) => row?.updated === undefined || row.updated > updated || !had.has(id));
}

interface Parts {
  readonly series: SeriesReader;
  readonly reader: ItemReader;
}

/** So many rules are read together. */
const rulesAtOnce = 20;

/** @throws ConnectorError */
export async function* readRules(
  parts: Parts,
  ruleIds: readonly number[],
  known: KnownItems,
  signal: AbortSignal,
): AsyncGenerator<ChangePage> {
  for (let at = 0; at < ruleIds.length; at += rulesAtOnce) {
    const states = await parts.series.states(ruleIds.slice(at, at + rulesAtOnce), signal);
    const changed: RemoteAppointment[] = [];
    const gone: GoneItem[] = [];
    const unreadable: UnreadableItem[] = [];
    const findings = sideBySide(2, states.values(), (state) => findingsOf(parts, state, known, signal));
    for await (const found of findings) {
      changed.push(...found.changed);
      gone.push(...found.gone);
      unreadable.push(...found.unreadable);
    }
    yield { changed, gone, unreadable };
  }
}

async function findingsOf({ series, reader }: Parts, state: RuleState, known: KnownItems, signal: AbortSignal) {
  const id = seriesId(state.ruleId);
  const version = known.versionOf(id);
  const had = version === undefined ? new Set<number>() : readVersion(version).rows;
  const missing = await whereaboutsOfMissing(reader, had, state, signal);
  // What a copy shows that lags behind says nothing about a series that is known.
  if (missing === 'lagging') return { changed: [], gone: [], unreadable: [] };
  if (missing !== 'left') return { changed: [], gone: [], unreadable: [unreadableSeries(state)] };
  const answer = answerOf(state);
  if (answer === 'gone') {
    const gone = version === undefined ? [] : [{ id, proof: 'tombstone' } as const];
    return { changed: [], gone, unreadable: [] };
  }
  if ('unreadable' in answer) return { changed: [], gone: [], unreadable: [answer] };
  const asSeries =
    state.reading?.byRule ||
    version !== undefined ||
    (state.info !== undefined && (await series.isOurs(state, signal)));
  // What an appointment was by itself, or as a part of a series, it is no more.
  const former = state.rows.flatMap(({ rowId, item }) => (asSeries ? [item.id, rowItemId(rowId)] : [item.id]));
  const gone = former
    .filter((one) => known.versionOf(one) !== undefined)
    .map((one): GoneItem => ({ id: one, proof: 'tombstone' }));
  return { changed: asSeries ? [answer] : state.rows.map(rowAsItem), gone, unreadable: [] };
}
