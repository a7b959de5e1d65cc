/**
 * @file A calendar item of the web service as an event in Graph's words (`outlook/event-schemas.ts`), which reads it from there.
 * What is missing stays missing, so that the schema refuses it. Pure.
 */
import type { Temporal } from 'temporal-polyfill';
import type { ZoneId } from '../../../model/time.ts';
import type { Json } from '../../outlook/calendar.ts';
import { zoneOfName } from '../../outlook/windows-zones.ts';
import { extendedValue, fieldPath, itemShape, ownPath } from '../properties.ts';
import { childOf, childrenOf, textOf, type Xml, type XmlNode } from '../soap/xml.ts';
import { type ItemZones, zoneNameOf } from './item-zone.ts';
import { momentOf } from './moments.ts';
import { readRecurrence } from './recurrence.ts';

const asked = [
  ...['Subject', 'Sensitivity', 'Body', 'Categories', 'Importance', 'DateTimeCreated', 'ReminderIsSet'].map(inItem),
  ...['ReminderMinutesBeforeStart', 'LastModifiedTime', 'WebClientReadFormQueryString'].map(inItem),
  ...['UID', 'Start', 'End', 'OriginalStart', 'IsAllDayEvent', 'LegacyFreeBusyStatus', 'Location'].map(inCalendar),
  ...['IsMeeting', 'IsCancelled', 'CalendarItemType', 'MyResponseType', 'Organizer', 'RequiredAttendees'].map(
    inCalendar,
  ),
  ...['OptionalAttendees', 'Resources', 'Recurrence', 'ModifiedOccurrences', 'DeletedOccurrences'].map(inCalendar),
  ...['StartTimeZone', 'StartWallClock', 'EndWallClock', 'StartTimeZoneId', 'JoinOnlineMeetingUrl'].map(inCalendar),
];

function inItem(name: string): Xml {
  return fieldPath(`item:${name}`);
}

function inCalendar(name: string): Xml {
  return fieldPath(`calendar:${name}`);
}

/** All that is read of a calendar item. */
export const wholeCalendarItem = itemShape([...asked, ownPath('SynchronizerKey')], 'HTML');

const types: Readonly<Record<string, string>> = {
  Single: 'singleInstance',
  Occurrence: 'occurrence',
  Exception: 'exception',
  RecurringMaster: 'seriesMaster',
};
const shown: Readonly<Record<string, string>> = {
  Free: 'free',
  Tentative: 'tentative',
  Busy: 'busy',
  OOF: 'oof',
  WorkingElsewhere: 'workingElsewhere',
  NoData: 'unknown',
};
const responses: Readonly<Record<string, string>> = {
  Unknown: 'none',
  Organizer: 'organizer',
  Tentative: 'tentativelyAccepted',
  Accept: 'accepted',
  Decline: 'declined',
  NoResponseReceived: 'notResponded',
};

/** The event, not validated; of a series without its occurrences. */
export function eventOf(item: XmlNode, zones: ItemZones): Json {
  const { Id: id, ChangeKey: changeKey } = childOf(item, 'ItemId')?.attributes ?? {};
  const minutes = textOf(item, 'ReminderMinutesBeforeStart');
  const response = textOf(item, 'MyResponseType');
  const zoneName = zoneNameOf(item, zones);
  return {
    '@odata.etag': changeKey,
    id,
    type: types[textOf(item, 'CalendarItemType') ?? ''],
    subject: textOf(item, 'Subject') ?? null,
    body: bodyOf(childOf(item, 'Body')),
    location: { displayName: textOf(item, 'Location') ?? null },
    ...timesOf(item, zoneName, zones.mailbox),
    showAs: shown[textOf(item, 'LegacyFreeBusyStatus') ?? ''],
    sensitivity: textOf(item, 'Sensitivity')?.toLowerCase(),
    importance: textOf(item, 'Importance')?.toLowerCase(),
    onlineMeetingUrl: textOf(item, 'JoinOnlineMeetingUrl'),
    isReminderOn: truthOf(item, 'ReminderIsSet'),
    reminderMinutesBeforeStart: minutes === undefined ? null : Number(minutes),
    iCalUId: textOf(item, 'UID'),
    isCancelled: truthOf(item, 'IsCancelled') ?? false,
    // What is no meeting is one's own.
    isOrganizer: truthOf(item, 'IsMeeting') === false || response === 'Organizer',
    attendees: ['RequiredAttendees', 'OptionalAttendees', 'Resources'].flatMap((list) => attendeesIn(item, list)),
    organizer: personOf(childOf(childOf(item, 'Organizer'), 'Mailbox')),
    responseStatus: { response: response === undefined ? 'none' : responses[response] },
    categories: childrenOf(childOf(item, 'Categories'), 'String').map(({ text }) => text),
    lastModifiedDateTime: textOf(item, 'LastModifiedTime'),
    createdDateTime: textOf(item, 'DateTimeCreated'),
    transactionId: extendedValue(item, ownPath('SynchronizerKey')),
    webLink: webAddressOf(textOf(item, 'WebClientReadFormQueryString')),
    ...recurrenceOf(item, zoneName),
  };
}

