/**
 * @file An appointment as Google Calendar takes it, and what Calendar would make of it. Pure; see [Note: write/read symmetry]
 * next door. Attendees are never written, and conferences are left alone.
 */

import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/v3.js';
import type { Appointment, AppointmentPatch, Availability } from '../../model/appointment.ts';
import type { OccurrenceChange } from '../../model/recurrence.ts';
import { plusDays, type Span } from '../../model/time.ts';
import { webAddress, withJoinLink, withoutJoinLink } from '../../translate/join-link.ts';
import { canonicalHtml } from '../../translate/text.ts';
import type { CreationMark } from '../connector.ts';
import type { Reminder } from './event-schemas.ts';
import { labelAmong } from './labels.ts';
import { categoriesProperty, idOfMark, markerProperty } from './marker.ts';
import { oneLine, shownReminder } from './read-event.ts';

export type EventBody = calendar_v3.Schema$Event;

/** Four weeks. */
const longestReminder = 40_320;
/** Of one event. */
const mostReminders = 5;

/** Calendar knows whether time is taken, and whether that is certain. */
const expressible: Readonly<Record<Availability, Availability>> = {
  free: 'free',
  tentative: 'tentative',
  busy: 'busy',
  outOfOffice: 'busy',
  workingElsewhere: 'busy',
};

function expressWords(fields: Appointment): Appointment {
  // A link that stands in the text as ours do is read as one.
  const { body, joinUrl } = withoutJoinLink(canonicalHtml(fields.body));
  const { reminderMinutes } = fields;
  return {
    ...fields,
    title: oneLine(fields.title),
    location: oneLine(fields.location),
    body,
    joinUrl: webAddress(fields.joinUrl) || joinUrl,
    availability: expressible[fields.availability],
    reminderMinutes: reminderMinutes === null ? null : Math.min(longestReminder, reminderMinutes),
    importance: 'normal',
  };
}

/** What Calendar would give back if this were written to it: it has all rules of RFC 5545, and no importance. */
export function expressAppointment(fields: Appointment): Appointment {
  const plain = expressWords(fields);
  const { recurrence } = fields;
  if (recurrence === null) return plain;
  const changed = recurrence.changed
    .map(({ day, change }) => ({ day, change: expressChange(fields, change) }))
    .filter(({ change }) => Object.keys(change).length > 0);
  return { ...plain, recurrence: { ...recurrence, changed } };
}

function expressChange(series: Appointment, change: OccurrenceChange): OccurrenceChange {
  const plain = expressWords({ ...series, ...change });
  const { importance: _importance, ...told } = change;
  const names = Object.keys(told) as (keyof typeof told)[];
  const own = Object.fromEntries(names.map((name) => [name, plain[name]]));
  const hasText = change.body !== undefined || change.joinUrl !== undefined;
  return { ...own, ...(hasText ? { body: plain.body, joinUrl: plain.joinUrl } : {}) };
}

/**
 * Moments go with the zone that their author wrote them in, so that Calendar shows and repeats them as they were meant.
 * @param before the span that stands there: where whole days become times or the other way round, the other kind is taken away.
 */
export function writeSpan(span: Span, before: Span): Pick<EventBody, 'start' | 'end'> {
  const turns = span.kind !== before.kind;
  if (span.kind === 'allDay') {
    const nothing = turns ? { dateTime: null, timeZone: null } : {};
    return { start: { date: span.firstDay, ...nothing }, end: { date: plusDays(span.lastDay, 1), ...nothing } };
  }
  const nothing = turns ? { date: null } : {};
  const { start, end, zone: timeZone } = span;
  return { start: { dateTime: start, timeZone, ...nothing }, end: { dateTime: end, timeZone, ...nothing } };
}

/** The pop-up that is shown is replaced; other reminders of the user stay. @param before what stands there now. */
function writeReminder(minutes: number | null, before: readonly Reminder[]): EventBody['reminders'] {
  const shown = shownReminder(before);
  const others = before.filter((one) => one.method !== 'popup' || (minutes !== null && one.minutes !== shown));
  // A pop-up of the user that comes later than ours would be the one that is shown.
  const kept = others.filter((one) => one.method !== 'popup' || one.minutes > (minutes ?? 0));
  const own = minutes === null ? [] : [{ method: 'popup', minutes }];
  return { useDefault: false, overrides: [...own, ...kept].slice(0, mostReminders) };
}

/** What an event has that a patch is laid over. */
export interface Standing {
  readonly current: Appointment;
  /** Its reminders as they stand there; the calendar's where it has none of its own. */
  readonly reminders: readonly Reminder[];
  /** It has its own address where one joins: that one is not put into its text as well. */
  readonly hostsItself: boolean;
}

function writeBody(patch: AppointmentPatch, added: string | undefined, { current, hostsItself }: Standing): EventBody {
  const link = hostsItself ? undefined : patch.joinUrl;
  if (patch.body === undefined && link === undefined && added === undefined) return {};
  const { body, joinUrl } = expressWords({ ...current, ...patch });
  const text = added === undefined ? body : canonicalHtml(body + added);
  return { description: withJoinLink(text, hostsItself ? '' : joinUrl) };
}

function writeAvailability(availability: Availability): EventBody {
  const kind = expressible[availability];
  return {
    transparency: kind === 'free' ? 'transparent' : 'opaque',
    status: kind === 'tentative' ? 'tentative' : 'confirmed',
  };
}

/**
 * The body of a PATCH: exactly the fields of the patch, so that everything else on the event stays as it is.
 * @param added is to stand below the text; absent: nothing of it is written.
 */
export function writePatch(patch: AppointmentPatch, standing: Standing, added?: string): EventBody {
  const { title, location, span, availability, reminderMinutes, visibility } = patch;
  return {
    ...(title === undefined ? {} : { summary: oneLine(title) }),
    ...writeBody(patch, added, standing),
    ...(location === undefined ? {} : { location: oneLine(location) }),
    ...(span === undefined ? {} : writeSpan(span, standing.current.span)),
    ...(availability === undefined ? {} : writeAvailability(availability)),
    ...(reminderMinutes === undefined
      ? {}
      : { reminders: writeReminder(clamped(reminderMinutes), standing.reminders) ?? {} }),
    ...(visibility === undefined ? {} : { visibility: visibility === 'private' ? 'private' : 'default' }),
  };
}

function clamped(minutes: number | null): number | null {
  return minutes === null ? null : Math.min(longestReminder, minutes);
}

/** The categories of an event. @param labels ids of the calendar's labels by name. */
export function writeCategories(categories: readonly string[], labels: ReadonlyMap<string, string>): EventBody {
  const eventLabelId = labels.get(labelAmong(categories) ?? '');
  return {
    ...(eventLabelId === undefined ? {} : { eventLabelId }),
    extendedProperties: { private: { [categoriesProperty]: JSON.stringify(categories) } },
  };
}

/** The body of an insert. The same `mark.key` never makes a second event. */
export function writeNew(
  fields: Appointment,
  added: string,
  categories: readonly string[],
  mark: CreationMark,
  labels: ReadonlyMap<string, string>,
): EventBody {
  const written = writeCategories(categories, labels);
  const standing = { current: fields, reminders: [], hostsItself: false };
  return {
    id: idOfMark(mark),
    ...writePatch(fields, standing, added),
    ...written,
    extendedProperties: { private: { ...written.extendedProperties?.private, [markerProperty]: mark.marker } },
  };
}
