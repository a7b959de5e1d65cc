/** @file An appointment, a series or one occurrence of it as Exchange shows it, and what writing its properties does. */
import {
  type CalendarItem,
  endOf,
  exceptionsOf,
  idOf,
  occurrenceId,
  startOf,
  typeOf,
} from '../../microsoft365/mailbox/calendar-item.ts';
import type { EventInput } from '../../microsoft365/mailbox/event-input.ts';
import type { Attendee, EventRecord, ResponseType } from '../../microsoft365/mailbox/event-record.ts';
import { textOfHtml } from '../../microsoft365/mailbox/html-body.ts';
import type { Mailbox } from '../../microsoft365/mailbox/mailbox.ts';
import { type Occurrence, occurrenceOn, seriesDates } from '../../microsoft365/mailbox/series.ts';
import { calculableZone } from '../../microsoft365/zones.ts';
import type { Element } from '../soap/element.ts';
import { childOf, textOf } from '../soap/element.ts';
import type { Xml, XmlObject } from '../soap/envelope.ts';
import { showInstant } from './moments.ts';
import type { Kind, Property, Showing } from './property.ts';
import { readRecurrence, showRecurrence } from './recurrence.ts';
import {
  ownRights,
  readBoolean,
  readImportance,
  readSensitivity,
  readStrings,
  showBody,
  showStrings,
  showWord,
} from './values.ts';
import { readZone, zoneDefinition, zoneIdOf } from './zone-definition.ts';

/** What a client sees of a calendar item, and where it is. */
export interface CalendarEntry {
  readonly mailbox: Mailbox;
  readonly item: CalendarItem;
  readonly extended: Readonly<Record<string, string>>;
}

/** What a request wants to write. Times stay as they were sent until the zone is known that they are meant in. */
export interface CalendarDraft {
  readonly input: EventInput;
  readonly extended: Record<string, string | null>;
  start?: string;
  end?: string;
  /** Windows names, or such that hold rules. */
  startZone?: string;
  endZone?: string;
  uid?: string;
  /** Who is invited before anything is written. */
  readonly invited: readonly Attendee[];
}

export const newCalendarDraft = (invited: readonly Attendee[] = []): CalendarDraft => ({
  input: {},
  extended: {},
  invited,
});

export function entryOf(mailbox: Mailbox, item: CalendarItem): CalendarEntry {
  return { mailbox, item, extended: item.record.extended };
}

/** How far the last occurrence of an endless series is looked for: it has none. */
const horizonYears = 50;

const itemTypes = {
  singleInstance: 'Single',
  occurrence: 'Occurrence',
  exception: 'Exception',
  seriesMaster: 'RecurringMaster',
} as const;
const responseTypes: Readonly<Record<ResponseType, string>> = {
  none: 'Unknown',
  organizer: 'Organizer',
  tentativelyAccepted: 'Tentative',
  accepted: 'Accept',
  declined: 'Decline',
  notResponded: 'NoResponseReceived',
};
const busyWords: Readonly<Record<string, string>> = {
  free: 'Free',
  tentative: 'Tentative',
  busy: 'Busy',
  oof: 'OOF',
  workingElsewhere: 'WorkingElsewhere',
  unknown: 'NoData',
};

export function itemId(mailbox: Mailbox, item: CalendarItem): XmlObject {
  return { '@Id': idOf(mailbox, item, 'ordinary'), '@ChangeKey': mailbox.ids.changeKey(item.record.version) };
}

const isMaster = ({ item }: CalendarEntry) => typeOf(item) === 'seriesMaster';
const isMeeting = ({ item: { record } }: CalendarEntry) => record.attendees.length > 0 || !record.isOrganizer;

function text(
  uri: string,
  element: string,
  show: (record: EventRecord, entry: CalendarEntry) => Xml | undefined,
  set?: (draft: CalendarDraft, value: Element) => void,
  clear?: (draft: CalendarDraft) => void,
): Property<CalendarEntry, CalendarDraft> {
  return {
    uri,
    element,
    show: (entry) => show(entry.item.record, entry),
    ...(set ? { set } : {}),
    ...(clear ? { clear } : {}),
  };
}

const standard = <P extends Property<CalendarEntry, CalendarDraft>>(property: P) => ({
  ...property,
  standard: true as const,
});
const when = (uri: string, element: string, instant: (entry: CalendarEntry) => number | undefined) => ({
  uri,
  element,
  show: (entry: CalendarEntry, { zone }: Showing) => {
    const at = instant(entry);
    return at === undefined ? undefined : showInstant(at, zone);
  },
});

