/**
 * @file The CRM as the engine sees it: what the calendar cannot have within a series is an item of its own, and the series is shown
 * without it (docs/adr/0019-occurrences-that-stand-apart.md). In the CRM it stays a record of its series; nothing is written there for it.
 *
 * Once such an occurrence is linked it stands apart for as long as it stands elsewhere than planned; that it is linked is all that
 * has to be remembered. What the engine writes of the series leaves it as it is.
 */
import type {
  ChangePage,
  GoneItem,
  ItemAnswer,
  ItemFace,
  OccurrenceRecords,
  RemoteItem,
  VersionLookup,
  Window,
  WriteOperation,
  WriteOutcome,
} from '../../connectors/connector.ts';
import { isReadable } from '../../connectors/connector.ts';
import { Rejected } from '../../connectors/errors.ts';
import type { Appointment } from '../../model/appointment.ts';
import { type ItemFields, isAppointment } from '../../model/item.ts';
import { occurrencesOf } from '../../model/occurrences.ts';
import { changeFields, type Recurrence } from '../../model/recurrence.ts';
import { dayShownAt } from '../../model/series-compare.ts';
import type { ItemId, SystemId } from '../../model/side.ts';
import { type LocalDate, type Span, sameSpan } from '../../model/time.ts';
import type { Link, LinkSide } from '../../store/records.ts';
import { daysInTheWay, isAt, type Moved, namedAs, onlyDays, takesPlace, withDays, withoutDays } from './apart.ts';

type Series = Appointment & { readonly recurrence: Recurrence };
type Records = ReadonlyMap<LocalDate, RemoteItem<Appointment>>;
type Days = ReadonlySet<LocalDate>;
type Change = Exclude<WriteOperation<ItemFields>, { readonly do: 'create' }>;

/** What is known beside what the CRM says. */
export interface ApartKnowledge extends VersionLookup {
  readonly system: SystemId;
  /** The link that an item of the CRM is in. */
  linkOf(item: ItemId): Link | undefined;
  /** What stands apart, as far as is remembered: as it was when both sides agreed. */
  remembered(): readonly Pick<LinkSide, 'id' | 'agreed' | 'seen'>[];
  /** Whether the calendar is written at all. */
  readonly writesCalendar: boolean;
  /** Whether the calendar can have a series. */
  canHave(series: Appointment): boolean;
}

/** How the CRM shows a series, and what stands apart from it. */
interface Shown {
  /** null: all that there is of it stands apart. */
  readonly series: RemoteItem | null;
  readonly apart: readonly RemoteItem[];
}

export interface FaceWithApart extends ItemFace {
  /**
   * A write of a series that was cut off may have taken what stands apart along with the others. It is put back to where it was, so
   * that nobody takes that for somebody's edit. Costs no request where nothing stands apart.
   * @param series those that were being written. @throws ConnectorError
   */
  putBack(series: readonly ItemId[], window: Window, signal: AbortSignal): Promise<void>;
}

