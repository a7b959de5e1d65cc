/**
 * @file Writes series by making what is there into what is wanted: look, write the rule if it has to be, look what the system made
 * of it, mend the rows that differ. A write that was cut off anywhere is finished by doing the same again.
 */
import {
  type Appointment,
  type AppointmentField,
  type AppointmentPatch,
  appointment,
} from '../../../model/appointment.ts';
import { firstDayOf, lastDayOf, occurrencesOf } from '../../../model/occurrences.ts';
import { changeFields } from '../../../model/recurrence.ts';
import { patternDays } from '../../../model/recurrence-days.ts';
import type { LocalDate, Period } from '../../../model/time.ts';
import type { RemoteAppointment, WriteOperation } from '../../connector.ts';
import { Conflict, Nonsense, NotFound, Rejected } from '../../errors.ts';
import type { Clock, Log } from '../../ports.ts';
import { newEntity, personProperties, saidOf, typeFor } from '../create-item.ts';
import { attempts, type EntityCalls, isLost, isPrivate, privateNotAccepted, type Written } from '../entity-calls.ts';
import type { Profile } from '../profile.ts';
import type { EntityProperties } from '../shared-properties.ts';
import { settlesAfterMs } from '../version.ts';
import { authorsZone, entityProperties } from '../write-appointment.ts';
import { expressSeries } from './express-series.ts';
import type { SeriesRow } from './match-rows.ts';
import { ruleProperties } from './rule-properties.ts';
import { saveRow } from './save-row.ts';
import type { SeriesCalls } from './series-calls.ts';
import { readVersion, ruleIdOf, sameState } from './series-id.ts';
import { isDone, type Mend, planSeries, type SeriesPlan, type SeriesTarget } from './series-plan.ts';
import { answerOf, type RuleState, type SeriesReader } from './series-reader.ts';

type Create = Extract<WriteOperation, { do: 'create' }>;
type Update = Extract<WriteOperation, { do: 'update' }>;
type Remove = Extract<WriteOperation, { do: 'remove' }>;

