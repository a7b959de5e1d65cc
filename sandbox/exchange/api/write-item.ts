/** @file CreateItem and UpdateItem. Whom Exchange mails about it is decided by the request alone. */
import { mailsOfChange, mailsOfCreation } from '../../microsoft365/mailbox/meeting-mails.ts';
import type { RevisedRecords } from '../../microsoft365/mailbox/revised-records.ts';
import { calculableZone, wallOf } from '../../microsoft365/zones.ts';
import { calendarKind, newCalendarDraft } from '../items/calendar-kind.ts';
import { completeTask } from '../items/complete-task.ts';
import { type ContactDraft, contactAfter, contactKind, emptyContact } from '../items/contact-kind.ts';
import { changeDraft, fillDraft, type HasExtended, type Kind, type WritesExtended } from '../items/property.ts';
import {
  dateZoneOf,
  emptyTask,
  type TaskContent,
  type TaskDraft,
  type TaskRecord,
  taskAfter,
  taskKind,
} from '../items/task-kind.ts';
import { calendarContentAfter, createCalendarItem, writeCalendarItem } from '../items/write-calendar.ts';
import type { Element } from '../soap/element.ts';
import { childOf } from '../soap/element.ts';
import { ItemError, notInSandbox } from '../soap/ews-error.ts';
import type { FolderName } from '../store/folders.ts';
import { type EwsCall, eachAnswered, type Operation, quiet, sendMails } from './call.ts';
import { demandChangeKey, type Entry, findEntry, showEntry } from './find-entry.ts';
import { folderOf } from './folders.ts';

const idOnly = { base: 'IdOnly', paths: new Set<string>(), extended: [] } as const;

export const createItem: Operation = (request, call) => {
  const target =
    childOf(childOf(request, 'SavedItemFolderId'), 'FolderId') ??
    childOf(childOf(request, 'SavedItemFolderId'), 'DistinguishedFolderId');
  return eachAnswered(call, childOf(request, 'Items')?.children ?? [], (element) => {
    const entry = created(call, element, target, request.attributes['SendMeetingInvitations']);
    return { 'm:Items': showEntry(call, entry, idOnly, 'Best') };
  });
};

export const updateItem: Operation = (request, call) =>
  eachAnswered(call, childOf(request, 'ItemChanges')?.children ?? [], (change) => {
    const [id, updates] = change.children;
    if (!id || !updates) throw new ItemError('ErrorIncorrectUpdatePropertyCount', 'There is nothing to change.');
    const entry = findEntry(call, id);
    // An occurrence that is named by its number has no key that a client could know.
    if (id.name === 'ItemId' && request.attributes['ConflictResolution'] !== 'AlwaysOverwrite')
      demandChangeKey(call.mailbox, entry, id);
    const written = updated(call, entry, updates.children, request.attributes['SendMeetingInvitationsOrCancellations']);
    return { 'm:Items': showEntry(call, written, idOnly, 'Best'), 'm:ConflictResults': { 't:Count': 0 } };
  });

function created(call: EwsCall, element: Element, target: Element | undefined, sending: string | undefined): Entry {
  const { mailbox, zone, rules } = call;
  const folder = target && folderOf(mailbox, target);
  switch (element.name) {
    case 'CalendarItem': {
      demandFolder(folder, 'calendar');
      if (sending === undefined)
        throw new ItemError(
          'ErrorSendMeetingInvitationsRequired',
          'The SendMeetingInvitations attribute is required for calendar items.',
        );
      const draft = newCalendarDraft();
      fillDraft(calendarKind, draft, element, calculableZone(zone) ?? 'UTC');
      const item = createCalendarItem(mailbox.calendar, draft, zone, rules);
      if (sending !== quiet) sendMails(call, mailsOfCreation(item.record));
      return { kind: 'calendar', item };
    }
    case 'Task': {
      demandFolder(folder, 'tasks');
      const draft = taskDraft(call, emptyTask);
      fillDraft(taskKind, draft, element, calculableZone(zone) ?? 'UTC');
      return { kind: 'task', record: mailbox.tasks.insert({ ...taskAfter(draft), folder: 0 }) };
    }
    case 'Contact': {
      demandFolder(folder, 'contacts');
      const draft: ContactDraft = { content: emptyContact, extended: {} };
      fillDraft(contactKind, draft, element, 'UTC');
      return { kind: 'contact', record: mailbox.contacts.insert({ ...contactAfter(draft), folder: 0 }) };
    }
    default:
      throw notInSandbox(`items of the class ${element.name}`);
  }
}

function updated(call: EwsCall, entry: Entry, changes: readonly Element[], sending: string | undefined): Entry {
  const { mailbox } = call;
  switch (entry.kind) {
    case 'calendar': {
      if (sending === undefined)
        throw new ItemError(
          'ErrorSendMeetingInvitationsOrCancellationsRequired',
          'The SendMeetingInvitationsOrCancellations attribute is required for calendar items.',
        );
      const { item } = entry;
      const draft = changedDraft(calendarKind, newCalendarDraft(item.record.attendees), changes, call);
      const content = calendarContentAfter(item, draft, call.zone, call.rules);
      if (sending !== quiet) sendMails(call, mailsOfChange(item.record, content, true));
      return { kind: 'calendar', item: writeCalendarItem(mailbox.calendar, item, content, call.rules) };
    }
    case 'task': {
      const draft = changedDraft(taskKind, taskDraft(call, entry.record), changes, call);
      return { kind: 'task', record: writtenTask(mailbox.tasks, entry.record, taskAfter(draft)) };
    }
    case 'contact': {
      const draft = changedDraft(contactKind, { content: entry.record, extended: {} }, changes, call);
      return { kind: 'contact', record: mailbox.contacts.replace(entry.record, contactAfter(draft)) };
    }
    case 'deleted':
      throw notInSandbox('changes of what was deleted');
  }
}

function changedDraft<Item extends HasExtended, Draft extends WritesExtended>(
  kind: Kind<Item, Draft>,
  draft: Draft,
  changes: readonly Element[],
  { zone }: EwsCall,
): Draft {
  for (const change of changes) changeDraft(kind, draft, change, calculableZone(zone) ?? 'UTC');
  return draft;
}

function taskDraft({ mailbox, kit }: EwsCall, content: TaskContent): TaskDraft {
  const dateZone = dateZoneOf(mailbox.zone, kit.switches.text('taskDates'));
  return { content, extended: {}, dateZone, today: wallOf(kit.clock.now(), dateZone).slice(0, 10) };
}

function writtenTask(tasks: RevisedRecords<TaskRecord>, before: TaskRecord, content: TaskContent): TaskRecord {
  return before.status !== 'Completed' && content.status === 'Completed'
    ? completeTask(tasks, before, content)
    : tasks.replace(before, content);
}

function demandFolder(given: FolderName | undefined, wanted: FolderName): void {
  if (given !== undefined && given !== wanted) {
    throw new ItemError(
      'ErrorCannotCreateCalendarItemInNonCalendarFolder',
      'Items of this class cannot be in that folder.',
    );
  }
}
