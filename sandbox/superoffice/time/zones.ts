/**
 * @file Time zones as SuperOffice names them: its own codes and numbers, with the IANA zone behind each. Offsets are looked
 * up in a list of changes that is made once per zone, because tens of thousands of rows are converted.
 */
import { Temporal } from 'temporal-polyfill';

export interface Zone {
  readonly id: number;
  /** `NO`, `US-NY`: neither ISO nor Windows. */
  readonly code: string;
  readonly iana: string;
  readonly country: string;
  readonly region: string;
  /** ISO 3166 number. */
  readonly countryId: number;
  /** Milliseconds east of UTC at an instant. */
  offsetAt(instant: number): number;
  /** Wall-clock time at an instant, as if it were UTC. */
  wallAt(instant: number): number;
  /** The instant of a wall-clock time; the earlier one where the clock shows it twice, moved on where it shows it never. */
  instantAt(wall: number): number;
  /** Changes of the offset, in order: from this instant on, this offset. */
  changes(): readonly { readonly at: number; readonly offset: number }[];
}

type ZoneClock = Pick<Zone, 'iana' | 'offsetAt' | 'wallAt' | 'instantAt' | 'changes'>;

const clocks = new Map<string, ZoneClock>();

/** id, code, IANA name, country, region, ISO number. UTC, AU-ACT, DK, FR, NO, US-CA and US-NY have their real numbers. */
const list: readonly (readonly [number, string, string, string, string, number])[] = [
  [1, 'UTC', 'Etc/UTC', 'Coordinated Universal Time', '', 0],
  [20, 'AE', 'Asia/Dubai', 'United Arab Emirates', '', 784],
  [32, 'AR', 'America/Argentina/Buenos_Aires', 'Argentina', '', 32],
  [36, 'AU-ACT', 'Australia/Sydney', 'Australia', 'Australian Capital Territory', 36],
  [37, 'AU-QLD', 'Australia/Brisbane', 'Australia', 'Queensland', 36],
  [38, 'AU-SA', 'Australia/Adelaide', 'Australia', 'South Australia', 36],
  [39, 'AU-WA', 'Australia/Perth', 'Australia', 'Western Australia', 36],
  [48, 'AT', 'Europe/Vienna', 'Austria', '', 40],
  [56, 'BE', 'Europe/Brussels', 'Belgium', '', 56],
  [62, 'BG', 'Europe/Sofia', 'Bulgaria', '', 100],
  [70, 'BR', 'America/Sao_Paulo', 'Brazil', '', 76],
  [84, 'CA-BC', 'America/Vancouver', 'Canada', 'British Columbia', 124],
  [86, 'CA-NL', 'America/St_Johns', 'Canada', 'Newfoundland', 124],
  [88, 'CA-ON', 'America/Toronto', 'Canada', 'Ontario', 124],
  [96, 'CH', 'Europe/Zurich', 'Switzerland', '', 756],
  [100, 'CL', 'America/Santiago', 'Chile', '', 152],
  [104, 'CN', 'Asia/Shanghai', 'China', '', 156],
  [126, 'CZ', 'Europe/Prague', 'Czechia', '', 203],
  [132, 'DE', 'Europe/Berlin', 'Germany', '', 276],
  [140, 'DK', 'Europe/Copenhagen', 'Denmark', '', 208],
  [146, 'EE', 'Europe/Tallinn', 'Estonia', '', 233],
  [148, 'EG', 'Africa/Cairo', 'Egypt', '', 818],
  [150, 'ES', 'Europe/Madrid', 'Spain', '', 724],
  [151, 'ES-CN', 'Atlantic/Canary', 'Spain', 'Canary Islands', 724],
  [154, 'FI', 'Europe/Helsinki', 'Finland', '', 246],
  [156, 'FR', 'Europe/Paris', 'France', '', 250],
  [160, 'GB', 'Europe/London', 'United Kingdom', '', 826],
  [168, 'GR', 'Europe/Athens', 'Greece', '', 300],
  [174, 'HK', 'Asia/Hong_Kong', 'Hong Kong', '', 344],
  [178, 'HU', 'Europe/Budapest', 'Hungary', '', 348],
  [182, 'IE', 'Europe/Dublin', 'Ireland', '', 372],
  [184, 'IL', 'Asia/Jerusalem', 'Israel', '', 376],
  [186, 'IN', 'Asia/Kolkata', 'India', '', 356],
  [190, 'IS', 'Atlantic/Reykjavik', 'Iceland', '', 352],
  [192, 'IT', 'Europe/Rome', 'Italy', '', 380],
  [198, 'JP', 'Asia/Tokyo', 'Japan', '', 392],
  [206, 'KR', 'Asia/Seoul', 'South Korea', '', 410],
  [214, 'LT', 'Europe/Vilnius', 'Lithuania', '', 440],
  [216, 'LU', 'Europe/Luxembourg', 'Luxembourg', '', 442],
  [218, 'LV', 'Europe/Riga', 'Latvia', '', 428],
  [236, 'MX', 'America/Mexico_City', 'Mexico', '', 484],
  [252, 'NL', 'Europe/Amsterdam', 'Netherlands', '', 528],
  [261, 'NO', 'Europe/Oslo', 'Norway', '', 578],
  [264, 'NP', 'Asia/Kathmandu', 'Nepal', '', 524],
  [268, 'NZ', 'Pacific/Auckland', 'New Zealand', '', 554],
  [290, 'PL', 'Europe/Warsaw', 'Poland', '', 616],
  [294, 'PT', 'Europe/Lisbon', 'Portugal', '', 620],
  [302, 'RO', 'Europe/Bucharest', 'Romania', '', 642],
  [320, 'SE', 'Europe/Stockholm', 'Sweden', '', 752],
  [324, 'SG', 'Asia/Singapore', 'Singapore', '', 702],
  [328, 'SK', 'Europe/Bratislava', 'Slovakia', '', 703],
  [350, 'TR', 'Europe/Istanbul', 'Turkey', '', 792],
  [360, 'UA', 'Europe/Kiev', 'Ukraine', '', 804],
  [420, 'US-AZ', 'America/Phoenix', 'United States', 'Arizona', 840],
  [425, 'US-CA', 'America/Los_Angeles', 'United States', 'California', 840],
  [428, 'US-CO', 'America/Denver', 'United States', 'Colorado', 840],
  [438, 'US-IL', 'America/Chicago', 'United States', 'Illinois', 840],
  [460, 'US-NY', 'America/New_York', 'United States', 'New York', 840],
  [520, 'ZA', 'Africa/Johannesburg', 'South Africa', '', 710],
];

