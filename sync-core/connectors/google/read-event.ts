/**
 * @file One event of Google Calendar as an appointment. Pure.
 *
 * [Note: write/read symmetry] What `write-event.ts` writes must be read here as the same appointment, or the next run sees a
 * change that nobody made.
 */
import { Temporal } from 'temporal-polyfill';
import type { Appointment, Availability } from '../../model/appointment.ts';
import type { Participant } from '../../model/participant.ts';
import type { LeftOutCode } from '../../model/reason.ts';
import type { ItemId, ItemVersion } from '../../model/side.ts';
import { type Instant, plusDays, type Span, toInstant, type ZoneId, zoneId } from '../../model/time.ts';
import { type SplitText, splitAddedText } from '../../translate/added-text.ts';
import { isDone } from '../../translate/categories.ts';
import { webAddress, withoutJoinLink } from '../../translate/join-link.ts';
import { canonicalHtml, htmlOfPlainText, readableText } from '../../translate/text.ts';
import type { ItemForm, ItemProtection, RemoteAppointment, UnreadableItem } from '../connector.ts';
import { eventRemains, type GoogleEvent, type Reminder, type WireMoment } from './event-schemas.ts';
import { categoriesOf } from './labels.ts';

/** What an event does not tell by itself. */
export interface EventSurroundings {
  /** Of the calendar. */
  readonly zone: ZoneId;
  /** Minutes of the pop-up that the calendar gives to events that say nothing else. */
  readonly defaultReminder: number | null;
  /** Names of the calendar's labels by id. */
  readonly labels: ReadonlyMap<string, string>;
}

/** One line without blanks at its ends. */
export function oneLine(text: string): string {
  return readableText(text)
    .replace(/[\r\n\t\v\f\u0085\u2028\u2029]+/g, ' ')
    .trim();
}

/** People type plain text, and Google's own editor makes HTML of it, with line ends where a line ends. */
function readBody({ description = '' }: GoogleEvent): SplitText {
  const isHtml = /<\/?[a-z][^>]*>/i.test(description);
  const html = isHtml ? canonicalHtml(description.replaceAll(/\r?\n/g, '<br>')) : htmlOfPlainText(description);
  return splitAddedText(html);
}

export function momentIn({ dateTime = '' }: WireMoment): Instant {
  return toInstant(Temporal.Instant.from(dateTime));
}

/** @returns the zone that an event was written in, where it has a meaning. */
export function zoneIn({ timeZone }: WireMoment): ZoneId | undefined {
  return zoneId.safeParse(timeZone).data;
}

/** The last of whole days is the one before the end that is told. */
export function readSpan({ start, end }: GoogleEvent, calendarZone: ZoneId): Span {
  if (start.date !== undefined) {
    const last = end.date === undefined ? start.date : plusDays(end.date, -1);
    return { kind: 'allDay', firstDay: start.date, lastDay: last < start.date ? start.date : last };
  }
  return { kind: 'timed', start: momentIn(start), end: momentIn(end), zone: zoneIn(start) ?? calendarZone };
}

function readAvailability(event: GoogleEvent): Availability {
  if (event.eventType === 'outOfOffice') return 'outOfOffice';
  if (event.transparency === 'transparent') return 'free';
  const answer = event.attendees.find(({ self }) => self === true)?.responseStatus;
  const open = event.organizer?.self !== true && (answer === 'needsAction' || answer === 'tentative');
  return event.status === 'tentative' || open ? 'tentative' : 'busy';
}

/** Of several pop-ups it is the last one before the start that counts; mails are none. */
export function shownReminder(reminders: readonly Reminder[]): number | null {
  const popups = reminders.filter(({ method }) => method === 'popup').map(({ minutes }) => minutes);
  return popups.length === 0 ? null : Math.min(...popups);
}

/** Of a meeting that Google or another service hosts: it can be read, and is never written. */
export function hostedAddress({ conferenceData, hangoutLink }: GoogleEvent): string {
  const entry = conferenceData?.entryPoints?.find(({ entryPointType }) => entryPointType === 'video');
  return webAddress(entry?.uri) || webAddress(hangoutLink);
}

/** Events that Calendar makes of something else, or that say where somebody is: no appointments. */
const otherTypes: ReadonlySet<string> = new Set(['birthday', 'focusTime', 'fromGmail', 'workingLocation']);

function readUnfit(event: GoogleEvent): LeftOutCode | undefined {
  if (otherTypes.has(event.eventType)) return 'notAnAppointment';
  const own = event.attendees.find(({ self }) => self === true);
  return own?.responseStatus === 'declined' ? 'declined' : undefined;
}

