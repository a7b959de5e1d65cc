/**
 * @file The archives of appointments: FindAppointment and Appointment (all), DiaryAppointment, ChecklistAppointment.
 */
import type { Switches } from '../../kit/switches.ts';
import { companyFullName, personCarrier, typeName } from '../api/carriers.ts';
import { personName } from '../appointment/flat-forms.ts';
import { seenBy } from '../appointment/rights.ts';
import { type AppointmentRow, isChecklist, isUnanswered, rowStatus } from '../tenant/rows.ts';
import { isRealTime, noTime } from '../time/wire-time.ts';
import type { ArchiveContext, Column, Provider } from './column.ts';

type Row = AppointmentRow;
type AppointmentColumn = Column<Row>;

const int = (value: AppointmentColumn['value']): AppointmentColumn => ({ type: 'int', value });
const text = (value: AppointmentColumn['value']): AppointmentColumn => ({ type: 'string', value });
const flag = (value: AppointmentColumn['value']): AppointmentColumn => ({ type: 'bool', value });
const utc = (value: AppointmentColumn['value']): AppointmentColumn => ({ type: 'utc', value });

const initials = ({ tenant }: ArchiveContext, associateId: number) => tenant.users.get(associateId)?.initials ?? '';
const associate = (idOf: (row: Row) => number): AppointmentColumn => ({
  type: 'associate',
  value: idOf,
  show: (row, context) => initials(context, idOf(row)),
});
const company = (row: Row, { tenant }: ArchiveContext) => tenant.companies.get(row.contactId);
const person = (field: string): AppointmentColumn =>
  text((row, { tenant }) => String(personCarrier(tenant, row.personId)?.[field] ?? ''));

const recordTexts: Readonly<Record<string, string>> = { Appointment: 'Appointment', Phone: 'Phone', ToDo: 'Todo' };
const recordOf = (row: Row, { tenant }: ArchiveContext) =>
  recordTexts[tenant.types.get(row.taskId)?.record ?? ''] ?? 'Appointment';

const columns: Readonly<Record<string, AppointmentColumn>> = {
  appointmentId: int((row) => row.id),
  date: { type: 'date', value: (row) => row.start },
  time: { type: 'date', value: (row) => row.start, filterable: false },
  /** Shown as a day, though the row has a time: the original's oddity. */
  endDate: { type: 'date', value: (row) => row.end, show: (row, { caller }) => caller.time.writeDay(row.end) },
  endTime: { type: 'date', value: (row) => row.end, filterable: false },
  type: {
    type: 'list',
    value: (row) => row.taskId,
    show: (row, { tenant, caller }) => {
      const type = tenant.types.get(row.taskId);
      return type ? typeName(type, caller.language) : '';
    },
  },
  recordType: text(recordOf),
  recordTypeText: text(recordOf),
  icon: text((row, context) => recordOf(row, context).toLowerCase()),
  text: text((row) => row.description),
  associateId: associate((row) => row.associateId),
  contactId: int((row) => row.contactId),
  personId: int((row) => row.personId),
  projectId: int(() => 0),
  saleId: int(() => 0),
  updatedDate: utc((row) => row.updated),
  updatedBy: associate((row) => row.updatedBy),
  registeredDate: utc((row) => row.created),
  registeredBy: associate((row) => row.createdBy),
  completed: flag((row) => row.status === rowStatus.completed),
  completedDate: utc((row) => (row.done === 0 ? noTime : row.done)),
  priority: { type: 'list', value: (row) => row.priorityId, show: () => '' },
  alarm: flag((row) => row.hasAlarm),
  isFree: flag((row) => row.isFree),
  recurring: flag((row) => row.ruleId !== 0),
  recurrenceRuleId: int((row) => row.ruleId),
  booking: flag((row) => row.motherId !== 0),
  location: text((row) => row.location),
  rawType: int((row) => row.type),
  rawStatus: int((row) => row.status),
  cautionWarning: text(() => 'OK'),
  visibleInDiary: flag((row) => !isChecklist(row)),
  invitedPersonId: int((row, { tenant }) => tenant.users.get(row.associateId)?.personId ?? 0),
  isMilestone: flag((row) => row.isMilestone),
  joinVideomeetUrl: text((row) => row.joinUrl),
  visibleFor: text((row) => (row.isPrivate === 0 ? '[SR_VFC_ALL]' : '')),
  duration: int((row) => (isRealTime(row.start) ? Math.max(0, Math.round((row.end - row.start) / 60_000)) : 0)),
  'contact/contactId': int((row) => row.contactId),
  'contact/name': text((row, context) => company(row, context)?.name ?? ''),
  'contact/department': text((row, context) => company(row, context)?.department ?? ''),
  'contact/nameDepartment': text((row, context) => {
    const found = company(row, context);
    return found ? companyFullName(found) : '';
  }),
  'person/personId': int((row) => row.personId),
  'person/fullName': text((row, { tenant }) => personName(tenant, row.personId)),
  'person/firstName': person('Firstname'),
  'person/lastName': person('Lastname'),
  'person/email/emailAddress': person('Email'),
  getAllRows: { type: 'option', value: () => true },
  getNoRows: { type: 'option', value: () => false },
  skipTentativeAndRejectedRestriction: { type: 'option', value: () => true },
};

/** @param includes which rows the provider is about */
export function appointmentProvider(
  includes: (row: Row) => boolean,
  switches: Switches,
  filter: string,
): Provider<Row> {
  const hidesUnanswered =
    switches.flag('archiveHidesUnanswered') && !/skipTentativeAndRejectedRestriction/i.test(filter);
  const { skipTentativeAndRejectedRestriction: _unknown, ...withoutIt } = columns;
  return {
    entityName: 'appointment',
    columns: switches.flag('archiveKnowsUnanswered') ? columns : withoutIt,
    primaryKey: (row) => row.id,
    rows: function* ({ tenant, caller }) {
      for (const row of tenant.appointments.values(caller.asOf)) {
        if (!includes(row) || (hidesUnanswered && isUnanswered(row))) continue;
        yield seenBy(row, caller.user);
      }
    },
  };
}
