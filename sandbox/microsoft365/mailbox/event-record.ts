/**
 * @file An event as the mailbox keeps it. Records are never changed in place, so that a former state can be told.
 */

export type ResponseType = 'none' | 'organizer' | 'tentativelyAccepted' | 'accepted' | 'declined' | 'notResponded';

export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

export interface Attendee {
  readonly emailAddress: MailAddress;
  readonly type: 'required' | 'optional' | 'resource';
  readonly status: { readonly response: ResponseType; readonly time: string };
}

/** A place in Graph's own form. */
export interface Place {
  readonly displayName: string;
  readonly [property: string]: unknown;
}

/** A local time with the zone that it was written in. */
export interface Moment {
  /** `2026-11-24T10:00:00` */
  readonly wall: string;
  /** Windows or IANA, as it was sent. */
  readonly zone: string;
  /** Milliseconds since 1970, UTC. */
  readonly instant: number;
}

export interface Recurrence {
  readonly pattern: {
    readonly type: 'daily' | 'weekly' | 'absoluteMonthly' | 'relativeMonthly' | 'absoluteYearly' | 'relativeYearly';
    readonly interval: number;
    readonly month: number;
    readonly dayOfMonth: number;
    readonly daysOfWeek: readonly string[];
    readonly firstDayOfWeek: string;
    readonly index: string;
  };
  readonly range: {
    readonly type: 'endDate' | 'noEnd' | 'numbered';
    readonly startDate: string;
    readonly endDate: string;
    readonly recurrenceTimeZone: string;
    readonly numberOfOccurrences: number;
  };
}

/** Everything of an event that its user can write. */
export interface EventContent {
  readonly subject: string;
  /** Always HTML, as Exchange stores it. */
  readonly html: string;
  readonly start: Moment;
  readonly end: Moment;
  readonly isAllDay: boolean;
  readonly places: readonly Place[];
  readonly showAs: string;
  readonly sensitivity: string;
  readonly importance: string;
  readonly categories: readonly string[];
  readonly isReminderOn: boolean;
  readonly reminderMinutes: number;
  readonly allowNewTimeProposals: boolean;
  readonly hideAttendees: boolean;
  readonly responseRequested: boolean;
  readonly attendees: readonly Attendee[];
  readonly recurrence: Recurrence | null;
  /** Extended properties by id. */
  readonly extended: Readonly<Record<string, string>>;
}

export interface EventRecord extends EventContent {
  /** The place in the mailbox; ids are made of it. */
  readonly number: number;
  /** The mailbox's revision that wrote this. */
  readonly revision: number;
  /** The revision that its etag tells of; an older one where a change is not counted as one of the event itself. */
  readonly version: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly organizer: MailAddress;
  readonly isOrganizer: boolean;
  readonly isCancelled: boolean;
  /** Where one joins it, when the calendar system made it an online meeting. */
  readonly joinUrl: string | null;
  /** The identifier that it was invited with, when another system sent the invitation. */
  readonly foreignUid: string | null;
  readonly response: { readonly response: ResponseType; readonly time: string };
  readonly transactionId: string | null;
  /** Of a series: dates of removed occurrences. */
  readonly cancelledDates: readonly string[];
  /** Of a series: numbers of the records of changed occurrences, by date. */
  readonly exceptions: Readonly<Record<string, number>>;
  /** Of a series: how often its occurrences got new ids. */
  readonly idGeneration: number;
  /** Of a changed occurrence: where it comes from. */
  readonly occurrenceOf: OccurrenceOrigin | null;
}

export interface OccurrenceOrigin {
  readonly master: number;
  /** The date in the series, `2026-11-24`. */
  readonly date: string;
  readonly originalStart: number;
}

export const never = '0001-01-01T00:00:00Z';
