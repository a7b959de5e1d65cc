/**
 * @file Makes what is there of a series into what is wanted: look, write the rule if it has to be, look what the system made of it,
 * mend the rows that differ. A write that was cut off anywhere is finished by doing the same again.
 */
import type { Appointment, AppointmentField, AppointmentPatch } from '../../../model/appointment.ts';
import { firstDayOf } from '../../../model/occurrences.ts';
import { changeFields } from '../../../model/recurrence.ts';
import type { LocalDate } from '../../../model/time.ts';
import { Nonsense, NotFound, Rejected } from '../../errors.ts';
import type { Log } from '../../ports.ts';
import { attempts, type EntityCalls, isLost } from '../entity-calls.ts';
import type { Profile } from '../profile.ts';
import type { EntityProperties } from '../shared-properties.ts';
import { entityProperties } from '../write-appointment.ts';
import type { SeriesRow } from './match-rows.ts';
import { ruleProperties } from './rule-properties.ts';
import { saveRow } from './save-row.ts';
import type { SeriesCalls } from './series-calls.ts';
import { isDone, type Mend, planSeries, type SeriesPlan, type SeriesTarget } from './series-plan.ts';
import type { RuleState, SeriesReader } from './series-reader.ts';

/** What a rule brings to all of its rows. That rows are done is each one's own. */
const fieldsOfRule = changeFields.filter((field) => field !== 'done');

/** Where a series is: its rule, or the one row that is to become one. */
export type Place = { readonly ruleId: number } | { readonly rowId: number };

/** So often it is looked whether everything is as it should be. */
export const mostRounds = 6;
/** The rule is written so often: as a pattern, and as a list when the pattern has not brought every day. */
const mostRuleSaves = 2;

interface Parts {
  readonly calls: SeriesCalls;
  readonly entities: EntityCalls;
  readonly series: SeriesReader;
  readonly load: (signal: AbortSignal) => Promise<Profile>;
  readonly log: Log;
}

export interface SeriesConvergence {
  /** What stands there. @throws NotFound; ConnectorError */
  stateAt(place: Place, signal: AbortSignal): Promise<RuleState>;
  /**
   * @param known the rows that were there before; absent: those that are found first.
   * @throws Rejected when the system does not come to what is wanted; Conflict when somebody else writes meanwhile
   */
  converge(begin: Place, target: SeriesTarget, signal: AbortSignal, known?: ReadonlySet<number>): Promise<RuleState>;
}

export function createConvergence({ calls, entities, series, load, log }: Parts): SeriesConvergence {
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
        // Of what lies beyond the window nothing is there: no rule can say that.
        const becomesSeries = !isSeries && plan.dates.length > 0;
        if (becomesSeries || (plan.needsRule && (!again || (plan.missing.length > 0 && ruleSaves < mostRuleSaves)))) {
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

  return { stateAt, converge };
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

function only(fields: Appointment, names: readonly AppointmentField[]): AppointmentPatch {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/** What SuperOffice was asked for, and does otherwise. */
export function notTaken(what: string): Rejected {
  return new Rejected(`SuperOffice does not take ${what} as wanted`, { system: 'superoffice', code: 'seriesNotTaken' });
}
