/** @file Reads series: the rows of many rules by a few requests, and of each rule once what it says of itself. */
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import { type ItemAnswer, isReadable, type RemoteAppointment, type UnreadableItem } from '../../connector.ts';
import { sideBySide } from '../../http/side-by-side.ts';
import type { ListedRow } from '../listing.ts';
import type { Profile } from '../profile.ts';
import { bulkSize, type ItemReader } from '../read-items.ts';
import type { AppointmentEntity } from '../schemas.ts';
import { inTimeOrder, type SeriesRow } from './match-rows.ts';
import { readSeries, type SeriesReading } from './read-series.ts';
import type { RecurrenceInfo } from './recurrence-info.ts';
import type { SeriesCalls, WholeRow } from './series-calls.ts';
import { readVersion, ruleIdOf, seriesId } from './series-id.ts';
import { whereaboutsOfMissing } from './series-proof.ts';

/** What stands behind a rule. */
export interface RuleState {
  readonly ruleId: number;
  /** In the order of time; empty when nothing is left. */
  readonly rows: readonly SeriesRow[];
  readonly info: RecurrenceInfo | undefined;
  readonly serverNow: number;
  /** undefined when there are no rows. */
  readonly reading: SeriesReading | undefined;
  /** Rows that cannot be understood. */
  readonly unreadable: readonly UnreadableItem[];
  /** Rows that were listed, and not given when they were read. */
  readonly unread: readonly number[];
}

