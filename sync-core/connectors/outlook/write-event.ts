/**
 * @file An appointment as Graph takes it, and what Graph would make of it. Pure; see [Note: write/read symmetry] next door.
 *
 * Attendees are never written, and neither is anything else that Graph would mail somebody about.
 */
import { Temporal } from 'temporal-polyfill';
import type { Appointment, AppointmentPatch, Availability } from '../../model/appointment.ts';
import type { Instant, Span, ZoneId } from '../../model/time.ts';
import { showingsOf, wallTimeOf } from '../../model/wall-clock.ts';
import { webAddress, withJoinLink, withoutJoinLink } from '../../translate/join-link.ts';
import { canonicalHtml } from '../../translate/text.ts';
import type { CreationMark } from '../connector.ts';
import type { Json } from './calendar.ts';
import { markerProperty } from './marker.ts';
import { oneLine } from './one-line.ts';
import { nameWithItsClocks } from './same-clocks.ts';
import { windowsNameOf } from './windows-zones.ts';

const shownAs: Readonly<Record<Availability, string>> = {
  free: 'free',
  tentative: 'tentative',
  busy: 'busy',
  outOfOffice: 'oof',
  workingElsewhere: 'workingElsewhere',
};

/** What Graph would give back if this were written to it. */
export function expressEvent(fields: Appointment): Appointment {
  // A link that stands in the text as ours do is read as one.
  const { body, joinUrl } = withoutJoinLink(canonicalHtml(fields.body));
  return {
    ...fields,
    title: oneLine(fields.title),
    location: oneLine(fields.location),
    body,
    joinUrl: webAddress(fields.joinUrl) || joinUrl,
  };
}

/**
 * A moment in the author's own zone by its Windows name, so that Outlook shows and edits it as it was meant. Where the
 * wall-clock time happens twice that night, or Windows has no zone with such clocks, the moment itself in UTC.
 */
function timed(moment: Instant, zone: ZoneId): Json {
  const name = nameWithItsClocks(zone, moment);
  const wall = wallTimeOf(moment, zone);
  if (name === undefined || showingsOf(wall, zone) === 'twice') return inUtc(moment);
  return { dateTime: wall.toString({ smallestUnit: 'second' }), timeZone: name };
}

function inUtc(moment: Instant): Json {
  return { dateTime: moment.slice(0, -1), timeZone: 'UTC' };
}

/** The moments themselves, for a server whose rules of a zone are others than ours. */
export function writeMoments(span: Extract<Span, { readonly kind: 'timed' }>): Json {
  return { isAllDay: false, start: inUtc(span.start), end: inUtc(span.end) };
}

/**
 * Whole days are midnights of the mailbox's own zone with an exclusive end: at UTC's midnights, desktop Outlook would show
 * them on two days.
 */
function writeSpan(span: Span, mailboxZone: ZoneId): Json {
  if (span.kind === 'timed')
    return { isAllDay: false, start: timed(span.start, span.zone), end: timed(span.end, span.zone) };
  const timeZone = windowsNameOf(mailboxZone) ?? 'UTC';
  const midnight = (day: Temporal.PlainDate): Json => ({ dateTime: `${day}T00:00:00`, timeZone });
  return {
    isAllDay: true,
    start: midnight(Temporal.PlainDate.from(span.firstDay)),
    end: midnight(Temporal.PlainDate.from(span.lastDay).add({ days: 1 })),
  };
}

/** Both properties always: where one is missing, the mailbox's default reminder is put in. */
function writeReminder(minutes: number | null): Json {
  return { isReminderOn: minutes !== null, reminderMinutesBeforeStart: minutes ?? 0 };
}

/** The text and the address where one joins online share one property: Graph gives addresses to its own meetings alone. */
function writeBody(patch: AppointmentPatch, current: Appointment): Json {
  if (patch.body === undefined && patch.joinUrl === undefined) return {};
  const { body, joinUrl } = expressEvent({ ...current, ...patch });
  return { body: { contentType: 'html', content: withJoinLink(body, joinUrl) } };
}

/**
 * The body of a PATCH: exactly the fields of the patch, so that everything else on the event stays as it is.
 * @param current all fields as they were read last.
 */
export function writePatch(patch: AppointmentPatch, current: Appointment, mailboxZone: ZoneId): Json {
  return {
    ...(patch.title === undefined ? {} : { subject: oneLine(patch.title) }),
    ...writeBody(patch, current),
    ...(patch.location === undefined ? {} : { location: { displayName: oneLine(patch.location) } }),
    ...(patch.span === undefined ? {} : writeSpan(patch.span, mailboxZone)),
    ...(patch.availability === undefined ? {} : { showAs: shownAs[patch.availability] }),
    ...(patch.reminderMinutes === undefined ? {} : writeReminder(patch.reminderMinutes)),
    ...(patch.visibility === undefined ? {} : { sensitivity: patch.visibility === 'private' ? 'private' : 'normal' }),
    ...(patch.importance === undefined ? {} : { importance: patch.importance }),
  };
}

/** The body of a POST. The same `mark.key` never makes a second event. */
export function writeNew(
  fields: Appointment,
  categories: readonly string[],
  mark: CreationMark,
  mailboxZone: ZoneId,
): Json {
  return {
    ...writePatch(fields, fields, mailboxZone),
    categories,
    transactionId: mark.key,
    singleValueExtendedProperties: [{ id: markerProperty, value: mark.marker }],
  };
}