function truthOf(item: XmlNode, name: string): boolean | undefined {
  const text = textOf(item, name);
  return text === undefined ? undefined : text === 'true' || text === '1';
}

function bodyOf(body: XmlNode | undefined): Json {
  if (body === undefined) return { contentType: 'html', content: null };
  return { contentType: body.attributes['BodyType'] === 'Text' ? 'text' : 'html', content: body.text };
}

function webAddressOf(told: string | undefined): string | undefined {
  return told !== undefined && /^https?:\/\//.test(told) ? told : undefined;
}

function recurrenceOf(item: XmlNode, zoneName: string | undefined): Json {
  const element = childOf(item, 'Recurrence');
  return element === undefined ? {} : { recurrence: readRecurrence(element, zoneName) };
}

function attendeesIn(item: XmlNode, list: string): readonly Json[] {
  return childrenOf(childOf(item, list), 'Attendee').map((attendee) => ({
    ...personOf(childOf(attendee, 'Mailbox')),
    status: { response: responses[textOf(attendee, 'ResponseType') ?? 'Unknown'] },
  }));
}

function personOf(mailbox: XmlNode | undefined): Json | undefined {
  const address = textOf(mailbox, 'EmailAddress');
  const name = textOf(mailbox, 'Name');
  // Of somebody who has left, what is told as the address may be one of Exchange's own paths.
  const isMail = address?.includes('@') === true;
  return mailbox && { emailAddress: { name, address: isMail ? address : undefined } };
}

/** A timed item as moments in UTC; whole days as midnights without a zone, by the clock of where they were written. */
function timesOf(item: XmlNode, zoneName: string | undefined, mailboxZone: ZoneId): Json {
  const isAllDay = truthOf(item, 'IsAllDayEvent') ?? false;
  const zone = zoneOfName(zoneName ?? '');
  const timeOf = (which: 'Start' | 'End') => {
    const told = momentOf(textOf(item, which));
    if (told === undefined) return undefined;
    if (!isAllDay) return inUtc(told);
    const clock = textOf(item, `${which}WallClock`);
    const day = zone === undefined && clock !== undefined ? clock.slice(0, 10) : dayIn(told, zone ?? mailboxZone);
    return { dateTime: `${day}T00:00:00`, timeZone: 'UTC' };
  };
  return { isAllDay, start: timeOf('Start'), end: timeOf('End'), originalStartTimeZone: zoneName };
}

function inUtc(moment: Temporal.Instant): Json {
  const dateTime = moment.toZonedDateTimeISO('UTC').toPlainDateTime().toString({ smallestUnit: 'second' });
  return { dateTime, timeZone: 'UTC' };
}

/** Half a day later it is the same day by any clock that was meant, even where its rules are told differently. */
function dayIn(moment: Temporal.Instant, zone: ZoneId): string {
  const wall = moment.toZonedDateTimeISO(zone).toPlainDateTime();
  const isMidnight = wall.hour === 0 && wall.minute === 0;
  return (isMidnight ? wall : wall.add({ hours: 12 })).toPlainDate().toString();
}
