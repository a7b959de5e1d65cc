/**
 * @file The rows of a series: made for the days of a rule, brought in line when the rule is saved again, cut off where it stops.
 * Every occurrence is a row; there is no list of exceptions.
 */
import type { Kit } from '../../kit/kit.ts';
import type { Caller } from '../api/request-context.ts';
import { bookParticipants, cancelled, type Invited } from '../appointment/participants.ts';
import { isMother } from '../appointment/rights.ts';
import { badRequest } from '../errors.ts';
import { type AppointmentRow, rowStatus } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { midnight } from '../time/wire-time.ts';
import type { Fields } from '../wire.ts';
import { fromRuleWall, readRecurrence, toRuleWall } from './carrier.ts';
import { daysOf, defaultRule, type RecurrenceRule } from './rule.ts';

interface Parts {
  readonly kit: Kit;
  readonly tenant: Tenant;
}

/** What a rule says of itself when it is made of a client's words: its own list of days, or those of its pattern. */
export function ruleFrom(parts: Parts, caller: Caller, fields: Fields, below: RecurrenceRule): RecurrenceRule {
  const read = readRecurrence(fields, below, caller.rules);
  const listed = read.days.length > 0 && parts.kit.switches.text('seriesDays') === 'dates';
  return settled(parts, read, listed);
}

/** @returns the rule with its days, and with end and count that agree with them. */
export function calculated(parts: Parts, rule: RecurrenceRule): RecurrenceRule {
  return settled(parts, rule, false);
}

function settled({ kit }: Parts, rule: RecurrenceRule, listed: boolean): RecurrenceRule {
  const most = kit.switches.number('seriesRows');
  const days = listed ? rule.days : daysOf(rule, { monthWithoutDay: kit.switches.text('monthWithoutDay'), most });
  const last = days.at(-1);
  if (last === undefined) throw badRequest('The recurrence has no days.');
  if (days.length > most) throw badRequest(`A recurrence has at most ${most} dates.`);
  const echo = kit.switches.text('seriesEnd');
  const endType = echo === 'asSent' ? rule.endType || 1 : echo === 'count' ? 2 : 1;
  const byDate = rule.endType === 1 && rule.pattern !== 5 && rule.end >= last;
  return { ...rule, endType, days, count: days.length, end: byDate ? rule.end : last };
}

/** Makes a row the first of a series, and the other rows after it. @returns the row. */
export function makeSeries(
  parts: Parts,
  caller: Caller,
  row: AppointmentRow,
  wanted: RecurrenceRule,
  associates: Invited['associates'],
): AppointmentRow {
  const { tenant } = parts;
  const rule = { ...wanted, id: tenant.nextRuleId() };
  tenant.rules.set(rule.id, rule);
  const [first, ...others] = rule.days;
  if (first === undefined) throw badRequest('The recurrence has no days.');
  const own = placed(caller, { ...row, ruleId: rule.id }, row, first);
  tenant.put(own);
  for (const child of tenant.family(own.motherId)) {
    if (child.id !== own.id) tenant.put(placed(caller, { ...child, ruleId: rule.id }, row, first));
  }
  for (const day of others) addRow(parts, caller, own, day, associates);
  return own;
}

function addRow(
  { tenant }: Parts,
  caller: Caller,
  model: AppointmentRow,
  day: number,
  associates: Invited['associates'],
): AppointmentRow {
  const id = tenant.nextAppointmentId();
  const stamp = { created: tenant.now(), updated: tenant.now(), createdBy: caller.user.associateId };
  const row = placed(caller, { ...model, ...stamp, id, motherId: model.motherId === 0 ? 0 : id }, model, day);
  tenant.put(row);
  if (isMother(row)) bookParticipants(tenant, null, row, associates);
  return row;
}

/** @param like whose times of day, as the rule counts, the row gets on that day. */
function placed(caller: Caller, row: AppointmentRow, like: AppointmentRow, plannedDay: number): AppointmentRow {
  const wall = toRuleWall(caller.rules, like.start);
  const start = fromRuleWall(caller.rules, plannedDay + wall - midnight(wall));
  return { ...row, start, end: start + like.end - like.start, plannedDay, originalStart: start };
}

/** How a row is told from one that follows its rule: by what it shows, or by being moved. */
const ofItself = new Set(['id', 'updated', 'updatedBy', 'created', 'motherId', 'plannedDay', 'originalStart']);

/** Whether a row was changed by itself since the rule was saved. */
function isChanged(row: AppointmentRow, model: AppointmentRow): boolean {
  if (row.start !== row.originalStart || row.end - row.start !== model.end - model.start) return true;
  const shown = ({ start: _s, end: _e, ...rest }: AppointmentRow) =>
    JSON.stringify(Object.entries(rest).filter(([name]) => !ofItself.has(name)));
  return shown(row) !== shown(model);
}

/**
 * Saves a row and those after it: with the rule that is asked for, or the one that they have. In the middle of a series the old
 * rule ends there, and a new one begins.
 * @param before the row as it was, `after` as it is to be; neither is stored yet
 * @returns the row as it is afterwards
 */
