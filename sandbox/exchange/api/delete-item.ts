/** @file DeleteItem: for good, or into Deleted Items. */
import { mailsOfDeletion } from '../../microsoft365/mailbox/meeting-mails.ts';
import { removeCalendarItem } from '../items/write-calendar.ts';
import { childOf, type Element } from '../soap/element.ts';
import { ItemError, itemNotFound } from '../soap/ews-error.ts';
import type { FolderName } from '../store/folders.ts';
import { type EwsCall, eachAnswered, type Operation, quiet, sendMails } from './call.ts';
import { type Entry, findEntry } from './find-entry.ts';

export const deleteItem: Operation = (request, call) =>
  eachAnswered(call, childOf(request, 'ItemIds')?.children ?? [], (id) => {
    removed(call, findEntry(call, id), request);
    return {};
  });

function removed(call: EwsCall, entry: Entry, request: Element): void {
  const { mailbox, rules } = call;
  const { DeleteType: way, SendMeetingCancellations: sending, AffectedTaskOccurrences: affected } = request.attributes;
  const kept = way === 'MoveToDeletedItems';
  const keep = (from: FolderName, itemClass: string, subject: string) => {
    if (kept) mailbox.keepDeleted({ from, itemClass, subject });
  };
  switch (entry.kind) {
    case 'calendar': {
      if (sending === undefined)
        throw new ItemError(
          'ErrorSendMeetingCancellationsRequired',
          'The SendMeetingCancellations attribute is required for calendar items.',
        );
      const { record } = entry.item;
      if (sending !== quiet) sendMails(call, mailsOfDeletion(record));
      removeCalendarItem(mailbox.calendar, entry.item, rules);
      keep('calendar', 'IPM.Appointment', record.subject);
      return;
    }
    case 'task':
      if (affected === undefined)
        throw new ItemError(
          'ErrorAffectedTaskOccurrencesRequired',
          'The AffectedTaskOccurrences attribute is required for tasks.',
        );
      mailbox.tasks.remove(entry.record);
      keep('tasks', 'IPM.Task', entry.record.subject);
      return;
    case 'contact':
      mailbox.contacts.remove(entry.record);
      keep('contacts', 'IPM.Contact', entry.record.texts.DisplayName ?? '');
      return;
    case 'deleted':
      throw itemNotFound();
  }
}
