/**
 * @file From what a client wants to what the database takes: mandatory fields, lengths, references, texts, privacy, times.
 */
import type { Switches } from '../../kit/switches.ts';
import { userOfPerson } from '../api/carriers.ts';
import { badRequest, Refusal } from '../errors.ts';
import { descriptionLength, descriptionOf, rewrittenHtml, splitDescription } from '../tenant/plain-text.ts';
import { preferenceOf } from '../tenant/preferences.ts';
import { priorities } from '../tenant/priorities.ts';
import { type AppointmentRow, isChecklist, rowStatus, type User } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { userZone } from '../tenant/user-zone.ts';
import { midnight, readDuration } from '../time/wire-time.ts';
import { type AppointmentInput, completedOf } from './input.ts';
import { datesForDiary, todoDates } from './todo-dates.ts';

/** What a save decides of a row; ids, stamps and the booking are added by the saver. */
export type Content = Omit<
  AppointmentRow,
  | 'id'
  | 'createdBy'
  | 'updatedBy'
  | 'created'
  | 'updated'
  | 'motherId'
  | 'guests'
  | 'sendEmail'
  | 'ruleId'
  | 'originalStart'
  | 'plannedDay'
  | 'rejectCounter'
  | 'isReadOnly'
>;

interface ContentParts {
  readonly tenant: Tenant;
  readonly switches: Switches;
  readonly user: User;
}

const locationLength = 254;
const urlLength = 2000;
const agendaLength = 1_000_000;
const minute = 60_000;
const day = 86_400_000;

/**
 * @param before the row as it is; for a new one the default
 * @throws Refusal (400) naming the field that cannot be stored
 */
export function contentOf(parts: ContentParts, input: AppointmentInput, before: AppointmentRow): Content {
  checkReferences(parts.tenant, input);
  return {
    ...texts(parts.switches, input, before),
    ...privacyOf(parts, input, before),
    ...times(parts, input, before),
    ...stateOf(parts.tenant, input, before),
    associateId: input.associateId,
    contactId: input.contactId,
    personId: input.personId,
    type: typeOf(input, before),
    taskId: input.taskId,
    priorityId: input.priorityId,
    hasAlarm: input.hasAlarm,
    alarmLead: input.alarmLead,
    isFree: input.isFree,
    isAllDay: input.isAllDay,
    isMilestone: input.isMilestone,
    ownedExternally: parts.switches.flag('ownedExternallyWritable') ? input.ownedExternally : before.ownedExternally,
    preferredZone: parts.switches.text('preferredZone') === 'kept' ? input.preferredZone : before.preferredZone,
    customFields: input.customFields,
  };
}

function checkReferences(tenant: Tenant, input: AppointmentInput): void {
  if (!tenant.users.has(input.associateId)) throw badRequest(`Associate id ${input.associateId} not found`);
  if (!tenant.types.has(input.taskId)) throw badRequest(`Task is mandatory: TaskListItem id ${input.taskId} not found`);
  if (input.priorityId !== 0 && !priorities.some(({ id }) => id === input.priorityId)) {
    throw badRequest(`Priority id ${input.priorityId} not found`);
  }
  if (input.contactId !== 0 && !tenant.companies.get(input.contactId)) {
    throw badRequest(`Contact id ${input.contactId} not found`);
  }
  if (input.personId === 0) return;
  const person = tenant.persons.get(input.personId) ?? userOfPerson(tenant, input.personId);
  if (!person) throw badRequest(`Person id ${input.personId} not found`);
  if (input.contactId !== 0 && person.contactId !== input.contactId) {
    throw badRequest(`Person id ${input.personId} does not belong to contact id ${input.contactId}`);
  }
}

/** A row keeps its kind unless it is turned from diary to checklist or back; other kinds are not follow-ups. */
function typeOf(input: AppointmentInput, before: AppointmentRow): number {
  if (input.type === before.type || input.type === 1 || input.type === 2) return input.type;
  throw badRequest('Type can be set to inDiary or inChecklist only.');
}

type TextFields = Pick<
  Content,
  'title' | 'agenda' | 'description' | 'internalNotes' | 'location' | 'joinUrl' | 'rejectReason'
>;

