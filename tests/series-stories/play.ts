/**
 * @file Plays many stories at once between the two practice servers, and compares after each step what both show: occurrence by
 * occurrence the same moments with the same words, on the side where it was done just as the person left it.
 */
import { Temporal } from 'temporal-polyfill';
import type { ActivityEntry } from '../../sync-core/engine/report.ts';
import { otherSide, type Side } from '../../sync-core/model/side.ts';
import { OutlookHands } from './outlook-hands.ts';
import type { Deed, Story } from './story.ts';
import { SuperOfficeHands } from './superoffice-hands.ts';
import { createWorld, nameOf, type Setting, type Shown, type World } from './world.ts';

export interface Played {
  /** What went wrong, by the place of the story. */
  readonly failures: ReadonlyMap<number, string>;
  /** Occurrences that were compared. */
  readonly occurrences: number;
  /** Series that Outlook cannot have: both sides stayed as they were, and the user was told. */
  readonly refused: number;
  readonly requests: number;
}

/** @throws whatever a person's hand meets. */
export async function playStories(setting: Setting, side: Side, stories: readonly Story[]): Promise<Played> {
  const world = await createWorld(setting);
  try {
    return await new Performance(world, side, stories).play();
  } finally {
    await world.close();
  }
}

type Act = (name: string, story: Story) => void;

/** Runs after which nothing may be left to do. */
const mostRuns = 6;

class Performance {
  readonly #world: World;
  readonly #side: Side;
  readonly #stories: ReadonlyMap<string, Story>;
  readonly #hands: Readonly<{ crm: SuperOfficeHands; calendar: OutlookHands }>;
  readonly #failures = new Map<string, string>();
  readonly #refused = new Set<string>();
  /** Stories in which the two sides differ now, because Outlook cannot have what SuperOffice has. */
  readonly #apart = new Set<string>();
  /** Stories with a row of a list of days that was made a series in Outlook: SuperOffice would take the other rows along. */
  readonly #rowsAsSeries = new Set<string>();
  /** Titles of what the user was told is left out, by the story. */
  readonly #told = new Map<string, Set<string>>();
  /** Those of them of which the user was told that they are not taken. */
  readonly #refusedRows = new Set<string>();
  #occurrences = 0;
  #requests = 0;

  constructor(world: World, side: Side, stories: readonly Story[]) {
    this.#world = world;
    this.#side = side;
    this.#stories = new Map(stories.map((story, place) => [`S${place}`, story]));
    this.#hands = { crm: new SuperOfficeHands(world), calendar: new OutlookHands(world) };
  }