const common: readonly Property<CalendarEntry, CalendarDraft>[] = [
  standard(text('item:ItemId', 'ItemId', (_, { mailbox, item }) => itemId(mailbox, item))),
  text('item:ParentFolderId', 'ParentFolderId', (_, { mailbox }) => ({
    '@Id': mailbox.calendar.id,
    '@ChangeKey': 'AQAAAA==',
  })),
  text('item:ItemClass', 'ItemClass', (_, { item }) =>
    item.record.occurrenceOf || item.occurrence ? 'IPM.Appointment.Occurrence' : 'IPM.Appointment',
  ),
  standard(
    text(
      'item:Subject',
      'Subject',
      ({ subject }) => (subject === '' ? undefined : subject),
      ({ input }, { text: value }) => {
        input.subject = value;
      },
      ({ input }) => {
        input.subject = '';
      },
    ),
  ),
  text(
    'item:Sensitivity',
    'Sensitivity',
    ({ sensitivity }) => showWord(sensitivity),
    ({ input }, value) => {
      input.sensitivity = readSensitivity(value);
    },
  ),
  {
    uri: 'item:Body',
    element: 'Body',
    show: ({ item: { record } }, showing) => showBody(record.html, null, showing),
    set: ({ input }, { attributes, text: content }) => {
      input.body = { contentType: attributes['BodyType'] === 'HTML' ? 'html' : 'text', content };
    },
    clear: ({ input }) => {
      input.body = { contentType: 'html', content: '' };
    },
  },
  text('item:Size', 'Size', ({ html, subject }) => 2_000 + html.length + subject.length),
  text(
    'item:Categories',
    'Categories',
    ({ categories }) => showStrings(categories),
    ({ input }, value) => {
      input.categories = readStrings(value);
    },
    ({ input }) => {
      input.categories = [];
    },
  ),
  text(
    'item:Importance',
    'Importance',
    ({ importance }) => showWord(importance),
    ({ input }, value) => {
      input.importance = readImportance(value);
    },
  ),
  when('item:DateTimeCreated', 'DateTimeCreated', ({ item }) => item.record.createdAt),
  when('item:ReminderDueBy', 'ReminderDueBy', ({ item }) =>
    item.record.isReminderOn ? startOf(item).instant : undefined,
  ),
  text(
    'item:ReminderIsSet',
    'ReminderIsSet',
    ({ isReminderOn }) => isReminderOn,
    ({ input }, value) => {
      input.isReminderOn = readBoolean(value);
    },
  ),
  text(
    'item:ReminderMinutesBeforeStart',
    'ReminderMinutesBeforeStart',
    ({ reminderMinutes }) => reminderMinutes,
    ({ input }, { text: minutes }) => {
      input.reminderMinutesBeforeStart = Number(minutes);
    },
  ),
  standard(text('item:HasAttachments', 'HasAttachments', () => false)),
  { uri: 'item:ExtendedProperty', element: 'ExtendedProperty' },
  text('item:EffectiveRights', 'EffectiveRights', () => ownRights),
  when('item:LastModifiedTime', 'LastModifiedTime', ({ item }) => item.record.modifiedAt),
  text('item:TextBody', 'TextBody', ({ html }) => ({ '@BodyType': 'Text', '#': textOfHtml(html) })),
];

const times: readonly Property<CalendarEntry, CalendarDraft>[] = [
  text(
    'calendar:UID',
    'UID',
    (record, { mailbox }) => record.foreignUid ?? mailbox.ids.iCalUId(record.occurrenceOf?.master ?? record.number),
    (draft, { text: uid }) => {
      draft.uid = uid;
    },
  ),
  when('calendar:RecurrenceId', 'RecurrenceId', ({ item }) => originalStart(item)),
  standard({
    ...when('calendar:Start', 'Start', ({ item }) => startOf(item).instant),
    set: (draft: CalendarDraft, { text: value }: Element) => {
      draft.start = value;
    },
  }),
  standard({
    ...when('calendar:End', 'End', ({ item }) => endOf(item).instant),
    set: (draft: CalendarDraft, { text: value }: Element) => {
      draft.end = value;
    },
  }),
  when('calendar:OriginalStart', 'OriginalStart', ({ item }) => originalStart(item)),
  text(
    'calendar:IsAllDayEvent',
    'IsAllDayEvent',
    ({ isAllDay }) => isAllDay,
    ({ input }, value) => {
      input.isAllDay = readBoolean(value);
    },
  ),
  standard(
    text(
      'calendar:LegacyFreeBusyStatus',
      'LegacyFreeBusyStatus',
      ({ showAs }) => busyWords[showAs] ?? 'Busy',
      ({ input }, { text: word }) => {
        const found = Object.entries(busyWords).find(([, each]) => each === word)?.[0];
        input.showAs = (found ?? 'busy') as NonNullable<EventInput['showAs']>;
      },
    ),
  ),
  standard(
    text(
      'calendar:Location',
      'Location',
      ({ places }) => (places.length === 0 ? undefined : places.map(({ displayName }) => displayName).join('; ')),
      ({ input }, { text: displayName }) => {
        input.location = { displayName };
      },
      ({ input }) => {
        input.location = null;
      },
    ),
  ),
];

