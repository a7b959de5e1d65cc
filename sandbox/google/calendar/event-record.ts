/** @file One event as it is kept: a single one, a series, or an occurrence of a series that was changed or cancelled. */
import type { EventFields } from './event-fields.ts';
import type { Moment } from './moments.ts';

export interface EventRecord {
  readonly id: string;
  readonly iCalUID: string;
  readonly status: 'confirmed' | 'tentative' | 'cancelled';
  readonly start: Moment;
  readonly end: Moment;
  /** All written properties but those above. */
  readonly fields: EventFields;
  /** Whom the event belongs to; e-mail address. */
  readonly organizer: string;
  readonly locked: boolean;
  /** Set on an occurrence that was changed or cancelled. */
  readonly occurrenceOf: { readonly series: string; readonly originalStart: Moment } | null;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
  readonly sequence: number;
  /** Rises with every write in the calendar; decides the etag and the place in the list of changes. */
  readonly revision: number;
  /** The revision that lists of changes go by; it stays where a write is not told. */
  readonly listed: number;
}

export function isSeries(event: EventRecord): boolean {
  return event.occurrenceOf === null && (event.fields.recurrence?.length ?? 0) > 0;
}

/** What is not kept among the other properties. */
export function otherFields(fields: EventFields): EventFields {
  const { id, iCalUID, status, start, end, sequence, originalStartTime, ...rest } = fields;
  return rest;
}
