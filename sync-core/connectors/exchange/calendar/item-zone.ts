/**
 * @file The zone in which a calendar item was written: by its name where that is known, else by its full definition, as the zone whose
 * clocks are the same. Pure.
 */
import { Temporal } from 'temporal-polyfill';
import { type Period, toInstant, type ZoneId } from '../../../model/time.ts';
import { yearsCompared } from '../../outlook/same-clocks.ts';
import { zoneOfName } from '../../outlook/windows-zones.ts';
import { childOf, textOf, type XmlNode } from '../soap/xml.ts';
import { zoneWithClocks } from '../zones/matching-zone.ts';
import { readDefinition } from '../zones/read-definition.ts';
import { momentOf } from './moments.ts';

/** What is known of zones beside what an item says itself. */
export interface ItemZones {
  /** The user's own. */
  readonly mailbox: ZoneId;
  /** What the server knows of names that nobody else knows. */
  readonly definitions: ReadonlyMap<string, XmlNode>;
}

/** Names that stand for no zone in particular. */
const customName = 'tzone://Microsoft/Custom';

/** @returns a name that `zoneOfName` knows, wherever the zone is known; undefined for an item that names none */
export function zoneNameOf(item: XmlNode, { mailbox, definitions }: ItemZones): string | undefined {
  const element = childOf(item, 'StartTimeZone');
  const [told, also] = namesIn(item);
  const known = [told, also].find((name) => name !== undefined && zoneOfName(name) !== undefined);
  if (known !== undefined || element === undefined) return known ?? also;
  const title = zoneOfName(element.attributes['Name'] ?? '');
  const definition = definedIn(element) ? element : definitions.get(told ?? '');
  if (definition === undefined) return title ?? told ?? also;
  const rules = readDefinition(definition);
  const period = periodOf(item);
  const zone = rules && period && zoneWithClocks(rules, period, { title, own: mailbox });
  return zone ?? (told || customName);
}

/** @returns the name of a zone that only the server can say more of; undefined for any other */
export function nameToAskFor(item: XmlNode): string | undefined {
  const element = childOf(item, 'StartTimeZone');
  const [told, also] = namesIn(item);
  const isKnown = [told, also].some((name) => name !== undefined && zoneOfName(name) !== undefined);
  if (isKnown || !told || told.startsWith('tzone:') || element === undefined || definedIn(element)) return undefined;
  return told;
}

function namesIn(item: XmlNode): readonly [string | undefined, string | undefined] {
  return [childOf(item, 'StartTimeZone')?.attributes['Id'], textOf(item, 'StartTimeZoneId')];
}

function definedIn(element: XmlNode): boolean {
  return element.children.length > 0;
}

/**
 * For as long as the clocks have to be the same: as long as a series lasts, at most for as many years as zones are compared, and
 * for a year at least. By whole months, so that the items of one author ask the same.
 */
function periodOf(item: XmlNode): Period | undefined {
  const recurrence = childOf(item, 'Recurrence');
  const from = monthOf(textOf(item, 'Start'));
  if (from === undefined) return undefined;
  const lastDay = textOf(childOf(recurrence, 'EndDateRecurrence'), 'EndDate')?.trim().slice(0, 10);
  const longest = from.add({ years: recurrence === undefined ? 1 : yearsCompared });
  const needed = monthOf(`${lastDay}T00:00:00Z`)?.add({ months: 2 }) ?? longest;
  const [, until = longest] = [from.add({ years: 1 }), needed, longest].toSorted(Temporal.ZonedDateTime.compare);
  return { from: toInstant(from.toInstant()), until: toInstant(until.toInstant()) };
}

/** The beginning of the month of a moment in UTC; undefined for what is none of a calendar. */
function monthOf(text: string | undefined): Temporal.ZonedDateTime | undefined {
  const moment = momentOf(text)?.toZonedDateTimeISO('UTC');
  if (moment === undefined || moment.year < 1900 || moment.year > 4500) return undefined;
  return moment.with({ day: 1 }).startOfDay();
}