export function faceWithApart(face: ItemFace, records: OccurrenceRecords, knowledge: ApartKnowledge): FaceWithApart {
  /** What was found to stand apart, of which nothing may be linked yet. */
  let found = false;

  async function show(item: RemoteItem, signal: AbortSignal): Promise<Shown> {
    const { occurrences } = item;
    if (occurrences === undefined || !isSeries(item.fields)) return shownWithout(item, new Set());
    const days = await daysApart(item.id, item.fields, occurrences, signal);
    found ||= days.size > 0;
    return shownWithout(item, days);
  }

  async function daysApart(id: ItemId, fields: Series, occurrences: Records, signal: AbortSignal): Promise<Days> {
    const link = knowledge.linkOf(id);
    const isMoved = (day: LocalDate, one: RemoteItem<Appointment>) => !isAt(fields, day, one.fields);
    const standing = [...occurrences].filter(
      ([day, one]) => knowledge.versionOf(one.id) !== undefined && (link === undefined || isMoved(day, one)),
    );
    const days = new Set(standing.map(([day]) => day));
    if (!knowledge.writesCalendar) return days;
    const moved = [...occurrences].filter(([day, one]) => !days.has(day) && isMoved(day, one)).map(([day]) => day);
    const rest = withoutDays(fields, days);
    if (moved.length === 0 || knowledge.canHave(rest)) return days;
    const question = link === undefined ? { fresh: moved, agreed: [] } : movedSince(link, fields, moved);
    if (link === undefined && !(await records.isOriginal(id, signal))) return days;
    return new Set([...days, ...daysInTheWay(rest, question, knowledge.canHave)]);
  }

  async function* changes(...[request]: Parameters<ItemFace['changes']>): AsyncGenerator<ChangePage<ItemFields>> {
    for await (const page of face.changes(request)) {
      const changed: RemoteItem[] = [];
      const gone: GoneItem[] = [];
      const apart = new Set<ItemId>();
      for (const item of page.changed) {
        const shown = await show(item, request.signal);
        for (const one of shown.apart) apart.add(one.id);
        changed.push(...shown.apart);
        if (shown.series !== null) changed.push(shown.series);
        else if (knowledge.versionOf(item.id) !== undefined) gone.push({ id: item.id, proof: 'tombstone' });
      }
      // The connector takes them for parts of their series.
      yield { ...page, changed, gone: [...gone, ...page.gone.filter(({ id }) => !apart.has(id))] };
    }
  }

  async function get(...[ids, signal, known]: Parameters<ItemFace['get']>) {
    const told = await face.get(ids, signal, known);
    const back = await backInPlace(told, signal);
    const answers = new Map<ItemId, ItemAnswer<ItemFields>>();
    for (const [id, answer] of told) {
      if (!isReadable(answer)) answers.set(id, answer);
      else if (back.has(id)) answers.set(id, 'gone');
      else answers.set(id, named((await show(answer, signal)).series) ?? 'gone');
    }
    return answers;
  }

  /** As it is known by itself. */
  function named<I extends RemoteItem | null>(item: I): I {
    if (item === null || !item.id.startsWith(records.idPrefix)) return item;
    const apart = knowledge.linkOf(item.id)?.sides.crm?.seen.apart;
    return apart === undefined ? item : { ...item, apart };
  }

  /** Those that stood apart, and stand where their series has them. */
  async function backInPlace(told: ReadonlyMap<ItemId, ItemAnswer<ItemFields>>, signal: AbortSignal) {
    const linked = [...told].flatMap(([id, answer]) => {
      const series = isReadable(answer) ? answer.recordOf : undefined;
      const isLinked = series !== undefined && knowledge.versionOf(id) !== undefined && knowledge.linkOf(series);
      return isLinked ? [{ id, series }] : [];
    });
    if (linked.length === 0) return new Set<ItemId>();
    const all = await face.get([...new Set(linked.map(({ series }) => series))], signal, knowledge);
    const back = linked.filter(({ id, series }) => {
      const item = all.get(series);
      if (!isReadable(item) || !isSeries(item.fields)) return false;
      const { fields } = item;
      return [...(item.occurrences ?? [])].some(([day, one]) => one.id === id && isAt(fields, day, one.fields));
    });
    return new Set(back.map(({ id }) => id));
  }

  async function* write(
    operations: readonly WriteOperation<ItemFields>[],
    window: Window,
    signal: AbortSignal,
  ): AsyncGenerator<WriteOutcome<ItemFields>> {
    const ids = operations.flatMap((operation) => (isOfSeries(operation) ? [operation.id] : []));
    const needed = ids.length > 0 && (found || knowledge.remembered().length > 0);
    const now = needed ? await face.get(ids, signal, knowledge) : new Map<ItemId, ItemAnswer<ItemFields>>();
    const plans = operations.map((operation) => planned(operation, now, window));
    const sent = plans.flatMap((plan, index) => ('operation' in plan ? [{ ...plan, index }] : []));
    for (const [index, plan] of plans.entries()) {
      if ('refused' in plan) yield { index, result: 'failed', error: refusal(knowledge.system) };
    }
    for await (const outcome of face.write(
      sent.map(({ operation }) => operation),
      window,
      signal,
    )) {
      const { index, apart, removes } = sent[outcome.index] as (typeof sent)[number];
      if (removes && outcome.result === 'updated') yield { index, result: 'removed' };
      else if (!('item' in outcome)) yield { ...outcome, index };
      else {
        const { series } = shownWithout(outcome.item, daysOf(apart, outcome.item));
        yield { ...outcome, index, item: named(series ?? outcome.item) };
      }
    }
  }

  async function putBack(series: readonly ItemId[], window: Window, signal: AbortSignal): Promise<void> {
    const wanted = knowledge.remembered().filter(({ seen }) => seen.apart && series.includes(seen.apart.series));
    if (wanted.length === 0) return;
    const now = await face.get([...new Set(wanted.flatMap(({ seen }) => seen.apart?.series ?? []))], signal, knowledge);
    const operations = wanted.flatMap(({ seen, agreed }): readonly WriteOperation<ItemFields>[] => {
      const item = seen.apart && now.get(seen.apart.series);
      if (seen.apart === undefined || !isReadable(item) || !isSeries(item.fields) || !isAppointment(agreed)) return [];
      const { day } = seen.apart;
      const record = item.occurrences?.get(day);
      // What stands elsewhere was not taken along, or somebody has moved it since.
      if (record === undefined || !isAt(item.fields, day, record.fields) || isAt(item.fields, day, agreed)) return [];
      const { id, version, fields: current } = record;
      const patch = Object.fromEntries(changeFields.map((field) => [field, agreed[field]]));
      return [{ do: 'update', id, version, current, patch }];
    });
    for await (const outcome of face.write(operations, window, signal)) {
      if (outcome.result !== 'failed') continue;
      // What is refused is refused tomorrow, too: it stays where it was taken, which is told as what the CRM shows.
      const { error } = outcome;
      if (error.kind !== 'rejected' && error.kind !== 'notFound') throw error;
    }
  }

  return {
    ...face,
    changes,
    get,
    write,
    putBack,
    async findCreated(sought, signal, known) {
      const shown = new Map<string, RemoteItem>();
      for (const [key, item] of await face.findCreated(sought, signal, known)) {
        const { series } = await show(item, signal);
        if (series !== null) shown.set(key, series);
      }
      return shown;
    },
  };
}

