/** @file What a draft makes of a calendar: times in the zone that they are meant in, and the calendar's own rules for the rest. */

import { GraphError } from '../../microsoft365/graph-error.ts';
import type { CalendarItem } from '../../microsoft365/mailbox/calendar-item.ts';
import { contentAfter, createEvent, removeItem, writeContent } from '../../microsoft365/mailbox/change-event.ts';
import type { DateTimeTimeZone, EventInput } from '../../microsoft365/mailbox/event-input.ts';
import type { EventContent } from '../../microsoft365/mailbox/event-record.ts';
import type { Mailbox } from '../../microsoft365/mailbox/mailbox.ts';
import type { WriteRules } from '../../microsoft365/mailbox/write-event.ts';
import { calculableZone } from '../../microsoft365/zones.ts';
import { ItemError } from '../soap/ews-error.ts';
import type { CalendarDraft } from './calendar-kind.ts';
import { localTime, midnightsAround, readInstant } from './moments.ts';

/** What the calendar's rules say, in the words of the web service. */
const codes: Readonly<Record<string, string>> = {
  TimeZoneNotSupportedException: 'ErrorTimeZone',
  ErrorPropertyValidationFailure: 'ErrorInvalidPropertySet',
};

/** @param zone Windows name of the zone that the request has chosen @throws ItemError */
export function createCalendarItem(
  mailbox: Mailbox,
  draft: CalendarDraft,
  zone: string,
  rules: WriteRules,
): CalendarItem {
  if (draft.start === undefined || draft.end === undefined) {
    throw new ItemError('ErrorRequiredPropertyMissing', 'An appointment needs a start and an end.');
  }
  return inEwsWords(() => {
    const record = createEvent(mailbox, inputOf(draft, null, zone), rules);
    const named = draft.uid === undefined ? record : mailbox.replace(record, { foreignUid: draft.uid });
    return { record: named, occurrence: null };
  });
}

/** What the item would be, without writing it. @throws ItemError */
export function calendarContentAfter(
  item: CalendarItem,
  draft: CalendarDraft,
  zone: string,
  rules: WriteRules,
): EventContent {
  if (draft.uid !== undefined) throw new ItemError('ErrorInvalidPropertySet', 'The UID of an item cannot be changed.');
  const at = item.occurrence ? { ...item.record, ...item.occurrence } : item.record;
  return inEwsWords(() => contentAfter(item, inputOf(draft, at, zone), rules));
}

/** @throws ItemError */
export function writeCalendarItem(
  mailbox: Mailbox,
  item: CalendarItem,
  content: EventContent,
  rules: WriteRules,
): CalendarItem {
  return inEwsWords(() => writeContent(mailbox, item, content, rules.series));
}

export function removeCalendarItem(mailbox: Mailbox, item: CalendarItem, rules: WriteRules): void {
  removeItem(mailbox, item, rules.series);
}

/** @throws ItemError for what the calendar refuses */
export function inEwsWords<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    if (error.message.includes('no occurrence')) throw new ItemError('ErrorRecurrenceHasNoOccurrence', error.message);
    const known = error.code.startsWith('Error') ? error.code : 'ErrorInvalidRequest';
    throw new ItemError(codes[error.code] ?? known, error.message);
  }
}

function inputOf(draft: CalendarDraft, before: EventContent | null, chosen: string): EventInput {
  const startZone = draft.startZone ?? before?.start.zone ?? chosen;
  const endZone = draft.endZone ?? before?.end.zone ?? startZone;
  const extended = Object.entries(draft.extended).map(([id, value]) => ({ id, value }));
  const wholeDays = draft.input.isAllDay ?? before?.isAllDay ?? false;
  const times = timesOf(draft, before, chosen, startZone, endZone);
  return {
    ...draft.input,
    ...(wholeDays ? rounded(times, before) : times),
    ...(extended.length === 0 ? {} : { singleValueExtendedProperties: extended }),
  };
}

interface Times {
  readonly start?: DateTimeTimeZone;
  readonly end?: DateTimeTimeZone;
}

function timesOf(
  draft: CalendarDraft,
  before: EventContent | null,
  chosen: string,
  startZone: string,
  endZone: string,
): Times {
  const moment = (text: string | undefined, named: string | undefined, zone: string, was: number | undefined) => {
    if (text === undefined && (named === undefined || was === undefined)) return undefined;
    // A time without offset is one by the zone of the item where the request names it, else by that of the request.
    const meant = calculableZone(named ?? (before === null ? chosen : zone)) ?? 'UTC';
    const instant = text === undefined ? was : readInstant(text, meant);
    return { dateTime: localTime(instant ?? 0, zone), timeZone: zone };
  };
  const start = moment(draft.start, draft.startZone, startZone, before?.start.instant);
  const end = moment(draft.end, draft.endZone, endZone, before?.end.instant);
  return { ...(start ? { start } : {}), ...(end ? { end } : {}) };
}

/** Exchange rounds whole days to the midnights of their zone. */
function rounded({ start, end }: Times, before: EventContent | null): Times {
  const from = start ?? (before ? { dateTime: before.start.wall, timeZone: before.start.zone } : undefined);
  const to = end ?? (before ? { dateTime: before.end.wall, timeZone: before.end.zone } : undefined);
  if (!from || !to) return { ...(start ? { start } : {}), ...(end ? { end } : {}) };
  const zone = from.timeZone ?? 'UTC';
  const begins = midnightsAround(from.dateTime).before;
  const last = to.dateTime > from.dateTime ? to.dateTime : `${from.dateTime.slice(0, 10)}T00:00:01`;
  return {
    start: { dateTime: begins, timeZone: zone },
    end: { dateTime: midnightsAround(last).after, timeZone: zone },
  };
}
