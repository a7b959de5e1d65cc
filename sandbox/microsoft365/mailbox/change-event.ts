/**
 * @file Making, changing and removing what is in a calendar; the same for requests and for tests that act as somebody else.
 */
import { GraphError } from '../graph-error.ts';
import { type CalendarItem, endOf, startOf } from './calendar-item.ts';
import {
  cancelDate,
  checkNeighbours,
  makeException,
  moveSeries,
  note,
  seriesMoved,
  settledStart,
  spreadEdit,
} from './change-series.ts';
import type { EventInput } from './event-input.ts';
import type { EventContent, EventRecord, OccurrenceOrigin } from './event-record.ts';
import { never } from './event-record.ts';
import type { Mailbox } from './mailbox.ts';
import type { SeriesRules } from './series-rules.ts';
import { changedContent, newContent, type WriteRules } from './write-event.ts';

/** @throws GraphError 400 */
export function createEvent(mailbox: Mailbox, input: EventInput, rules: WriteRules): EventRecord {
  return mailbox.insert({
    ...settledStart(newContent(input, rules), rules.series),
    organizer: mailbox.owner,
    isOrganizer: true,
    isCancelled: false,
    joinUrl: null,
    foreignUid: null,
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
  return settledStart(changedContent(contentOf(item), input, rules), rules.series);
}

/**
 * Writes a changed content. A plain occurrence becomes an exception; what becomes of those of a series with another time or
 * pattern is a matter of the rules.
 * @throws GraphError 400 when an occurrence would stand on or beyond its neighbour's day
 */
export function writeContent(
  mailbox: Mailbox,
  item: CalendarItem,
  content: EventContent,
  rules: SeriesRules,
): CalendarItem {
  const { record, occurrence } = item;
  if (occurrence) return { record: makeException(mailbox, record, occurrence, content, rules), occurrence: null };
  if (record.occurrenceOf) return writeException(mailbox, record, record.occurrenceOf, content, rules);
  if (record.recurrence && seriesMoved(record, content))
    return { record: moveSeries(mailbox, record, content, rules), occurrence: null };
  if (record.recurrence) spreadEdit(mailbox, record, content, rules);
  return { record: mailbox.replace(record, content), occurrence: null };
}

function writeException(
  mailbox: Mailbox,
  record: EventRecord,
  { master: number, date }: OccurrenceOrigin,
  content: EventContent,
  rules: SeriesRules,
): CalendarItem {
  const master = mailbox.record(number);
  if (master) checkNeighbours(mailbox, master, date, content);
  const changed = mailbox.replace(record, content);
  if (master && rules.versionWithOccurrences) note(mailbox, master, {}, rules);
  return { record: changed, occurrence: null };
}

/** Removes an event, a series with all that belongs to it, or one occurrence. */
export function removeItem(mailbox: Mailbox, item: CalendarItem, rules: SeriesRules): void {
  const { record, occurrence } = item;
  if (occurrence) {
    cancelDate(mailbox, record, occurrence.date, rules);
    return;
  }
  for (const number of Object.values(record.exceptions)) removeRecord(mailbox, number);
  mailbox.remove(record);
  if (record.occurrenceOf) {
    const master = mailbox.record(record.occurrenceOf.master);
    if (master) cancelDate(mailbox, master, record.occurrenceOf.date, rules);
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

function removeRecord(mailbox: Mailbox, number: number): void {
  const record = mailbox.record(number);
  if (record) mailbox.remove(record);
}
