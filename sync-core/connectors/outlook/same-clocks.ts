/** @file Which zones have the same clocks, and which Windows names can therefore be written for a zone. Pure. */
import { Temporal } from 'temporal-polyfill';
import { type Instant, toInstant, type ZoneId } from '../../model/time.ts';
import { showTheSame } from '../../model/wall-clock.ts';
import { windowsNameOf, zoneOfName, zonesOfWindows } from './windows-zones.ts';

/** For so long ahead two zones have to show the same to be taken for each other. */
export const yearsCompared = 10;
/** By zone and month: appointments are in few zones, and comparing years of clocks takes time. */
const remembered = new Map<string, string | undefined>();

/** Whether a series that begins at that moment is the same in both zones. */
export function sameClocks(one: ZoneId, other: ZoneId, from: Instant): boolean {
  const until = toInstant(Temporal.Instant.from(from).add({ hours: 24 * 365 * yearsCompared }));
  return one === other || showTheSame(one, other, from, until);
}

/** The Windows name of a zone, which every Exchange knows; undefined where there is none, or it means a zone with other clocks. */
export function nameWithItsClocks(zone: ZoneId, from: Instant): string | undefined {
  const month = from.slice(0, 7);
  const key = `${zone} ${month}`;
  if (!remembered.has(key)) remembered.set(key, compared(zone, `${month}-01T00:00:00Z` as Instant));
  return remembered.get(key);
}

/**
 * The name of a Windows zone with the clocks of this one, be it another zone: for a server that may take the name of a zone of its own
 * for any that it is told, and would so move what is written. undefined where there is none.
 */
export function nameWithSameClocks(zone: ZoneId, from: Instant): string | undefined {
  const month = from.slice(0, 7);
  const key = `like ${zone} ${month}`;
  if (!remembered.has(key)) remembered.set(key, found(zone, `${month}-01T00:00:00Z` as Instant));
  return remembered.get(key);
}

function found(zone: ZoneId, from: Instant): string | undefined {
  const own = compared(zone, from);
  if (own !== undefined) return own;
  const other = zonesOfWindows.find((one) => sameClocks(zone, one, from));
  return other && windowsNameOf(other);
}

function compared(zone: ZoneId, from: Instant): string | undefined {
  const name = windowsNameOf(zone);
  const meant = name === undefined ? undefined : zoneOfName(name);
  return meant !== undefined && sameClocks(zone, meant, from) ? name : undefined;
}
