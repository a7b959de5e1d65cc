/**
 * @file What becomes of the occurrences of a series when the series, or one of them, is changed.
 */
import { GraphError } from '../graph-error.ts';
import { calculableZone, wallOf } from '../zones.ts';
import type { EventContent, EventRecord, Moment } from './event-record.ts';
import type { Mailbox } from './mailbox.ts';
import { firstDate, type Occurrence, occurrenceOn, seriesDates, seriesDay } from './series.ts';
import type { SeriesRules } from './series-rules.ts';

const dayMilliseconds = 86_400_000;
/** Of an occurrence its own in any case: when it takes place, and who is asked to it. */
const ownProperties = new Set<keyof EventContent>(['start', 'end', 'isAllDay', 'recurrence', 'attendees']);

/**
 * A start that the pattern does not have, as the rules want it. A time that the clocks leave out on that day is the one that they
 * show then, for the whole series: what is kept are moments.
 */
export function settledStart(content: EventContent, rules: SeriesRules): EventContent {
  const settled = onPattern(content, rules);
  const { start, end, isAllDay, recurrence } = settled;
  const isOnTheClock = recurrence !== null && !isAllDay;
  return isOnTheClock ? { ...settled, start: asShown(start), end: asShown(end) } : settled;
}

function asShown({ instant, zone, wall }: Moment): Moment {
  const clock = calculableZone(zone);
  return { instant, zone, wall: clock === null ? wall : wallOf(instant, clock) };
}

function onPattern(content: EventContent, rules: SeriesRules): EventContent {
  const { recurrence } = content;
  if (recurrence === null || rules.offPattern === 'kept') return content;
  const first = firstDate(recurrence);
  if (first === null || first === recurrence.range.startDate) return content;
  const { start, end } = occurrenceOn(content, first);
  return { ...content, start, end, recurrence: { ...recurrence, range: { ...recurrence.range, startDate: first } } };
}

/** Whether a change is one of time or pattern, which concerns all occurrences. */
export function seriesMoved(before: EventContent, after: EventContent): boolean {
  return timesMoved(before, after) || JSON.stringify(before.recurrence) !== JSON.stringify(after.recurrence);
}

function timesMoved(before: EventContent, after: EventContent): boolean {
  return (
    before.start.instant !== after.start.instant ||
    before.end.instant !== after.end.instant ||
    before.isAllDay !== after.isAllDay
  );
}

/** Writes another time or pattern of a series: changed and removed occurrences go or stay by the rules. */
export function moveSeries(
  mailbox: Mailbox,
  before: EventRecord,
  content: EventContent,
  rules: SeriesRules,
): EventRecord {
  const stays = outliving(before, content, rules);
  const exceptions = Object.fromEntries(Object.entries(before.exceptions).filter(([date]) => stays(date)));
  for (const [date, number] of Object.entries(before.exceptions)) {
    const record = mailbox.record(number);
    if (!record) continue;
    if (exceptions[date] === undefined) mailbox.remove(record);
    else moveException(mailbox, before, content, record, date);
  }
  return mailbox.replace(before, {
    ...content,
    exceptions,
    cancelledDates: before.cancelledDates.filter(stays),
    idGeneration: before.idGeneration + (rules.newOccurrenceIds ? 1 : 0),
  });
}

/** @returns whether the changed or removed occurrence of a day is still one afterwards. */
function outliving(
  before: EventRecord,
  { recurrence, ...content }: EventContent,
  rules: SeriesRules,
): (date: string) => boolean {
  if (recurrence === null || before.recurrence === null || rules.outliving === 'none') return () => false;
  const sameDays =
    JSON.stringify(before.recurrence.pattern) === JSON.stringify(recurrence.pattern) &&
    before.recurrence.range.startDate === recurrence.range.startDate;
  if (rules.outliving === 'rangeOnly' && (timesMoved(before, { recurrence, ...content }) || !sameDays))
    return () => false;
  const asked = [...before.cancelledDates, ...Object.keys(before.exceptions)];
  const last = asked.reduce((latest, date) => (date > latest ? date : latest), '');
  const dates = new Set(seriesDates(recurrence, last));
  return (date) => dates.has(date);
}

/** One that only had other words moves with its series. */
function moveException(
  mailbox: Mailbox,
  before: EventRecord,
  content: EventContent,
  record: EventRecord,
  date: string,
): void {
  const was = occurrenceOn(before, date);
  const becomes = occurrenceOn(content, date);
  const stood = record.start.instant === was.start.instant && record.end.instant === was.end.instant;
  const origin = { master: before.number, date, originalStart: becomes.start.instant };
  const times = stood ? { start: becomes.start, end: becomes.end, isAllDay: content.isAllDay } : {};
  mailbox.replace(record, { ...times, occurrenceOf: origin });
}

