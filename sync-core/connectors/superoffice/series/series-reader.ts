/** @file Reads series: the rows of many rules by a few requests, and of each rule once what it says of itself. */
import type { ItemId } from '../../../model/side.ts';
import { type ItemAnswer, isReadable, type RemoteAppointment, type UnreadableItem } from '../../connector.ts';
import { sideBySide } from '../../http/side-by-side.ts';
import type { ListedRow } from '../listing.ts';
import type { Profile } from '../profile.ts';
import { bulkSize, type ItemReader } from '../read-items.ts';
import type { AppointmentEntity } from '../schemas.ts';
import { inTimeOrder, type SeriesRow } from './match-rows.ts';
import { readSeries, type SeriesReading } from './read-series.ts';
import type { RecurrenceInfo } from './recurrence-info.ts';
import type { SeriesCalls } from './series-calls.ts';
import { ruleIdOf, seriesId } from './series-id.ts';

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
}

export interface SeriesReader {
  states(ruleIds: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, RuleState>>;
  state(ruleId: number, signal: AbortSignal): Promise<RuleState>;
  one(id: ItemId, signal: AbortSignal): Promise<ItemAnswer>;
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
      const unreadable = content.unreadable.filter(({ id }) => listed.get(ruleId)?.has(Number(id)));
      const reading = rows.length === 0 ? undefined : readSeries({ ruleId, rows, info, serverNow }, profile);
      return { ruleId, rows, info, serverNow, reading, unreadable };
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
      return { ruleId, rows: [...(await withPeople(first, whole?.entity)), ...others], info: whole?.info };
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
    async one(id, signal) {
      return answerOf(await state(ruleIdOf(id) ?? 0, signal));
    },
    async isOurs({ rows }, signal) {
      const rowId = Math.min(...rows.map((row) => row.rowId));
      return rows.length > 0 && ourKey.test(await calls.uidOf(rowId, signal));
    },
  };
}

/** A series of which a row cannot be understood cannot be either. */
export function answerOf({ ruleId, reading, unreadable }: RuleState): RemoteAppointment | UnreadableItem | 'gone' {
  const [odd] = unreadable;
  if (odd) return { ...odd, id: seriesId(ruleId) };
  return reading?.item ?? 'gone';
}
