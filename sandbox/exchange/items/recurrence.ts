/** @file A rule of repetition as Exchange writes it, from and to the rule that the mailbox keeps. */
import type { RecurrenceInput } from '../../microsoft365/mailbox/event-input.ts';
import type { Recurrence } from '../../microsoft365/mailbox/event-record.ts';
import type { Element } from '../soap/element.ts';
import { childOf, textOf } from '../soap/element.ts';
import type { XmlObject } from '../soap/envelope.ts';
import { ItemError, notInSandbox } from '../soap/ews-error.ts';

type PatternInput = RecurrenceInput['pattern'];
type Pattern = Recurrence['pattern'];

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
type Day = (typeof days)[number];
const groups: Readonly<Record<string, readonly Day[]>> = {
  Day: days,
  Weekday: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  WeekendDay: ['sunday', 'saturday'],
};
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];
const patternNames: Readonly<Record<Pattern['type'], string>> = {
  daily: 'DailyRecurrence',
  weekly: 'WeeklyRecurrence',
  absoluteMonthly: 'AbsoluteMonthlyRecurrence',
  relativeMonthly: 'RelativeMonthlyRecurrence',
  absoluteYearly: 'AbsoluteYearlyRecurrence',
  relativeYearly: 'RelativeYearlyRecurrence',
};
const mostOccurrences = 999;

/** @param element `Recurrence` @throws ItemError for a rule that cannot be */
export function readRecurrence(element: Element): RecurrenceInput {
  const [pattern, range] = element.children;
  if (!pattern || !range) throw new ItemError('ErrorInvalidArgument', 'A recurrence has a pattern and a range.');
  return { pattern: readPattern(pattern), range: readRange(range) };
}

function readPattern(element: Element): PatternInput {
  const type = (Object.keys(patternNames) as Pattern['type'][]).find((each) => patternNames[each] === element.name);
  if (type === undefined) throw notInSandbox(`tasks that come again some time after they were done (${element.name})`);
  const interval = Number(textOf(element, 'Interval') ?? 1);
  const daysOfWeek = daysIn(textOf(element, 'DaysOfWeek') ?? '');
  const index = textOf(element, 'DayOfWeekIndex')?.toLowerCase() as PatternInput['index'];
  const month = months.indexOf(textOf(element, 'Month') ?? '') + 1;
  const firstDay = textOf(element, 'FirstDayOfWeek')?.toLowerCase() as Day | undefined;
  return {
    type,
    interval,
    ...(daysOfWeek.length === 0 ? {} : { daysOfWeek }),
    ...(index === undefined ? {} : { index }),
    ...(month === 0 ? {} : { month }),
    ...(childOf(element, 'DayOfMonth') ? { dayOfMonth: Number(textOf(element, 'DayOfMonth')) } : {}),
    ...(firstDay === undefined ? {} : { firstDayOfWeek: firstDay }),
  };
}

function daysIn(text: string): Day[] {
  const names = text.split(/\s+/).filter((name) => name !== '');
  return [...new Set(names.flatMap((name) => groups[name] ?? [name.toLowerCase() as Day]))];
}

function readRange(element: Element): RecurrenceInput['range'] {
  // A date that may come with an offset; the day is what is meant.
  const startDate = (textOf(element, 'StartDate') ?? '').slice(0, 10);
  if (element.name === 'NoEndRecurrence') return { type: 'noEnd', startDate };
  if (element.name === 'EndDateRecurrence') {
    const endDate = (textOf(element, 'EndDate') ?? '').slice(0, 10);
    if (endDate < startDate)
      throw new ItemError('ErrorRecurrenceEndDateTooBig', 'The recurrence ends before it begins.');
    return { type: 'endDate', startDate, endDate };
  }
  const numberOfOccurrences = Number(textOf(element, 'NumberOfOccurrences'));
  if (numberOfOccurrences > mostOccurrences) {
    throw new ItemError('ErrorInvalidPropertySet', 'A recurrence has 999 occurrences at most.');
  }
  return { type: 'numbered', startDate, numberOfOccurrences };
}

export function showRecurrence({ pattern, range }: Recurrence): XmlObject {
  return { [`t:${patternNames[pattern.type]}`]: showPattern(pattern), ...showRange(range) };
}

function showPattern(pattern: Pattern): XmlObject {
  const interval = { 't:Interval': pattern.interval };
  const month = { 't:Month': months[pattern.month - 1] };
  const relative = { 't:DaysOfWeek': groupOf(pattern.daysOfWeek), 't:DayOfWeekIndex': titled(pattern.index) };
  switch (pattern.type) {
    case 'daily':
      return interval;
    case 'weekly':
      return {
        ...interval,
        't:DaysOfWeek': pattern.daysOfWeek.map(titled).join(' '),
        't:FirstDayOfWeek': titled(pattern.firstDayOfWeek),
      };
    case 'absoluteMonthly':
      return { ...interval, 't:DayOfMonth': pattern.dayOfMonth };
    case 'relativeMonthly':
      return { ...interval, ...relative };
    case 'absoluteYearly':
      return { 't:DayOfMonth': pattern.dayOfMonth, ...month };
    case 'relativeYearly':
      return { ...relative, ...month };
  }
}

function showRange(range: Recurrence['range']): XmlObject {
  const start = { 't:StartDate': range.startDate };
  switch (range.type) {
    case 'noEnd':
      return { 't:NoEndRecurrence': start };
    case 'endDate':
      return { 't:EndDateRecurrence': { ...start, 't:EndDate': range.endDate } };
    case 'numbered':
      return { 't:NumberedRecurrence': { ...start, 't:NumberOfOccurrences': range.numberOfOccurrences } };
  }
}

/** Several days have one name together, or are not in one rule. */
function groupOf(daysOfWeek: readonly string[]): string {
  const group = Object.entries(groups).find(
    ([, members]) => members.length === daysOfWeek.length && members.every((day) => daysOfWeek.includes(day)),
  );
  return group?.[0] ?? titled(daysOfWeek[0] ?? 'monday');
}

function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