const meeting: readonly Property<CalendarEntry, CalendarDraft>[] = [
  text('calendar:IsMeeting', 'IsMeeting', (_, entry) => isMeeting(entry)),
  text('calendar:IsCancelled', 'IsCancelled', ({ isCancelled }) => isCancelled),
  text('calendar:IsRecurring', 'IsRecurring', (_, { item }) => ['occurrence', 'exception'].includes(typeOf(item))),
  text(
    'calendar:MeetingRequestWasSent',
    'MeetingRequestWasSent',
    (record, entry) => isMeeting(entry) && !record.isOrganizer,
  ),
  text(
    'calendar:IsResponseRequested',
    'IsResponseRequested',
    ({ responseRequested }) => responseRequested,
    ({ input }, value) => {
      input.responseRequested = readBoolean(value);
    },
  ),
  standard(text('calendar:CalendarItemType', 'CalendarItemType', (_, { item }) => itemTypes[typeOf(item)])),
  text('calendar:MyResponseType', 'MyResponseType', ({ response }) => responseTypes[response.response]),
  standard(text('calendar:Organizer', 'Organizer', ({ organizer }) => ({ 't:Mailbox': mailboxOf(organizer) }))),
  attendees('RequiredAttendees', 'required'),
  attendees('OptionalAttendees', 'optional'),
  attendees('Resources', 'resource'),
];

const series: readonly Property<CalendarEntry, CalendarDraft>[] = [
  text('calendar:Duration', 'Duration', (_, { item }) => durationOf(endOf(item).instant - startOf(item).instant)),
  text(
    'calendar:Recurrence',
    'Recurrence',
    ({ recurrence }, entry) => (isMaster(entry) && recurrence ? showRecurrence(recurrence) : undefined),
    ({ input }, value) => {
      input.recurrence = readRecurrence(value);
    },
    ({ input }) => {
      input.recurrence = null;
    },
  ),
  edge('FirstOccurrence', (dates) => dates[0]),
  edge('LastOccurrence', (dates, endless) => (endless ? undefined : dates.at(-1))),
  {
    uri: 'calendar:ModifiedOccurrences',
    element: 'ModifiedOccurrences',
    show: ({ mailbox, item }, { zone }) => {
      const changed = exceptionsOf(mailbox, item.record);
      if (changed.length === 0) return undefined;
      return {
        't:Occurrence': changed.map((record) => ({
          't:ItemId': itemId(mailbox, { record, occurrence: null }),
          't:Start': showInstant(record.start.instant, zone),
          't:End': showInstant(record.end.instant, zone),
          't:OriginalStart': showInstant(record.occurrenceOf?.originalStart ?? record.start.instant, zone),
        })),
      };
    },
  },
  {
    uri: 'calendar:DeletedOccurrences',
    element: 'DeletedOccurrences',
    show: ({ item: { record } }, { zone }) =>
      record.recurrence === null || record.cancelledDates.length === 0
        ? undefined
        : {
            't:DeletedOccurrence': record.cancelledDates.map((date) => ({
              't:Start': showInstant(occurrenceOn(record, date).start.instant, zone),
            })),
          },
  },
  zoneProperty(
    'StartTimeZone',
    (entry) => startOf(entry.item),
    (draft, name) => {
      draft.startZone = name;
    },
  ),
  zoneProperty(
    'EndTimeZone',
    (entry) => endOf(entry.item),
    (draft, name) => {
      draft.endZone = name;
    },
  ),
  text(
    'calendar:AllowNewTimeProposal',
    'AllowNewTimeProposal',
    ({ allowNewTimeProposals }) => allowNewTimeProposals,
    ({ input }, value) => {
      input.allowNewTimeProposals = readBoolean(value);
    },
  ),
  wallClock('StartWallClock', startOf),
  wallClock('EndWallClock', endOf),
  zoneName('StartTimeZoneId', startOf),
  zoneName('EndTimeZoneId', endOf),
  text('calendar:JoinOnlineMeetingUrl', 'JoinOnlineMeetingUrl', ({ joinUrl }) => joinUrl ?? undefined),
  text('calendar:IsOrganizer', 'IsOrganizer', ({ isOrganizer }) => isOrganizer),
];

export const calendarKind: Kind<CalendarEntry, CalendarDraft> = {
  element: 'CalendarItem',
  properties: [...common, ...times, ...meeting, ...series],
  indexed: [],
};

