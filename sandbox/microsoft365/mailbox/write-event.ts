/**
 * @file What a POST or PATCH makes of an event: defaults, the rules for times and whole days, and what one property does to
 * another. Pure.
 */
import { Temporal } from 'temporal-polyfill';
import { GraphError, invalidValue } from '../graph-error.ts';
import { calculableZone, instantOf, inWinterTime, windowsZoneOf } from '../zones.ts';
import type { DateTimeTimeZone, EventInput, PlaceInput } from './event-input.ts';
import { type Attendee, type EventContent, type Moment, never, type Place } from './event-record.ts';
import { storedHtml } from './html-body.ts';
import type { SeriesRules } from './series-rules.ts';
import { checkStart, readRecurrence } from './write-recurrence.ts';

export interface WriteRules {
  /** Minutes; negative: no reminder unless one is sent. */
  readonly defaultReminderMinutes: number;
  /** Zone names are kept in their Windows form. */
  readonly windowsNames: boolean;
  /** Windows names of zones of which the server knows the winter time alone. */
  readonly withoutSummerTime: readonly string[];
  readonly series: SeriesRules;
}

const longestYears = 5;

/**
 * The content of a new event.
 * @throws GraphError 400
 */
export function newContent(input: EventInput, rules: WriteRules): EventContent {
  if (!input.start || !input.end) throw invalidValue('An event needs a start and an end.');
  const start = readMoment(input.start, rules);
  const empty: EventContent = {
    subject: '',
    html: '',
    start,
    end: start,
    isAllDay: false,
    places: [],
    showAs: 'busy',
    sensitivity: 'normal',
    importance: 'normal',
    categories: [],
    isReminderOn: rules.defaultReminderMinutes >= 0,
    reminderMinutes: Math.max(0, rules.defaultReminderMinutes),
    allowNewTimeProposals: true,
    hideAttendees: false,
    responseRequested: true,
    attendees: [],
    recurrence: null,
    extended: {},
  };
  return changedContent(empty, input, rules);
}

/**
 * The content after a change; what is not sent stays.
 * @throws GraphError 400
 */
export function changedContent(before: EventContent, input: EventInput, rules: WriteRules): EventContent {
  const timed = { ...before, ...timesOf(before, input, rules) };
  checkTimes(timed);
  const recurrence =
    input.recurrence === undefined
      ? keptRecurrence(timed, input)
      : readRecurrence(input.recurrence, timed, rules.windowsNames);
  return {
    ...timed,
    ...plainValues(before, input),
    html:
      input.body === undefined ? before.html : storedHtml(input.body?.contentType ?? 'html', input.body?.content ?? ''),
    places: placesOf(before, input),
    attendees: input.attendees === undefined ? before.attendees : attendeesOf(before, input.attendees),
    recurrence,
    extended: extendedOf(before, input),
  };
}

/**
 * A time as Graph takes it.
 * @throws GraphError 400 for an offset in the value, an impossible date, and a zone that is missing or unknown
 */
export function readMoment(
  value: DateTimeTimeZone,
  rules: Pick<WriteRules, 'windowsNames' | 'withoutSummerTime'>,
): Moment {
  const { dateTime, timeZone } = value;
  const zone = typeof timeZone === 'string' ? calculableZone(timeZone) : null;
  if (zone === null || typeof timeZone !== 'string') {
    throw new GraphError(400, 'TimeZoneNotSupportedException', `The time zone '${timeZone ?? ''}' is not supported.`);
  }
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?$/.test(dateTime)) {
    throw invalidValue(`'${dateTime}' is not a local date and time.`);
  }
  const wall = wallTime(dateTime);
  const windows = windowsZoneOf(timeZone);
  const instant = rules.withoutSummerTime.includes(windows) ? inWinterTime(wall, zone) : instantOf(wall, zone);
  return { wall, zone: rules.windowsNames ? windows : timeZone, instant };
}

function wallTime(dateTime: string): string {
  try {
    const local = Temporal.PlainDateTime.from(dateTime, { overflow: 'reject' });
    return local.toString({ smallestUnit: 'second', roundingMode: 'trunc' });
  } catch (error) {
    if (error instanceof RangeError) throw invalidValue(`'${dateTime}' is not a date and time.`);
    throw error;
  }
}

