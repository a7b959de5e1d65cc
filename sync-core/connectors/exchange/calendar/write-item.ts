/**
 * @file An event in Graph's words as properties of a calendar item. Pure. No word of it is about guests: they are never written.
 *
 * Times are told as moments, with the zone beside them: whatever rules of that zone the server has, the moment is what is meant.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Instant, ZoneId } from '../../../model/time.ts';
import { momentOf } from '../../../model/wall-clock.ts';
import { Rejected } from '../../errors.ts';
import type { Json } from '../../outlook/calendar.ts';
import { line } from '../../outlook/event-schemas.ts';
import { markerProperty } from '../../outlook/marker.ts';
import { recurrence } from '../../outlook/recurrence-schemas.ts';
import { nameWithItsClocks } from '../../outlook/same-clocks.ts';
import { zoneOfName } from '../../outlook/windows-zones.ts';
import { bodyProperty, categoriesProperty, sensitivityProperty } from '../common-properties.ts';
import { extendedProperty, fieldPath, type ItemKind, ownPath, type Property, textProperty } from '../properties.ts';
import { xml } from '../soap/xml.ts';
import { writeDefinition } from '../zones/write-definition.ts';
import { writeRecurrence } from './recurrence.ts';

/** The order is the schema's. */
export const calendarItem: ItemKind = {
  element: 't:CalendarItem',
  order: [
    ...['t:Subject', 't:Sensitivity', 't:Body', 't:Categories', 't:Importance', 't:ReminderIsSet'],
    ...['t:ReminderMinutesBeforeStart', 't:ExtendedProperty', 't:Start', 't:End', 't:IsAllDayEvent'],
    ...['t:LegacyFreeBusyStatus', 't:Location', 't:Recurrence', 't:StartTimeZone', 't:EndTimeZone'],
  ],
};

const time = z.object({ dateTime: z.string(), timeZone: z.string() });
type WrittenTime = z.infer<typeof time>;

/** What `outlook/write-event.ts` and `outlook/series-bodies.ts` write. */
const written = z.strictObject({
  subject: line.optional(),
  body: z.object({ contentType: z.literal('html'), content: z.string() }).optional(),
  location: z.object({ displayName: z.string() }).optional(),
  isAllDay: z.boolean().optional(),
  start: time.optional(),
  end: time.optional(),
  showAs: z.enum(['free', 'tentative', 'busy', 'oof', 'workingElsewhere']).optional(),
  sensitivity: z.enum(['normal', 'private']).optional(),
  importance: z.enum(['low', 'normal', 'high']).optional(),
  isReminderOn: z.boolean().optional(),
  reminderMinutesBeforeStart: z.int().optional(),
  recurrence: recurrence.nullable().optional(),
  categories: z.array(z.string()).optional(),
  transactionId: z.string().optional(),
  singleValueExtendedProperties: z.tuple([z.object({ id: z.literal(markerProperty), value: z.string() })]).optional(),
});
type WrittenEvent = z.infer<typeof written>;

const freeBusy = {
  free: 'Free',
  tentative: 'Tentative',
  busy: 'Busy',
  oof: 'OOF',
  workingElsewhere: 'WorkingElsewhere',
} as const;

/**
 * @param zone see `EventRequest`; null for one occurrence of a series, which is in the zone of its series.
 * @throws Rejected for a time in a zone that nobody knows
 */
export function propertiesOf(event: Json, zone: ZoneId | null | undefined): readonly Property[] {
  const content = written.parse(event);
  const { subject, location, categories, recurrence: rule } = content;
  return [
    ...(subject === undefined ? [] : [textProperty('item:Subject', 't:Subject', subject)]),
    ...wordsOf(content),
    ...(location === undefined ? [] : [textProperty('calendar:Location', 't:Location', location.displayName)]),
    ...timesOf(content, zone),
    ...(rule === undefined ? [] : [{ path: fieldPath('calendar:Recurrence'), value: rule && writeRecurrence(rule) }]),
    ...(categories === undefined ? [] : [categoriesProperty(categories)]),
    ...marksOf(content),
  ];
}

function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function wordsOf(content: WrittenEvent): readonly Property[] {
  const { body, sensitivity, importance, isReminderOn, reminderMinutesBeforeStart: minutes, showAs } = content;
  const one = (uri: string, element: string, text: string) => [textProperty(uri, element, text)];
  return [
    ...(body === undefined ? [] : [bodyProperty(body.content)]),
    ...(sensitivity === undefined ? [] : [sensitivityProperty(sensitivity === 'private' ? 'private' : 'public')]),
    ...(importance === undefined ? [] : one('item:Importance', 't:Importance', titled(importance))),
    ...(isReminderOn === undefined ? [] : one('item:ReminderIsSet', 't:ReminderIsSet', String(isReminderOn))),
    ...(minutes === undefined
      ? []
      : one('item:ReminderMinutesBeforeStart', 't:ReminderMinutesBeforeStart', String(minutes))),
    ...(showAs === undefined ? [] : one('calendar:LegacyFreeBusyStatus', 't:LegacyFreeBusyStatus', freeBusy[showAs])),
  ];
}

function timesOf({ start, end, isAllDay }: WrittenEvent, zone: ZoneId | null | undefined): readonly Property[] {
  const sides = [
    ['Start', start],
    ['End', end],
  ] as const;
  const whole = isAllDay === undefined ? [] : [isAllDay];
  const first = start ?? end;
  return [
    ...sides.flatMap(([side, at]) => (at === undefined ? [] : [momentProperty(side, at)])),
    ...whole.map((is) => textProperty('calendar:IsAllDayEvent', 't:IsAllDayEvent', String(is))),
    ...sides.flatMap(([side, at]) =>
      first === undefined || at === undefined || zone === null ? [] : [zoneProperty(side, first, zone)],
    ),
  ];
}

function momentProperty(side: 'Start' | 'End', time: WrittenTime): Property {
  return textProperty(`calendar:${side}`, `t:${side}`, momentAt(time));
}

function momentAt({ dateTime, timeZone }: WrittenTime): Instant {
  const zone = zoneOfName(timeZone);
  if (zone === undefined) {
    throw new Rejected('a time in a zone that nobody knows', { system: 'exchange', code: 'ErrorTimeZone' });
  }
  return momentOf(Temporal.PlainDateTime.from(dateTime), zone);
}

/**
 * Both sides are in one zone: the author's, by its name in Windows where there is one for such clocks, and else by all its rules. What
 * has no author is in the zone of its first time.
 */
function zoneProperty(side: 'Start' | 'End', first: WrittenTime, zone: ZoneId | undefined): Property {
  const element = `t:${side}TimeZone`;
  const moment = momentAt(first);
  const name = zone === undefined ? first.timeZone : nameWithItsClocks(zone, moment);
  const full = zone !== undefined && name === undefined ? writeDefinition(element, zone, moment) : undefined;
  return { path: fieldPath(`calendar:${side}TimeZone`), value: full ?? xml(element, { Id: name ?? first.timeZone }) };
}

function marksOf({ transactionId, singleValueExtendedProperties: marks }: WrittenEvent): readonly Property[] {
  const key = transactionId === undefined ? [] : [extendedProperty(ownPath('SynchronizerKey'), transactionId)];
  return [...(marks ?? []).map(({ value }) => extendedProperty(ownPath('SynchronizerMarker'), value)), ...key];
}
