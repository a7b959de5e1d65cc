/**
 * @file Periods that a filter names relative to today: `thisWeek`, `nextMonth`, `beforeToday`. Weeks begin on Monday.
 */

interface Period {
  /** Midnights; `to` is the first day after. */
  readonly from: number;
  readonly to: number;
}

const day = 86_400_000;
const monthsOf: Readonly<Record<string, number>> = { month: 1, quarter: 3, half: 6, year: 12 };
const shifts: Readonly<Record<string, number>> = { last: -1, this: 0, next: 1 };

/**
 * @param name of the operator in lower case
 * @param today midnight of the day, in milliseconds as if UTC
 * @returns null when the operator names no period
 */
export function namedPeriod(name: string, today: number): Period | null {
  if (name === 'today') return { from: today, to: today + day };
  if (name === 'beforetoday') return { from: Number.NEGATIVE_INFINITY, to: today };
  if (name === 'aftertoday') return { from: today + day, to: Number.POSITIVE_INFINITY };
  const [, which = '', unit = ''] = /^(last|this|next)(week|month|quarter|half|year)$/.exec(name) ?? [];
  const shift = shifts[which];
  if (shift === undefined) return null;
  if (unit === 'week') return weekFrom(today, shift);
  const months = monthsOf[unit] ?? 1;
  const date = new Date(today);
  const first = Math.floor(date.getUTCMonth() / months) * months + shift * months;
  return { from: Date.UTC(date.getUTCFullYear(), first, 1), to: Date.UTC(date.getUTCFullYear(), first + months, 1) };
}

function weekFrom(today: number, shift: number): Period {
  const sinceMonday = (new Date(today).getUTCDay() + 6) % 7;
  const from = today - sinceMonday * day + shift * 7 * day;
  return { from, to: from + 7 * day };
}
