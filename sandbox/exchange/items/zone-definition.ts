/** @file Zones as a request defines them and as answers tell them: by name, or with all rules of their clocks. */
import { Temporal } from 'temporal-polyfill';
import {
  type ClockChange,
  nameOfOwnZone,
  type OwnZone,
  ownZoneOf,
  type YearRules,
} from '../../microsoft365/own-zone.ts';
import { calculableZone, windowsZoneOf } from '../../microsoft365/zones.ts';
import { childOf, type Element, textOf } from '../soap/element.ts';
import type { XmlObject } from '../soap/envelope.ts';
import { ItemError } from '../soap/ews-error.ts';

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const parts = ['Periods', 'TransitionsGroups', 'Transitions'] as const;
const standardName = 'Standard';
/** What a zone is called that is told by its rules alone. */
const renamed = { id: 'tzone://Microsoft/Custom', name: 'Customized Time Zone' };

/** How zones are told. */
export interface ZoneTelling {
  /** Whether zones that have a name come with all their rules, or by their name alone. Others have nothing but their rules. */
  readonly fullZones: boolean;
  /** Whether a zone of somebody's own is told by the name that it was sent with, or as one without. */
  readonly ownZoneNames: 'kept' | 'renamed';
}

/**
 * @param element `TimeZoneDefinitionType`
 * @returns the name of the zone: that of Windows, or one that holds its rules
 * @throws ItemError for one that nobody knows (names of IANA are known to nobody here), and for rules that make no zone
 */
export function readZone(element: Element): string {
  const id = element.attributes['Id'] ?? '';
  const zone = calculableZone(id);
  const own = element.children.length === 0 ? undefined : readRules(element);
  // By a name that is known, its own rules are meant.
  if (zone !== null && (zone !== id || id === 'UTC')) return windowsZoneOf(id);
  if (own === undefined) throw new ItemError('ErrorTimeZone', `The time zone "${id}" is not known.`);
  return nameOfOwnZone({ id, name: element.attributes['Name'] ?? '', rules: own });
}

function refuse(why: string): never {
  throw new ItemError('ErrorTimeZone', `The time zone definition is invalid: ${why}.`);
}

interface Period {
  readonly offset: number;
  readonly isStandard: boolean;
}

function readRules(element: Element): OwnZone['rules'] {
  if (!parts.every((name) => childOf(element, name))) refuse(`it needs ${parts.join(', ')}`);
  const periods = byId(childOf(element, 'Periods'), 'Period', readPeriod);
  const groups = byId(childOf(element, 'TransitionsGroups'), 'TransitionsGroup', (group) => readGroup(group, periods));
  const [first, ...later] = childOf(element, 'Transitions')?.children ?? [];
  if (first?.name !== 'Transition') refuse('its first transition has to hold since ever');
  const targets = [first, ...later].map((transition) => targetOf(transition, 'Group'));
  if (new Set(targets).size < groups.size) refuse('there are groups that no transition leads to');
  const years = later.map(yearOf);
  if (years.some((year, at) => at > 0 && year <= (years[at - 1] as number))) refuse('its transitions are out of order');
  const rulesOf = (at: number) => groups.get(targets[at] as string) ?? refuse(`there is no group "${targets[at]}"`);
  return [{ ...rulesOf(0), from: null }, ...years.map((from, at): YearRules => ({ ...rulesOf(at + 1), from }))];
}

function byId<T>(list: Element | undefined, name: string, readEach: (element: Element) => T): Map<string, T> {
  const found = new Map<string, T>();
  for (const element of list?.children ?? []) {
    const id = element.attributes['Id'];
    if (!id) refuse(`a ${name} has no Id`);
    if (found.has(id)) refuse(`there are two of ${name} "${id}"`);
    found.set(id, readEach(element));
  }
  return found;
}

