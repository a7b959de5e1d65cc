/**
 * @file Microsoft's names of time zones and those of everybody else (IANA), by CLDR's table.
 *
 * An unknown name has no answer here: falling back to some zone would move appointments (G5.4).
 */
import windowsZones from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' };
import { Temporal } from 'temporal-polyfill';
import { type ZoneId, zoneId } from '../../model/time.ts';

/** CLDR's mark of the territory whose zone stands for the Windows name as such. */
const anywhere = '001';
/** CLDR gives all of UTC's Windows names territories of their own, but not this common IANA name. */
const namesOfUtc: readonly string[] = ['UTC', 'Etc/UTC'];
/** Names that Exchange still gives, of zones that Windows has since given another name, or put together with another. */
const formerNames: Readonly<Record<string, string>> = {
  'tzone://Microsoft/Utc': 'UTC',
  'Armenian Standard Time': 'Caucasus Standard Time',
  'Kamchatka Standard Time': 'Russia Time Zone 11',
  'Mexico Standard Time': 'Central Standard Time (Mexico)',
  'Mexico Standard Time 2': 'Mountain Standard Time (Mexico)',
};

/** Changes when names may have got a meaning that had none: what was left out for its zone is looked at again then. */
export const zoneTableVersion = windowsZones.supplemental.version._cldrVersion;

const ianaByWindows = new Map<string, ZoneId>();
const windowsByIana = new Map<string, string>();
for (const { mapZone } of windowsZones.supplemental.windowsZones.mapTimezones) {
  const zones = mapZone._type.split(' ').filter((name) => name !== '');
  if (mapZone._territory === anywhere) ianaByWindows.set(mapZone._other.toLowerCase(), zoneId.parse(zones[0]));
  for (const zone of zones) windowsByIana.set(zone, mapZone._other);
}
/** The zones that CLDR lets Windows' names stand for, each once. */
export const zonesOfWindows: readonly ZoneId[] = [...new Set(ianaByWindows.values())];
for (const name of namesOfUtc) windowsByIana.set(name, 'UTC');
for (const [former, name] of Object.entries(formerNames)) {
  const zone = ianaByWindows.get(name.toLowerCase());
  if (zone !== undefined) ianaByWindows.set(former.toLowerCase(), zone);
}

/**
 * @param name a Windows name (`W. Europe Standard Time`) or an IANA one, as a mailbox or an event gives it.
 * @returns undefined for a name without a known meaning, such as a zone that somebody defined themselves.
 */
export function zoneOfName(name: string): ZoneId | undefined {
  const known = ianaByWindows.get(name.toLowerCase());
  if (known) return known;
  const iana = zoneId.safeParse(name);
  return iana.success ? iana.data : undefined;
}

function sameZone(one: string, other: string): boolean {
  const day = Temporal.PlainDate.from('2026-01-01');
  return day.toZonedDateTime(one).equals(day.toZonedDateTime(other));
}

/**
 * The Windows name to write for an IANA zone; every Exchange knows those, but not every IANA name.
 * CLDR lists zones under one of their names only (`Europe/Kiev`), so that another name of the same zone is looked for.
 * @returns undefined where Windows has no such zone.
 */
export function windowsNameOf(zone: ZoneId): string | undefined {
  const known = windowsByIana.get(zone);
  if (known !== undefined) return known;
  const sameAs = [...windowsByIana.keys()].find((listed) => zoneId.safeParse(listed).success && sameZone(listed, zone));
  const name = sameAs === undefined ? undefined : windowsByIana.get(sameAs);
  if (name !== undefined) windowsByIana.set(zone, name);
  return name;
}
