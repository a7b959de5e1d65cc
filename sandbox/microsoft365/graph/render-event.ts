/**
 * @file An item of the calendar as Graph answers it.
 */
import { type CalendarItem, endOf, idOf, startOf, typeOf } from '../mailbox/calendar-item.ts';
import type { EventRecord, Moment, Place } from '../mailbox/event-record.ts';
import { previewOfHtml, textOfHtml } from '../mailbox/html-body.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { wallOf } from '../zones.ts';
import type { Preferences } from './preferences.ts';

export type GraphObject = Readonly<Record<string, unknown>>;

/** What can be selected of an event; `originalStart` is there for occurrences, the last two only when they are asked for. */
export const eventProperties: ReadonlySet<string> = new Set([
  'id',
  'createdDateTime',
  'lastModifiedDateTime',
  'changeKey',
  'categories',
  'transactionId',
  'originalStartTimeZone',
  'originalEndTimeZone',
  'iCalUId',
  'reminderMinutesBeforeStart',
  'isReminderOn',
  'hasAttachments',
  'subject',
  'bodyPreview',
  'importance',
  'sensitivity',
  'isAllDay',
  'isCancelled',
  'isOrganizer',
  'responseRequested',
  'seriesMasterId',
  'showAs',
  'type',
  'webLink',
  'onlineMeetingUrl',
  'isOnlineMeeting',
  'onlineMeetingProvider',
  'allowNewTimeProposals',
  'isDraft',
  'hideAttendees',
  'originalStart',
  'onlineMeeting',
  'responseStatus',
  'body',
  'start',
  'end',
  'location',
  'locations',
  'recurrence',
  'attendees',
  'organizer',
  'cancelledOccurrences',
  'singleValueExtendedProperties',
]);

/** All default properties, in the order in which the original sends them. */
export function renderEvent(mailbox: Mailbox, item: CalendarItem, preferences: Preferences): GraphObject {
  const { record } = item;
  const id = idOf(mailbox, item, preferences.idForm);
  return {
    '@odata.etag': etagOf(mailbox, record),
    id,
    createdDateTime: instantText(record.createdAt),
    lastModifiedDateTime: instantText(record.modifiedAt),
    changeKey: mailbox.ids.changeKey(record.version),
    categories: record.categories,
    transactionId: record.transactionId,
    originalStartTimeZone: record.start.zone,
    originalEndTimeZone: record.end.zone,
    iCalUId: iCalUIdOf(mailbox, item),
    reminderMinutesBeforeStart: record.reminderMinutes,
    isReminderOn: record.isReminderOn,
    hasAttachments: false,
    subject: record.subject,
    bodyPreview: previewOfHtml(record.html),
    importance: record.importance,
    sensitivity: record.sensitivity,
    isAllDay: record.isAllDay,
    isCancelled: record.isCancelled,
    isOrganizer: record.isOrganizer,
    responseRequested: record.responseRequested,
    seriesMasterId: seriesIdOf(mailbox, item, preferences),
    showAs: record.showAs,
    type: typeOf(item),
    webLink: `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(id)}&exvsurl=1&path=/calendar/item`,
    onlineMeetingUrl: null,
    isOnlineMeeting: record.joinUrl !== null,
    onlineMeetingProvider: record.joinUrl === null ? 'unknown' : 'teamsForBusiness',
    allowNewTimeProposals: record.allowNewTimeProposals,
    isDraft: false,
    hideAttendees: record.hideAttendees,
    ...originOf(item),
    onlineMeeting: record.joinUrl === null ? null : { joinUrl: record.joinUrl },
    responseStatus: record.response,
    body: bodyOf(record, preferences),
    ...timesOf(item, preferences),
    ...placesOf(record.places),
    recurrence: item.occurrence ? null : record.recurrence,
    attendees: record.attendees,
    organizer: { emailAddress: record.organizer },
  };
}

/** The little that a change list says of a plain occurrence. */
export function renderStub(mailbox: Mailbox, item: CalendarItem, preferences: Preferences): GraphObject {
  return {
    '@odata.type': '#microsoft.graph.event',
    '@odata.etag': etagOf(mailbox, item.record),
    id: idOf(mailbox, item, preferences.idForm),
    seriesMasterId: seriesIdOf(mailbox, item, preferences),
    type: 'occurrence',
    ...timesOf(item, preferences),
  };
}

export function etagOf(mailbox: Mailbox, record: EventRecord): string {
  return `W/"${mailbox.ids.changeKey(record.version)}"`;
}

/** `2026-11-24T09:00:00.0000000Z` */
export function instantText(instant: number): string {
  return new Date(instant).toISOString().replace(/\.(\d{3})Z$/, '.$10000Z');
}

/** The removed days of a series, told only when they are selected by name. */
export function cancelledOccurrencesOf(
  mailbox: Mailbox,
  item: CalendarItem,
  preferences: Preferences,
): readonly string[] {
  const master = mailbox.ids.idOf(item.record.number, preferences.idForm);
  return item.occurrence ? [] : item.record.cancelledDates.map((date) => `OID.${master}.${date}`);
}

export function iCalUIdOf(mailbox: Mailbox, { record, occurrence }: CalendarItem): string {
  if (record.foreignUid !== null) return record.foreignUid;
  const origin = record.occurrenceOf;
  if (origin) return mailbox.ids.iCalUId(origin.master, origin.date);
  return mailbox.ids.iCalUId(record.number, occurrence?.date);
}

function seriesIdOf(mailbox: Mailbox, { record, occurrence }: CalendarItem, { idForm }: Preferences): string | null {
  const master = occurrence ? record.number : record.occurrenceOf?.master;
  return master === undefined ? null : mailbox.ids.idOf(master, idForm);
}

/** Where an occurrence comes from: a real moment, even for a whole day. */
function originOf({ record, occurrence }: CalendarItem): GraphObject {
  const original = occurrence?.start.instant ?? record.occurrenceOf?.originalStart;
  return original === undefined ? {} : { originalStart: instantText(original) };
}

function bodyOf(record: EventRecord, { bodyType }: Preferences): GraphObject {
  return { contentType: bodyType, content: bodyType === 'text' ? textOfHtml(record.html) : record.html };
}

function timesOf(item: CalendarItem, { zone }: Preferences): GraphObject {
  const time = (moment: Moment) => ({
    // A whole day is midnight to midnight in whatever zone is asked for.
    dateTime: `${item.record.isAllDay ? moment.wall : wallOf(moment.instant, zone.iana)}.0000000`,
    timeZone: zone.name,
  });
  return { start: time(startOf(item)), end: time(endOf(item)) };
}

function placesOf(places: readonly Place[]): GraphObject {
  const [first] = places;
  if (!first) {
    return {
      location: { displayName: '', locationType: 'default', uniqueIdType: 'unknown', address: {}, coordinates: {} },
      locations: [],
    };
  }
  const displayName = places.map((place) => place.displayName).join('; ');
  return {
    location: places.length === 1 ? { address: {}, coordinates: {}, ...first } : { ...first, displayName },
    locations: places,
  };
}