function isSeries(fields: ItemFields): fields is Series {
  return isAppointment(fields) && fields.recurrence !== null;
}

function shownWithout({ occurrences, recordOf: _recordOf, ...item }: RemoteItem, days: Days): Shown {
  if (occurrences === undefined || days.size === 0 || !isSeries(item.fields)) return { series: item, apart: [] };
  const all = [...occurrences];
  const apart = all.flatMap(([day, { recordOf: _series, ...one }]) =>
    days.has(day) ? [{ ...one, apart: { series: item.id, day } }] : [],
  );
  // What is done to one that stands apart is no edit of the series.
  const edits = all.flatMap(([day, { editedAt }]) => (days.has(day) ? [] : [editedAt])).toSorted();
  const editedAt = edits.at(-1);
  if (editedAt === undefined) return { series: null, apart };
  return { series: { ...item, editedAt, fields: withoutDays(item.fields, days) }, apart };
}

/** What of a linked series was moved since the two sides agreed: of what is not written to the calendar anyway, nothing. */
function movedSince(link: Link, series: Series, moved: readonly LocalDate[]): Moved {
  const { crm, calendar } = link.sides;
  const known = crm?.agreed;
  const none = { fresh: [], agreed: moved };
  if (known === undefined || calendar === undefined || !calendar.seen.protection.edit) return none;
  // By another clock than that of the calendar's copy, nobody can say here what stands on whose day there.
  if (!isAppointment(known) || !isSeries(known) || !isAppointment(calendar.agreed)) return none;
  if (clockOf(series.span) !== clockOf(calendar.agreed.span)) return none;
  const placesIn = (one: Series) => new Map(occurrencesOf(one, moved).map(({ day, span }) => [day, span]));
  const [before, now] = [placesIn(known), placesIn(series)];
  const isAgreed = (day: LocalDate) => {
    const [then, here] = [before.get(day), now.get(day)];
    return then !== undefined && here !== undefined && sameSpan(then, here);
  };
  return { fresh: moved.filter((day) => !isAgreed(day)), agreed: moved.filter(isAgreed) };
}