export interface SeriesReader {
  states(ruleIds: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, RuleState>>;
  state(ruleId: number, signal: AbortSignal): Promise<RuleState>;
  /** @param version as it was read last; it names the rows that nothing but proof takes away. undefined: it is not linked. */
  one(id: ItemId, version: ItemVersion | undefined, signal: AbortSignal): Promise<ItemAnswer>;
  /** Whether we made the series: nobody else's rule that is only a list of days is ever read as one. */
  isOurs(state: RuleState, signal: AbortSignal): Promise<boolean>;
}

const readsSideBySide = 4;
/** The form of our keys (RFC 9562, version 5); other programs write their UIDs in other forms. */
const ourKey = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function createSeriesReader(
  calls: SeriesCalls,
  reader: ItemReader,
  load: (signal: AbortSignal) => Promise<Profile>,
): SeriesReader {
  /** @returns the rows as appointments; without those that are gone meanwhile. */
  async function contents(listed: ReadonlyMap<number, ListedRow>, signal: AbortSignal) {
    const all = [...listed].map(([rowId, row]) => [String(rowId) as ItemId, row] as const);
    const chunks = Array.from({ length: Math.ceil(all.length / bulkSize) }, (_, index) =>
      all.slice(index * bulkSize, (index + 1) * bulkSize),
    );
    const rows: SeriesRow[] = [];
    const unreadable: UnreadableItem[] = [];
    let serverNow = 0;
    for await (const flat of sideBySide(readsSideBySide, chunks, (chunk) => reader.flat(new Map(chunk), signal))) {
      serverNow = Math.max(serverNow, flat.serverNow);
      for (const [id, item] of flat.items) {
        if (!isReadable(item)) unreadable.push(item);
        else rows.push({ rowId: Number(id), updated: listed.get(Number(id))?.updated, planned: undefined, item });
      }
    }
    return { rows: inTimeOrder(rows), unreadable, serverNow };
  }

  async function states(ruleIds: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, RuleState>> {
    const [profile, listed] = await Promise.all([load(signal), calls.rows(ruleIds, signal)]);
    const content = await contents(new Map([...listed.values()].flatMap((rows) => [...rows])), signal);
    const read = (ruleId: number, rows: readonly SeriesRow[], info: RecurrenceInfo | undefined): RuleState => {
      const { serverNow } = content;
      const ids = listed.get(ruleId) ?? new Map<number, ListedRow>();
      const unreadable = content.unreadable.filter(({ id }) => ids.has(Number(id)));
      const given = new Set([...rows.map(({ rowId }) => rowId), ...unreadable.map(({ id }) => Number(id))]);
      const unread = [...ids.keys()].filter((rowId) => !given.has(rowId));
      const reading = rows.length === 0 ? undefined : readSeries({ ruleId, rows, info, serverNow }, profile);
      return { ruleId, rows, info, serverNow, reading, unreadable, unread };
    };
    /** Many rows at once do not tell who takes part; the first one is read whole anyway. */
    const withPeople = async (
      first: SeriesRow,
      entity: AppointmentEntity | undefined,
    ): Promise<readonly SeriesRow[]> => {
      if (entity === undefined) return [first];
      const participants = await reader.participantsOf(entity, signal);
      if (participants !== undefined) return [{ ...first, item: { ...first.item, participants } }];
      content.unreadable.push({ unreadable: true, id: first.item.id, isPublic: false });
      return [];
    };
    const found = new Map<number, RuleState>();
    const infos = sideBySide(readsSideBySide, ruleIds, async (ruleId) => {
      const rows = content.rows.filter(({ rowId }) => listed.get(ruleId)?.has(rowId));
      const [first, ...others] = rows;
      if (first === undefined) return { ruleId, rows, info: undefined };
      const whole = await calls.whole(first.rowId, signal);
      const info = ruleToldBy(whole, ruleId);
      return { ruleId, rows: [...(await withPeople(first, whole?.entity)), ...others], info };
    });
    for await (const { ruleId, rows, info } of infos) found.set(ruleId, read(ruleId, rows, info));
    const moved = [...found.values()].filter(({ reading }) => reading?.hasMoved).map(({ ruleId }) => ruleId);
    const planned = await calls.plannedStarts(moved, signal);
    for (const { ruleId, rows, info } of moved.flatMap((id) => found.get(id) ?? [])) {
      const told = rows.map((row) => ({ ...row, planned: planned.get(row.rowId) }));
      if (told.some((row) => row.planned !== undefined)) found.set(ruleId, read(ruleId, told, info));
    }
    return found;
  }

  async function state(ruleId: number, signal: AbortSignal): Promise<RuleState> {
    const found = (await states([ruleId], signal)).get(ruleId);
    if (!found) throw new RangeError(`rule ${ruleId} was not looked for`);
    return found;
  }

  return {
    states,
    state,
    async one(id, version, signal) {
      const ruleId = ruleIdOf(id) ?? 0;
      const found = await state(ruleId, signal);
      const isEmpty = found.rows.length + found.unreadable.length === 0;
      if (version === undefined && isEmpty) return await calls.whetherThere(ruleId, signal);
      const had = version === undefined ? new Set<number>() : readVersion(version).rows;
      const missing = await whereaboutsOfMissing(reader, had, found, signal);
      if (missing === 'noAccess') return 'noAccess';
      return missing === 'left' ? answerOf(found) : unreadableSeries(found);
    },
    async isOurs({ rows }, signal) {
      const rowId = Math.min(...rows.map((row) => row.rowId));
      return rows.length > 0 && ourKey.test(await calls.uidOf(rowId, signal));
    },
  };
}

/** @returns undefined when the row does not tell of this rule. */
function ruleToldBy(row: WholeRow | undefined, ruleId: number): RecurrenceInfo | undefined {
  return row?.info?.RecurrenceId === ruleId ? row.info : undefined;
}

/**
 * A series of which a row cannot be understood, or whose rule is not told, cannot be understood either.
 * @param state of which no row is missing without proof: else nothing is said of it, and nothing may be concluded.
 */
export function answerOf(state: RuleState): RemoteAppointment | UnreadableItem | 'gone' {
  const { ruleId, reading, unreadable, info } = state;
  const [odd] = unreadable;
  if (odd) return { ...odd, id: seriesId(ruleId) };
  if (reading === undefined) return 'gone';
  return info === undefined ? unreadableSeries(state) : reading.item;
}

/** What of a series is known though the whole of it is not: it waits, and its other half is not copied meanwhile. */
export function unreadableSeries({ ruleId, rows }: RuleState): UnreadableItem {
  const id = seriesId(ruleId);
  const [first] = rows;
  if (first === undefined) return { unreadable: true, id, isPublic: false };
  const { title, span } = first.item.fields;
  const isPublic = rows.every(({ item }) => item.fields.visibility === 'public');
  return { unreadable: true, id, title, start: span.kind === 'timed' ? span.start : span.firstDay, isPublic };
}
