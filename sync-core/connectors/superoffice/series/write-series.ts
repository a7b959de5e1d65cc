/**
 * @file Creates, changes and removes series, and makes single appointments of them and back. What is there is made into what is wanted
 * by `converge-series.ts`.
 */
import { type Appointment, type AppointmentField, appointment } from '../../../model/appointment.ts';
import { firstDayOf, lastDayOf, occurrencesOf } from '../../../model/occurrences.ts';
import { patternDays } from '../../../model/recurrence-days.ts';
import type { Period } from '../../../model/time.ts';
import type { RemoteAppointment, WriteOperation } from '../../connector.ts';
import { Conflict, Nonsense, NotFound, Rejected } from '../../errors.ts';
import type { Clock, Log } from '../../ports.ts';
import { newEntity, personProperties, saidOf, typeFor } from '../create-item.ts';
import { attempts, type EntityCalls, isLost, isPrivate, privateNotAccepted, type Written } from '../entity-calls.ts';
import type { Profile } from '../profile.ts';
import { settlesAfterMs } from '../version.ts';
import { authorsZone, entityProperties } from '../write-appointment.ts';
import { createConvergence, mostRounds, notTaken, type Place } from './converge-series.ts';
import { expressSeries } from './express-series.ts';
import { ruleProperties } from './rule-properties.ts';
import { saveRow } from './save-row.ts';
import type { SeriesCalls } from './series-calls.ts';
import { readVersion, rowIdOf, ruleIdOf, sameState } from './series-id.ts';
import { planSeries, type SeriesTarget } from './series-plan.ts';
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
export function createSeriesWriter(parts: Parts): SeriesWriter {
  const { calls, entities, series, load, clock } = parts;
  const { stateAt, converge } = createConvergence(parts);

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
      const { id, patch, current } = operation;
      // It would take the other rows of its list along.
      if (rowIdOf(id) !== undefined) throw notTaken('a rule for one row of a list of days');
      const profile = await load(signal);
      await ensureSame(operation, signal);
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

/** Whether an operation is one for this file. */
export function concernsSeries(operation: WriteOperation): boolean {
  if (operation.do === 'create') return operation.fields.recurrence !== null;
  if (ruleIdOf(operation.id) !== undefined) return true;
  return operation.do === 'update' && operation.patch.recurrence !== undefined && operation.patch.recurrence !== null;
}