function readPeriod({ attributes }: Element): Period {
  if (!attributes['Name'] || attributes['Bias'] === undefined) refuse('a period needs a name and a bias');
  const bias = minutesOf(attributes['Bias']);
  if (Math.abs(bias) > 14 * 60) refuse('a bias is too large');
  return {
    offset: bias === 0 ? 0 : -bias,
    isStandard: attributes['Name'].toLowerCase() === standardName.toLowerCase(),
  };
}

type Group = Omit<YearRules, 'from'>;

/** Standard time all year, or a change to it and one away from it. */
function readGroup({ children }: Element, periods: ReadonlyMap<string, Period>): Group {
  const targets = children.map((transition) => {
    const id = targetOf(transition, 'Period');
    return periods.get(id) ?? refuse(`there is no period "${id}"`);
  });
  const [only, ...others] = targets;
  if (only === undefined) refuse('a group is empty');
  if (others.length === 0) {
    if (children[0]?.name !== 'Transition') refuse('a group of one transition has to hold all year');
    return { standard: only.offset, changes: [] };
  }
  if (others.length > 1) refuse('a group has more than two transitions');
  const standard = targets.find(({ isStandard }) => isStandard) ?? refuse('a group has no standard period');
  if (targets.every(({ isStandard }) => isStandard)) refuse('a group changes to standard time twice');
  return {
    standard: standard.offset,
    changes: children.map((child, at) => readChange(child, (targets[at] as Period).offset)),
  };
}

function readChange(element: Element, offset: number): ClockChange {
  if (!element.name.startsWith('Recurring')) refuse('one of two transitions does not recur');
  const month = Number(textOf(element, 'Month'));
  if (month < 1 || month > 12) refuse('there is no such month');
  const at = minutesOf(textOf(element, 'TimeOffset') ?? '');
  if (at < 0 || at >= 24 * 60) refuse('a time lies on another day');
  if (element.name === 'RecurringDateTransition') {
    const day = Number(textOf(element, 'Day'));
    if (day < 1 || day > 31) refuse('there is no such day');
    return { offset, month, at, on: { day } };
  }
  const nth = Number(textOf(element, 'Occurrence'));
  const weekday = weekdays.indexOf(textOf(element, 'DayOfWeek') ?? '');
  if (weekday < 0) refuse('a change is on several weekdays');
  if (![-1, 1, 2, 3, 4].includes(nth)) refuse('there is no such week');
  return { offset, month, at, on: { weekday, nth } };
}

function targetOf(transition: Element, kind: 'Period' | 'Group'): string {
  const target = childOf(transition, 'To');
  if (target?.attributes['Kind'] !== kind) refuse(`a transition has to lead to a ${kind}`);
  return target.text;
}

/** Rules are kept by years: the day is not. */
function yearOf(transition: Element): number {
  if (transition.name !== 'AbsoluteDateTransition') refuse('a transition after the first has no date');
  return Number((textOf(transition, 'DateTime') ?? '').slice(0, 4));
}

function minutesOf(text: string): number {
  const { years, months, days, hours, minutes, seconds, milliseconds } = Temporal.Duration.from(text);
  if (years !== 0 || months !== 0 || seconds !== 0 || milliseconds !== 0) refuse(`"${text}" is not in whole minutes`);
  return (days * 24 + hours) * 60 + minutes;
}

/** @param name as `readZone` gives it @param year whose rules are told of a zone that has a name of its own */
export function zoneDefinition(name: string, { fullZones, ownZoneNames }: ZoneTelling, year: number): XmlObject {
  const own = ownZoneOf(name);
  if (own) return { ...headOf(ownZoneNames === 'kept' ? own : renamed), ...showRules(own.rules) };
  const head = headOf({ id: name, name });
  return fullZones
    ? { ...head, ...showRules([{ ...rulesIn(calculableZone(name) ?? 'UTC', year), from: null }]) }
    : head;
}

function headOf({ id, name }: { readonly id: string; readonly name: string }): XmlObject {
  return { '@Id': id, '@Name': name };
}

