/**
 * @file One person's calendar: its events, and in which order they changed.
 *
 * Records stand in slots by number and are replaced, never changed. The log of changes is what change lists read: a round of
 * changes costs what changed, whatever the mailbox holds.
 */

import { Contacts, type ContactsState } from '../contacts/contacts.ts';
import { TaskLists, type TaskListsState } from '../todo/task-lists.ts';
import { DefaultCalendar, type DefaultCalendarState } from './default-calendar.ts';
import type { EventContent, EventRecord, MailAddress, OccurrenceOrigin } from './event-record.ts';
import { createItemIds, type ItemIds } from './item-ids.ts';

/** The span that an event filled from a revision on; null while it did not exist. */
interface Span {
  readonly revision: number;
  readonly start: number;
  readonly end: number;
}

interface Change {
  readonly revision: number;
  readonly number: number;
}

interface Undo {
  readonly at: number;
  readonly number: number;
  readonly before: EventRecord | null;
}

/** What readers see: the mailbox as it is, or as it was. */
export interface MailboxView {
  readonly revision: number;
  readonly slots: readonly (EventRecord | null)[];
}

export interface MasterCategory {
  readonly id: string;
  readonly displayName: string;
  readonly color: string;
}

export interface MailboxState {
  readonly revision: number;
  readonly slots: readonly (EventRecord | null)[];
  readonly lastChanged: readonly (readonly [number, number])[];
  readonly spans: readonly (readonly [number, readonly Span[]])[];
  readonly transactions: readonly (readonly [string, number])[];
  readonly categories: readonly MasterCategory[];
  readonly origins: readonly (readonly [number, OccurrenceOrigin])[];
  readonly calendar: DefaultCalendarState;
  readonly tasks: TaskListsState;
  readonly contacts: ContactsState;
}

/** Former states are told for this many changes. */
const rememberedChanges = 5_000;
const mostSpans = 20;

export type NewEvent = Omit<
  EventRecord,
  'number' | 'revision' | 'version' | 'createdAt' | 'modifiedAt' | 'idGeneration'
>;

type EventChange = Partial<EventContent> &
  Partial<
    Pick<
      EventRecord,
      'cancelledDates' | 'exceptions' | 'response' | 'isCancelled' | 'idGeneration' | 'occurrenceOf' | 'foreignUid'
    >
  >;

export class Mailbox {
  readonly owner: MailAddress;
  /** The mailbox's own zone, Windows name. */
  readonly zone: string;
  readonly ids: ItemIds;
  readonly calendar: DefaultCalendar;
  readonly tasks: TaskLists;
  readonly contacts: Contacts;
  categories: readonly MasterCategory[] = [];
  #now: () => number;
  #revision = 0;
  #slots: (EventRecord | null)[] = [];
  #log: Change[] = [];
  #lastChanged: number[] = [];
  #spans = new Map<number, Span[]>();
  #undo: Undo[] = [];
  #transactions = new Map<string, number>();
  #marked = new Map<string, Set<number>>();
  #origins = new Map<number, OccurrenceOrigin>();

  constructor(owner: MailAddress, zone: string, seed: number, now: () => number) {
    this.owner = owner;
    this.zone = zone;
    this.calendar = new DefaultCalendar(owner.address);
    this.ids = createItemIds(`${seed}/${owner.address}`);
    this.tasks = new TaskLists(`${seed}/${owner.address}`, now);
    this.contacts = new Contacts(`${seed}/${owner.address}`, now);
    this.#now = now;
  }

  get revision(): number {
    return this.#revision;
  }

