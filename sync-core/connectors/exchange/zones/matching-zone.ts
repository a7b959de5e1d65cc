/** @file Which zone of IANA has the clocks that rules describe. Pure. */
import { Temporal } from 'temporal-polyfill';
import { type Period, toInstant, type ZoneId } from '../../../model/time.ts';
import { zonesOfWindows } from '../../outlook/windows-zones.ts';
import { offsetAt, turnsByRules, turnsOfZone, type ZoneRules } from './clock-turns.ts';

/** How far back zones with the same clocks today are told apart. */
const yearsBack = 10;
/** Questions that were asked lately: the items of one author are in one zone. */
const mostRemembered = 500;
const remembered = new Map<string, ZoneId | undefined>();

/** Zones that are likely to be meant. */
export interface LikelyZones {
  /** What stands beside the rules as their title. */
  readonly title: ZoneId | undefined;
  /** The user's own. */
  readonly own: ZoneId;
}

/**
 * Of several zones that fit it is the one of the title, or the user's own; else the first of CLDR's zones for Windows' names and of all
 * others, whereby those go before that fit what the rules say of earlier years, too.
 * @param period for which the clocks have to be the same
 * @returns undefined where no zone has such clocks
 */
export function zoneWithClocks(rules: ZoneRules, period: Period, likely: LikelyZones): ZoneId | undefined {
  const question = JSON.stringify([rules, period, likely]);
  if (remembered.has(question)) return remembered.get(question);
  if (remembered.size >= mostRemembered) remembered.clear();
  const found = search(rules, period, likely);
  remembered.set(question, found);
  return found;
}

function search(rules: ZoneRules, period: Period, { title, own }: LikelyZones): ZoneId | undefined {
  const fitsNow = fits(rules, period);
  const likely = [title, own].find((zone) => zone !== undefined && fitsNow(zone));
  if (likely !== undefined) return likely;
  const begin = Temporal.Instant.from(period.from).toZonedDateTimeISO('UTC').subtract({ years: yearsBack });
  const fitsLonger = fits(rules, { ...period, from: toInstant(begin.toInstant()) });
  return allZones().find(fitsLonger) ?? allZones().find(fitsNow);
}

function allZones(): readonly ZoneId[] {
  return [...new Set([...zonesOfWindows, ...(Intl.supportedValuesOf('timeZone') as ZoneId[])])];
}

function fits(rules: ZoneRules, period: Period): (zone: ZoneId) => boolean {
  const told = turnsByRules(rules, period);
  const text = JSON.stringify(told);
  // Most zones are told apart by the first turns already, and to ask for all of theirs takes time.
  return (zone) =>
    told.every(({ at, offset }) => offsetAt(zone, at) === offset) && JSON.stringify(turnsOfZone(zone, period)) === text;
}
