/**
 * @file Date-times on the wire. Stored times are wall-clock in the base zone; what a request reads and writes is in the zone
 * of its `SO-TimeZone` header. `CreatedDate`, `UpdatedDate` and their like are always UTC.
 */
import { badRequest } from '../errors.ts';
import type { Zone } from './zones.ts';

/** An empty date-time, as stored and on the wire. */
export const noTime = Date.parse('0001-01-01T00:00:00Z');
export const openEnd = '9999-12-31T23:59:59.9999999';

const day = 86_400_000;
/** Dates before it are markers (0001 empty, 0002 year unknown) and stand in no zone. */
const firstRealTime = Date.parse('1000-01-01T00:00:00Z');
const pattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,7})?)?)?\s*(Z|[+-]\d{1,2}:?\d{2})?$/i;

/** Whether a time is one, and no marker for a date that is not set. */
export function isRealTime(wall: number): boolean {
  return wall >= firstRealTime;
}

export type OffsetForm = 'compact' | 'colon' | 'short';

/** Reads and writes the date-times of one request. Times are milliseconds; wall-clock ones count as if they were UTC. */
export interface WireTime {
  /** The zone that the answer is in. */
  readonly zone: Zone;
  /** A value of the body to base wall-clock. @throws Refusal (400) when it is none */
  read(text: string): number;
  /** Base wall-clock to a value of the answer. */
  write(wall: number): string;
  /** The same, at midnight of its day. */
  writeDay(wall: number): string;
  /** An instant as the UTC fields are written. */
  writeUtc(instant: number): string;
  /** Midnight of the day that a base wall-clock time falls on in the request's zone, as wall-clock there. */
  dayOf(wall: number): number;
  /** Wall-clock of the request's zone to base wall-clock, and back. */
  toBase(wall: number): number;
  toOwn(wall: number): number;
}

/**
 * @param zone of the header; null: no conversion at all
 * @param offsets whether answers carry an offset (includeTZOffset)
 */
export function createWireTime(base: Zone, zone: Zone | null, offsets: OffsetForm | null): WireTime {
  const own = zone ?? base;
  const same = own === base;
  const toOwn = (wall: number): number => (same ? wall : own.wallAt(base.instantAt(wall)));
  const toBase = (wall: number): number => (same ? wall : base.wallAt(own.instantAt(wall)));
  const offsetText = (wall: number): string => (offsets ? writeOffset(own.offsetAt(own.instantAt(wall)), offsets) : '');
  const writeOwn = (wall: number): string => `${naive(wall)}${offsetText(wall)}`;
  return {
    zone: own,
    toBase,
    toOwn,
    read: (text) => {
      const { wall, offset } = parseWireTime(text);
      if (wall < firstRealTime) return wall;
      return offset === null ? toBase(wall) : base.wallAt(wall - offset);
    },
    write: (wall) => (wall < firstRealTime ? naive(wall) : writeOwn(toOwn(wall))),
    writeDay: (wall) => (wall < firstRealTime ? naive(wall) : writeOwn(midnight(toOwn(wall)))),
    writeUtc: (instant) => naive(instant) + (offsets && instant >= firstRealTime ? 'Z' : ''),
    dayOf: (wall) => midnight(toOwn(wall)),
  };
}

/** @returns wall-clock milliseconds as if UTC, and the offset east of UTC where the text has one */
export function parseWireTime(text: string): { wall: number; offset: number | null } {
  const parts = pattern.exec(text.trim());
  if (!parts) throw badRequest(`"${text}" is not a date-time.`);
  const [, year, month, date, hour = '00', minute = '00', second = '00', suffix] = parts;
  const iso = `${year}-${month}-${date}T${hour}:${minute}:${second}`;
  const wall = Date.parse(`${iso}Z`);
  if (Number.isNaN(wall) || naive(wall) !== iso) throw badRequest(`"${text}" is not a date-time.`);
  return { wall, offset: suffix === undefined ? null : parseOffset(suffix) };
}

/** Midnight of a wall-clock time's day. */
export function midnight(wall: number): number {
  return Math.floor(wall / day) * day;
}

/** `2026-11-24T10:00:00`. */
export function naive(wall: number): string {
  return new Date(wall).toISOString().slice(0, 19);
}

function parseOffset(suffix: string): number {
  if (suffix.toUpperCase() === 'Z') return 0;
  const digits = suffix.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, -2)) * 60 + Number(digits.slice(-2));
  return (suffix.startsWith('-') ? -minutes : minutes) * 60_000;
}

function writeOffset(offset: number, form: OffsetForm): string {
  if (offset === 0) return 'Z';
  const minutes = Math.abs(offset) / 60_000;
  const sign = offset < 0 ? '-' : '+';
  const hours = String(Math.floor(minutes / 60));
  const rest = String(minutes % 60).padStart(2, '0');
  if (form === 'short') return `${sign}${hours}:${rest}`;
  return `${sign}${hours.padStart(2, '0')}${form === 'colon' ? ':' : ''}${rest}`;
}

/** Seconds to `hh:mm:ss`. */
export function writeDuration(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** `hh:mm:ss` or `d.hh:mm:ss` to seconds. @throws Refusal (400) */
export function readDuration(text: string): number {
  const parts = /^(?:(\d+)\.)?(\d{1,2}):(\d\d):(\d\d)(?:\.\d+)?$/.exec(text);
  if (!parts) throw badRequest(`"${text}" is not a time span (hh:mm:ss).`);
  const [, days = '0', hours, minutes, seconds] = parts;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}