interface Parts {
  readonly calls: SeriesCalls;
  readonly entities: EntityCalls;
  readonly series: SeriesReader;
  readonly load: (signal: AbortSignal) => Promise<Profile>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface SeriesWriter {
  create(
    operation: Create,
    window: Period,
    signal: AbortSignal,
  ): Promise<{ readonly result: 'created' | 'existed'; readonly item: RemoteAppointment }>;
  /** Also what turns a single appointment into a series, or back. @throws Conflict, NotFound, Rejected */
  update(operation: Update, window: Period, signal: AbortSignal): Promise<RemoteAppointment>;
  remove(operation: Remove, signal: AbortSignal): Promise<void>;
  /** A series as it is found by one of its rows. */
  presentBy(written: Written, signal: AbortSignal): Promise<RemoteAppointment>;
}

/** What is the same in all occurrences of a series: written to them only where it is to change. */
const wholeFields: readonly AppointmentField[] = ['visibility'];
/** What a rule brings to all of its rows. That rows are done is each one's own. */
const fieldsOfRule = changeFields.filter((field) => field !== 'done');

/** Where a series is: its rule, or the one row that is to become one. */
type Place = { readonly ruleId: number } | { readonly rowId: number };

/** So often it is looked whether everything is as it should be. */
const mostRounds = 6;
/** The rule is written so often: as a pattern, and as a list when the pattern has not brought every day. */
const mostRuleSaves = 2;

export function createSeriesWriter(parts: Parts): SeriesWriter {
  const { calls, entities, series, load, clock, log } = parts;

  async function stateAt(place: Place, signal: AbortSignal): Promise<RuleState> {
    if ('ruleId' in place) return await series.state(place.ruleId, signal);
    const row = await calls.whole(place.rowId, signal);
    if (row === undefined) throw new NotFound('not found', { system: 'superoffice' });
    const ruleId = row.info?.IsRecurrence ? (row.info.RecurrenceId ?? 0) : 0;
    if (ruleId > 0) return await series.state(ruleId, signal);
    const item = await entities.present(row, signal);
    const rows: readonly SeriesRow[] = [{ rowId: place.rowId, updated: item.editedAt, planned: undefined, item }];
    return {
      ruleId: 0,
      rows,
      info: undefined,
      serverNow: row.serverNow,
      reading: undefined,
      unreadable: [],
      unread: [],
    };
  }

  /** @returns where the series is afterwards: a rule that is saved again may be another one. */
  async function saveRule(
    state: RuleState,
    plan: SeriesPlan,
    target: SeriesTarget,
    asList: boolean,
    signal: AbortSignal,
  ): Promise<Place> {
    const profile = await load(signal);
    const [first] = state.rows;
    if (first === undefined) throw new NotFound('the series is gone', { system: 'superoffice' });
    const fields = { ...target.fields, span: plan.first };
    const patch = only(fields, [...fieldsOfRule, ...target.whole]);
    const change = async ({ raw }: { readonly raw: EntityProperties }) => {
      // The first row stands for all: it is ticked off again after it.
      const open = raw['Completed'] === 'Completed' ? { Completed: 'NotStarted' } : {};
      const below = target.added ?? first.item.added ?? '';
      const entity = { ...raw, ...open, ...entityProperties(patch, fields, profile, below) };
      return { ...entity, ...(await ruleProperties(calls, profile, { target, plan, entity, asList }, signal)) };
    };
    const mode = state.ruleId === 0 ? 'OnlyThis' : 'ThisAndForward';
    try {
      const saved = await saveRow(calls, first.rowId, first.updated, change, mode, signal);
      return { ruleId: saved.info?.RecurrenceId || state.ruleId };
    } catch (error) {
      // The rule may be another one now: its first row knows.
      if (!isLost(error)) throw error;
      const row = await calls.whole(first.rowId, signal);
      return { ruleId: row?.info?.RecurrenceId || state.ruleId };
    }
  }

  async function removeSurplus(state: RuleState, surplus: readonly SeriesRow[], signal: AbortSignal): Promise<void> {
    const ids = new Set(surplus.map(({ rowId }) => rowId));
    const firstOfTail = state.rows.findLastIndex(({ rowId }) => !ids.has(rowId)) + 1;
    const tail = state.rows.slice(firstOfTail);
    const [start] = tail;
    if (start && tail.length > 1 && firstOfTail > 0) {
      await calls.remove(start.rowId, 'ThisAndForward', signal);
      for (const { rowId } of tail) ids.delete(rowId);
    }
    for (const rowId of ids) await calls.remove(rowId, 'OnlyThis', signal);
  }

  async function mendRows(mends: readonly Mend[], signal: AbortSignal): Promise<void> {
    const profile = await load(signal);
    for (const { row, wanted, fields, added } of mends) {
      const below = fields.includes('body') ? added : undefined;
      const properties = entityProperties(only(wanted, fields), wanted, profile, below);
      await saveRow(calls, row.rowId, row.updated, () => properties, 'OnlyThis', signal);
    }
  }

  /**
   * @param known the rows that were there before; absent: those that are found first.
   * @throws Rejected when the system does not come to what is wanted; Conflict when somebody else writes meanwhile
   */
  async function converge(
    begin: Place,
    target: SeriesTarget,
    signal: AbortSignal,
    known?: ReadonlySet<number>,
  ): Promise<RuleState> {
    const profile = await load(signal);
    let place = begin;
    let ruleSaves = 0;
    let losses = 0;
    let before = known;
    for (let round = 1; round <= mostRounds; round += 1) {
      const state = await stateAt(place, signal);
      if (state.rows.length === 0) throw new NotFound('the series is gone', { system: 'superoffice' });
      if (state.unreadable.length > 0) throw new Nonsense('a row is in an unknown form', { system: 'superoffice' });
      const rows = state.rows.filter(({ item }) => item.unfit === undefined);
      before ??= new Set(rows.map(({ rowId }) => rowId));
      const plan = planSeries(rows, daysSoFar(state, target), target, profile, ruleSaves > 0, before);
      const isSeries = state.ruleId !== 0;
      if (isDone(plan) && isSeries) return state;
      try {
        const again = ruleSaves > 0;
        if (!isSeries || (plan.needsRule && (!again || (plan.missing.length > 0 && ruleSaves < mostRuleSaves)))) {
          ruleSaves += 1;
          place = await saveRule(state, plan, target, again, signal);
        } else {
          if (plan.missing.length > 0 && plan.surplus.length + plan.mends.length === 0) throw notTaken('occurrences');
          // A server that takes the days of a rule for those of another zone makes all rows on the wrong ones.
          await removeSurplus(state, plan.surplus.slice(plan.moves.length), signal);
          await mendRows([...plan.moves, ...plan.mends], signal);
        }
      } catch (error) {
        losses += 1;
        if (!isLost(error) || losses === attempts) throw error;
        log.info('the answer to a change of a series was lost; looking at what came of it', { system: 'superoffice' });
      }
    }
    throw notTaken('the series');
  }

  /** Also right after a change in the very second of the reading. @throws Conflict */
  async function ensureSame({ id, version, current }: Update | Remove, signal: AbortSignal): Promise<void> {
    const ruleId = ruleIdOf(id);
    if (ruleId === undefined) return;
    let state = await series.state(ruleId, signal);
    if (state.serverNow - Date.parse(readVersion(version).updated) < settlesAfterMs) {
      await clock.sleep(settlesAfterMs, signal);
      state = await series.state(ruleId, signal);
    }
    if (state.reading === undefined) return;
    const { item } = state.reading;
    const isSame = sameState(item.version, version);
    const settled = !readVersion(version).isPassing || sameShown(item.fields, current);
    if (!isSame || !settled) throw new Conflict('changed in the meantime', { system: 'superoffice' });
  }

  async function present(state: RuleState): Promise<RemoteAppointment> {
    const answer = answerOf(state);
    if (answer === 'gone') throw new NotFound('the series is gone', { system: 'superoffice' });
    if ('unreadable' in answer) throw new Nonsense('a series is in an unknown form', { system: 'superoffice' });
    return answer;
  }

  /** What lies open though it was to be private goes away again at once (G4.1). */
  async function withdrawIfOpen(state: RuleState, signal: AbortSignal): Promise<void> {
    if (state.rows.every(({ item }) => item.fields.visibility === 'private')) return;
    await removeAll(state, signal);
    throw privateNotAccepted();
  }

  async function removeAll(begin: RuleState, signal: AbortSignal): Promise<void> {
    let state = begin;
    for (let round = 1; state.rows.length > 0; round += 1) {
      if (round > mostRounds) throw notTaken('the deletion');
      const [first] = state.rows;
      if (first) await calls.remove(first.rowId, state.ruleId === 0 ? 'OnlyThis' : 'ThisAndForward', signal);
      if (state.ruleId === 0) return;
      state = await series.state(state.ruleId, signal);
    }
  }

  async function createFirst(operation: Create, target: SeriesTarget, signal: AbortSignal) {
    const profile = await load(signal);
    const { mark, typeId, categories, added, persons = [] } = operation;
    const { fields } = target;
    const plan = planSeries([], new Map(), target, profile, false, new Set());
    const properties = {
      ...entityProperties(saidOf(fields), { ...fields, span: plan.first }, profile, added),
      ...authorsZone(fields.span, profile),
      // Further persons would make a booking of each row.
      ...personProperties(persons.slice(0, 1), profile),
    };
    const entity = newEntity(
      profile.defaultEntity,
      properties,
      typeFor(categories, typeId, profile.diaryTypes, profile),
    );
    const rule = await ruleProperties(calls, profile, { target, plan, entity, asList: false }, signal);
    try {
      return await entities.postNew({ ...entity, ...rule }, mark.key, signal);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      // A rule that cannot come with a UID comes after it.
      return await entities.postNew(entity, mark.key, signal);
    }
  }

  return {
    async create(operation, window, signal) {
      const profile = await load(signal);
      const isClosed = operation.fields.visibility === 'private';
      if (isClosed && !profile.facts.canBePrivate) throw privateNotAccepted();
      const fields = expressSeries(operation.fields, window, profile);
      const whole = wholeFields.filter((field) => saidOf(fields)[field] !== undefined);
      const target = { fields, window, whole, added: operation.added ?? '' };
      for (let attempt = 1; ; attempt += 1) {
        let result: 'created' | 'existed' = 'created';
        let written: Written | undefined;
        try {
          written = await createFirst(operation, target, signal);
        } catch (error) {
          if (!isLost(error) || attempt === attempts) throw error;
          result = 'existed';
          written = await entities.byUid(operation.mark.key, signal);
          if (!written) continue;
        }
        if (!written) {
          const first = await entities.byUid(operation.mark.key, signal);
          if (!first)
            throw new Conflict('the UID is taken by an item that cannot be read', {
              system: 'superoffice',
              code: 'uidTaken',
            });
          return { result: 'existed', item: await this.presentBy(first, signal) };
        }
        const place = placeOf(written);
        if (isClosed && !isPrivate(written.entity)) await withdrawIfOpen(await stateAt(place, signal), signal);
        const state = await converge(place, target, signal, new Set());
        if (isClosed) await withdrawIfOpen(state, signal);
        return { result, item: await present(state) };
      }
    },

    async update(operation, window, signal) {
      const profile = await load(signal);
      await ensureSame(operation, signal);
      const { id, patch, current } = operation;
      const closing = patch.visibility === 'private';
      if (closing && !profile.facts.canBePrivate) throw privateNotAccepted();
      const ruleId = ruleIdOf(id);
      const place = ruleId === undefined ? { rowId: Number(id) } : { ruleId };
      const fields: Appointment = { ...current, ...patch };
      const below = operation.added === undefined ? {} : { added: operation.added };
      if (fields.recurrence === null)
        return await standAlone(parts, await stateAt(place, signal), { fields, ...below }, signal);
      const target = { fields, window, whole: wholeFields.filter((field) => patch[field] !== undefined), ...below };
      const state = await converge(place, target, signal);
      if (closing && state.rows.some(({ item }) => item.fields.visibility !== 'private')) {
        // What was to be closed must not stay readable with its new words.
        const before =
          current.recurrence === null ? { ...current, span: fields.span, recurrence: fields.recurrence } : current;
        await converge({ ruleId: state.ruleId }, { fields: before, window, whole: wholeFields }, signal);
        throw privateNotAccepted();
      }
      return await present(state);
    },

    async remove(operation, signal) {
      await ensureSame(operation, signal);
      await removeAll(await series.state(ruleIdOf(operation.id) ?? 0, signal), signal);
    },

    async presentBy(written, signal) {
      const place = placeOf(written);
      return 'ruleId' in place
        ? await present(await series.state(place.ruleId, signal))
        : await entities.present(written, signal);
    },
  };
}

function placeOf({ entity }: Written): Place {
  const { Recurrence, AppointmentId } = entity;
  return Recurrence?.IsRecurrence && Recurrence.RecurrenceId
    ? { ruleId: Recurrence.RecurrenceId }
    : { rowId: AppointmentId };
}

/** For which days the rows stood, where the series keeps its zone; a single row is its own first day. */
function daysSoFar({ reading, rows }: RuleState, { fields }: SeriesTarget): ReadonlyMap<number, LocalDate> {
  if (reading) {
    const { span } = reading.item.fields;
    const sameZone =
      span.kind === 'timed' && fields.span.kind === 'timed'
        ? span.zone === fields.span.zone
        : span.kind === fields.span.kind;
    return sameZone ? reading.days : new Map();
  }
  return new Map(rows.map(({ rowId }) => [rowId, firstDayOf(fields.span)]));
}

/** Makes a series an appointment that does not repeat: its first row stays, and all that follow go away. */
async function standAlone(
  { calls, entities, load }: Parts,
  { rows, ruleId }: RuleState,
  { fields, added }: Pick<SeriesTarget, 'fields' | 'added'>,
  signal: AbortSignal,
): Promise<RemoteAppointment> {
  const [first] = rows;
  if (first === undefined) throw new NotFound('the series is gone', { system: 'superoffice' });
  const profile = await load(signal);
  const properties = entityProperties(fields, fields, profile, added ?? first.item.added);
  const mode = ruleId === 0 ? 'OnlyThis' : 'StopRecurrence';
  for (let attempt = 1; ; attempt += 1) {
    try {
      const saved = await saveRow(calls, first.rowId, undefined, () => properties, mode, signal);
      return await entities.present(saved, signal);
    } catch (error) {
      if (!isLost(error) || attempt === attempts) throw error;
    }
  }
}

function only(fields: Appointment, names: readonly AppointmentField[]): AppointmentPatch {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/** The same occurrences that show the same, whatever is said of the series and whatever of one of them. */
function sameShown(one: Appointment, other: Appointment): boolean {
  const shown = (series: Appointment) => {
    const last = lastDayOf(series);
    if (series.recurrence === null || last === null) return [series];
    const days = patternDays(series.recurrence.pattern, firstDayOf(series.span), last);
    return occurrencesOf(series, days).map(({ fields }) => fields);
  };
  const text = (series: Appointment) => JSON.stringify(shown(series).map((fields) => appointment.parse(fields)));
  return text(one) === text(other);
}

function notTaken(what: string): Rejected {
  return new Rejected(`SuperOffice does not take ${what} as wanted`, { system: 'superoffice', code: 'seriesNotTaken' });
}

/** Whether an operation is one for this file. */
export function concernsSeries(operation: WriteOperation): boolean {
  if (operation.do === 'create') return operation.fields.recurrence !== null;
  if (ruleIdOf(operation.id) !== undefined) return true;
  return operation.do === 'update' && operation.patch.recurrence !== undefined && operation.patch.recurrence !== null;
}
