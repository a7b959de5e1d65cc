/**
 * @file What a calendar shows: an event of its own, a series, a changed occurrence, or a plain occurrence that exists only as
 * a day of its series.
 */
import { itemNotFound, malformedId } from '../graph-error.ts';
import type { EventRecord, Moment } from './event-record.ts';
import type { IdForm } from './item-ids.ts';
import type { Mailbox, MailboxView } from './mailbox.ts';
import { type Occurrence, occurrencesIn, plainOccurrence, touches } from './series.ts';

export interface CalendarItem {
  /** Of a plain occurrence: its series. */
  readonly record: EventRecord;
  readonly occurrence: Occurrence | null;
}

export type ItemType = 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster';

export function typeOf(item: CalendarItem): ItemType {
  if (item.occurrence) return 'occurrence';
  if (item.record.occurrenceOf) return 'exception';
  return item.record.recurrence ? 'seriesMaster' : 'singleInstance';
}

export function startOf(item: CalendarItem): Moment {
  return item.occurrence?.start ?? item.record.start;
}

export function endOf(item: CalendarItem): Moment {
  return item.occurrence?.end ?? item.record.end;
}

/** A changed occurrence keeps the id that it had as a plain one. */
export function idOf(mailbox: Mailbox, item: CalendarItem, form: IdForm): string {
  const { record, occurrence } = item;
  if (occurrence) return occurrenceId(mailbox, record.number, form, occurrence.date);
  const origin = record.occurrenceOf;
  return origin ? occurrenceId(mailbox, origin.master, form, origin.date) : mailbox.ids.idOf(record.number, form);
}

/** The id that the occurrence of a day has at present. */
export function occurrenceId(mailbox: Mailbox, series: number, form: IdForm, date: string): string {
  return mailbox.ids.idOf(series, form, date, mailbox.record(series)?.idGeneration ?? 0);
}

/**
 * @param id in either form
 * @throws GraphError 400 for what is no id, 404 for an item that is not there
 */
export function findItem(mailbox: Mailbox, view: MailboxView, id: string): CalendarItem {
  const { number, date, generation } = meaningOf(mailbox, id);
  const record = view.slots[number] ?? null;
  if (!record) throw itemNotFound();
  if (date === null) return { record, occurrence: null };
  if (occurrenceId(mailbox, number, 'immutable', date) !== mailbox.ids.idOf(number, 'immutable', date, generation))
    throw itemNotFound();
  const changed = view.slots[record.exceptions[date] ?? -1] ?? null;
  if (changed) return { record: changed, occurrence: null };
  const occurrence = plainOccurrence(record, date);
  if (!occurrence) throw itemNotFound();
  return { record, occurrence };
}

function meaningOf(mailbox: Mailbox, id: string) {
  try {
    const meaning = mailbox.ids.read(id);
    if (meaning) return meaning;
  } catch (error) {
    if (error instanceof RangeError) throw malformedId();
    throw error;
  }
  throw itemNotFound();
}

/** What a calendar shows in a span of time, ordered by start: single events and occurrences, not the series themselves. */
export function itemsInSpan(view: MailboxView, from: number, to: number): readonly CalendarItem[] {
  const items: CalendarItem[] = [];
  for (const record of view.slots) {
    if (!record) continue;
    if (record.recurrence) {
      for (const occurrence of occurrencesIn(record, from, to)) items.push({ record, occurrence });
    } else if (touches(record.start.instant, record.end.instant, from, to)) {
      items.push({ record, occurrence: null });
    }
  }
  return items.sort((one, other) => startOf(one).instant - startOf(other).instant);
}

/** The changed occurrences of a series. */
export function exceptionsOf(mailbox: Mailbox, master: EventRecord): readonly EventRecord[] {
  return Object.values(master.exceptions).flatMap((number) => mailbox.record(number) ?? []);
}

/** Occurrences of one series in a span of time, plain and changed ones, ordered by start. */
export function instancesOf(view: MailboxView, master: EventRecord, from: number, to: number): readonly CalendarItem[] {
  const changed = Object.values(master.exceptions)
    .map((number) => view.slots[number] ?? null)
    .filter((record) => record !== null)
    .filter((record) => touches(record.start.instant, record.end.instant, from, to))
    .map((record) => ({ record, occurrence: null }));
  const plain = occurrencesIn(master, from, to).map((occurrence) => ({ record: master, occurrence }));
  return [...plain, ...changed].sort((one, other) => startOf(one).instant - startOf(other).instant);
}

/** Events as `/me/events` lists them: single ones and series, not their occurrences. */
export function eventsOf(view: MailboxView): readonly CalendarItem[] {
  return view.slots.flatMap((record) => (record && !record.occurrenceOf ? [{ record, occurrence: null }] : []));
}