function texts(switches: Switches, input: AppointmentInput, before: AppointmentRow): TextFields {
  const fitted = (name: string, text: string, length: number) => fitText(switches, name, text, length);
  const titleChanged = input.title !== before.title || input.agenda !== before.agenda;
  const descriptionChanged = input.description !== before.description;
  const byDescription = descriptionChanged && (!titleChanged || switches.text('textPrecedence') === 'description');
  const chosen = byDescription ? splitDescription(fitted('Description', input.description, descriptionLength)) : input;
  const title = fitted('Title', chosen.title.replace(/\s*[\r\n]+\s*/g, ' '), switches.number('titleLength'));
  const given = fitted('Agenda', chosen.agenda, agendaLength);
  const agenda = switches.text('agendaHtml') === 'rewritten' ? rewrittenHtml(given) : given;
  const descriptionAfter = () => {
    if (byDescription) return input.description;
    return title === before.title && agenda === before.agenda ? before.description : descriptionOf(title, agenda);
  };
  return {
    title,
    agenda,
    description: descriptionAfter(),
    internalNotes: fitted('InternalNotes', input.internalNotes, agendaLength),
    location: fitted('Location', input.location, locationLength),
    joinUrl: fitted('JoinVideomeetUrl', input.joinUrl, urlLength),
    rejectReason: fitted('RejectReason', input.rejectReason, locationLength),
  };
}

function fitText(switches: Switches, name: string, text: string, length: number): string {
  if (text.length <= length) return text;
  if (switches.text('tooLongText') === 'cut') return text.slice(0, length);
  throw badRequest(`${name} is longer than ${length} characters.`);
}

/** `VisibleFor` is the truth, `Private` its echo; who has no licence writes for everybody. */
function privacyOf({ switches, user }: ContentParts, input: AppointmentInput, before: AppointmentRow) {
  const own = { visibleId: user.associateId, visibility: 1 };
  const group = { visibleId: user.groupId, visibility: 2 };
  const everybody = { visibleId: 0, visibility: 0 };
  const listChanged = JSON.stringify(input.visibleFor) !== JSON.stringify(before.visibleFor);
  const follows = !listChanged && input.isPrivate !== before.isPrivate && switches.text('privateAlone') === 'follows';
  const wanted = follows ? [[everybody, own, group][input.isPrivate] ?? everybody] : input.visibleFor;
  const restricted = wanted.every((entry) => entry.visibility !== 0);
  if (restricted && !user.confidentialActivities && (listChanged || follows)) {
    if (switches.text('privateWithoutLicence') === 'refused') {
      throw new Refusal(switches.number('denialStatus'), 'The user has no licence for confidential activities.');
    }
    return { visibleFor: [everybody], isPrivate: 0 };
  }
  const isPrivate = restricted ? (wanted.some((entry) => entry.visibility === 2) ? 2 : 1) : 0;
  return { visibleFor: wanted, isPrivate };
}

function times(parts: ContentParts, input: AppointmentInput, before: AppointmentRow): Pick<Content, 'start' | 'end'> {
  const { tenant, switches, user } = parts;
  if (isChecklist(input)) return todoDates(parts, input, tenant.baseZone.wallAt(tenant.now()));
  const { start, end: last } = isChecklist(before) ? datesForDiary(input) : input;
  const end = Number.isNaN(last) ? start : last;
  if (Number.isNaN(start) || start < 0) throw badRequest('StartDate is mandatory.');
  if (end < start) throw badRequest('EndDate is before StartDate.');
  const form = switches.text('allDayTimes');
  if (!input.isAllDay || form === 'kept') return { start, end };
  const zone = switches.text('allDayZone') === 'base' ? tenant.baseZone : userZone(tenant, switches, user);
  const at = (wall: number, time: number) =>
    tenant.baseZone.wallAt(zone.instantAt(midnight(zone.wallAt(tenant.baseZone.instantAt(wall))) + time));
  const hours = (key: string) =>
    readDuration(preferenceOf(tenant, user.associateId, 'DiaryView', key)?.value ?? '00:00:00') * 1000;
  return form === 'officeHours'
    ? { start: at(start, hours('AllDayStartTime')), end: at(end, hours('AllDayEndTime')) }
    : { start: at(start, 0), end: at(end, day - minute) };
}

/** An invitation that waits keeps its state until it is completed or started by hand. */
function stateOf(tenant: Tenant, input: AppointmentInput, before: AppointmentRow): Pick<Content, 'status' | 'done'> {
  if (input.completed === completedOf(before)) return { status: before.status, done: before.done };
  return { status: input.completed, done: input.completed === rowStatus.completed ? tenant.now() : 0 };
}