function timesOf(
  before: EventContent,
  input: EventInput,
  rules: WriteRules,
): Pick<EventContent, 'start' | 'end' | 'isAllDay'> {
  return {
    start: input.start ? readMoment(input.start, rules) : before.start,
    end: input.end ? readMoment(input.end, rules) : before.end,
    isAllDay: input.isAllDay ?? before.isAllDay,
  };
}

/** A new time of the series is one in its new zone, and leaves its first day where it is. */
function keptRecurrence(timed: EventContent, input: EventInput): EventContent['recurrence'] {
  const { recurrence } = timed;
  if (recurrence === null || !input.start) return recurrence;
  const kept = { ...recurrence, range: { ...recurrence.range, recurrenceTimeZone: timed.start.zone } };
  checkStart(kept, timed);
  return kept;
}

function checkTimes({ start, end, isAllDay }: EventContent): void {
  if (isAllDay) checkWholeDays(start, end);
  if (end.instant < start.instant) {
    throw new GraphError(
      400,
      'ErrorCalendarEndDateIsEarlierThanStartDate',
      'The end of the event is before its start.',
    );
  }
  if (end.wall > `${Number(start.wall.slice(0, 4)) + longestYears}${start.wall.slice(4)}`) {
    throw new GraphError(400, 'ErrorCalendarDurationIsTooLong', 'An event cannot last longer than five years.');
  }
}

function checkWholeDays(start: Moment, end: Moment): void {
  for (const [name, moment] of [
    ['Start', start],
    ['End', end],
  ] as const) {
    if (!moment.wall.endsWith('T00:00:00')) {
      throw invalidValue(`The Event.${name} property for an all-day event needs to be set to midnight.`);
    }
  }
  if (start.zone !== end.zone)
    throw invalidValue('Start and end of an all-day event need to be in the same time zone.');
  if (end.wall <= start.wall) throw invalidValue('An all-day event lasts 24 hours at least.');
}

function plainValues(before: EventContent, input: EventInput): Partial<EventContent> {
  const minutes = input.reminderMinutesBeforeStart;
  return {
    subject: input.subject === undefined ? before.subject : (input.subject ?? ''),
    showAs: input.showAs ?? before.showAs,
    sensitivity: input.sensitivity ?? before.sensitivity,
    importance: input.importance ?? before.importance,
    categories: input.categories === undefined ? before.categories : withoutRepeats(input.categories),
    isReminderOn: input.isReminderOn ?? before.isReminderOn,
    reminderMinutes: minutes ?? before.reminderMinutes,
    allowNewTimeProposals: input.allowNewTimeProposals ?? before.allowNewTimeProposals,
    hideAttendees: input.hideAttendees ?? before.hideAttendees,
    responseRequested: input.responseRequested ?? before.responseRequested,
  };
}

/** The same name in another letter case is the same category. */
function withoutRepeats(categories: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return categories.filter((name) => {
    const known = seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    return !known;
  });
}

/** `location` replaces `locations`; when both are sent, `locations` is what stays. */
function placesOf(before: EventContent, input: EventInput): readonly Place[] {
  if (input.locations !== undefined) return input.locations.map(placeOf);
  if (input.location === undefined) return before.places;
  return input.location === null || (input.location.displayName ?? '') === '' ? [] : [placeOf(input.location)];
}

function placeOf(input: PlaceInput): Place {
  const { '@odata.type': _type, ...given } = input;
  const displayName = given.displayName ?? '';
  return {
    locationType: 'default',
    ...given,
    displayName,
    uniqueId: given.uniqueId ?? displayName,
    uniqueIdType: given.uniqueIdType ?? 'private',
  };
}

/** An answer that an attendee gave stays, whatever the organiser sends as status. */
function attendeesOf(before: EventContent, input: NonNullable<EventInput['attendees']>): readonly Attendee[] {
  return input.map(({ emailAddress, type }) => {
    const known = before.attendees.find(
      (each) => each.emailAddress.address.toLowerCase() === emailAddress.address.toLowerCase(),
    );
    return {
      emailAddress: { name: emailAddress.name ?? emailAddress.address, address: emailAddress.address },
      type: type ?? 'required',
      status: known?.status ?? { response: 'none', time: never },
    };
  });
}

/** null takes a property away; others than those sent stay. */
function extendedOf(before: EventContent, input: EventInput): Readonly<Record<string, string>> {
  if (input.singleValueExtendedProperties === undefined) return before.extended;
  const extended = { ...before.extended };
  for (const { id, value } of input.singleValueExtendedProperties) {
    if (value === null) delete extended[id];
    else extended[id] = value;
  }
  return extended;
}
