/** @file What a person does with a series in Outlook: with one occurrence, with this and all following, or with the series. */
import { Temporal } from 'temporal-polyfill';
import { unlessRefused } from './refusals.ts';
import type { Deed, End, Pattern, Story, Which } from './story.ts';
import { nameOf, type World } from './world.ts';

type Operations = World['microsoft365'];
type Item = ReturnType<Operations['list']>[number];
type Occurrence = ReturnType<Operations['occurrences']>[number];
type GraphPattern = Parameters<Operations['createSeries']>[0]['pattern'];
type Ends = Parameters<Operations['createSeries']>[0]['ends'];

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const indexes = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', last: 'last' } as const;
const span = { from: '2020-01-01T00:00:00Z', to: '2027-05-25T00:00:00Z' };

export class OutlookHands {
  readonly #world: World;
  #items: Map<string, Item[]> = new Map();
  /** Days of occurrences that were cancelled here. */
  readonly #cancelled = new Map<string, string[]>();
  readonly #madeOfSingles = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  look(): void {
    this.#items = Map.groupBy(this.#world.microsoft365.list(), ({ title }) => nameOf(title));
  }

  create(name: string, { pattern, end, start, time, zone }: Story): void {
    const place =
      'wholeDays' in time
        ? { start, end: later(start, { days: time.wholeDays - 1 }), allDay: true }
        : { start: `${start}T${time.at}:00`, end: later(`${start}T${time.at}:00`, { minutes: time.minutes }) };
    this.#world.microsoft365.createSeries({
      title: name,
      location: 'Room 1',
      ...place,
      ...(zone === null ? {} : { zone }),
      pattern: patternOf(pattern),
      ends: endsOf(end, start),
    });
  }

  do(name: string, deed: Deed): void {
    const item = this.#item(name);
    if (item === undefined) return;
    if (item.type === 'seriesMaster') this.#doToSeries(name, item, deed);
    else this.#doToSingle(name, item, deed);
  }

  /** A series before a single one. */
  #item(name: string): Item | undefined {
    const items = (this.#items.get(name) ?? []).filter(
      ({ type }) => type === 'seriesMaster' || type === 'singleInstance',
    );
    return items.find(({ type }) => type === 'seriesMaster') ?? items[0];
  }

  #doToSingle(name: string, { id, ...item }: Item, deed: Deed): void {
    const { microsoft365 } = this.#world;
    if (deed.do === 'removeAll' || deed.do === 'cancel') microsoft365.deleteEvent({ id });
    else if (deed.do === 'retitleAll' || deed.do === 'retitle')
      microsoft365.changeEvent({ id, title: `${name} renamed`, location: 'Room 2' });
    else if (deed.do === 'moveAll' || deed.do === 'move')
      microsoft365.changeEvent({ id, ...movedBy(item, deed.minutes) });
    else if (deed.do === 'pattern') {
      microsoft365.makeSeries({ id, pattern: patternOf(deed.pattern), ends: { count: 5 }, change: {} });
      this.#madeOfSingles.add(name);
    }
  }

  /** Whether a single appointment was made a series here. */
  hasMadeSeries(name: string): boolean {
    return this.#madeOfSingles.has(name);
  }

  #doToSeries(name: string, series: Item, deed: Deed): unknown {
    const { microsoft365 } = this.#world;
    const { id } = series;
    const all = microsoft365.occurrences({ id, ...span });
    const one = 'which' in deed ? chosen(all, deed.which) : undefined;
    if ('which' in deed && one === undefined) return undefined;
    const day = one?.day ?? '';
    switch (deed.do) {
      case 'nothing':
      // Outlook takes no occurrence beyond its neighbour.
      case 'moveOverNeighbour':
        return undefined;
      case 'cancel':
        this.#cancelled.set(id, [...(this.#cancelled.get(id) ?? []), day]);
        return microsoft365.cancelOccurrence({ id, day });
      case 'move':
        return one && this.#move(id, one, deed.minutes);
      case 'retitle':
        return microsoft365.changeOccurrence({ id, day, change: { title: `${name} special` } });
      case 'relocate':
        return microsoft365.changeOccurrence({ id, day, change: { location: 'Room 9' } });
      case 'restore': {
        const last = this.#cancelled.get(id)?.pop();
        if (last === undefined) return undefined;
        return unlessRefused(/neighbour/, () => microsoft365.restoreOccurrence({ id, day: last }));
      }
      case 'retitleAll':
        return microsoft365.changeSeries({ id, change: { title: `${name} renamed`, location: 'Room 2' } });
      case 'moveAll':
        return this.#moveAll(series, deed.minutes);
      case 'pattern':
        return microsoft365.changeSeries({ id, pattern: patternOf(deed.pattern), ends: { count: 5 }, change: {} });
      case 'shorten':
        return microsoft365.changeSeries({ id, ends: { count: deed.left }, change: {} });
      case 'lengthen':
        return microsoft365.changeSeries({ id, ends: { count: Math.min(all.length + deed.by, 999) }, change: {} });
      case 'following':
        return this.#unlessFirst(all, one, () =>
          microsoft365.changeFollowing({ id, day, change: { title: `${name} from now on` } }),
        );
      case 'endBefore':
        return this.#unlessFirst(all, one, () => microsoft365.removeFollowing({ id, day }));
      case 'single':
        return microsoft365.makeSingle({ id });
      case 'removeAll':
        return microsoft365.deleteEvent({ id });
    }
  }

  /** What concerns the first one and all following is done to the whole series. */
  #unlessFirst(all: readonly Occurrence[], one: Occurrence | undefined, act: () => unknown): void {
    if (one !== undefined && all.some(({ day }) => day < one.day)) act();
  }

  /** None goes to its neighbour's day, and none begins in the hour that the clocks leave out and ends with it. */
  #move(id: string, one: Occurrence, minutes: number): void {
    unlessRefused(/neighbour|end of the event is before its start/, () =>
      this.#world.microsoft365.changeOccurrence({ id, day: one.day, change: movedBy(one, minutes) }),
    );
  }

  /** A series that ends by date does not begin after that, or has no day of its pattern by then, and none begins in the hour that the clocks leave out. */
  #moveAll(series: Item, minutes: number): void {
    unlessRefused(/endDate|no occurrence|end of the event is before its start/, () =>
      this.#world.microsoft365.changeSeries({ id: series.id, change: movedBy(series, minutes) }),
    );
  }
}

