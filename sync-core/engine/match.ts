/**
 * @file Which of several items that look alike are the same. Pure. Nothing is guessed: where more than one answer is
 * possible the items are left alone and shown.
 */
import type { RemoteAppointment } from '../connectors/connector.ts';
import { appointmentFields } from '../model/appointment.ts';
import type { Side } from '../model/side.ts';
import { sameField } from './fields.ts';
import type { PlanRules } from './pair-plan.ts';
import { offersOf, type TranslationRules } from './translation.ts';

export type MatchRules = TranslationRules & Pick<PlanRules, 'express'>;

export interface GroupMatch {
  readonly pairs: readonly Readonly<Record<Side, RemoteAppointment>>[];
  /** More than one way to pair them. */
  readonly ambiguous: Readonly<Record<Side, readonly RemoteAppointment[]>>;
}

/**
 * Pairs the items of one fingerprint. Fully equal ones first (which of several equal ones is of no account), each at most
 * once; then, if exactly one is left on each side, those two: same title, same time. What is left on one side alone is new.
 */
export function matchGroup(group: Readonly<Record<Side, readonly RemoteAppointment[]>>, rules: MatchRules): GroupMatch {
  const pairs: Record<Side, RemoteAppointment>[] = [];
  const calendar = [...group.calendar];
  const crm: RemoteAppointment[] = [];
  for (const item of group.crm) {
    const at = calendar.findIndex((other) => equalItems({ crm: item, calendar: other }, rules));
    const [partner] = at < 0 ? [] : calendar.splice(at, 1);
    if (partner === undefined) crm.push(item);
    else pairs.push({ crm: item, calendar: partner });
  }
  const [lastCrm, ...moreCrm] = crm;
  const [lastCalendar, ...moreCalendar] = calendar;
  if (lastCrm === undefined || lastCalendar === undefined) return { pairs, ambiguous: { crm: [], calendar: [] } };
  if (moreCrm.length > 0 || moreCalendar.length > 0) return { pairs, ambiguous: { crm, calendar } };
  return { pairs: [...pairs, { crm: lastCrm, calendar: lastCalendar }], ambiguous: { crm: [], calendar: [] } };
}

/** Each side's form of what the other offers is what it has, in at least one direction, in every field. */
function equalItems(items: Readonly<Record<Side, RemoteAppointment>>, rules: MatchRules): boolean {
  const offers = offersOf(items, null, rules);
  const { crm, calendar } = items;
  const inCalendar = rules.express.calendar(offers.calendar.fields);
  const inCrm = rules.express.crm(offers.crm.fields);
  return appointmentFields.every(
    (field) => sameField(field, inCalendar, calendar.fields) || sameField(field, inCrm, crm.fields),
  );
}
