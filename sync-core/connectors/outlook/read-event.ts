/**
 * @file One event of Graph as an appointment. Pure.
 *
 * [Note: write/read symmetry] What `write-event.ts` writes must be read here as the same appointment, or the next run sees a
 * change that nobody made.
 */
import { Temporal } from 'temporal-polyfill';
import type { Appointment, Availability } from '../../model/appointment.ts';
import type { Participant } from '../../model/participant.ts';
import type { LeftOutCode } from '../../model/reason.ts';
import type { ItemId, ItemVersion } from '../../model/side.ts';
import { type LocalDate, type Span, toInstant, type ZoneId } from '../../model/time.ts';
import { type SplitText, splitAddedText } from '../../translate/added-text.ts';
import { isDone } from '../../translate/categories.ts';
import { webAddress, withoutJoinLink } from '../../translate/join-link.ts';
import { canonicalHtml, htmlOfPlainText } from '../../translate/text.ts';
import type { ItemForm, ItemProtection, RemoteAppointment, UnreadableItem } from '../connector.ts';
import { eventRemains, type GraphEvent, graphAttendee, graphOrganizer } from './event-schemas.ts';
import { oneLine } from './one-line.ts';
import { zoneOfName } from './windows-zones.ts';

const availabilities: Readonly<Record<GraphEvent['showAs'], Availability>> = {
  free: 'free',
  tentative: 'tentative',
  busy: 'busy',
  oof: 'outOfOffice',
  workingElsewhere: 'workingElsewhere',
  unknown: 'busy',
};

function readBody({ content, contentType }: GraphEvent['body']): SplitText {
  const text = content ?? '';
  return splitAddedText(contentType === 'text' ? htmlOfPlainText(text) : canonicalHtml(text));
}

const answers: Readonly<Record<string, Participant['answer']>> = {
  organizer: 'organiser',
  accepted: 'accepted',
  tentativelyAccepted: 'tentative',
  declined: 'declined',
};

/** Everybody who is named, the organiser first; the user too. */
function readParticipants(event: GraphEvent): readonly Participant[] {
  if (event.attendees.length === 0) return [];
  const organizer = graphOrganizer.safeParse(event.organizer).data;
  const attendees = event.attendees.flatMap((one) => graphAttendee.safeParse(one).data ?? []);
  const organisedBy = organizer && { emailAddress: organizer.emailAddress, status: { response: 'organizer' } };
  const seen = new Set<string>();
  return [...(organisedBy ? [organisedBy] : []), ...attendees].flatMap(({ emailAddress, status }) => {
    const email = oneLine(emailAddress.address ?? '');
    const name = oneLine(emailAddress.name ?? '');
    const key = (email || name).toLowerCase();
    if (key === '' || seen.has(key)) return [];
    seen.add(key);
    return [{ name, email, answer: answers[status?.response ?? ''] ?? 'none' }];
  });
}

/** Everything is asked for in UTC, see `graph.ts`. */
function instantOf(time: GraphEvent['start']) {
  return toInstant(Temporal.Instant.from(`${time.dateTime}Z`));
}

function dateOf(time: GraphEvent['start']): Temporal.PlainDate {
  return Temporal.PlainDate.from(time.dateTime.slice(0, 10));
}

/**
 * Whole days come as midnight to midnight whatever zone is asked for: their dates are taken as they stand, and nothing is
 * converted. A timed event is two moments, and the zone it was written in: the mailbox's own where none is named. One whose
 * zone has no known name is left out (`readUnfit`), and its span is only what can be shown of it.
 */
function readSpan(event: GraphEvent, mailboxZone: ZoneId): Span {
  if (event.isAllDay) {
    const first = dateOf(event.start);
    const last = dateOf(event.end).subtract({ days: 1 });
    const lastDay = Temporal.PlainDate.compare(last, first) < 0 ? first : last;
    return { kind: 'allDay', firstDay: first.toString() as LocalDate, lastDay: lastDay.toString() as LocalDate };
  }
  const zone = zoneOfName(event.originalStartTimeZone ?? '') ?? mailboxZone;
  return { kind: 'timed', start: instantOf(event.start), end: instantOf(event.end), zone };
}

/** An invitation that is not answered yet blocks the time only perhaps, whatever Outlook shows. */
function readAvailability(event: GraphEvent): Availability {
  const shown = availabilities[event.showAs];
  const { response } = event.responseStatus;
  const open = !event.isOrganizer && (response === 'notResponded' || response === 'tentativelyAccepted');
  return open && shown === 'busy' ? 'tentative' : shown;
}

