/**
 * @file RecurrenceInfo, the part of an entity that says how it repeats, written and read. A row of no series has it too, filled
 * with what a series from its day would be.
 */
import type { Switches } from '../../kit/switches.ts';
import { badRequest } from '../errors.ts';
import type { AppointmentRow } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { midnight, parseWireTime, type WireTime } from '../time/wire-time.ts';
import type { Fields } from '../wire.ts';
import {
  dayPattern,
  defaultRule,
  endKind,
  type InMonth,
  monthPattern,
  patternKind,
  type RecurrenceRule,
  weekOfMonth,
  yearPattern,
} from './rule.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** In which zone the days of a rule are counted, and how they stand on the wire. */
export interface RuleTime {
  readonly time: WireTime;
  /** Days of the base zone (`base`), or of the request's (`user`). */
  readonly clock: string;
  /** Dates of a rule are converted as other times are (`shifted`), or read and written as they stand (`asWritten`). */
  readonly dates: string;
}

export function ruleTime(switches: Switches, time: WireTime): RuleTime {
  return { time, clock: switches.text('seriesClock'), dates: switches.text('recurrenceDates') };
}

/** Base wall-clock to the wall-clock in which the rule counts, and back. */
export function toRuleWall({ time, clock }: RuleTime, wall: number): number {
  return clock === 'user' ? time.toOwn(wall) : wall;
}

export function fromRuleWall({ time, clock }: RuleTime, wall: number): number {
  return clock === 'user' ? time.toBase(wall) : wall;
}

function writeDay(rule: RuleTime, day: number): string {
  const { time } = rule;
  if (rule.dates === 'shifted') return time.writeDay(fromRuleWall(rule, day));
  return time.writeDay(time.toBase(day));
}

function readDay(rule: RuleTime, text: string): number {
  if (rule.dates === 'shifted') return midnight(toRuleWall(rule, rule.time.read(text)));
  return midnight(parseWireTime(text).wall);
}

export function recurrenceOf(tenant: Tenant, row: AppointmentRow, rule: RuleTime): Record<string, unknown> {
  const known = tenant.rules.get(row.ruleId);
  return recurrenceCarrier(known ?? defaultRule(midnight(toRuleWall(rule, row.start))), rule, known !== undefined);
}

export function recurrenceCarrier(
  rule: RecurrenceRule,
  time: RuleTime,
  isRecurrence: boolean,
  conflicts: ReadonlySet<number> = new Set(),
): Record<string, unknown> {
  return {
    RecurrenceId: rule.id,
    StartDate: writeDay(time, rule.start),
    EndDate: writeDay(time, rule.end),
    RecurrenceCounter: rule.count,
    RecurrenceEndType: endKind.name(rule.endType),
    Pattern: patternKind.name(rule.pattern),
    DayPattern: { Pattern: dayPattern.name(rule.day.pattern), Cycle: rule.day.cycle },
    WeekPattern: { Weekdays: weekdayNames(rule.week.weekdays), Cycle: rule.week.cycle },
    MonthPattern: inMonthCarrier(monthPattern.name(rule.month.pattern), rule.month),
    YearPattern: inMonthCarrier(yearPattern.name(rule.year.pattern), rule.year),
    Dates: rule.days.map((day) => dateCarrier(time, day, conflicts.has(day))),
    IsRecurrence: isRecurrence,
  };
}

export function dateCarrier(time: RuleTime, day: number, isConflict: boolean): Record<string, unknown> {
  return {
    Date: writeDay(time, day),
    IsConflict: isConflict,
    Description: null,
    DescriptionStyleHint: '',
    Tooltip: null,
  };
}

function inMonthCarrier(pattern: string, part: InMonth): Record<string, unknown> {
  return {
    Pattern: pattern,
    Cycle: part.cycle,
    Day: part.day,
    Weekday: weekdayNames(part.weekday),
    WeekOfMonth: weekOfMonth.name(part.weekOfMonth),
  };
}

function weekdayNames(flags: number): string {
  return weekdays.filter((_, index) => (flags & (1 << index)) !== 0).join(', ') || 'Unknown';
}

/**
 * What a client says of a rule. Parts of the patterns that are not chosen are kept as they come: hardly anything is validated.
 * @param below what holds for properties that are left out
 * @throws Refusal (400) for a rule that means nothing or has no end
 */