const firstChange = Temporal.Instant.from('1990-01-01T00:00:00Z');
const lastYear = 2050;
const day = 86_400_000;

/** Every zone of the site, in the order of the list. */
export const zones: readonly Zone[] = list.map(([id, code, iana, country, region, countryId]) => ({
  id,
  code,
  country,
  region,
  countryId,
  ...zoneOfIana(iana),
}));

/** By code (any case) or number, as `SO-TimeZone` takes it. */
export function findZone(codeOrId: string): Zone | undefined {
  const wanted = codeOrId.toUpperCase();
  return zones.find((zone) => zone.code === wanted || String(zone.id) === wanted);
}

/** @throws RangeError when the site has no zone of this IANA name */
export function zoneByIana(iana: string): Zone {
  const zone = zones.find((candidate) => candidate.iana === iana);
  if (!zone) throw new RangeError(`SuperOffice has no time zone for "${iana}".`);
  return zone;
}

/** By the number that an appointment names its own zone with; 0 names none. */
export function zoneById(id: number): Zone | undefined {
  return zones.find((zone) => zone.id === id);
}

/** Conversions of any IANA zone: sample appointments are told in zones that the site need not have. */
export function zoneOfIana(iana: string): ZoneClock {
  const made = clocks.get(iana) ?? zoneClock(iana);
  clocks.set(iana, made);
  return made;
}

function zoneClock(iana: string): ZoneClock {
  let known: { at: number; offset: number }[] | null = null;
  const changes = () => {
    known ??= changesOf(iana);
    return known;
  };
  const offsetAt = (instant: number): number => {
    const all = changes();
    let low = 0;
    let high = all.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((all[middle]?.at ?? 0) <= instant) low = middle;
      else high = middle - 1;
    }
    return all[low]?.offset ?? 0;
  };
  return {
    iana,
    changes,
    offsetAt,
    wallAt: (instant) => instant + offsetAt(instant),
    instantAt: (wall) => {
      const before = offsetAt(wall - day);
      const after = offsetAt(wall + day);
      if (before === after || offsetAt(wall - before) === before) return wall - before;
      return offsetAt(wall - after) === after ? wall - after : wall - before;
    },
  };
}

function changesOf(iana: string): { at: number; offset: number }[] {
  let moment = firstChange.toZonedDateTimeISO(iana);
  const changes = [{ at: Number.NEGATIVE_INFINITY, offset: moment.offsetNanoseconds / 1e6 }];
  for (;;) {
    const next = moment.getTimeZoneTransition('next');
    if (!next || next.year > lastYear) return changes;
    moment = next;
    changes.push({ at: moment.epochMilliseconds, offset: moment.offsetNanoseconds / 1e6 });
  }
}
