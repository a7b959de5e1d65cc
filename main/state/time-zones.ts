/**
 * @file The time zones side by side, and where they differ: what both systems say, what the user has said, and where this
 * computer is. Pure. Nothing of it moves an appointment; what is said is that clocks show different times (product 3.5).
 */
import { Temporal } from 'temporal-polyfill';
import type { TimeZones } from '../../preload/contract.ts';
import type { Side } from '../../sync-core/model/side.ts';
import { toInstant, type ZoneId, zoneId } from '../../sync-core/model/time.ts';
import { showTheSame } from '../../sync-core/model/wall-clock.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import type { CalendarSystem } from '../accounts/account.ts';
import type { ToldZone } from '../sync-process/sync-host.ts';

interface Zones {
  /** Which calendar system is linked. */
  readonly calendar: CalendarSystem;
  readonly told: Readonly<Record<Side, ToldZone>>;
  readonly preferences: Pick<Preferences, 'timeZone.crm' | 'timeZone.calendar'>;
  /** IANA. */
  readonly computer: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Clocks that show the same for a year ahead are taken for the same zone, whatever its name. */
const comparedFor = { hours: 366 * 24 };

export function compareZones(zones: Zones): TimeZones {
  const { told, preferences, computer } = zones;
  return {
    computer,
    sides: (['crm', 'calendar'] as const).map((side) => {
      const system = side === 'crm' ? 'superoffice' : zones.calendar;
      const { name, zone, problem } = told[side];
      return { side, system, toldName: name, told: zone, said: preferences[`timeZone.${side}`], problem };
    }),
    difference: differenceOf(zones),
  };
}

function differenceOf(zones: Zones): TimeZones['difference'] {
  const { told, preferences } = zones;
  const used = (side: Side) => preferences[`timeZone.${side}`] ?? zoneId.safeParse(told[side].zone).data;
  const unknown = (['crm', 'calendar'] as const).find((side) => used(side) === undefined && told[side].name !== null);
  const here = zoneId.safeParse(zones.computer).data;
  if (unknown !== undefined) {
    const other = used(unknown === 'crm' ? 'calendar' : 'crm');
    return using(zones, 'unknown', [unknown], here ?? other);
  }
  const { crm, calendar } = { crm: used('crm'), calendar: used('calendar') };
  if (crm === undefined || calendar === undefined || here === undefined) return null;
  const same = (one: ZoneId, other: ZoneId) => sameFrom(zones.now, one, other);
  if (same(crm, calendar)) return same(crm, here) ? null : using(zones, 'away', ['crm', 'calendar'], here);
  // The one that shows the computer's time is taken for right; where neither does, both are asked to.
  if (same(crm, here)) return using(zones, 'apart', ['calendar'], crm);
  if (same(calendar, here)) return using(zones, 'apart', ['crm'], calendar);
  return using(zones, 'apart', ['crm', 'calendar'], here);
}

function sameFrom(now: number, one: ZoneId, other: ZoneId): boolean {
  const from = Temporal.Instant.fromEpochMilliseconds(now);
  return showTheSame(one, other, toInstant(from), toInstant(from.add(comparedFor)));
}

/** Where a system says the same zone itself, its own word is enough. */
function using(
  { told, now }: Zones,
  code: NonNullable<TimeZones['difference']>['code'],
  sides: readonly Side[],
  zone: ZoneId | undefined,
): TimeZones['difference'] {
  if (zone === undefined) return null;
  const use = sides.map((side): [Side, ZoneId | null] => {
    const own = zoneId.safeParse(told[side].zone).data;
    return [side, own !== undefined && sameFrom(now, own, zone) ? null : zone];
  });
  return { code, side: sides.length === 1 ? (sides[0] ?? null) : null, use: Object.fromEntries(use), zone };
}