export function readRecurrence(fields: Fields, below: RecurrenceRule, time: RuleTime): RecurrenceRule {
  const or = <T>(within: Fields | null, name: string, read: (from: Fields) => T, otherwise: T): T =>
    within?.has(name) ? read(within) : otherwise;
  const date = (name: string, otherwise: number) =>
    or(fields, name, () => (fields.text(name) === '' ? otherwise : readDay(time, fields.text(name))), otherwise);
  const int = (within: Fields | null, name: string, otherwise: number) =>
    or(within, name, (from) => from.int(name), otherwise);
  const [day, week] = [fields.object('DayPattern'), fields.object('WeekPattern')];
  const rule: RecurrenceRule = {
    id: 0,
    pattern: or(fields, 'Pattern', () => patternKind.read(fields.get('Pattern'), 'Pattern'), below.pattern),
    day: {
      pattern: or(day, 'Pattern', (from) => dayPattern.read(from.get('Pattern'), 'Pattern'), below.day.pattern),
      cycle: int(day, 'Cycle', below.day.cycle),
    },
    week: {
      weekdays: or(week, 'Weekdays', (from) => readWeekdays(from.get('Weekdays')), below.week.weekdays),
      cycle: int(week, 'Cycle', below.week.cycle),
    },
    month: readInMonth(fields.object('MonthPattern'), below.month, monthPattern),
    year: readInMonth(fields.object('YearPattern'), below.year, yearPattern),
    endType: or(
      fields,
      'RecurrenceEndType',
      () => endKind.read(fields.get('RecurrenceEndType'), 'EndType'),
      below.endType,
    ),
    start: date('StartDate', below.start),
    end: date('EndDate', below.end),
    count: int(fields, 'RecurrenceCounter', below.count),
    days: readDays(fields, time),
  };
  checkRule(rule);
  return rule;
}

/** Empty where none were sent. */
function readDays(fields: Fields, time: RuleTime): readonly number[] {
  const days = fields.list('Dates').map((entry) => readDay(time, entry.text('Date')));
  return [...new Set(days)].sort((a, b) => a - b);
}

function readInMonth(fields: Fields | null, below: InMonth, pattern: typeof monthPattern): InMonth {
  if (!fields) return below;
  const or = <T>(name: string, read: () => T, otherwise: T): T => (fields.has(name) ? read() : otherwise);
  return {
    pattern: or('Pattern', () => pattern.read(fields.get('Pattern'), 'Pattern'), below.pattern),
    cycle: or('Cycle', () => fields.int('Cycle'), below.cycle),
    day: or('Day', () => fields.int('Day'), below.day),
    weekday: or('Weekday', () => readWeekdays(fields.get('Weekday')), below.weekday),
    weekOfMonth: or('WeekOfMonth', () => weekOfMonth.read(fields.get('WeekOfMonth'), 'WeekOfMonth'), below.weekOfMonth),
  };
}

/** Names joined by commas, or the sum of the flags. */
function readWeekdays(value: unknown): number {
  if (typeof value === 'number') return value & 127;
  const names = String(value ?? '').split(',');
  return names.reduce((flags, name) => {
    const index = weekdays.findIndex((weekday) => weekday.toLowerCase() === name.trim().toLowerCase());
    if (index < 0 && name.trim().toLowerCase() !== 'unknown') throw badRequest(`"${name}" is not a weekday.`);
    return index < 0 ? flags : flags | (1 << index);
  }, 0);
}

function checkRule(rule: RecurrenceRule): void {
  const refuse = (when: boolean, message: string) => {
    if (when) throw badRequest(message);
  };
  refuse(rule.pattern === 0, 'Recurrence.Pattern is unknown.');
  refuse(rule.pattern === 5 && rule.days.length === 0, 'A custom recurrence has no dates.');
  refuse(rule.pattern === 5 ? false : rule.endType === 0, 'A recurrence needs an end: by date or by count.');
  refuse(rule.endType === 2 && rule.count < 1, 'RecurrenceCounter is not positive.');
  refuse(rule.pattern === 1 && (rule.day.pattern === 0 || rule.day.cycle < 1), 'DayPattern means nothing.');
  refuse(rule.pattern === 2 && (rule.week.weekdays === 0 || rule.week.cycle < 1), 'WeekPattern means nothing.');
  const part = rule.pattern === 3 ? rule.month : rule.year;
  const inMonth = rule.pattern === 3 || rule.pattern === 4;
  const byWeekday = part.pattern === 5 || part.pattern === 7;
  refuse(inMonth && (part.pattern === 0 || part.cycle < 1), 'The pattern of months means nothing.');
  refuse(rule.pattern === 4 && rule.year.cycle > 12, 'YearPattern.Cycle is the number of a month.');
  refuse(inMonth && !byWeekday && (part.day < 1 || part.day > 31), 'Day is not a day of a month.');
  refuse(
    inMonth && byWeekday && (part.weekOfMonth === 0 || !Number.isInteger(Math.log2(part.weekday))),
    'Weekday and WeekOfMonth say no day.',
  );
}
