/** @file Which item an id of a request names, and how that item is shown. */
import { type CalendarItem, findItem, occurrenceId } from '../../microsoft365/mailbox/calendar-item.ts';
import type { ItemIds } from '../../microsoft365/mailbox/item-ids.ts';
import { seriesDates } from '../../microsoft365/mailbox/series.ts';
import { calculableZone } from '../../microsoft365/zones.ts';
import { calendarKind, entryOf, itemId } from '../items/calendar-kind.ts';
import { type ContactRecord, contactKind } from '../items/contact-kind.ts';
import type { Shape, Showing } from '../items/property.ts';
import { shown } from '../items/property.ts';
import { dateZoneOf, type TaskRecord, taskKind } from '../items/task-kind.ts';
import { inEwsWords } from '../items/write-calendar.ts';
import type { Element } from '../soap/element.ts';
import type { XmlObject } from '../soap/envelope.ts';
import { ItemError, itemNotFound, malformedId } from '../soap/ews-error.ts';
import type { ExchangeMailbox } from '../store/exchange-mailbox.ts';
import type { EwsCall } from './call.ts';

export type Entry =
  | { readonly kind: 'calendar'; readonly item: CalendarItem }
  | { readonly kind: 'task'; readonly record: TaskRecord }
  | { readonly kind: 'contact'; readonly record: ContactRecord }
  | { readonly kind: 'deleted'; readonly number: number };

/** How far an occurrence is counted. */
const horizon = '2200-01-01';

/**
 * @param id `ItemId`, `OccurrenceItemId` or `RecurringMasterItemId`
 * @throws ItemError for what is not there, or is no id
 */
export function findEntry(call: EwsCall, id: Element): Entry {
  if (id.name === 'OccurrenceItemId') return numberedOccurrence(call, id);
  if (id.name === 'RecurringMasterItemId') return masterOf(call, id.attributes['OccurrenceId'] ?? '');
  return entryWithId(call, id.attributes['Id'] ?? '');
}

/** @throws ItemError */
export function entryWithId({ mailbox, asOf }: EwsCall, id: string): Entry {
  const task = numberOf(mailbox.taskIds, id);
  if (task !== null) return { kind: 'task', record: present(mailbox.tasks.record(task, asOf)) };
  const contact = numberOf(mailbox.contactIds, id);
  if (contact !== null) return { kind: 'contact', record: present(mailbox.contacts.record(contact, asOf)) };
  const deleted = numberOf(mailbox.deletedIds, id);
  if (deleted !== null) return { kind: 'deleted', number: deleted };
  const item = inEwsWords(() => findItem(mailbox.calendar, mailbox.calendar.view(asOf), id));
  return { kind: 'calendar', item };
}

/** The item as a client sees it, whole. @throws ItemError for properties that it has not */
export function showEntry(call: EwsCall, entry: Entry, shape: Shape, bodyType: Showing['bodyType']): XmlObject {
  const { mailbox, kit } = call;
  const showing: Showing = {
    zone: calculableZone(call.zone) ?? 'UTC',
    bodyType,
    fullZones: kit.switches.text('zoneDefinitions') === 'full',
    ownZoneNames: kit.switches.text('ownZoneNames') as 'kept' | 'renamed',
  };
  switch (entry.kind) {
    case 'calendar':
      return shown(calendarKind, entryOf(mailbox.calendar, entry.item), shape, showing);
    case 'task':
      return shown(taskKind, taskEntry(call, entry.record), shape, showing);
    case 'contact':
      return shown(contactKind, contactEntry(mailbox, entry.record), shape, showing);
    case 'deleted': {
      const found = mailbox.deleted[entry.number];
      return {
        't:Item': {
          't:ItemId': entryId(mailbox, entry),
          ...(found ? { 't:ItemClass': found.itemClass, 't:Subject': found.subject } : {}),
        },
      };
    }
  }
}

/** `ItemId` with its `ChangeKey`. */
export function entryId(mailbox: ExchangeMailbox, entry: Entry): XmlObject {
  switch (entry.kind) {
    case 'calendar':
      return itemId(mailbox.calendar, entry.item);
    case 'task':
      return recordId(mailbox.taskIds, entry.record);
    case 'contact':
      return recordId(mailbox.contactIds, entry.record);
    case 'deleted':
      return {
        '@Id': mailbox.deletedIds.idOf(entry.number, 'ordinary'),
        '@ChangeKey': mailbox.deletedIds.changeKey(1),
      };
  }
}