  /** @param asOf milliseconds since 1970; null: as it is */
  view(asOf: number | null): MailboxView {
    if (asOf === null) return { revision: this.#revision, slots: this.#slots };
    const slots = [...this.#slots];
    let revision = this.#revision;
    for (let index = this.#undo.length - 1; index >= 0; index -= 1) {
      const undo = this.#undo[index];
      if (!undo || undo.at <= asOf) break;
      slots[undo.number] = undo.before;
      revision -= 1;
    }
    return { revision, slots };
  }

  record(number: number): EventRecord | null {
    return this.#slots[number] ?? null;
  }

  /** Which occurrence a number is or was, or null if it is or was an event of its own. */
  origin(number: number): OccurrenceOrigin | null {
    return this.#origins.get(number) ?? null;
  }

  /** The event that a transactionId made before, even if it is deleted by now. */
  transaction(id: string): { readonly record: EventRecord | null } | null {
    const number = this.#transactions.get(id);
    return number === undefined ? null : { record: this.record(number) };
  }

  /** Numbers of events that carry an extended property with this value; letter case of the value does not count. */
  withProperty(id: string, value: string): readonly number[] {
    return [...(this.#marked.get(markKey(id, value)) ?? [])];
  }

  insert(event: NewEvent): EventRecord {
    const number = this.#slots.length;
    this.ids.idOf(number, 'ordinary');
    this.ids.idOf(number, 'immutable');
    const at = this.#now();
    const revision = this.#revision + 1;
    const record = { ...event, number, revision, version: revision, idGeneration: 0, createdAt: at, modifiedAt: at };
    this.#write(number, record);
    if (record.occurrenceOf) this.#origins.set(number, record.occurrenceOf);
    if (record.transactionId !== null) this.#transactions.set(record.transactionId, number);
    return record;
  }

  /** Writes another content; what is not given stays. */
  replace(record: EventRecord, change: EventChange): EventRecord {
    const revision = this.#revision + 1;
    const next = { ...record, ...change, revision, version: revision, modifiedAt: this.#now() };
    this.#write(record.number, next);
    return next;
  }

  /** The same, but the event keeps its version and the time of its last change: change lists alone tell of it. */
  replaceUnseen(record: EventRecord, change: EventChange): EventRecord {
    const next = { ...record, ...change, revision: this.#revision + 1 };
    this.#write(record.number, next);
    return next;
  }

  remove(record: EventRecord): void {
    this.#write(record.number, null);
  }

  /**
   * Events that changed after a revision, in the order of their last change, without repeats.
   * @param until the newest revision to tell
   */
  *changedSince(revision: number, until: number): Iterable<Change> {
    for (let index = this.#firstAfter(revision); index < this.#log.length; index += 1) {
      const change = this.#log[index];
      if (!change || change.revision > until) return;
      if (this.#isLatest(change, until)) yield change;
    }
  }

  /** The span that an event filled at a revision, or null if it did not exist. */
  spanAt(number: number, revision: number): { readonly start: number; readonly end: number } | null {
    const span = this.#spans.get(number)?.findLast((candidate) => candidate.revision <= revision);
    return span && span.end !== gone ? span : null;
  }

  save(): MailboxState {
    return {
      revision: this.#revision,
      slots: this.#slots,
      lastChanged: this.#log.filter((change) => this.#lastChanged[change.number] === change.revision).map(pairOf),
      spans: [...this.#spans],
      transactions: [...this.#transactions],
      categories: this.categories,
      origins: [...this.#origins],
      calendar: this.calendar.save(),
      tasks: this.tasks.save(),
      contacts: this.contacts.save(),
    };
  }

  restore(state: MailboxState): void {
    this.#revision = state.revision;
    this.#slots = [...state.slots];
    this.#log = state.lastChanged.map(([revision, number]) => ({ revision, number }));
    this.#lastChanged = [];
    for (const change of this.#log) this.#lastChanged[change.number] = change.revision;
    this.#spans = new Map(state.spans.map(([number, spans]) => [number, [...spans]]));
    this.#undo = [];
    this.#transactions = new Map(state.transactions);
    this.categories = state.categories;
    this.#origins = new Map(state.origins);
    this.calendar.restore(state.calendar);
    this.tasks.restore(state.tasks);
    this.contacts.restore(state.contacts);
    this.#marked = new Map();
    for (const [number, record] of this.#slots.entries()) {
      this.ids.idOf(number, 'ordinary');
      this.ids.idOf(number, 'immutable');
      this.#mark(null, record);
    }
  }

  #write(number: number, next: EventRecord | null): void {
    const before = this.#slots[number] ?? null;
    this.#revision += 1;
    this.#slots[number] = next;
    this.#log.push({ revision: this.#revision, number });
    this.#lastChanged[number] = this.#revision;
    this.#undo.push({ at: this.#now(), number, before });
    if (this.#undo.length > rememberedChanges * 2) this.#undo = this.#undo.slice(-rememberedChanges);
    this.#noteSpan(number, next);
    this.#mark(before, next);
    if (this.#log.length > 1_000 + this.#slots.length * 2) this.#compact();
  }

  #noteSpan(number: number, next: EventRecord | null): void {
    const [start, end] = next ? spanOf(next) : [gone, gone];
    const spans = this.#spans.get(number) ?? [];
    const last = spans.at(-1);
    if (last && last.start === start && last.end === end) return;
    spans.push({ revision: this.#revision, start, end });
    if (spans.length > mostSpans) spans.shift();
    this.#spans.set(number, spans);
  }

  #mark(before: EventRecord | null, next: EventRecord | null): void {
    if (before?.extended === next?.extended) return;
    for (const [id, value] of Object.entries(before?.extended ?? {})) {
      this.#marked.get(markKey(id, value))?.delete(before?.number ?? gone);
    }
    for (const [id, value] of Object.entries(next?.extended ?? {})) {
      const key = markKey(id, value);
      const numbers = this.#marked.get(key) ?? new Set();
      if (next) numbers.add(next.number);
      this.#marked.set(key, numbers);
    }
  }

  #firstAfter(revision: number): number {
    let low = 0;
    let high = this.#log.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#log[middle]?.revision ?? 0) <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A change that was overtaken within the round is left out; one that is overtaken after it is not. */
  #isLatest(change: Change, until: number): boolean {
    const latest = this.#lastChanged[change.number] ?? 0;
    return latest === change.revision || latest > until;
  }

  #compact(): void {
    this.#log = this.#log.filter((change) => this.#lastChanged[change.number] === change.revision);
  }
}

/** The end of a span that stands for "deleted". */
const gone = -1;

function spanOf(record: EventRecord): readonly [number, number] {
  if (!record.recurrence) return [record.start.instant, record.end.instant];
  const { range } = record.recurrence;
  const day = 86_400_000;
  const last = range.type === 'endDate' ? Date.parse(`${range.endDate}T00:00:00Z`) + 2 * day : Number.MAX_SAFE_INTEGER;
  return [record.start.instant, last];
}

function markKey(id: string, value: string): string {
  return `${id}\n${value.toLowerCase()}`;
}

function pairOf(change: Change): readonly [number, number] {
  return [change.revision, change.number];
}
