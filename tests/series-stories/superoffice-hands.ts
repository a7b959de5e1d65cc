/** @file What a person does with a series in SuperOffice: with one row, with a row and all that follow, or with the rule. */
import { Temporal } from 'temporal-polyfill';
import { unlessRefused } from './refusals.ts';
import type { Deed, End, Pattern, Story, Which } from './story.ts';
import { nameOf, type World } from './world.ts';

type Row = ReturnType<World['superOffice']['list']>[number];

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const weeks = { 1: 'First', 2: 'Second', 3: 'Third', 4: 'Fourth', last: 'Last' } as const;
/** SuperOffice has no series without an end: a person gives it a far one. */
const farAhead = 240;
const yearsAhead = 1600;
export class SuperOfficeHands {
  readonly #world: World;
  /** Rows that stand beyond their neighbours, and where they stood. */
  readonly #crossed = new Map<string, readonly Row[]>();
  #rows: Map<string, Row[]> = new Map();

  constructor(world: World) {
    this.#world = world;
  }

  /** Looks at the diary anew. */
  look(): void {
    this.#rows = Map.groupBy(this.#world.superOffice.list(), ({ title }) => nameOf(title));
  }

  create(name: string, { pattern, end, start, time }: Story): void {
    const place =
      'wholeDays' in time
        ? { start, end: later(start, { days: time.wholeDays - 1 }), allDay: true }
        : { start: `${start}T${time.at}:00`, end: later(`${start}T${time.at}:00`, { minutes: time.minutes }) };
    const rule = { ...patternOf(pattern), ...endOf(end, start, pattern) };
    this.#world.superOffice.createAppointment({ title: name, location: 'Room 1', ...place, rule });
  }

  /** Whether an occurrence stands beyond its neighbour, which only SuperOffice can have. */
  isCrossed(name: string): boolean {
    return this.#crossed.has(name);
  }

  uncross(name: string): void {
    const all = this.#crossed.get(name) ?? [];
    this.#crossed.delete(name);
    // The last one first: it may stand where another was.
    for (const { id, start, end } of all.toReversed())
      if (this.#rows.get(name)?.some((row) => row.id === id))
        this.#world.superOffice.changeAppointment({ id, start, end });
  }

  do(name: string, deed: Deed): void {
    // A list of days goes on only with another list, and nothing ends before the hour that the clocks leave out.
    unlessRefused(/A custom recurrence has no dates|EndDate is before StartDate/, () => this.#do(name, deed));
  }

  #do(name: string, deed: Deed): unknown {
    const rows = this.#largest(name);
    const [first] = rows;
    if (first === undefined) return undefined;
    const { superOffice } = this.#world;
    const forward = { id: first.id, ...(first.ruleId === 0 ? {} : { reach: 'thisAndForward' as const }) };
    const one = 'which' in deed ? chosen(rows, deed.which) : first;
    switch (deed.do) {
      case 'nothing':
        return undefined;
      case 'cancel':
        return superOffice.deleteAppointment({ id: one.id });
      case 'move':
        return this.#move(name, rows, one, movedBy(one, deed.minutes));
      case 'moveOverNeighbour':
        return this.#moveOverNeighbour(name, rows, one);
      case 'retitle':
        return superOffice.changeAppointment({ id: one.id, title: `${name} special` });
      case 'relocate':
        return superOffice.changeAppointment({ id: one.id, location: 'Room 9' });
      case 'restore':
        return first.ruleId === 0 ? undefined : superOffice.changeAppointment({ ...forward, rule: {} });
      case 'retitleAll':
        return superOffice.changeAppointment({ ...forward, title: `${name} renamed`, location: 'Room 2' });
      case 'moveAll':
        return superOffice.changeAppointment({ ...forward, ...movedBy(first, deed.minutes) });
      case 'pattern':
        return superOffice.changeAppointment({
          ...forward,
          rule: { ...patternOf(deed.pattern), RecurrenceEndType: 'Counter', RecurrenceCounter: 5 },
        });
      case 'shorten':
        return this.#counted(forward, deed.left);
      case 'lengthen':
        return this.#counted(forward, rows.length + deed.by);
      case 'following':
        return superOffice.changeAppointment({
          ...forward,
          id: one.id,
          title: `${name} from now on`,
        });
      case 'endBefore':
        return superOffice.deleteAppointment({ ...forward, id: one.id });
      case 'single':
        return first.ruleId === 0
          ? undefined
          : superOffice.changeAppointment({ id: first.id, reach: 'stopRecurrence' });
      case 'removeAll':
        return superOffice.deleteAppointment(forward);
    }
  }

  #counted(forward: { readonly id: number }, count: number): void {
    this.#world.superOffice.changeAppointment({
      ...forward,
      rule: { RecurrenceEndType: 'Counter', RecurrenceCounter: count },
    });
  }

  #move(name: string, rows: readonly Row[], one: Row, to: { readonly start: string; readonly end: string }): void {
    const place = rows.indexOf(one);
    const day = to.start.slice(0, 10);
    const [before, after] = [rows[place - 1], rows[place + 1]].map((row) => row?.start.slice(0, 10));
    this.#world.superOffice.changeAppointment({ id: one.id, ...to });
    if ((before !== undefined && day <= before) || (after !== undefined && day >= after)) this.#cross(name, one);
  }

  #moveOverNeighbour(name: string, rows: readonly Row[], one: Row): void {
    const place = rows.indexOf(one);
    const neighbour = rows[place + 1] ?? rows[place - 1];
    if (neighbour === undefined || neighbour === one) return;
    const days = dayOf(one).until(dayOf(neighbour)).days;
    const minutes = days * 1440 + (one.allDay ? 0 : rows[place + 1] ? 60 : -60);
    this.#world.superOffice.changeAppointment({ id: one.id, ...movedBy(one, minutes) });
    this.#cross(name, one);
  }

  #cross(name: string, row: Row): void {
    this.#crossed.set(name, [...(this.#crossed.get(name) ?? []), row]);
  }

  /** The rows of the story's largest series, by time. */
  #largest(name: string): readonly Row[] {
    const series = [...Map.groupBy(this.#rows.get(name) ?? [], ({ ruleId }) => ruleId).values()];
    const [largest = []] = series.toSorted((a, b) => b.length - a.length || (a[0]?.id ?? 0) - (b[0]?.id ?? 0));
    return largest.toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.id - b.id));
  }
}

