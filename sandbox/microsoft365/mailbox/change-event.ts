/**
 * @file Making, changing and removing what is in a calendar; the same for requests and for tests that act as somebody else.
 */
import { GraphError } from '../graph-error.ts';
import { type CalendarItem, endOf, startOf } from './calendar-item.ts';
import type { EventInput } from './event-input.ts';
import type { EventContent, EventRecord } from './event-record.ts';
import { never } from './event-record.ts';
import type { Mailbox } from './mailbox.ts';
import { type Occurrence, seriesDates } from './series.ts';
import { changedContent, newContent, type WriteRules } from './write-event.ts';

/** @throws GraphError 400 */
export function createEvent(mailbox: Mailbox, input: EventInput, rules: WriteRules): EventRecord {
  return mailbox.insert({
    ...newContent(input, rules),
    organizer: mailbox.owner,
    isOrganizer: true,
    isCancelled: false,
    response: { response: 'organizer', time: never },
    transactionId: input.transactionId ?? null,
    cancelledDates: [],
    exceptions: {},
    occurrenceOf: null,
  });
}

/**
 * What a change would make of an item, without writing it.
 * @throws GraphError 400
 */
export function contentAfter(item: CalendarItem, input: EventInput, rules: WriteRules): EventContent {
  if (input.transactionId !== undefined && input.transactionId !== item.record.transactionId) {
    throw new GraphError(400, 'ErrorInvalidRequest', "The property 'transactionId' cannot be changed after creation.");
  }
  if (isOccurrence(item) && input.recurrence) {
    throw new GraphError(400, 'ErrorInvalidRequest', 'An occurrence cannot have a recurrence.');
  }
  return changedContent(contentOf(item), input, rules);
}

/**
 * Writes a changed content. A plain occurrence becomes an exception; a series with another time or pattern loses its exceptions.
 * @throws GraphError 400 when an occurrence would stand on or beyond its neighbour's day
 */
export function writeContent(mailbox: Mailbox, item: CalendarItem, content: EventContent): CalendarItem {
  const { record, occurrence } = item;
  if (occurrence) return { record: makeException(mailbox, record, occurrence, content), occurrence: null };
  if (record.occurrenceOf) {
    const master = mailbox.record(record.occurrenceOf.master);
    if (master) checkNeighbours(master, record.occurrenceOf.date, content);
  }
  if (record.recurrence && seriesMoved(record, content)) {
    for (const number of Object.values(record.exceptions)) removeRecord(mailbox, number);
    return { record: mailbox.replace(record, { ...content, cancelledDates: [], exceptions: {} }), occurrence: null };
  }
  return { record: mailbox.replace(record, content), occurrence: null };
}

/** Removes an event, a series with all that belongs to it, or one occurrence. */
export function removeItem(mailbox: Mailbox, item: CalendarItem): void {
  const { record, occurrence } = item;
  if (occurrence) {
    cancelDate(mailbox, record, occurrence.date);
    return;
  }
  for (const number of Object.values(record.exceptions)) removeRecord(mailbox, number);
  mailbox.remove(record);
  if (record.occurrenceOf) {
    const master = mailbox.record(record.occurrenceOf.master);
    if (master) cancelDate(mailbox, master, record.occurrenceOf.date);
  }
}

/** The content that an item shows: a plain occurrence has its series' content at its own time. */
function contentOf(item: CalendarItem): EventContent {
  const { record } = item;
  const content: EventContent = {
    subject: record.subject,
    html: record.html,
    start: startOf(item),
    end: endOf(item),
    isAllDay: record.isAllDay,
    places: record.places,
    showAs: record.showAs,
    sensitivity: record.sensitivity,
    importance: record.importance,
    categories: record.categories,
    isReminderOn: record.isReminderOn,
    reminderMinutes: record.reminderMinutes,
    allowNewTimeProposals: record.allowNewTimeProposals,
    hideAttendees: record.hideAttendees,
    responseRequested: record.responseRequested,
    attendees: record.attendees,
    recurrence: record.recurrence,
    extended: record.extended,
  };
  return item.occurrence ? { ...content, recurrence: null } : content;
}

function isOccurrence(item: CalendarItem): boolean {
  return item.occurrence !== null || item.record.occurrenceOf !== null;
}

function makeException(
  mailbox: Mailbox,
  master: EventRecord,
  { date, start }: Occurrence,
  content: EventContent,
): EventRecord {
  checkNeighbours(master, date, content);
  const exception = mailbox.insert({
    ...content,
    organizer: master.organizer,
    isOrganizer: master.isOrganizer,
    isCancelled: false,
    response: master.response,
    transactionId: null,
    cancelledDates: [],
    exceptions: {},
    occurrenceOf: { master: master.number, date, originalStart: start.instant },
  });
  mailbox.replace(master, { exceptions: { ...master.exceptions, [date]: exception.number } });
  return exception;
}

function checkNeighbours(master: EventRecord, date: string, content: EventContent): void {
  if (!master.recurrence) return;
  const day = content.start.wall.slice(0, 10);
  const until = day > date ? day : date;
  const dates = [...seriesDates(master.recurrence, until)].filter((each) => !master.cancelledDates.includes(each));
  const crossed = dates.some((each) => each !== date && (each === day || each > date !== each > day));
  if (crossed) {
    throw new GraphError(
      400,
      'ErrorOccurrenceCrossingBoundary',
      'An occurrence cannot be moved to or across the day of its neighbour.',
    );
  }
}

function seriesMoved(before: EventRecord, after: EventContent): boolean {
  return (
    before.start.instant !== after.start.instant ||
    before.end.instant !== after.end.instant ||
    JSON.stringify(before.recurrence) !== JSON.stringify(after.recurrence)
  );
}

function cancelDate(mailbox: Mailbox, master: EventRecord, date: string): void {
  const { [date]: _changed, ...exceptions } = master.exceptions;
  mailbox.replace(master, { cancelledDates: [...master.cancelledDates, date].sort(), exceptions });
}

function removeRecord(mailbox: Mailbox, number: number): void {
  const record = mailbox.record(number);
  if (record) mailbox.remove(record);
}
