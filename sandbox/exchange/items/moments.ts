/** @file Times as Exchange takes and tells them. */
import { Temporal } from 'temporal-polyfill';
import { calculableZone, instantOf, wallOf } from '../../microsoft365/zones.ts';
import { ItemError } from '../soap/ews-error.ts';

const dateTime = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

/** A moment in a request. @param zone as `calculableZone` gives it, for a time without an offset @throws ItemError */
export function readInstant(text: string, zone: string): number {
  const match = dateTime.exec(text.trim());
  if (!match) throw new ItemError('ErrorInvalidArgument', `"${text}" is no date and time.`);
  const [, date, time, offset] = match;
  return offset === undefined ? instantOf(`${date}T${time}`, zone) : Date.parse(`${date}T${time}${offset}`);
}

/** As answers tell it: with Z, or with the offset of the zone that the request has chosen. @param zone as `calculableZone` gives it */
export function showInstant(instant: number, zone: string): string {
  if (zone === 'UTC') return `${new Date(instant).toISOString().slice(0, 19)}Z`;
  const wall = wallOf(instant, zone);
  const minutes = Math.round((Date.parse(`${wall}Z`) - instant) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const ahead = Math.abs(minutes);
  return `${wall}${minutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
}

/** The midnight at or before a local time, and the first that is not before it. */
export function midnightsAround(wall: string): { readonly before: string; readonly after: string } {
  const day = Temporal.PlainDate.from(wall.slice(0, 10));
  const before = `${day.toString()}T00:00:00`;
  return { before, after: wall === before ? before : `${day.add({ days: 1 }).toString()}T00:00:00` };
}

export function localTime(instant: number, zone: string): string {
  return wallOf(instant, calculableZone(zone) ?? 'UTC');
}
