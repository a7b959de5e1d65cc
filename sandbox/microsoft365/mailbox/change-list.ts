/**
 * @file The rows of a change list: all that is in the window in the first round, what changed since in the following ones.
 *
 * A round is read place by place (slots in the first, revisions in the following rounds), so that a page costs what it holds.
 */
import type { CalendarItem } from './calendar-item.ts';
import type { EventRecord } from './event-record.ts';
import type { Mailbox, MailboxView } from './mailbox.ts';
import { occurrencesIn, touches } from './series.ts';

export type ChangeRow =
  | { readonly kind: 'item'; readonly item: CalendarItem }
  | { readonly kind: 'stub'; readonly item: CalendarItem }
  | { readonly kind: 'removed'; readonly number: number; readonly date: string | null }
  /** The event is there, and is not in the window any more. */
  | { readonly kind: 'left'; readonly number: number };

export interface PlacedRow {
  readonly row: ChangeRow;
  readonly place: number;
  /** Which of the rows of that place. */
  readonly index: number;
}

/** What of a series comes when it has changed: all of it; of a change of occurrences alone the plain ones alone; itself alone. */
export type SeriesRows = 'whole' | 'occurrences' | 'itself';

export interface Round {
  readonly from: number;
  readonly to: number;
  /** null: the first round. */
  readonly since: number | null;
  readonly until: number;
  readonly cancelledRows: boolean;
  readonly seriesRows: SeriesRows;
  /** Whether events that left the window are told. */
  readonly leftRows: boolean;
}

/** Rows from a place on. */
export function* changeRows(
  mailbox: Mailbox,
  view: MailboxView,
  round: Round,
  place: number,
  index: number,
): Iterable<PlacedRow> {
  for (const [at, number] of placesOf(mailbox, view, round, place)) {
    const rows = rowsOf(mailbox, view, round, number);
    for (let each = at === place ? index : 0; each < rows.length; each += 1) {
      const row = rows[each];
      if (row) yield { row, place: at, index: each };
    }
  }
}

function* placesOf(
  mailbox: Mailbox,
  view: MailboxView,
  round: Round,
  place: number,
): Iterable<readonly [number, number]> {
  if (round.since === null) {
    for (let slot = place; slot < view.slots.length; slot += 1) yield [slot, slot];
    return;
  }
  const after = Math.max(round.since, place - 1);
  for (const { revision, number } of mailbox.changedSince(after, round.until)) yield [revision, number];
}

function rowsOf(mailbox: Mailbox, view: MailboxView, round: Round, number: number): readonly ChangeRow[] {
  const record = view.slots[number] ?? null;
  if (!record) return rowsOfDeleted(mailbox, round, number);
  const rows = record.recurrence ? rowsOfSeries(view, record, round) : rowsOfEvent(record, round);
  if (rows.length > 0 || !round.leftRows || !wasInWindow(mailbox, round, number)) return rows;
  return [{ kind: 'left', number }];
}

function rowsOfEvent(record: EventRecord, round: Round): readonly ChangeRow[] {
  const inside = touches(record.start.instant, record.end.instant, round.from, round.to);
  return inside ? [{ kind: 'item', item: { record, occurrence: null } }] : [];
}

/** A series comes whole: itself, and a stub for each of its plain occurrences in the window. */
function rowsOfSeries(view: MailboxView, master: EventRecord, round: Round): readonly ChangeRow[] {
  const stubs = occurrencesIn(master, round.from, round.to).map((occurrence) => ({
    kind: 'stub' as const,
    item: { record: master, occurrence },
  }));
  const changedInside = Object.values(master.exceptions).some((number) => {
    const record = view.slots[number];
    return record && touches(record.start.instant, record.end.instant, round.from, round.to);
  });
  if (stubs.length === 0 && !changedInside) return [];
  const cancelled = round.cancelledRows && round.since !== null ? master.cancelledDates : [];
  const itself = !(tellsOccurrencesAlone(master, round) && stubs.length > 0);
  return [
    ...(itself ? [{ kind: 'item' as const, item: { record: master, occurrence: null } }] : []),
    ...(round.since !== null && round.seriesRows === 'itself' ? [] : stubs),
    ...cancelled.map((date) => ({ kind: 'removed' as const, number: master.number, date })),
  ];
}

/** Nothing of the series itself has changed since the last round. */
function tellsOccurrencesAlone(master: EventRecord, round: Round): boolean {
  return round.seriesRows === 'occurrences' && round.since !== null && master.version <= round.since;
}

/** A removed exception is told by its series, which changed with it. */
function rowsOfDeleted(mailbox: Mailbox, round: Round, number: number): readonly ChangeRow[] {
  const isOccurrence = mailbox.origin(number) !== null;
  return !isOccurrence && wasInWindow(mailbox, round, number) ? [{ kind: 'removed', number, date: null }] : [];
}

function wasInWindow(mailbox: Mailbox, round: Round, number: number): boolean {
  if (round.since === null) return false;
  const span = mailbox.spanAt(number, round.since);
  return span !== null && touches(span.start, span.end, round.from, round.to);
}
