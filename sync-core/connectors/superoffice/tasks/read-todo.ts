/**
 * @file SuperOffice's to-do in the neutral form: an appointment of type inChecklist. Pure. What is read here and what write-todo.ts
 * writes must stay mirror images.
 */
import type { Participant } from '../../../model/participant.ts';
import type { LeftOutCode } from '../../../model/reason.ts';
import type { ItemId } from '../../../model/side.ts';
import type { Task } from '../../../model/task.ts';
import type { ItemProtection, RemoteItem, UnreadableItem } from '../../connector.ts';
import type { Profile } from '../profile.ts';
import type { RowKind } from '../read-items.ts';
import {
  isTodoType,
  itemOf,
  type Placed,
  placedOfEntity,
  placedOfSimple,
  protectionByRights,
  type ReadingContext,
  type RowFacts,
} from '../row-parts.ts';
import { type AppointmentEntity, appointmentRemains, type SimpleAppointment } from '../schemas.ts';
import { hasTitle, oneLine, readText } from '../text-form.ts';
import { ofSeries } from '../version.ts';
import { minutesFromWire } from '../wire-time.ts';
import { readDueDate, reminderAt } from './todo-dates.ts';

type Row = SimpleAppointment | AppointmentEntity;

/** To-dos, as rows are read. */
export const todoRows: RowKind<Task> = {
  types: ['inChecklist', 'BookingForChecklist'],
  isForeign: (type) => !isTodoType(type),
  readSimple: (item: SimpleAppointment, row: RowFacts, context: ReadingContext) =>
    assemble(item, placedOfSimple(item, row), context),
  readEntity: (entity: AppointmentEntity, context: ReadingContext, participants: readonly Participant[]) =>
    assemble(entity, placedOfEntity(entity, participants), context),
  unreadable: unreadableTodo,
};

/** How much is done of what was begun: SuperOffice has no figure. */
const percentByState: Readonly<Record<string, number>> = { Started: 50, Completed: 100 };

/** A to-do that repeats is a row for each time: each is a task by itself. */
function assemble(item: Row, placed: Placed, context: ReadingContext): RemoteItem<Task> {
  const { profile } = context;
  const { added, ...text } = readText(item, hasTitle(profile.defaultEntity));
  const ofKind = {
    fields: { ...text, ...readFields(item, placed, profile) },
    form: { kind: 'single' } as const,
    unfit: unfitReason(item, placed, profile),
    protection: protectionOf(item, placed),
    added,
  };
  const read = itemOf(item, placed, ofKind, context);
  return placed.ruleId === 0 ? read : { ...read, version: ofSeries(read.version) };
}

function readFields(item: Row, { priorityId }: Placed, profile: Profile): Omit<Task, 'title' | 'body'> {
  const dueDate = readDueDate(item, profile);
  const lead = item.HasAlarm ? minutesFromWire(item.AlarmLeadTime ?? '') : undefined;
  return {
    // Only a deadline is shown of a to-do there, and only that can be set.
    startDate: null,
    dueDate,
    done: item.Completed === 'Completed',
    percentComplete: percentByState[item.Completed ?? ''] ?? 0,
    importance: profile.priorities.get(priorityId ?? 0) ?? 'normal',
    reminderAt: dueDate === null || lead === undefined ? null : reminderAt(dueDate, lead, profile),
    // Private to a group is private as well: whoever is outside of it must not read it.
    visibility: item.Private === 'Public' ? 'public' : 'private',
  };
}

function unfitReason(item: Row, { ownerId }: Placed, { associateId }: Profile): LeftOutCode | undefined {
  if (ownerId !== associateId) return 'noLongerMine';
  return item.AssignmentStatus === 'Declined' || item.InvitationStatus === 'Declined' ? 'declined' : undefined;
}

function protectionOf(item: Row, { shared }: Placed): ItemProtection {
  const isOpenAssignment = item.Type === 'BookingForChecklist' || item.AssignmentStatus !== 'None';
  if (isOpenAssignment || item.BookingType === 'Participant')
    return { edit: false, remove: false, why: 'bookingOfOthers' };
  if (shared || item.BookingType === 'Owner' || item.MotherId > 0)
    return { edit: false, remove: false, why: 'bookingWithColleagues' };
  if ((item.OwnedExternally ?? 'None') !== 'None') return { edit: false, remove: false, why: 'organisedByOthers' };
  return protectionByRights(item);
}

function unreadableTodo(id: ItemId, raw: unknown, profile: Profile): UnreadableItem {
  const { Title: title, StartDate, EndDate, Private } = appointmentRemains.safeParse(raw).data ?? {};
  const due = StartDate && EndDate ? readDueDate({ StartDate, EndDate }, profile) : null;
  return {
    unreadable: true,
    id,
    isPublic: Private === 'Public',
    ...(title === undefined || title === null ? {} : { title: oneLine(title) }),
    ...(due === null ? {} : { start: due }),
  };
}
