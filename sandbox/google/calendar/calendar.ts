/**
 * @file One person's main calendar: its events, its labels, and the order of its changes.
 */
import { createHash } from 'node:crypto';
import { createRecordTable, type RecordTable } from '../../kit/record-table.ts';
import { type EventRecord, isSeries } from './event-record.ts';
import { instantOf, type Moment, occurrenceKey } from './moments.ts';
import { occurrenceAt } from './series.ts';

export interface EventLabel {
  readonly id: string;
  readonly name: string;
  readonly backgroundColor: string;
}

interface Reminder {
  readonly method: 'popup' | 'email';
  readonly minutes: number;
}

/** What the calendar itself is. */
export interface CalendarSettings {
  readonly summary: string;
  readonly description: string;
  readonly location: string;
  readonly zone: string;
  readonly labels: readonly EventLabel[];
  readonly defaultReminders: readonly Reminder[];
  readonly revision: number;
}

export interface CalendarState {
  readonly settings: CalendarSettings;
  readonly events: readonly EventRecord[];
  readonly revision: number;
}

export interface Owner {
  readonly userName: string;
  readonly displayName: string;
}

export class Calendar {
  readonly owner: Owner;
  readonly #now: () => number;
  readonly #events: RecordTable<EventRecord> = createRecordTable();
  #revision = 0;
  settings: CalendarSettings;

  constructor(owner: Owner, zone: string, now: () => number) {
    this.owner = owner;
    this.#now = now;
    const defaultReminders = [{ method: 'popup' as const, minutes: 10 }];
    const revision = 0;
    this.settings = {
      summary: owner.userName,
      description: '',
      location: '',
      zone,
      labels: [],
      defaultReminders,
      revision,
    };
  }

  get id(): string {
    return this.owner.userName;
  }

  get zone(): string {
    return this.settings.zone;
  }

  get revision(): number {
    return this.#revision;
  }

  now(): number {
    return this.#now();
  }

  /** The event with this id, an unchanged occurrence of a series included. @param asOf see the fault `stale` */
  find(id: string, asOf: number | null = null): EventRecord | null {
    const kept = this.#events.get(id, asOf);
    if (kept) return kept;
    const [, seriesId = '', key = ''] = /^(.+)_(\d{8}(?:T\d{6}Z)?)$/.exec(id) ?? [];
    const series = this.#events.get(seriesId, asOf);
    return series ? this.plainOccurrence(series, startOfKey(key)) : null;
  }

  /** The unchanged occurrence with this planned start, as a record that is not kept; null: the series has none. */
  plainOccurrence(series: EventRecord, originalStart: Moment): EventRecord | null {
    const found = isSeries(series) ? occurrenceAt(series, this.zone, originalStart) : null;
    if (!found) return null;
    const { recurrence: _recurrence, ...fields } = series.fields;
    return {
      ...series,
      ...found,
      id: `${series.id}_${occurrenceKey(found.start)}`,
      fields,
      occurrenceOf: { series: series.id, originalStart: found.start },
    };
  }

  /** Changed and cancelled occurrences of a series. */
  exceptionsOf(seriesId: string, asOf: number | null = null): readonly EventRecord[] {
    return this.events(asOf).filter((event) => event.occurrenceOf?.series === seriesId);
  }

  events(asOf: number | null = null): readonly EventRecord[] {
    return [...this.#events.values(asOf)];
  }

  withUid(uid: string): EventRecord | null {
    return this.events().find((event) => event.iCalUID === uid && event.occurrenceOf === null) ?? null;
  }

  /** Keeps an event as it is now. @param told whether lists of changes tell it */
  put(event: EventRecord, told = true): EventRecord {
    this.#revision += 1;
    const listed = told ? this.#revision : event.listed;
    const kept = { ...event, revision: this.#revision, listed };
    this.#events.set(event.id, kept, this.now());
    return kept;
  }

  change(settings: Partial<CalendarSettings>): void {
    this.#revision += 1;
    this.settings = { ...this.settings, ...settings, revision: this.#revision };
  }

  save(): CalendarState {
    return { settings: this.settings, events: this.events(), revision: this.#revision };
  }

  restore(state: CalendarState): void {
    this.settings = state.settings;
    this.#events.clear();
    for (const event of state.events) this.#events.set(event.id, event, this.now());
    this.#revision = state.revision;
  }
}

/** The quotes belong to it. */
export function etagOf(parts: readonly unknown[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `"${BigInt(`0x${digest.slice(0, 13)}`).toString()}"`;
}

/** Whether something is over at one time and not begun at another (milliseconds since 1970). */
export function isWithin(event: Pick<EventRecord, 'start' | 'end'>, zone: string, from: number, to: number): boolean {
  return instantOf(event.end, zone) > from && instantOf(event.start, zone) < to;
}

function startOfKey(key: string): Moment {
  const date = key.replace(/^(\d{4})(\d\d)(\d\d).*/, '$1-$2-$3');
  if (!key.includes('T')) return { kind: 'date', date };
  const time = key.slice(9).replace(/(\d\d)(\d\d)(\d\d)Z/, '$1:$2:$3Z');
  return { kind: 'time', instant: Date.parse(`${date}T${time}`), zone: null };
}
