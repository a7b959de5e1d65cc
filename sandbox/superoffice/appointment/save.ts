/**
 * @file Creating, changing and deleting appointments, with what that means for bookings, series, rights and mail.
 */
import type { Kit } from '../../kit/kit.ts';
import type { Caller } from '../api/request-context.ts';
import { badRequest, notYet, Refusal } from '../errors.ts';
import { toRuleWall } from '../recurrence/carrier.ts';
import { defaultRule, type RecurrenceRule } from '../recurrence/rule.ts';
import { deleteForward, makeSeries, ruleFrom, saveForward, stopAfter } from '../recurrence/series.ts';
import { blankRow } from '../tenant/load-world.ts';
import { mainEmail } from '../tenant/person-rows.ts';
import { numberPreference, preferenceOf } from '../tenant/preferences.ts';
import { type AppointmentRow, type Guest, isChecklist, rowStatus } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { midnight } from '../time/wire-time.ts';
import { asAssignment } from './assignment.ts';
import { contentOf } from './content.ts';
import type { AppointmentInput } from './input.ts';
import { bookParticipants, cancelled, type Invited, resolveParticipants } from './participants.ts';
import { checkChange, checkOwner, checkWritable, isMother, isParticipantRow } from './rights.ts';

export interface AppointmentParts {
  readonly kit: Kit;
  readonly tenant: Tenant;
}

/** How a save or deletion was asked for. */
export interface Wish {
  /** null: by REST, which has no mode. */
  readonly updateMode: number | null;
  /** Whether participants with SendEmail are to be written to; null: by REST, which has no such wish. */
  readonly sendEmail: boolean | null;
}

export const restWish: Wish = { updateMode: null, sendEmail: null };

const onlyThis = 1;
const thisAndForward = 2;
const stopRecurrence = 9;
const minute = 60_000;
const half = 30 * minute;

/**
 * What a new row is before anything is said about it: the user's default type, length and alarm, from the next half hour; of a to-do,
 * today.
 */
export function defaultRow(parts: AppointmentParts, caller: Caller, record = 'Appointment'): AppointmentRow {
  const { tenant, kit } = parts;
  const { user } = caller;
  const number = (section: string, key: string) => numberPreference(tenant, user.associateId, section, key);
  const isToDo = record === 'ToDo';
  const kind = { Phone: 'Phone', ToDo: 'ToDo' }[record] ?? 'Appoint';
  const now = tenant.baseZone.wallAt(kit.clock.now());
  const start = isToDo ? caller.time.toBase(midnight(caller.time.toOwn(now))) : Math.ceil(now / half) * half;
  const length = isToDo ? 0 : number('Defaults', 'DefaultAppointmentAppointLength') * minute;
  return {
    ...blankRow(tenant, user.associateId),
    title: preferenceOf(tenant, user.associateId, 'Defaults', 'DefaultAppointmentAppointText')?.value ?? '',
    type: isToDo ? 2 : 1,
    taskId: number('Defaults', `DefaultAppointment${kind}TaskId`),
    start,
    end: start + length,
    alarmLead: number('DiaryView', 'DefaultAlarmTime') * 60,
  };
}

/** @returns the row in the caller's diary */
export function createAppointment(
  parts: AppointmentParts,
  caller: Caller,
  input: AppointmentInput,
  wish: Wish,
): AppointmentRow {
  if (isChecklist(input)) return createTodo(parts, caller, input);
  const { tenant } = parts;
  const { ownerId, invited } = invitedOnCreate(parts, caller, input);
  const below = { ...blankRow(tenant, ownerId), taskId: input.taskId };
  const content = contentOf(
    { ...parts, switches: parts.kit.switches, user: caller.user },
    { ...input, associateId: ownerId },
    below,
  );
  const id = tenant.nextAppointmentId();
  const others = invited.associates.filter((each) => each.associateId !== ownerId);
  const row: AppointmentRow = {
    ...below,
    ...content,
    id,
    motherId: others.length > 0 || invited.guests.length > 0 ? id : 0,
    guests: invited.guests,
  };
  const rule = input.recurrence && ruleFrom(parts, caller, input.recurrence, defaultRuleOf(caller, row));
  tenant.put(row);
  bookParticipants(tenant, null, row, invited.associates);
  const saved = rule ? makeSeries(parts, caller, row, rule, invited.associates) : row;
  mailParticipants(parts, caller, saved, wish);
  return saved;
}