/** @throws ItemError when the request knows another version, or none */
export function demandChangeKey(mailbox: ExchangeMailbox, entry: Entry, id: Element): void {
  const given = id.attributes['ChangeKey'];
  if (given === undefined) {
    throw new ItemError('ErrorChangeKeyRequiredForWriteOperations', 'A change key is required for this operation.');
  }
  if (!/^[A-Za-z0-9+/]+=*$/.test(given)) throw new ItemError('ErrorInvalidChangeKey', 'The change key is invalid.');
  if (given !== entryId(mailbox, entry)['@ChangeKey']) {
    throw new ItemError(
      'ErrorIrresolvableConflict',
      'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
    );
  }
}

function taskEntry({ mailbox, kit }: EwsCall, record: TaskRecord) {
  return {
    ...record,
    id: recordId(mailbox.taskIds, record),
    folderId: { '@Id': mailbox.folderId('tasks') },
    owner: mailbox.owner.name,
    dateZone: dateZoneOf(mailbox.zone, kit.switches.text('taskDates')),
  };
}

function contactEntry(mailbox: ExchangeMailbox, record: ContactRecord) {
  const id = recordId(mailbox.contactIds, record);
  const { picture } = record;
  return {
    ...record,
    id,
    folderId: { '@Id': mailbox.folderId('contacts') },
    attachments:
      picture === null ? undefined : { 't:FileAttachment': pictureAttachment(record, String(id['@Id']), null) },
  };
}

/** The picture of a contact as the attachment that it is. @param content in base64; null: without it */
export function pictureAttachment(record: ContactRecord, id: string, content: string | null): XmlObject {
  const size = Buffer.byteLength(record.picture ?? '', 'base64');
  return {
    't:AttachmentId': { '@Id': `${id}picture` },
    't:Name': 'ContactPicture.jpg',
    't:ContentType': 'image/jpeg',
    't:Size': size,
    't:IsInline': false,
    't:IsContactPhoto': true,
    ...(content === null ? {} : { 't:Content': content }),
  };
}

function recordId(
  ids: ItemIds,
  { number, revision }: { readonly number: number; readonly revision: number },
): XmlObject {
  return { '@Id': ids.idOf(number, 'ordinary'), '@ChangeKey': ids.changeKey(revision) };
}

/** null: not an id of these. @throws ItemError for what is no id at all */
function numberOf(ids: ItemIds, id: string): number | null {
  try {
    return ids.read(id)?.number ?? null;
  } catch (error) {
    if (error instanceof RangeError) throw malformedId();
    throw error;
  }
}

function present<T>(record: T | null): T {
  if (record === null) throw itemNotFound();
  return record;
}

function numberedOccurrence(call: EwsCall, id: Element): Entry {
  const entry = entryWithId(call, id.attributes['RecurringMasterId'] ?? '');
  const { calendar } = call.mailbox;
  if (entry.kind !== 'calendar' || entry.item.record.recurrence === null) {
    throw new ItemError('ErrorCalendarIsNotRecurringMaster', 'The item is not a recurring master.');
  }
  const { record } = entry.item;
  const wanted = Number(id.attributes['InstanceIndex'] ?? 0);
  let index = 0;
  for (const date of seriesDates(entry.item.record.recurrence, horizon)) {
    index += 1;
    if (index < wanted) continue;
    if (record.cancelledDates.includes(date)) {
      throw new ItemError('ErrorCalendarOccurrenceIsDeletedFromRecurrence', 'The occurrence was deleted.');
    }
    return entryWithId(call, occurrenceId(calendar, record.number, 'ordinary', date));
  }
  throw new ItemError(
    'ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange',
    'Occurrence index is out of recurrence range.',
  );
}

function masterOf(call: EwsCall, id: string): Entry {
  const entry = entryWithId(call, id);
  if (entry.kind !== 'calendar') throw new ItemError('ErrorCalendarIsNotOccurrence', 'The item is no occurrence.');
  const { item } = entry;
  if (item.occurrence) return { kind: 'calendar', item: { record: item.record, occurrence: null } };
  const master = call.mailbox.calendar.record(item.record.occurrenceOf?.master ?? -1);
  if (!master) throw new ItemError('ErrorCalendarIsNotOccurrence', 'The item is no occurrence.');
  return { kind: 'calendar', item: { record: master, occurrence: null } };
}