function clockOf(span: Span): string {
  return span.kind === 'timed' ? span.zone : '';
}

function isOfSeries(operation: WriteOperation<ItemFields>): operation is Change {
  return operation.do !== 'create' && isSeries(operation.current);
}

type Planned =
  | {
      readonly operation: WriteOperation<ItemFields>;
      /** What stands apart, and has to be left as it is. */
      readonly apart: readonly RemoteItem<Appointment>[];
      /** The series is removed, and what stands apart is left of it. */
      readonly removes: boolean;
    }
  | { readonly refused: true };

/** What has to be written so that the engine's wish is done, and what it does not see of the series stays as it is. */
function planned(
  operation: WriteOperation<ItemFields>,
  now: ReadonlyMap<ItemId, ItemAnswer<ItemFields>>,
  window: Window,
): Planned {
  const asItIs = { operation, apart: [], removes: false };
  if (!isOfSeries(operation)) return asItIs;
  const { current } = operation;
  const item = now.get(operation.id);
  if (!isSeries(current) || !isReadable(item)) return asItIs;
  const unseen = new Map([...(item.occurrences ?? [])].filter(([day]) => !takesPlace(current, day)));
  if (unseen.size === 0) return asItIs;
  const whole = withDays(current, fieldsOf(unseen), window);
  if (operation.do === 'remove') {
    const { span, recurrence } = onlyDays(current, fieldsOf(unseen));
    const { id, version } = operation;
    const left = { do: 'update', id, version, current: whole, patch: { span, recurrence } } as const;
    return { operation: left, apart: [...unseen.values()], removes: true };
  }
  const wanted: ItemFields = { ...current, ...operation.patch };
  // What follows the first goes away with the rule, whatever stands apart.
  if (!isSeries(wanted)) return { refused: true };
  const apart = new Map([...unseen].filter(([day]) => !isWithinAgain(current, wanted, day)));
  const days = new Set(apart.keys());
  const beside = [...days].some((day) => takesPlace(wanted, day)) ? namedAs(current, wanted, days, window) : wanted;
  const { span, recurrence } = withDays(beside, fieldsOf(apart), window);
  const isTime = 'span' in operation.patch || 'recurrence' in operation.patch;
  const patch = { ...operation.patch, recurrence, ...(isTime ? { span } : {}) };
  return { operation: { ...operation, current: whole, patch }, apart: [...apart.values()], removes: false };
}

/**
 * What the calendar has within the series again is one of it here. Told by another rule, the series may know one that it had before by
 * that day.
 */
function isWithinAgain(before: Series, wanted: Series, day: LocalDate): boolean {
  if (!takesPlace(wanted, day)) return false;
  const [shown] = occurrencesOf(wanted, [day]);
  return shown !== undefined && dayShownAt(before, shown.span) === undefined;
}

function fieldsOf(records: Records): ReadonlyMap<LocalDate, Appointment> {
  return new Map([...records].map(([day, { fields }]) => [day, fields]));
}

/** The days for which records stand after a write that has left them as they were: systems may make each of them anew. */
function daysOf(records: readonly RemoteItem<Appointment>[], { occurrences }: RemoteItem): Days {
  const all = [...(occurrences ?? [])];
  const days = records.flatMap(({ id, fields }) => {
    const same = all.find(([, one]) => one.id === id) ?? all.find(([, one]) => sameSpan(one.fields.span, fields.span));
    return same === undefined ? [] : [same[0]];
  });
  return new Set(days);
}

function refusal(system: SystemId): Rejected {
  return new Rejected('occurrences of the series stand apart, and would go with it', { system, code: 'standApart' });
}
