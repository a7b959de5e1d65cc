/**
 * @file Time zones as Exchange knows them: by Windows or by IANA name, or by rules of their own.
 */
import { Temporal } from 'temporal-polyfill';
import windowsZones from '../kit/windows-zones.json' with { type: 'json' };
import { ownInstant, ownWall, ownZoneOf } from './own-zone.ts';

const windowsToIana = new Map(Object.entries(windowsZones.zones).map(([name, zone]) => [name, zone.default]));
const ianaToWindows = new Map(
  Object.entries(windowsZones.zones).flatMap(([name, zone]) =>
    [zone.default, ...zone.zones].map((iana) => [iana, name] as const),
  ),
);
const canonicalNames = new Map<string, string | null>();

/** All names that Windows gives to zones. */
export const windowsZoneNames: readonly string[] = [...windowsToIana.keys()];

/** All IANA names that Exchange has a Windows name for. */
export const ianaZoneNames: readonly string[] = [...ianaToWindows.keys()];

/**
 * @param name a Windows or an IANA name, in its exact spelling, or that of a zone with rules of its own
 * @returns the name to calculate with: IANA's, or one that holds rules; null for a name that Exchange does not know
 */
export function calculableZone(name: string): string | null {
  if (ownZoneOf(name)) return name;
  if (name === 'UTC' || name === 'tzone://Microsoft/Utc') return 'UTC';
  return windowsToIana.get(name) ?? (canonicalZone(name) === null ? null : name);
}

/** The Windows name of a zone; the name itself where Windows has none. */
export function windowsZoneOf(name: string): string {
  if (name === 'UTC' || windowsToIana.has(name) || ownZoneOf(name)) return name;
  return ianaToWindows.get(name) ?? ianaToWindows.get(canonicalZone(name) ?? '') ?? name;
}

/**
 * @param wall a local date and time, `2026-11-24T10:00:00`; a time that a clock change skips is moved behind it
 * @param zone as `calculableZone` gives it
 * @returns milliseconds since 1970, UTC
 */
export function instantOf(wall: string, zone: string): number {
  if (zone === 'UTC') return Date.parse(`${wall}Z`);
  const own = ownZoneOf(zone);
  if (own) return ownInstant(own, Date.parse(`${wall}Z`));
  return Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).epochMilliseconds;
}

/** As `instantOf`, by the zone's offset of that year's January or July, whichever is the smaller. */
export function inWinterTime(wall: string, zone: string): number {
  const offsets = ['01', '07'].map((month) => {
    const day = `${wall.slice(0, 4)}-${month}-01T12:00:00`;
    return Date.parse(`${day}Z`) - instantOf(day, zone);
  });
  return Date.parse(`${wall}Z`) - Math.min(...offsets);
}

/** @param zone as `calculableZone` gives it @returns the local date and time there, to the second: `2026-11-24T10:00:00` */
export function wallOf(instant: number, zone: string): string {
  if (zone === 'UTC') return new Date(instant).toISOString().slice(0, 19);
  const own = ownZoneOf(zone);
  if (own) return new Date(ownWall(own, instant)).toISOString().slice(0, 19);
  return Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' });
}

/** Another spelling of the same zone that the platform prefers, or null where it knows none; letter case counts. */
function canonicalZone(name: string): string | null {
  const known = canonicalNames.get(name);
  if (known !== undefined) return known;
  const canonical = lookUp(name);
  canonicalNames.set(name, canonical);
  return canonical;
}

function lookUp(name: string): string | null {
  if (!/^[A-Z][A-Za-z]+(\/[A-Za-z0-9_+-]+)*$/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
