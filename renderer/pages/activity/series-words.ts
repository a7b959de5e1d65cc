/**
 * @file A series as the user reads it: "Every second Tuesday until 3 March 2027". It comes in the lines of the activity list
 * (see `describeSeries`); a line that nobody understands is shown as it is.
 */
import type { Words } from '../../../locales/index.ts';
import type { ActivityEntry } from '../../../sync-core/engine/report.ts';
import { changeFields, type RecurrenceRule, type Weekday, weekday } from '../../../sync-core/model/recurrence.ts';
import { readRuleText } from '../../../sync-core/model/rule-text.ts';
import type { LocalDate } from '../../../sync-core/model/time.ts';

type Field = ActivityEntry['changes'][number]['field'];
type DayWords = (day: string) => string;

/**
 * @param dayOf a date in the user's own format.
 * @param inside a field of one occurrence, with its name and in words.
 */
export function seriesInWords(
  value: string,
  words: Words,
  dayOf: DayWords,
  inside: (field: Field, text: string) => string,
): string {
  return value
    .split('\n')
    .map((line) => lineInWords(line, words, dayOf, inside) ?? line)
    .join('\n');
}

function lineInWords(
  line: string,
  words: Words,
  dayOf: DayWords,
  inside: (field: Field, text: string) => string,
): string | undefined {
  const { t } = words;
  const [, name, rest = ''] = /^(RRULE|RDATE|EXDATE|CHANGED):(.+)$/.exec(line) ?? [];
  switch (name) {
    case 'RRULE':
      return ruleInWords(rest, words, dayOf);
    case 'RDATE':
      return t('activity.repeats.onDays', { days: rest.split(',').map(dayOf) });
    case 'EXDATE':
      return t('activity.repeats.notOn', { day: dayOf(rest) });
    case 'CHANGED': {
      const what = whatChanged(rest.slice(11), inside);
      return what === undefined ? undefined : t('activity.repeats.changedOn', { day: dayOf(rest.slice(0, 10)), what });
    }
    default:
      return undefined;
  }
}

function whatChanged(json: string, inside: (field: Field, text: string) => string): string | undefined {
  const change = parsed(json);
  if (typeof change !== 'object' || change === null) return undefined;
  const values = new Map<string, unknown>(Object.entries(change));
  return changeFields
    .flatMap((field) => (values.has(field) ? [inside(field, textOf(values.get(field)))] : []))
    .join('; ');
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** A span becomes the interval that all of the activity list is told in. */
function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  const parts = new Map<string, unknown>(Object.entries(value));
  const [from, to] = parts.has('start') ? ['start', 'end'] : ['firstDay', 'lastDay'];
  return `${String(parts.get(from))}/${String(parts.get(to))}`;
}

/** Any day will do: an end in this text is a day. */
const someDay = { kind: 'allDay', firstDay: '2026-01-01' as LocalDate, lastDay: '2026-01-01' as LocalDate } as const;

function ruleInWords(text: string, words: Words, dayOf: DayWords): string | undefined {
  const { t } = words;
  let rule: RecurrenceRule;
  try {
    rule = readRuleText(text, someDay);
  } catch {
    return undefined;
  }
  const every = everyInWords(rule, words) ?? t('activity.repeats.byRule', { rule: text });
  if (rule.end.kind === 'until') return t('activity.repeats.until', { rule: every, day: dayOf(rule.end.lastDay) });
  return rule.end.kind === 'count' ? t('activity.repeats.times', { rule: every, count: rule.end.count }) : every;
}

/** @returns undefined for a rule that plain words would not be shorter for. */
function everyInWords(
  { frequency, interval, byDay, byMonthDay, byMonth, bySetPosition }: RecurrenceRule,
  words: Words,
): string | undefined {
  const { t } = words;
  if (bySetPosition.length > 0 || (byDay.length > 0 && byMonthDay.length > 0)) return undefined;
  if (frequency === 'daily')
    return byDay.length + byMonthDay.length + byMonth.length === 0
      ? t('activity.repeats.daily', { count: interval })
      : undefined;
  if (frequency === 'weekly')
    return byMonthDay.length + byMonth.length === 0 ? weeklyInWords(interval, byDay, words) : undefined;
  const days = [...byMonthDay.map((day) => monthDayInWords(day, words)), ...byDay.map((one) => nthInWords(one, words))];
  if (days.length === 0 || days.includes(undefined)) return undefined;
  if (frequency === 'monthly')
    return byMonth.length === 0 ? t('activity.repeats.monthly', { count: interval, days }) : undefined;
  const months = byMonth.map((month) => (isMonth(month) ? t(`activity.repeats.month.${month}`) : String(month)));
  return months.length === 0 ? undefined : t('activity.repeats.yearly', { count: interval, days, months });
}

function weeklyInWords(interval: number, byDay: RecurrenceRule['byDay'], { t }: Words): string | undefined {
  const days = byDay.map(({ day }) => t(`activity.repeats.weekday.${day}`));
  if (days.length === 0 || byDay.some(({ nth }) => nth !== null)) return undefined;
  if (days.length === 1 && interval === 1) return t('activity.repeats.weeklyOne', { days });
  if (days.length === 1 && interval === 2) return t('activity.repeats.weeklySecond', { days });
  return t('activity.repeats.weekly', { count: interval, days });
}

function monthDayInWords(day: number, { t }: Words): string | undefined {
  if (day === -1) return t('activity.repeats.lastDayOfMonth');
  return day > 0 ? t('activity.repeats.dayOfMonth', { count: day }) : undefined;
}

const places = [1, 2, 3, 4, 5, -1] as const;
const months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;
const isMonth = (month: number): month is (typeof months)[number] => (months as readonly number[]).includes(month);

function nthInWords(
  { day, nth }: { readonly day: Weekday; readonly nth: number | null },
  { t }: Words,
): string | undefined {
  const place = places.find((one) => one === nth);
  if (place === undefined || !weekday.options.includes(day)) return undefined;
  return t(`activity.repeats.nth.${place}`, { day: t(`activity.repeats.weekday.${day}`) });
}