/** Other properties of a series reach its changed occurrences by the rules. */
export function spreadEdit(mailbox: Mailbox, before: EventRecord, after: EventContent, rules: SeriesRules): void {
  if (rules.editReaches === 'plain') return;
  const names = (Object.keys(after) as (keyof EventContent)[]).filter(
    (name) => !ownProperties.has(name) && !same(before[name], after[name]),
  );
  for (const number of Object.values(before.exceptions)) {
    const record = mailbox.record(number);
    const reached = names.filter(
      (name) => record && (rules.editReaches === 'all' || same(record[name], before[name])) && name in after,
    );
    if (record && reached.length > 0)
      mailbox.replace(record, Object.fromEntries(reached.map((name) => [name, after[name]])));
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A plain occurrence becomes an exception. @throws GraphError 400 when it would stand on or beyond its neighbour's day */
export function makeException(
  mailbox: Mailbox,
  master: EventRecord,
  { date, start }: Occurrence,
  content: EventContent,
  rules: SeriesRules,
): EventRecord {
  checkNeighbours(mailbox, master, date, content);
  const exception = mailbox.insert({
    ...content,
    organizer: master.organizer,
    isOrganizer: master.isOrganizer,
    isCancelled: false,
    joinUrl: master.joinUrl,
    foreignUid: master.foreignUid,
    response: master.response,
    transactionId: null,
    cancelledDates: [],
    exceptions: {},
    occurrenceOf: { master: master.number, date, originalStart: start.instant },
  });
  note(mailbox, master, { exceptions: { ...master.exceptions, [date]: exception.number } }, rules);
  return exception;
}

/** Takes an occurrence out of its series. */
export function cancelDate(mailbox: Mailbox, master: EventRecord, date: string, rules: SeriesRules): void {
  const { [date]: _changed, ...exceptions } = master.exceptions;
  note(mailbox, master, { cancelledDates: [...master.cancelledDates, date].sort(), exceptions }, rules);
}

/** Puts an occurrence back as the series has it, as undo in Outlook does: one that was removed, or one that was changed. */
export function restoreDate(mailbox: Mailbox, master: EventRecord, date: string, rules: SeriesRules): void {
  const changed = mailbox.record(master.exceptions[date] ?? -1);
  if (changed) mailbox.remove(changed);
  const { [date]: _changed, ...exceptions } = master.exceptions;
  note(mailbox, master, { cancelledDates: master.cancelledDates.filter((each) => each !== date), exceptions }, rules);
}

/** What an occurrence's change leaves on its series. */
export function note(
  mailbox: Mailbox,
  master: EventRecord,
  change: Partial<Pick<EventRecord, 'cancelledDates' | 'exceptions'>>,
  rules: SeriesRules,
): void {
  if (rules.versionWithOccurrences) mailbox.replace(master, change);
  else mailbox.replaceUnseen(master, change);
}

/**
 * The occurrences of a series stay in their order, and no two of them begin on one day.
 * @throws GraphError 400
 */
export function checkNeighbours(mailbox: Mailbox, master: EventRecord, date: string, content: EventContent): void {
  const { recurrence } = master;
  if (!recurrence) return;
  const day = seriesDay(recurrence, content);
  const crossed = neighbours(mailbox, master, date, day).some((each) => {
    const stands = dayNow(mailbox, master, each);
    return each < date ? stands >= day : stands <= day;
  });
  if (crossed) {
    throw new GraphError(
      400,
      'ErrorOccurrenceCrossingBoundary',
      'An occurrence cannot be moved to or across the day of its neighbour.',
    );
  }
}

/** The other days as far as they can matter: a neighbour that was moved has not gone beyond its own neighbours. */
function neighbours(mailbox: Mailbox, master: EventRecord, date: string, day: string): readonly string[] {
  if (!master.recurrence) return [];
  const latest = day > date ? day : date;
  const changed = Object.keys(master.exceptions).filter((each) => mailbox.record(master.exceptions[each] ?? -1));
  const near = seriesDates(master.recurrence, shifted(latest, 1));
  return [...new Set([...near, ...changed])].filter((each) => each !== date && !master.cancelledDates.includes(each));
}

function dayNow(mailbox: Mailbox, master: EventRecord, date: string): string {
  const changed = mailbox.record(master.exceptions[date] ?? -1);
  return changed && master.recurrence ? seriesDay(master.recurrence, changed) : date;
}

function shifted(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMilliseconds).toISOString().slice(0, 10);
}