  async play(): Promise<Played> {
    const here = this.#side;
    const hand = this.#hands[here];
    await this.#step(
      'a new series',
      here,
      (name, story) => hand.create(name, story),
      ...this.#oneByOne(
        ({ deeds }) => deeds,
        (name, deed) => hand.do(name, deed),
      ),
    );
    const both: readonly [string, Side, (story: Story) => Story['deeds']][] = [
      ['changed on the other side', otherSide(here), ({ there }) => there],
      ['changed back here', here, ({ backHere }) => backHere],
    ];
    for (const [what, side, deedsOf] of both) {
      const acts = this.#oneByOne(deedsOf, (name, deed) => {
        const isStuck = this.#rowsAsSeries.has(name);
        const waits = isStuck || this.#hands.crm.isCrossed(name) || (side === 'calendar' && this.#apart.has(name));
        if (!waits) this.#hands[side].do(name, deed);
      });
      await this.#step(what, side, ...acts);
    }
    if ([...this.#stories.keys()].some((name) => this.#hands.crm.isCrossed(name)))
      await this.#step('put back behind its neighbour', 'crm', (name) => this.#hands.crm.uncross(name));
    await this.#quiet();
    return {
      failures: new Map([...this.#failures].map(([name, text]) => [Number(name.slice(1)), text])),
      occurrences: this.#occurrences,
      refused: this.#refused.size,
      requests: this.#requests,
    };
  }

  /** Each story's first deed, then each story's second one: what there is is looked at once for all of them. */
  #oneByOne(deedsOf: (story: Story) => Story['deeds'], act: (name: string, deed: Deed) => void): readonly Act[] {
    const most = Math.max(...[...this.#stories.values()].map((story) => deedsOf(story).length));
    return Array.from({ length: most }, (_, place) => (name: string, story: Story) => {
      const deed = deedsOf(story)[place];
      if (deed !== undefined) act(name, deed);
    });
  }

  /** Each act is done to all stories before the next one. */
  async #step(what: string, side: Side, ...acts: readonly Act[]): Promise<void> {
    const otherBefore = this.#world.shown(otherSide(side));
    for (const act of acts) {
      this.#hands[side].look();
      for (const [name, story] of this.#stories) {
        try {
          act(name, story);
        } catch (error) {
          this.#fail(name, what, `the person met ${String(error)}`);
        }
      }
    }
    const meant = this.#world.shown(side);
    const lists = this.#world.listedInCrm();
    for (const name of this.#stories.keys())
      if (this.#hands.calendar.hasMadeSeries(name) && lists.has(name)) this.#rowsAsSeries.add(name);
    const starts = side === 'crm' ? this.#world.startsInCrm() : new Map<string, readonly string[]>();
    const mayBeRefused = new Set(
      [...this.#stories.keys()].filter((name) => this.#mayBeRefused(name, starts.get(name) ?? [])),
    );
    await this.#settle(what);
    const [shown, other] = [this.#world.shown(side), this.#world.shown(otherSide(side))];
    for (const name of this.#stories.keys()) {
      if (side === 'calendar' && this.#apart.has(name)) continue;
      const wanted = meant.get(name) ?? [];
      this.#occurrences += wanted.length;
      this.#compare(name, `${what}: the side where it was done`, wanted, shown.get(name) ?? []);
      const there = other.get(name) ?? [];
      // A rule that was written anew is another series: what the other side had of the old one goes, and this one cannot come.
      const isUntouched = same(there, otherBefore.get(name) ?? []);
      const isAsBefore = there.length === 0 || isUntouched;
      // Of a series that goes on as another one the first half has come.
      const told = this.#told.get(name) ?? new Set<string>();
      const halfCame = same(
        wanted.filter(({ title }) => !told.has(title)),
        there,
      );
      const refused = this.#refusedRows.has(name)
        ? isUntouched
        : mayBeRefused.has(name) && told.size > 0 && (isAsBefore || halfCame);
      const isApart = refused && !same(wanted, there);
      if (isApart) this.#refused.add(name);
      if (isApart) this.#apart.add(name);
      else this.#apart.delete(name);
      if (!isApart) this.#compare(name, `${what}: the other side`, wanted, there);
    }
  }

  /** Runs until there is nothing left to do. @throws where that never comes */
  async #settle(what: string): Promise<void> {
    for (let runs = 1; ; runs += 1) {
      const { report, entries, requests } = await this.#world.run();
      if (report.outcome === 'failed') throw new Error(`${what}: the run failed, ${JSON.stringify(report.problem)}`);
      this.#requests += requests;
      for (const { outcome, title, reason } of entries) {
        if (outcome === 'leftOut') this.#noteTold(nameOf(title), title ?? '');
        // What is missing is looked at twice.
        const isPassing = reason?.kind === 'error' && reason.code === 'unavailable' && runs < mostRuns;
        if (outcome === 'parked' && this.#isRefusedRow(nameOf(title), reason)) this.#refusedRows.add(nameOf(title));
        else if (outcome === 'conflict' || (outcome === 'parked' && !isPassing))
          this.#fail(nameOf(title), what, `${outcome}: ${JSON.stringify(reason)}`);
      }
      const writes = Object.values(report.written).flatMap((counts) => Object.values(counts));
      const setAside = [...this.#world.setAside()].filter((name) => !this.#refusedRows.has(name));
      if (this.#world.agree() + setAside.length === 0 && writes.every((count) => count === 0)) return;
      if (runs < mostRuns) continue;
      if (setAside.length > 0 && this.#failures.size > 0) return;
      const last = entries.map(({ title, side, action, outcome }) => `${title}: ${action} in ${side}, ${outcome}`);
      throw new Error(`${what}: ${mostRuns} runs did not bring it to rest: ${last.join('; ')}`);
    }
  }

  #isRefusedRow(name: string, reason: ActivityEntry['reason']): boolean {
    const isRefusal =
      reason?.kind === 'error' && reason.code === 'rejected' && reason.details?.includes('seriesNotTaken');
    return isRefusal === true && this.#rowsAsSeries.has(name);
  }

  #noteTold(name: string, title: string): void {
    this.#told.set(name, (this.#told.get(name) ?? new Set()).add(title));
  }

  async #quiet(): Promise<void> {
    const { entries } = await this.#world.run();
    for (const { title, action, side } of entries) this.#fail(nameOf(title), 'in a quiet run', `${action} in ${side}`);
    for (const { mails } of [this.#world.superOffice, this.#world.microsoft365])
      if (mails().length > 0) throw new Error('somebody was mailed');
  }

  /** Outlook has no two occurrences on one day, and none beyond its neighbour. */
  #mayBeRefused(name: string, starts: readonly string[]): boolean {
    if (this.#hands.crm.isCrossed(name)) return true;
    const { user, base, mailbox } = this.#world.zones;
    const own = this.#stories.get(name)?.zone ?? mailbox;
    return [user, base, mailbox, own].some((zone) => {
      const days = starts.map((start) => dayIn(start, user, zone));
      return new Set(days).size < days.length;
    });
  }

  #compare(name: string, where: string, wanted: readonly Shown[], shown: readonly Shown[]): void {
    if (same(wanted, shown)) return;
    const text = (all: readonly Shown[]) => new Set(lines(all));
    const [should, does] = [text(wanted), text(shown)];
    const missing = [...should].filter((line) => !does.has(line)).map((line) => `    missing: ${line}`);
    const surplus = [...does].filter((line) => !should.has(line)).map((line) => `    too much: ${line}`);
    this.#fail(
      name,
      where,
      [`${wanted.length} wanted, ${shown.length} shown`, ...missing, ...surplus].slice(0, 12).join('\n'),
    );
  }

  /** The first thing that goes wrong counts. */
  #fail(name: string, where: string, text: string): void {
    if (!this.#failures.has(name)) this.#failures.set(name, `${where}: ${text}`);
  }
}

function lines(all: readonly Shown[]): readonly string[] {
  return all.map(({ start, end, title, location }) => `${start} to ${end} ${title}, ${location}`);
}

function same(one: readonly Shown[], other: readonly Shown[]): boolean {
  return lines(one).join('\n') === lines(other).join('\n');
}

function dayIn(start: string, user: string, zone: string): string {
  if (!start.includes('T')) return start;
  return Temporal.PlainDateTime.from(start).toZonedDateTime(user).withTimeZone(zone).toPlainDate().toString();
}