function chosen(rows: readonly Row[], { from, n }: Which): Row {
  const place = n % rows.length;
  const row = rows[from === 'start' ? place : rows.length - 1 - place];
  if (row === undefined) throw new RangeError('no row');
  return row;
}

function dayOf({ start }: Row): Temporal.PlainDate {
  return Temporal.PlainDate.from(start.slice(0, 10));
}

/** @param text a date or a wall-clock time. */
function later(text: string, by: { readonly days?: number; readonly minutes?: number }): string {
  if (!text.includes('T')) return Temporal.PlainDate.from(text).add(by).toString();
  return Temporal.PlainDateTime.from(text).add(by).toString({ smallestUnit: 'second' });
}

/** A row in the hour that the clocks leave out may end before it begins: the diary shows it without a duration. */
function movedBy({ start, end, allDay }: Row, minutes: number): { start: string; end: string } {
  const by = allDay ? { days: Math.trunc(minutes / 1440) } : { minutes };
  return { start: later(start, by), end: later(end < start ? start : end, by) };
}

function patternOf(pattern: Pattern): Record<string, unknown> {
  switch (pattern.every) {
    case 'day':
      return { Pattern: 'Daily', DayPattern: { Pattern: 'EveryCyclicDay', Cycle: pattern.interval } };
    case 'workday':
      return { Pattern: 'Daily', DayPattern: { Pattern: 'EveryWorkday', Cycle: 1 } };
    case 'week': {
      const names = pattern.days.map((day) => weekdays[day]).join(', ');
      return { Pattern: 'Weekly', WeekPattern: { Weekdays: names, Cycle: pattern.interval } };
    }
    case 'monthDay':
      return { Pattern: 'Monthly', MonthPattern: { Pattern: 'DayOfMonth', Cycle: pattern.interval, Day: pattern.day } };
    case 'monthWeekday':
      return { Pattern: 'Monthly', MonthPattern: { ...weekdayOf(pattern), Cycle: pattern.interval } };
    case 'yearDay':
      return { Pattern: 'Yearly', YearPattern: { Pattern: 'DayOfMonth', Cycle: pattern.month, Day: pattern.day } };
    case 'yearWeekday':
      return { Pattern: 'Yearly', YearPattern: { ...weekdayOf(pattern), Cycle: pattern.month } };
  }
}

function weekdayOf({ nth, day }: { readonly nth: keyof typeof weeks; readonly day: number }): Record<string, unknown> {
  return { Pattern: 'WeekdayOfMonth', Weekday: weekdays[day], WeekOfMonth: weeks[nth] };
}

function endOf(end: End, start: string, { every }: Pattern): Record<string, unknown> {
  if (end.kind === 'count') return { RecurrenceEndType: 'Counter', RecurrenceCounter: end.count };
  const far = every.startsWith('year') ? yearsAhead : farAhead;
  const days = end.kind === 'never' ? far : end.days;
  return { RecurrenceEndType: 'EndDate', EndDate: `${later(start, { days })}T00:00:00` };
}
