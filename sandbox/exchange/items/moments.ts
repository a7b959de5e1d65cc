/** @file Times as Exchange takes and tells them, and zones with all their rules. */
import { Temporal } from 'temporal-polyfill';
import { calculableZone, instantOf, wallOf, windowsZoneOf } from '../../microsoft365/zones.ts';
import type { XmlObject } from '../soap/envelope.ts';
import { ItemError } from '../soap/ews-error.ts';

const dateTime = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

/** A moment in a request. @param zone IANA name, for a time without an offset @throws ItemError */
export function readInstant(text: string, zone: string): number {
  const match = dateTime.exec(text.trim());
  if (!match) throw new ItemError('ErrorInvalidArgument', `"${text}" is no date and time.`);
  const [, date, time, offset] = match;
  return offset === undefined ? instantOf(`${date}T${time}`, zone) : Date.parse(`${date}T${time}${offset}`);
}

/** As answers tell it: with Z, or with the offset of the zone that the request has chosen. @param zone IANA name */
export function showInstant(instant: number, zone: string): string {
  if (zone === 'UTC') return `${new Date(instant).toISOString().slice(0, 19)}Z`;
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  return `${zoned.toPlainDateTime().toString({ smallestUnit: 'second' })}${zoned.offset}`;
}

/** The midnight at or before a local time, and the first that is not before it. */
export function midnightsAround(wall: string): { readonly before: string; readonly after: string } {
  const day = Temporal.PlainDate.from(wall.slice(0, 10));
  const before = `${day.toString()}T00:00:00`;
  return { before, after: wall === before ? before : `${day.add({ days: 1 }).toString()}T00:00:00` };
}

/** @returns the zone that a client named. @throws ItemError for one that nobody knows: names of IANA are known to nobody here */
export function readZone(name: string): string {
  const zone = calculableZone(name);
  if (zone === null || (zone === name && name !== 'UTC'))
    throw new ItemError('ErrorTimeZone', `The time zone "${name}" is not known.`);
  return windowsZoneOf(name);
}

export function localTime(instant: number, zone: string): string {
  return wallOf(instant, calculableZone(zone) ?? 'UTC');
}

/** @param full with the rules of this time; else by name alone, which the schema allows as well */
export function zoneDefinition(name: string, full: boolean, year: number): XmlObject {
  const head = { '@Id': name, '@Name': name };
  if (!full) return head;
  const zone = calculableZone(name) ?? 'UTC';
  const changes = changesIn(zone, year);
  const winter = changes.find(({ offset }) => offset === Math.min(...changes.map((each) => each.offset)));
  if (changes.length < 2 || !winter) return { ...head, ...fixedZone(offsetAt(zone, Date.UTC(year, 0, 1))) };
  const periods = changes.map(({ offset }) => period(offset, offset === winter.offset));
  const group = changes.map(({ offset, wall }) => transition(offset === winter.offset, wall));
  return {
    ...head,
    't:Periods': { 't:Period': periods },
    't:TransitionsGroups': { 't:TransitionsGroup': { '@Id': '0', 't:RecurringDayTransition': group } },
    't:Transitions': { 't:Transition': { 't:To': { '@Kind': 'Group', '#': '0' } } },
  };
}

interface OffsetChange {
  /** Milliseconds that are added to UTC from then on. */
  readonly offset: number;
  /** By the clock before the change. */
  readonly wall: Temporal.PlainDateTime;
}

function changesIn(zone: string, year: number): readonly OffsetChange[] {
  const changes: OffsetChange[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0, 1)).toZonedDateTimeISO(zone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (!next || next.year > year) return changes;
    const before = next.subtract({ milliseconds: 1 });
    const wall = before.toPlainDateTime().add({ milliseconds: 1 });
    changes.push({ offset: next.offsetNanoseconds / 1_000_000, wall });
    at = next;
  }
}

function offsetAt(zone: string, instant: number): number {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;
}

function fixedZone(offset: number): XmlObject {
  return {
    't:Periods': { 't:Period': period(offset, true) },
    't:TransitionsGroups': {
      't:TransitionsGroup': {
        '@Id': '0',
        't:Transition': { 't:To': { '@Kind': 'Period', '#': periodId(true) } },
      },
    },
    't:Transitions': { 't:Transition': { 't:To': { '@Kind': 'Group', '#': '0' } } },
  };
}

const periodId = (standard: boolean) => `trule:Microsoft/${standard ? 'Standard' : 'Daylight'}`;

function period(offset: number, standard: boolean): XmlObject {
  // Exchange counts from local time to UTC.
  return { '@Bias': duration(-offset), '@Name': standard ? 'Standard' : 'Daylight', '@Id': periodId(standard) };
}

function transition(standard: boolean, wall: Temporal.PlainDateTime): XmlObject {
  const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
  const isLast = wall.day + 7 > wall.daysInMonth;
  return {
    't:To': { '@Kind': 'Period', '#': periodId(standard) },
    't:TimeOffset': `PT${wall.hour}H${wall.minute === 0 ? '' : `${wall.minute}M`}`,
    't:Month': wall.month,
    't:DayOfWeek': weekdays[wall.dayOfWeek - 1] ?? 'Sunday',
    't:Occurrence': isLast ? -1 : Math.ceil(wall.day / 7),
  };
}

function duration(milliseconds: number): string {
  const minutes = Math.abs(milliseconds) / 60_000;
  const parts = `${Math.floor(minutes / 60)}H${minutes % 60 === 0 ? '' : `${minutes % 60}M`}`;
  return `${milliseconds < 0 ? '-' : ''}PT${parts}`;
}
