/** @file The merge's view of a pair: what each side shows and may be written, and which changes go across. Pure. */
import type { RemoteAppointment } from '../connectors/connector.ts';
import type { Appointment, AppointmentField } from '../model/appointment.ts';
import type { Side } from '../model/side.ts';
import type { MergeRules, MergeSide } from './merge.ts';
import type { PlanRules } from './pair-plan.ts';

/** @param agreed what each side showed when the two last agreed. */
export function mergeSides(
  items: Readonly<Record<Side, RemoteAppointment>>,
  agreed: Readonly<Record<Side, Appointment>>,
  rules: PlanRules,
): Readonly<Record<Side, MergeSide>> {
  const one = (side: Side): MergeSide => ({
    fields: items[side].fields,
    agreed: agreed[side],
    editable: items[side].protection.edit,
    editedAt: items[side].editedAt,
    express: rules.express[side],
  });
  return { crm: one('crm'), calendar: one('calendar') };
}

/** Reminders follow the preferences, and never come alive for what has already begun (G14). */
export function mergeRules(items: Readonly<Record<Side, RemoteAppointment>>, rules: PlanRules): MergeRules {
  const { preferences } = rules;
  const reminders = { crm: preferences['crm.reminders'], calendar: preferences['calendar.reminders'] };
  const begun = (item: RemoteAppointment) => {
    const { span } = item.fields;
    return span.kind === 'timed' ? span.start <= rules.now : span.firstDay <= rules.now.slice(0, 10);
  };
  return {
    conflict: preferences['conflict.rule'],
    carries: (field: AppointmentField, from: Side) =>
      field !== 'reminderMinutes' || (reminders[from] && !begun(items[from])),
  };
}
