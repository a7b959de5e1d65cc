/**
 * @file `/v1/Agents/Appointment/…` about series: the days of a rule, which of them are taken, and what a series would be by
 * default.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { inputOf, readInput } from '../appointment/input.ts';
import { defaultRow } from '../appointment/save.ts';
import { badRequest } from '../errors.ts';
import { dateCarrier, fromRuleWall, readRecurrence, recurrenceCarrier, toRuleWall } from '../recurrence/carrier.ts';
import { defaultRule, type RecurrenceRule } from '../recurrence/rule.ts';
import { calculated } from '../recurrence/series.ts';
import { isChecklist } from '../tenant/rows.ts';
import { midnight } from '../time/wire-time.ts';
import { type Fields, fieldsOf } from '../wire.ts';
import type { ApiParts, Caller } from './request-context.ts';

export function addRecurrenceAgent(api: FastifyInstance, parts: ApiParts): void {
  const call = (name: string, handle: (request: FastifyRequest) => unknown): void => {
    api.post(`/Agents/Appointment/${name}`, handle);
  };
  const byDefault = (caller: Caller, wall: number) => {
    const rule = defaultRule(midnight(toRuleWall(caller.rules, wall)));
    return recurrenceCarrier(rule, caller.rules, false);
  };
  call('CreateDefaultRecurrence', ({ caller }) =>
    byDefault(caller, parts.tenant.baseZone.wallAt(parts.kit.clock.now())),
  );
  call('CreateDefaultRecurrenceByDate', ({ caller, body }) =>
    byDefault(caller, caller.time.read(fieldsOf(body).text('StartDate'))),
  );
  call('CalculateDays', ({ caller, body }) => {
    const { rule, conflicts } = ruleIn(parts, caller, fieldsOf(body));
    return recurrenceCarrier(rule, caller.rules, true, conflicts);
  });
  call('ValidateDays', ({ caller, body }) => {
    const { rule, conflicts } = ruleIn(parts, caller, fieldsOf(body));
    return rule.days.map((each) => dateCarrier(caller.rules, each, conflicts.has(each)));
  });
}

/** The rule of the entity in the body with its days, or with those of `Dates` where they are given. */
function ruleIn(
  parts: ApiParts,
  caller: Caller,
  body: Fields,
): { readonly rule: RecurrenceRule; readonly conflicts: ReadonlySet<number> } {
  const entity = body.object('AppointmentEntity');
  const given = entity?.object('Recurrence');
  if (!entity || !given) throw badRequest('AppointmentEntity.Recurrence is missing.');
  const { start, end } = readInput(entity, inputOf(defaultRow(parts, caller)), caller.time);
  const wall = toRuleWall(caller.rules, start);
  const listed = body.get('Dates');
  const below = defaultRule(midnight(wall));
  const own = (fields: Fields) => calculated(parts, readRecurrence(fields, below, caller.rules));
  const rule = Array.isArray(listed) ? own(customDays(given, listed)) : own(given);
  const taken = rule.days.filter((each) => {
    const from = fromRuleWall(caller.rules, each + wall - midnight(wall));
    return isTaken(parts, caller, from, from + end - start, entity.int('AppointmentId'));
  });
  return { rule, conflicts: new Set(taken) };
}

function customDays(given: Fields, days: readonly unknown[]): Fields {
  const list = days.map((text) => fieldsOf({ Date: text }));
  return {
    ...given,
    get: (name) => (name === 'Pattern' ? 'Custom' : given.get(name)),
    has: (name) => name === 'Pattern' || given.has(name),
    list: (name) => (name === 'Dates' ? list : given.list(name)),
  };
}

/** Whether something else that is not free stands in the caller's diary then. */
function isTaken({ tenant }: ApiParts, { user }: Caller, from: number, to: number, except: number): boolean {
  const ruleId = tenant.appointments.get(except)?.ruleId ?? 0;
  for (const row of tenant.appointments.values()) {
    const mine = row.associateId === user.associateId && !isChecklist(row) && !row.isFree;
    const same = row.id === except || (ruleId !== 0 && row.ruleId === ruleId);
    if (mine && !same && row.start < to && row.end > from) return true;
  }
  return false;
}
