/**
 * @file Whether the two practice servers hold the same appointments, found out without the product: both are asked for
 * their raw rows, and what takes part is decided here a second time from the specification.
 */

/** One appointment as a server's control lists it. */
export interface ListedItem {
  readonly id: string;
  readonly title: string;
  /** What it may be called on the other side; the title is one of them. */
  readonly names: readonly string[];
  /** Moments in UTC for timed items, dates for all-day ones (`end` inclusive). */
  readonly start: string;
  readonly end: string;
  readonly allDay: boolean;
  readonly takesPart: boolean;
  /** Why not, for the table. */
  readonly why: string;
}

export interface Comparison {
  /** Pairs of which at least one side takes part. */
  readonly equal: number;
  readonly onlyCrm: readonly ListedItem[];
  readonly onlyCalendar: readonly ListedItem[];
}

function keys(item: ListedItem): readonly string[] {
  return item.names.map((name) => [name.trim().replaceAll(/\s+/g, ' '), item.start, item.end, item.allDay].join('\n'));
}

/** Pairs what takes part on both sides by name and time, each item at most once. */
export function compareSides(crm: readonly ListedItem[], calendar: readonly ListedItem[]): Comparison {
  const waiting = new Map<string, ListedItem[]>();
  for (const item of calendar) {
    for (const key of keys(item)) waiting.set(key, [...(waiting.get(key) ?? []), item]);
  }
  const onlyCrm: ListedItem[] = [];
  let equal = 0;
  for (const item of crm) {
    const partner = keys(item)
      .map((key) => waiting.get(key))
      .find((group) => group !== undefined && group.length > 0)
      ?.pop();
    if (partner) equal += item.takesPart || partner.takesPart ? 1 : 0;
    else if (item.takesPart) onlyCrm.push(item);
  }
  return { equal, onlyCrm, onlyCalendar: [...waiting.values()].flat().filter((item) => item.takesPart) };
}
