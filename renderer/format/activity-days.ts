/** @file The activity list by days, as the user's calendar has them. */
import type { ActivityEntry } from '../../sync-core/engine/report.ts';

export interface ActivityDay {
  /** `2026-03-12` in the user's zone. */
  readonly date: string;
  readonly entries: readonly ActivityEntry[];
}

/** Groups entries, newest first, by the day they happened on; their order stays. */
export function byDay(entries: readonly ActivityEntry[], dateOf: (moment: string) => string): readonly ActivityDay[] {
  const days: { date: string; entries: ActivityEntry[] }[] = [];
  for (const entry of entries) {
    const date = dateOf(entry.at);
    const last = days.at(-1);
    if (last?.date === date) last.entries.push(entry);
    else days.push({ date, entries: [entry] });
  }
  return days;
}