/** A to-do is one person's: its owner's, who may be another than the caller. @returns the row, in whosever checklist it is */
function createTodo(parts: AppointmentParts, caller: Caller, input: AppointmentInput): AppointmentRow {
  const { tenant, kit } = parts;
  const { associateId: ownerId } = input;
  if ((input.participants ?? []).some(({ associateId }) => associateId !== ownerId))
    throw badRequest('A to-do has no participants.');
  const below = { ...blankRow(tenant, ownerId), ...madeBy(caller), taskId: input.taskId };
  const content = contentOf({ ...parts, switches: kit.switches, user: caller.user }, input, below);
  const row = { ...below, ...content, id: tenant.nextAppointmentId() };
  const rule = input.recurrence && ruleFrom(parts, caller, input.recurrence, defaultRuleOf(caller, row));
  const saved = ownerId === caller.user.associateId ? row : asAssignment(row);
  tenant.put(saved);
  return rule ? makeSeries(parts, caller, saved, rule, []) : saved;
}

function madeBy({ user }: Caller): Pick<AppointmentRow, 'createdBy' | 'updatedBy'> {
  return { createdBy: user.associateId, updatedBy: user.associateId };
}

/** What holds of a rule where a client says nothing. */
function defaultRuleOf(caller: Caller, row: AppointmentRow): RecurrenceRule {
  return defaultRule(midnight(toRuleWall(caller.rules, row.start)));
}

/** The first participant is the owner. Another owner than the caller makes an invitation for that colleague. */
function invitedOnCreate(
  parts: AppointmentParts,
  caller: Caller,
  input: AppointmentInput,
): { ownerId: number; invited: Invited } {
  const me = caller.user.associateId;
  if (!input.participants || input.participants.length === 0) {
    const associates = input.associateId === me ? [] : [{ associateId: input.associateId, sendEmail: false }];
    return { ownerId: me, invited: { associates, guests: [] } };
  }
  const invited = resolveParticipants(parts.tenant, input.participants);
  if (invited.associates[0]?.associateId !== me) {
    throw new Refusal(
      parts.kit.switches.number('denialStatus'),
      'The first participant is the owner, and has to be the user.',
    );
  }
  return { ownerId: me, invited };
}

/** @returns the row as it is afterwards; unchanged input changes no stamp */
export function changeAppointment(
  parts: AppointmentParts,
  caller: Caller,
  before: AppointmentRow,
  input: AppointmentInput,
  wish: Wish,
): AppointmentRow {
  const { tenant, kit } = parts;
  checkOwner(before, caller.user, kit.switches);
  modeFor(parts, before, wish);
  if (input.associateId !== before.associateId) throw notYet('Giving a follow-up to another user');
  const content = contentOf({ tenant, switches: kit.switches, user: caller.user }, input, before);
  if (isChecklist(content) && (input.participants ?? []).some(({ associateId }) => associateId !== before.associateId))
    throw badRequest('A to-do has no participants.');
  const invited = invitedOnChange(parts, before, input);
  const others = invited?.associates.filter((each) => each.associateId !== before.associateId) ?? [];
  const becomesBooking = before.motherId === 0 && (others.length > 0 || (invited?.guests.length ?? 0) > 0);
  const after: AppointmentRow = {
    ...before,
    ...content,
    ...(invited ? { guests: invited.guests } : {}),
    ...(becomesBooking ? { motherId: before.id } : {}),
  };
  const changed = changedFields(before, after);
  checkChange(before, caller.user, changed, kit.switches);
  const series = seriesChange(parts, caller, before, input, wish);
  if (series === null && changed.length === 0 && !bookingChanges(tenant, before, invited)) return before;
  const row = { ...after, updated: tenant.now(), updatedBy: caller.user.associateId };
  const associates = invited?.associates ?? tenant.family(before.motherId);
  const saved = series ? series(row, associates) : row;
  tenant.put(saved);
  if (isMother(saved)) bookParticipants(tenant, before, saved, invited?.associates ?? null);
  mailParticipants(parts, caller, saved, wish);
  return saved;
}

type SeriesChange = (row: AppointmentRow, associates: Invited['associates']) => AppointmentRow;