function readReminder(event: GraphEvent): number | null {
  return event.isReminderOn ? event.reminderMinutesBeforeStart : null;
}

function readForm(event: GraphEvent): ItemForm {
  if (event.type === 'seriesMaster') return { kind: 'series', seriesId: event.id };
  if (event.type === 'singleInstance') return { kind: 'single' };
  return { kind: 'occurrence', seriesId: event.seriesMasterId ?? event.id };
}

/**
 * Graph cannot be told to keep quiet: whatever is changed or removed on a meeting with guests mails them, and another
 * organiser's meeting is theirs.
 */
function readProtection(event: GraphEvent): ItemProtection {
  if (!event.isOrganizer) return { edit: false, remove: false, why: 'organisedByOthers' };
  if (event.attendees.length > 0) return { edit: false, remove: false, why: 'hasGuests' };
  return { edit: true, remove: true };
}

function readUnfit(event: GraphEvent, forUnknown: ZoneId | undefined): LeftOutCode | undefined {
  if (event.isCancelled) return 'cancelled';
  if (event.responseStatus.response === 'declined') return 'declined';
  // Whole days have no zone.
  const author = event.originalStartTimeZone ?? '';
  const known = event.isAllDay || author === '' || zoneOfName(author) !== undefined || forUnknown !== undefined;
  if (!known) return 'unknownZone';
  return undefined;
}

function readFields(event: GraphEvent, mailboxZone: ZoneId): Appointment {
  const { body, joinUrl } = withoutJoinLink(readBody(event.body).body);
  return {
    title: oneLine(event.subject ?? ''),
    body,
    location: oneLine(event.location?.displayName ?? ''),
    span: readSpan(event, mailboxZone),
    availability: readAvailability(event),
    reminderMinutes: readReminder(event),
    visibility: event.sensitivity === 'normal' ? 'public' : 'private',
    importance: event.importance,
    joinUrl: ownJoinUrl(event) || joinUrl,
    done: isDone(event.categories),
    recurrence: null,
  };
}

/** What can be told of an event of which the whole cannot be read. @param row as it came. */
export function unreadableEvent(id: ItemId, row: unknown): UnreadableItem {
  const { subject, start, isAllDay, sensitivity } = eventRemains.safeParse(row).data ?? {};
  const begins = start && (isAllDay ? (dateOf(start).toString() as LocalDate) : instantOf(start));
  return {
    unreadable: true,
    id,
    isPublic: sensitivity === 'normal',
    ...(subject === undefined ? {} : { title: oneLine(subject ?? '') }),
    ...(begins === undefined || isAllDay === undefined ? {} : { start: begins }),
  };
}

/** Of a meeting that the mailbox's own service hosts. */
function ownJoinUrl(event: GraphEvent): string {
  return webAddress(event.onlineMeeting?.joinUrl) || webAddress(event.onlineMeetingUrl);
}

/** Exchange may wrap the identifier of another system's invitation in its own: marked "vCal-Uid", in hexadecimal digits. */
function senderUid(uid: string): string {
  const [, digits] = /7643616C2D55696401000000((?:[0-9A-F]{2})+?)(?:00)?$/i.exec(uid) ?? [];
  if (digits === undefined) return uid;
  return new TextDecoder().decode(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
}

/**
 * @param mailboxZone the zone of authorship where the event names none.
 * @param forUnknown the zone of authorship where the event's own has no known name; absent: such an event is left out.
 */
export function readEvent(event: GraphEvent, mailboxZone: ZoneId, forUnknown?: ZoneId): RemoteAppointment {
  const unfit = readUnfit(event, forUnknown);
  const { added } = readBody(event.body);
  return {
    id: event.id as ItemId,
    version: event['@odata.etag'] as ItemVersion,
    fields: readFields(event, forUnknown ?? mailboxZone),
    form: readForm(event),
    protection: readProtection(event),
    ...(unfit ? { unfit } : {}),
    editedAt: toInstant(Temporal.Instant.from(event.lastModifiedDateTime)),
    categories: event.categories,
    ...(event.isOrganizer || !event.iCalUId ? {} : { invitationUid: senderUid(event.iCalUId) }),
    ...(ownJoinUrl(event) === '' ? {} : { hostsItself: true as const }),
    participants: readParticipants(event),
    ...(added === '' ? {} : { added }),
    // Somebody may open it: no other kind of address.
    ...(event.webLink && /^https?:\/\//i.test(event.webLink) ? { webUrl: event.webLink } : {}),
  };
}