function guestsOf({ attendees }: GoogleEvent) {
  return attendees.filter(({ self }) => self !== true);
}

/**
 * Nobody is written to (`sendUpdates=none`), but guests would see the change in their own calendars without a word: a meeting is
 * left as its organiser made it. Absences are made of parts that no appointment has.
 */
function readProtection(event: GoogleEvent): ItemProtection {
  if (event.organizer !== undefined && event.organizer.self !== true)
    return { edit: false, remove: false, why: 'organisedByOthers' };
  if (guestsOf(event).length > 0 || event.attendeesOmitted) return { edit: false, remove: false, why: 'hasGuests' };
  if (event.locked || event.eventType === 'outOfOffice') return { edit: false, remove: false, why: 'noRight' };
  return { edit: true, remove: true };
}

const answers: Readonly<Record<string, Participant['answer']>> = {
  accepted: 'accepted',
  tentative: 'tentative',
  declined: 'declined',
};

/** Everybody who is named, the organiser first; the user too. */
function readParticipants({ attendees, organizer }: GoogleEvent): readonly Participant[] {
  if (attendees.length === 0) return [];
  const seen = new Set<string>();
  const organiser = organizer === undefined ? [] : [{ ...organizer, answer: 'organiser' as const }];
  const others = attendees.map((one) => ({ ...one, answer: answers[one.responseStatus ?? ''] ?? ('none' as const) }));
  return [...organiser, ...others].flatMap(({ displayName, email = '', answer }) => {
    const name = oneLine(displayName ?? '');
    const key = (email || name).toLowerCase();
    if (key === '' || seen.has(key)) return [];
    seen.add(key);
    return [{ name, email: oneLine(email), answer }];
  });
}

function readForm({ id, recurrence, recurringEventId }: GoogleEvent): ItemForm {
  if (recurringEventId !== undefined) return { kind: 'occurrence', seriesId: recurringEventId };
  return (recurrence ?? []).length > 0 ? { kind: 'series', seriesId: id } : { kind: 'single' };
}

/** @param text canonical. */
function readFields(event: GoogleEvent, text: string, around: EventSurroundings): Appointment {
  const { body, joinUrl } = withoutJoinLink(text);
  const { useDefault, overrides } = event.reminders;
  return {
    title: oneLine(event.summary ?? ''),
    body,
    location: oneLine(event.location ?? ''),
    span: readSpan(event, around.zone),
    availability: readAvailability(event),
    reminderMinutes: useDefault ? around.defaultReminder : shownReminder(overrides),
    visibility: event.visibility === 'private' || event.visibility === 'confidential' ? 'private' : 'public',
    importance: 'normal',
    joinUrl: hostedAddress(event) || joinUrl,
    done: isDone(categoriesOf(event, around.labels)),
    recurrence: null,
  };
}

/** @returns the appointment; of a series the first occurrence without its rule (see `read-series.ts`). */
export function readEvent(event: GoogleEvent, around: EventSurroundings): RemoteAppointment {
  const unfit = readUnfit(event);
  const text = readBody(event);
  const invited = event.organizer !== undefined && event.organizer.self !== true;
  return {
    id: event.id as ItemId,
    version: event.etag as ItemVersion,
    fields: readFields(event, text.body, around),
    form: readForm(event),
    protection: readProtection(event),
    ...(unfit ? { unfit } : {}),
    editedAt: toInstant(Temporal.Instant.from(event.updated)),
    categories: categoriesOf(event, around.labels),
    ...(invited && event.iCalUID !== undefined ? { invitationUid: event.iCalUID } : {}),
    ...(hostedAddress(event) === '' ? {} : { hostsItself: true as const }),
    participants: readParticipants(event),
    ...(text.added === '' ? {} : { added: text.added }),
    ...(event.htmlLink && /^https?:\/\//i.test(event.htmlLink) ? { webUrl: event.htmlLink } : {}),
  };
}

/** What can be told of an event of which the whole cannot be read. @param row as it came. */
export function unreadableEvent(id: ItemId, row: unknown): UnreadableItem {
  const { summary, visibility, start } = eventRemains.safeParse(row).data ?? {};
  const begins = start?.date ?? (start?.dateTime === undefined ? undefined : momentIn(start));
  return {
    unreadable: true,
    id,
    isPublic: visibility === 'public',
    ...(summary === undefined ? {} : { title: oneLine(summary) }),
    ...(begins === undefined ? {} : { start: begins }),
  };
}