/** What a save does beyond the row itself; null: nothing. */
function seriesChange(
  parts: AppointmentParts,
  caller: Caller,
  before: AppointmentRow,
  { recurrence }: AppointmentInput,
  wish: Wish,
): SeriesChange | null {
  if (before.ruleId === 0) {
    if (!recurrence) return null;
    const rule = ruleFrom(parts, caller, recurrence, defaultRuleOf(caller, before));
    return (row, associates) => makeSeries(parts, caller, row, rule, associates);
  }
  const mode = modeFor(parts, before, wish);
  if (mode === onlyThis) return null;
  if (mode === stopRecurrence) return (row) => stopAfter(parts, caller, before, row);
  if (recurrence === null) throw new Refusal(400, 'A series stops with UpdateMode StopRecurrence.');
  return (row, associates) => saveForward(parts, caller, before, row, recurrence ?? null, associates);
}

/** @throws Refusal when a row of a series cannot be written in this way */
function modeFor(parts: AppointmentParts, row: AppointmentRow, wish: Wish): number {
  if (row.ruleId === 0) return onlyThis;
  const byRest = parts.kit.switches.text('seriesRowByRest');
  if (wish.updateMode === null && byRest === 'refused') {
    throw new Refusal(400, `Row ${row.id} is part of a series: use the agent with an UpdateMode.`);
  }
  if (wish.updateMode === 0) throw new Refusal(400, 'UpdateMode is mandatory for a row of a series.');
  return wish.updateMode ?? (byRest === 'thisAndForward' ? thisAndForward : onlyThis);
}

function invitedOnChange(parts: AppointmentParts, before: AppointmentRow, input: AppointmentInput): Invited | null {
  if (!input.participants || isParticipantRow(before)) return null;
  return resolveParticipants(parts.tenant, input.participants);
}

function bookingChanges(tenant: Tenant, before: AppointmentRow, invited: Invited | null): boolean {
  if (!invited) return false;
  const ids = (rows: readonly { associateId: number }[]) => JSON.stringify(rows.map((row) => row.associateId).sort());
  const living = tenant.family(before.motherId).filter((row) => row.status !== rowStatus.bookingDeleted);
  return ids(invited.associates) !== ids(living.length > 0 ? living : [before]);
}

/** Names of the fields whose values differ. */
function changedFields(before: AppointmentRow, after: AppointmentRow): string[] {
  return Object.keys(after).filter((name) => {
    const field = name as keyof AppointmentRow;
    return before[field] !== after[field] && JSON.stringify(before[field]) !== JSON.stringify(after[field]);
  });
}

/** Deletes for good. A master cancels its invitations; a participant's row that goes away declines. */
export function deleteAppointment(parts: AppointmentParts, caller: Caller, row: AppointmentRow, wish: Wish): void {
  const { tenant, kit } = parts;
  const { associateId } = caller.user;
  checkOwner(row, caller.user, kit.switches);
  checkWritable(row, kit.switches);
  const mode = modeFor(parts, row, wish);
  if (mode === stopRecurrence) throw new Refusal(400, 'A series is stopped by a save, not by a deletion.');
  mailParticipants(parts, caller, row, wish);
  if (mode === thisAndForward) {
    deleteForward(parts, caller, row);
    return;
  }
  const family = isMother(row) ? tenant.family(row.id) : [];
  tenant.remove(row, associateId);
  if (![...tenant.appointments.values()].some(({ ruleId }) => ruleId === row.ruleId)) tenant.rules.delete(row.ruleId);
  for (const child of family) {
    if (child.id === row.id) continue;
    tenant.put({ ...cancelled(child), updated: tenant.now(), updatedBy: associateId });
  }
  const mother = isParticipantRow(row) ? tenant.appointments.get(row.motherId) : undefined;
  if (mother) tenant.put({ ...mother, rejectCounter: mother.rejectCounter + 1 });
}

/** What would have been sent: to those participants who were marked for it, when the call wants mail. */
function mailParticipants(parts: AppointmentParts, caller: Caller, row: AppointmentRow, wish: Wish): void {
  const { tenant, kit } = parts;
  const wanted = wish.sendEmail ?? kit.switches.flag('restSavesMail');
  if (!wanted || row.motherId === 0 || isChecklist(row)) return;
  const rows = tenant
    .family(row.motherId)
    .filter((each) => each.sendEmail && each.associateId !== caller.user.associateId);
  const users = rows.map((each) => tenant.users.get(each.associateId)?.email ?? '');
  const guests = row.guests.filter((guest) => guest.sendEmail).map((guest) => addressOf(tenant, guest));
  const to = [...users, ...guests].filter((address) => address !== '');
  if (to.length > 0) kit.mail({ to, subject: row.title, cause: caller.cause });
}

function addressOf(tenant: Tenant, guest: Guest): string {
  const person = tenant.persons.get(guest.personId);
  return guest.emailAddress || (person ? mainEmail(person) : '');
}