function originalStart({ record, occurrence }: CalendarItem): number | undefined {
  return occurrence?.start.instant ?? record.occurrenceOf?.originalStart;
}

function mailboxOf({ name, address }: { readonly name: string; readonly address: string }): XmlObject {
  return { 't:Name': name, 't:EmailAddress': address, 't:RoutingType': 'SMTP' };
}

function attendees(element: string, type: Attendee['type']): Property<CalendarEntry, CalendarDraft> {
  return {
    uri: `calendar:${element}`,
    element,
    show: ({ item: { record } }) => {
      const invited = record.attendees.filter((attendee) => attendee.type === type);
      if (invited.length === 0) return undefined;
      return {
        't:Attendee': invited.map(({ emailAddress, status }) => ({
          't:Mailbox': mailboxOf(emailAddress),
          't:ResponseType': responseTypes[status.response],
        })),
      };
    },
    set: ({ input, invited }, value) => {
      input.attendees = [
        ...others(input, invited, type),
        ...value.children.map((attendee) => {
          const mailbox = childOf(attendee, 'Mailbox');
          const address = textOf(mailbox, 'EmailAddress') ?? '';
          return { emailAddress: { address, name: textOf(mailbox, 'Name') ?? address }, type };
        }),
      ];
    },
    clear: ({ input, invited }) => {
      input.attendees = others(input, invited, type);
    },
  };
}

function others(
  input: EventInput,
  invited: readonly Attendee[],
  type: Attendee['type'],
): NonNullable<EventInput['attendees']> {
  const known = input.attendees ?? invited.map(({ emailAddress, type: as }) => ({ emailAddress, type: as }));
  return known.filter((attendee) => attendee.type !== type);
}

/** The first or the last of the occurrences that there still are. */
function edge(
  element: string,
  which: (dates: readonly string[], endless: boolean) => string | undefined,
): Property<CalendarEntry, CalendarDraft> {
  return {
    uri: `calendar:${element}`,
    element,
    show: ({ mailbox, item: { record } }, { zone }) => {
      const { recurrence } = record;
      if (recurrence === null) return undefined;
      const horizon = `${Number(recurrence.range.startDate.slice(0, 4)) + horizonYears}-01-01`;
      const dates = [...seriesDates(recurrence, horizon)].filter((date) => !record.cancelledDates.includes(date));
      const date = which(dates, recurrence.range.type === 'noEnd');
      return date === undefined ? undefined : occurrenceInfo(mailbox, record, occurrenceOn(record, date), zone);
    },
  };
}

function occurrenceInfo(mailbox: Mailbox, master: EventRecord, plain: Occurrence, zone: string): XmlObject {
  const changed = mailbox.record(master.exceptions[plain.date] ?? -1);
  return {
    't:ItemId': {
      '@Id': occurrenceId(mailbox, master.number, 'ordinary', plain.date),
      '@ChangeKey': mailbox.ids.changeKey((changed ?? master).version),
    },
    't:Start': showInstant((changed ?? plain).start.instant, zone),
    't:End': showInstant((changed ?? plain).end.instant, zone),
    't:OriginalStart': showInstant(plain.start.instant, zone),
  };
}

function zoneProperty(
  element: string,
  moment: (entry: CalendarEntry) => { readonly zone: string; readonly wall: string },
  set: (draft: CalendarDraft, name: string) => void,
): Property<CalendarEntry, CalendarDraft> {
  return {
    uri: `calendar:${element}`,
    element,
    show: (entry, showing) => {
      const { zone, wall } = moment(entry);
      return zoneDefinition(zone, showing, Number(wall.slice(0, 4)));
    },
    set: (draft, value) => set(draft, readZone(value)),
  };
}

function zoneName(
  element: string,
  moment: (item: CalendarItem) => { readonly zone: string },
): Property<CalendarEntry, CalendarDraft> {
  return {
    uri: `calendar:${element}`,
    element,
    show: ({ item }, { ownZoneNames }) => zoneIdOf(moment(item).zone, ownZoneNames),
  };
}

/** The clock where the item is at home, with that zone's offset. */
function wallClock(
  element: string,
  moment: (item: CalendarItem) => { readonly instant: number; readonly zone: string },
): Property<CalendarEntry, CalendarDraft> {
  return {
    uri: `calendar:${element}`,
    element,
    show: ({ item }) => {
      const { instant, zone } = moment(item);
      return showInstant(instant, calculableZone(zone) ?? 'UTC');
    },
  };
}

function durationOf(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60), minutes % 60];
  const time = `${hours > 0 ? `${hours}H` : ''}${rest > 0 ? `${rest}M` : ''}`;
  const date = days > 0 ? `${days}D` : '';
  return date === '' && time === '' ? 'PT0S' : `P${date}${time === '' ? '' : `T${time}`}`;
}