export function saveForward(
  parts: Parts,
  caller: Caller,
  before: AppointmentRow,
  after: AppointmentRow,
  recurrence: Fields | null,
  associates: Invited['associates'],
): AppointmentRow {
  const { tenant, kit } = parts;
  const rows = tenant.series(before.ruleId, before.associateId);
  const later = rows.filter((row) => row.start >= before.start);
  const isFirst = later.length === rows.length;
  const old = tenant.rules.get(before.ruleId) ?? defaultRule(before.plannedDay);
  const rest = isFirst ? old : { ...old, start: before.plannedDay, count: daysFrom(old, before.plannedDay).length };
  const asked = recurrence ? ruleFrom(parts, caller, adapted(recurrence, old, rest), rest) : null;
  const wanted = asked ? fromDay(asked, isFirst ? asked.start : before.plannedDay) : withDays(rest);
  const keepsId = isFirst && kit.switches.text('firstRowForward') === 'sameRule';
  const rule = { ...wanted, id: keepsId ? old.id : tenant.nextRuleId() };
  tenant.rules.set(rule.id, rule);
  if (!keepsId) endBefore(parts, old, before.plannedDay, isFirst);
  const form = kit.switches.text('resavedSeries');
  const byDay = new Map(later.map((row) => [row.plannedDay, row]));
  const stays = new Set<number>();
  let own: AppointmentRow | undefined;
  for (const day of rule.days) {
    const known = byDay.get(day);
    const reusable = known && form !== 'remade' ? known : undefined;
    const isOwn = known?.id === before.id;
    if (reusable) stays.add(reusable.id);
    const row = reusable
      ? followed(parts, caller, { row: reusable, before, after, rule, day, keeps: form === 'kept' && !isOwn })
      : addRow(parts, caller, { ...after, ruleId: rule.id }, day, associates);
    if (isOwn) own = row;
    own ??= row;
  }
  for (const row of later) if (!stays.has(row.id)) removeRow(parts, caller, row);
  return own ?? after;
}

interface Following {
  readonly row: AppointmentRow;
  readonly before: AppointmentRow;
  readonly after: AppointmentRow;
  readonly rule: RecurrenceRule;
  readonly day: number;
  /** Whether what was changed by itself stays as it is. */
  readonly keeps: boolean;
}

function followed({ tenant }: Parts, caller: Caller, following: Following): AppointmentRow {
  const { row, before, after, rule, day, keeps } = following;
  const stamps = { ruleId: rule.id, updated: tenant.now(), updatedBy: caller.user.associateId };
  const isDone = row.status === rowStatus.completed && row.id !== before.id;
  const { id, created, createdBy, motherId, rejectCounter } = row;
  const as = { ...after, id, created, createdBy, motherId, rejectCounter, ...stamps };
  const next = (keeps && isChanged(row, before)) || isDone ? { ...row, ...stamps } : placed(caller, as, after, day);
  tenant.put(next);
  if (isMother(next)) bookParticipants(tenant, row, next, null);
  return next;
}

function removeRow({ tenant }: Parts, caller: Caller, row: AppointmentRow): void {
  const { associateId } = caller.user;
  const family = isMother(row) ? tenant.family(row.id) : [];
  tenant.remove(row, associateId);
  for (const child of family) {
    if (child.id !== row.id) tenant.put({ ...cancelled(child), updated: tenant.now(), updatedBy: associateId });
  }
}

/** A client sends the whole rule back: its start and count are those of the part that goes on, unless they are new. */
function adapted(recurrence: Fields, old: RecurrenceRule, rest: RecurrenceRule): Fields {
  const isOld = recurrence.int('RecurrenceCounter') === old.count && rest.count !== old.count;
  return {
    ...recurrence,
    has: (name) => (isOld && name === 'RecurrenceCounter' ? false : recurrence.has(name)),
  };
}

function daysFrom(rule: RecurrenceRule, day: number): readonly number[] {
  return rule.days.filter((each) => each >= day);
}

function fromDay(rule: RecurrenceRule, day: number): RecurrenceRule {
  return withDays({ ...rule, start: Math.max(rule.start, day) });
}

function withDays(rule: RecurrenceRule): RecurrenceRule {
  const days = daysFrom(rule, rule.start);
  return { ...rule, days, count: days.length };
}

/** Ends a rule before a day; one with nothing left is no more. */
function endBefore({ tenant }: Parts, rule: RecurrenceRule, day: number, isFirst: boolean): void {
  const days = rule.days.filter((each) => each < day);
  const end = days.at(-1);
  if (isFirst || end === undefined) tenant.rules.delete(rule.id);
  else tenant.rules.set(rule.id, { ...rule, days, count: days.length, end });
}

/** Deletes a row and those after it. */
export function deleteForward(parts: Parts, caller: Caller, row: AppointmentRow): void {
  const rows = parts.tenant.series(row.ruleId, row.associateId);
  const later = rows.filter((each) => each.start >= row.start);
  const rule = parts.tenant.rules.get(row.ruleId);
  if (rule) endBefore(parts, rule, row.plannedDay, later.length === rows.length);
  for (const each of later) removeRow(parts, caller, each);
}

/** The row is the last of its series; if it is the first, it is no series any more. @returns the row to store. */
export function stopAfter(parts: Parts, caller: Caller, before: AppointmentRow, after: AppointmentRow): AppointmentRow {
  const { tenant } = parts;
  const rows = tenant.series(before.ruleId, before.associateId);
  const later = rows.filter((row) => row.id !== before.id && row.start >= before.start);
  const isFirst = later.length + 1 === rows.length;
  const rule = tenant.rules.get(before.ruleId);
  if (rule) endBefore(parts, rule, before.plannedDay + 1, isFirst);
  for (const row of later) removeRow(parts, caller, row);
  return isFirst ? { ...after, ruleId: 0, plannedDay: 0, originalStart: 0 } : after;
}
