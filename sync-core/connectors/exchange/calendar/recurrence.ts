/**
 * @file Rules of repetition between the web service's words and Graph's, which are the same but for these: a pattern by weekdays takes one day or one
 * of three groups of them, and a yearly one has no interval. Pure.
 */

import type { GraphPattern, GraphRange, GraphRecurrence } from '../../outlook/recurrence-schemas.ts';
import { textOf, type Xml, type XmlNode, xml } from '../soap/xml.ts';

type Day = Extract<GraphPattern, { readonly daysOfWeek: unknown }>['daysOfWeek'][number];

const days: readonly Day[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const groups: Readonly<Record<string, readonly Day[]>> = {
  Day: days,
  Weekday: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  WeekendDay: ['sunday', 'saturday'],
};
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];
const names: Readonly<Record<GraphPattern['type'], string>> = {
  daily: 'DailyRecurrence',
  weekly: 'WeeklyRecurrence',
  absoluteMonthly: 'AbsoluteMonthlyRecurrence',
  relativeMonthly: 'RelativeMonthlyRecurrence',
  absoluteYearly: 'AbsoluteYearlyRecurrence',
  relativeYearly: 'RelativeYearlyRecurrence',
};
/** The longest interval of months. */
const mostMonths = 99;

/** How Exchange says a pattern of Graph, see above. @returns undefined where it cannot. */
export function asExchangeSays(pattern: GraphPattern): GraphPattern | undefined {
  if ('index' in pattern && groupOf(pattern.daysOfWeek) === undefined) return undefined;
  const isYearly = pattern.type === 'absoluteYearly' || pattern.type === 'relativeYearly';
  if (!isYearly || pattern.interval === 1) return pattern;
  const interval = pattern.interval * 12;
  if (interval > mostMonths) return undefined;
  return pattern.type === 'absoluteYearly'
    ? { type: 'absoluteMonthly', interval, dayOfMonth: pattern.dayOfMonth }
    : { type: 'relativeMonthly', interval, daysOfWeek: pattern.daysOfWeek, index: pattern.index };
}

function groupOf(daysOfWeek: readonly Day[]): string | undefined {
  const [only, ...others] = daysOfWeek;
  if (only !== undefined && others.length === 0) return titled(only);
  return Object.keys(groups).find(
    (name) => groups[name]?.length === daysOfWeek.length && groups[name].every((day) => daysOfWeek.includes(day)),
  );
}

function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** @param recurrence as `asExchangeSays` gives it. @throws RangeError for any other that Exchange has no words for */
export function writeRecurrence({ pattern, range }: Pick<GraphRecurrence, 'pattern' | 'range'>): Xml {
  return xml('t:Recurrence', {}, xml(`t:${names[pattern.type]}`, {}, ...writePattern(pattern)), writeRange(range));
}

const word = (name: string, value: string | number): Xml => xml(name, {}, String(value));

function writePattern(pattern: GraphPattern): readonly Xml[] {
  const interval = word('t:Interval', pattern.interval);
  switch (pattern.type) {
    case 'daily':
      return [interval];
    case 'weekly': {
      const first = word('t:FirstDayOfWeek', titled(pattern.firstDayOfWeek));
      return [interval, word('t:DaysOfWeek', pattern.daysOfWeek.map(titled).join(' ')), first];
    }
    case 'absoluteMonthly':
      return [interval, word('t:DayOfMonth', pattern.dayOfMonth)];
    case 'relativeMonthly':
      return [interval, ...nthDay(pattern)];
    case 'absoluteYearly':
      return [word('t:DayOfMonth', pattern.dayOfMonth), monthOf(pattern)];
    case 'relativeYearly':
      return [...nthDay(pattern), monthOf(pattern)];
  }
}

function nthDay(pattern: Extract<GraphPattern, { readonly index: unknown }>): readonly Xml[] {
  const group = groupOf(pattern.daysOfWeek);
  if (group === undefined) throw new RangeError('Exchange has no name for these days of the week.');
  return [word('t:DaysOfWeek', group), word('t:DayOfWeekIndex', titled(pattern.index))];
}

function monthOf({ month, interval }: Extract<GraphPattern, { readonly month: unknown }>): Xml {
  if (interval !== 1) throw new RangeError('A yearly rule of Exchange has no interval.');
  return word('t:Month', months[month - 1] ?? '');
}

function writeRange(range: GraphRange): Xml {
  const start = word('t:StartDate', range.startDate);
  switch (range.type) {
    case 'noEnd':
      return xml('t:NoEndRecurrence', {}, start);
    case 'endDate':
      return xml('t:EndDateRecurrence', {}, start, word('t:EndDate', range.endDate));
    case 'numbered':
      return xml('t:NumberedRecurrence', {}, start, word('t:NumberOfOccurrences', range.numberOfOccurrences));
  }
}

/** What is not understood is left out, so that the schema that follows refuses it. @param element `t:Recurrence` */
export function readRecurrence(element: XmlNode, zoneName: string | undefined): RawRecurrence {
  const [pattern, range] = element.children;
  return { pattern: readPattern(pattern), range: { ...readRange(range), recurrenceTimeZone: zoneName } };
}

/** In Graph's words, not validated. */
interface RawRecurrence {
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly range: Readonly<Record<string, unknown>>;
}

function readPattern(element: XmlNode | undefined): RawRecurrence['pattern'] {
  const type = (Object.keys(names) as GraphPattern['type'][]).find((each) => names[each] === element?.name);
  const interval = textOf(element, 'Interval');
  const month = months.indexOf(textOf(element, 'Month') ?? '') + 1;
  const dayOfMonth = textOf(element, 'DayOfMonth');
  return {
    type,
    interval: Number(interval ?? 1),
    daysOfWeek: daysIn(textOf(element, 'DaysOfWeek') ?? ''),
    firstDayOfWeek: textOf(element, 'FirstDayOfWeek')?.toLowerCase(),
    index: textOf(element, 'DayOfWeekIndex')?.toLowerCase(),
    ...(month === 0 ? {} : { month }),
    ...(dayOfMonth === undefined ? {} : { dayOfMonth: Number(dayOfMonth) }),
  };
}

function daysIn(text: string): readonly string[] {
  const words = text.split(/\s+/).filter((name) => name !== '');
  return [...new Set(words.flatMap((name): readonly string[] => groups[name] ?? [name.toLowerCase()]))];
}

/** A date may come with an offset: the day is what is meant. */
function readRange(element: XmlNode | undefined): RawRecurrence['range'] {
  const dateOf = (name: string) => textOf(element, name)?.trim().slice(0, 10);
  const startDate = dateOf('StartDate');
  switch (element?.name) {
    case 'NoEndRecurrence':
      return { type: 'noEnd', startDate };
    case 'EndDateRecurrence':
      return { type: 'endDate', startDate, endDate: dateOf('EndDate') };
    case 'NumberedRecurrence':
      return {
        type: 'numbered',
        startDate,
        numberOfOccurrences: Number(textOf(element, 'NumberOfOccurrences')),
      };
    default:
      return {};
  }
}