/** What a zone is called where nothing else is told of it. */
export function zoneIdOf(name: string, ownZoneNames: ZoneTelling['ownZoneNames']): string {
  const own = ownZoneOf(name);
  return own === undefined ? name : ownZoneNames === 'kept' ? own.id : renamed.id;
}

function showRules(rules: readonly YearRules[]): XmlObject {
  const periods = rules.flatMap(({ standard, changes }, group) => {
    const other = changes.find(({ offset }) => offset !== standard);
    return [
      showPeriod(standard, true, group),
      ...(other === undefined ? [] : [showPeriod(other.offset, false, group)]),
    ];
  });
  const groups = rules.map(({ standard, changes }, group) => ({
    '@Id': String(group),
    ...(changes.length === 0 ? { 't:Transition': { 't:To': toPeriod(true, group) } } : {}),
    't:RecurringDayTransition': changes.flatMap((change) =>
      'day' in change.on ? [] : [showChange(change, change.offset === standard, group)],
    ),
    't:RecurringDateTransition': changes.flatMap((change) =>
      'day' in change.on ? [showChange(change, change.offset === standard, group)] : [],
    ),
  }));
  return {
    't:Periods': { 't:Period': periods },
    't:TransitionsGroups': { 't:TransitionsGroup': groups },
    't:Transitions': {
      't:Transition': { 't:To': { '@Kind': 'Group', '#': '0' } },
      't:AbsoluteDateTransition': rules.slice(1).map(({ from }, at) => ({
        't:To': { '@Kind': 'Group', '#': String(at + 1) },
        't:DateTime': `${from}-01-01T00:00:00`,
      })),
    },
  };
}

function periodId(isStandard: boolean, group: number): string {
  return `trule:Microsoft/${group}-${isStandard ? standardName : 'Daylight'}`;
}

function showPeriod(offset: number, isStandard: boolean, group: number): XmlObject {
  const id = periodId(isStandard, group);
  // Exchange counts from local time to UTC.
  return { '@Bias': duration(-offset), '@Name': isStandard ? standardName : 'Daylight', '@Id': id };
}

function toPeriod(isStandard: boolean, group: number): XmlObject {
  return { '@Kind': 'Period', '#': periodId(isStandard, group) };
}

function showChange({ month, on, at }: ClockChange, isStandard: boolean, group: number): XmlObject {
  return {
    't:To': toPeriod(isStandard, group),
    't:TimeOffset': duration(at),
    't:Month': month,
    ...('day' in on ? { 't:Day': on.day } : { 't:DayOfWeek': weekdays[on.weekday] ?? '', 't:Occurrence': on.nth }),
  };
}

function duration(minutes: number): string {
  const all = Math.abs(minutes);
  return `${minutes < 0 ? '-' : ''}PT${Math.floor(all / 60)}H${all % 60 === 0 ? '' : `${all % 60}M`}`;
}

/** The rules of one year of a zone that has a name; of one whose clocks are not changed twice, the time at the year's begin. */
function rulesIn(zone: string, year: number): Group {
  const begins = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0, 1)).toZonedDateTimeISO(zone);
  const changes: ClockChange[] = [];
  for (let at = begins.getTimeZoneTransition('next'); at?.year === year; at = at.getTimeZoneTransition('next')) {
    const wall = at.subtract({ milliseconds: 1 }).toPlainDateTime().add({ milliseconds: 1 });
    const nth = wall.day + 7 > wall.daysInMonth ? -1 : Math.ceil(wall.day / 7);
    const on = { weekday: wall.dayOfWeek % 7, nth };
    changes.push({ offset: minutesAhead(at), month: wall.month, on, at: wall.hour * 60 + wall.minute });
  }
  if (changes.length !== 2) return { standard: minutesAhead(begins), changes: [] };
  return { standard: Math.min(...changes.map(({ offset }) => offset)), changes };
}

function minutesAhead({ offsetNanoseconds }: Temporal.ZonedDateTime): number {
  return offsetNanoseconds / 60_000_000_000;
}