function chosen(all: readonly Occurrence[], { from, n }: Which): Occurrence | undefined {
  if (all.length === 0) return undefined;
  const place = n % all.length;
  return all[from === 'start' ? place : all.length - 1 - place];
}

/** @param text a date or a wall-clock time. */
function later(text: string, by: { readonly days?: number; readonly minutes?: number }): string {
  if (!text.includes('T')) return Temporal.PlainDate.from(text).add(by).toString();
  return Temporal.PlainDateTime.from(text).add(by).toString({ smallestUnit: 'second' });
}

type Place = Pick<Item, 'start' | 'end' | 'allDay' | 'zone'>;

function movedBy({ start, end, allDay, zone }: Place, minutes: number) {
  if (allDay) {
    const days = Math.trunc(minutes / 1440);
    return { start: later(start, { days }), end: later(end, { days }), allDay };
  }
  return { start: later(start, { minutes }), end: later(end, { minutes }), zone };
}

function patternOf(pattern: Pattern): GraphPattern {
  switch (pattern.every) {
    case 'day':
      return { type: 'daily', interval: pattern.interval };
    case 'workday':
      return { type: 'weekly', interval: 1, daysOfWeek: weekdays.slice(0, 5), firstDayOfWeek: 'monday' };
    case 'week':
      return {
        type: 'weekly',
        interval: pattern.interval,
        daysOfWeek: pattern.days.map((day) => weekdays[day]),
        firstDayOfWeek: weekdays[pattern.weekStart],
      };
    case 'monthDay':
      return { type: 'absoluteMonthly', interval: pattern.interval, dayOfMonth: pattern.day };
    case 'monthWeekday':
      return {
        type: 'relativeMonthly',
        interval: pattern.interval,
        daysOfWeek: [weekdays[pattern.day]],
        index: indexes[pattern.nth],
      };
    case 'yearDay':
      return { type: 'absoluteYearly', interval: 1, month: pattern.month, dayOfMonth: pattern.day };
    case 'yearWeekday':
      return {
        type: 'relativeYearly',
        interval: 1,
        month: pattern.month,
        daysOfWeek: [weekdays[pattern.day]],
        index: indexes[pattern.nth],
      };
  }
}

function endsOf(end: End, start: string): Ends {
  if (end.kind === 'never') return null;
  return end.kind === 'count' ? { count: end.count } : { lastDay: later(start, { days: end.days }) };
}
