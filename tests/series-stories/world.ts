/**
 * @file Both practice servers without any appointment, and the whole product between them. What a side shows is what its people
 * see, by the server's own calculation: nothing of the product takes part in it.
 */
import { Temporal } from 'temporal-polyfill';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import type { StartOptions } from '../../sandbox/kit/system.ts';
import { createMicrosoft365 } from '../../sandbox/microsoft365/index.ts';
import { type SampleZones, sampleWorld } from '../../sandbox/sample/sample-world.ts';
import { createSuperOffice } from '../../sandbox/superoffice/index.ts';
import { createEngine } from '../../sync-core/engine/create-engine.ts';
import type { ActivityEntry, RunReport } from '../../sync-core/engine/report.ts';
import { countingRandom } from '../../sync-core/engine/testing/scene.ts';
import type { Side } from '../../sync-core/model/side.ts';
import { openStore } from '../../sync-core/store/store.ts';
import { plainSubject } from '../support/plain-subject.ts';
import { clockOf, connectAccounts, quiet } from '../support/sandbox-accounts.ts';

/** Where everybody lives, and what is not known of the two systems. */
export interface Setting {
  readonly zones: Required<SampleZones>;
  readonly superOffice: NonNullable<StartOptions['switches']>;
  readonly microsoft365: NonNullable<StartOptions['switches']>;
}

/** One occurrence, or a single appointment, as people see it. */
export interface Shown {
  /** Wall-clock time of the CRM's user, or dates of whole days, the last one included. */
  readonly start: string;
  readonly end: string;
  readonly title: string;
  readonly location: string;
}

export interface World {
  readonly zones: Setting['zones'];
  readonly superOffice: ReturnType<typeof createSuperOffice>['control'];
  readonly microsoft365: ReturnType<typeof createMicrosoft365>['control'];
  /** @returns what a side shows between two days, by the name of the story, in order. */
  shown(side: Side): ReadonlyMap<string, readonly Shown[]>;
  /** @returns when all begins that a story has in SuperOffice, also beyond those days. */
  startsInCrm(): ReadonlyMap<string, readonly string[]>;
  /** @returns the stories of which SuperOffice has rows of a rule. */
  listedInCrm(): ReadonlySet<string>;
  /** Five minutes later. */
  run(): Promise<{ readonly report: RunReport; readonly entries: readonly ActivityEntry[]; readonly requests: number }>;
  /** @returns the stories of which something is set aside. */
  setAside(): ReadonlySet<string>;
  /** The user agrees to everything that waits. @returns how many that were. */
  agree(): number;
  close(): Promise<void>;
}

const start = Date.parse('2026-11-23T08:00:00Z');
/** Well inside the window of the runs, whatever zone its edges are counted in. */
const from = '2026-11-19';
const until = '2027-05-21';

/** What every title has in it. */
const anyTitle = 'S';

/** @returns the name that all of a story's titles begin with. */
export function nameOf(title: string | null): string {
  return title?.split(' ')[0] ?? '';
}

export async function createWorld({ zones, ...switches }: Setting): Promise<World> {
  const servers = createManualClock(start);
  const clock = clockOf(servers);
  const superOffice = createSuperOffice({ clock: servers, seed: 1, switches: switches.superOffice });
  const microsoft365 = createMicrosoft365({ clock: servers, seed: 1, switches: switches.microsoft365 });
  const people = {
    ...sampleWorld({ seed: 1, size: 'small', today: '2026-11-23', zones }),
    appointments: [],
    tasks: [],
  };
  for (const system of [superOffice, microsoft365]) system.load(people);
  const store = await openStore({ file: ':memory:', clock, log: quiet });
  let requests = 0;
  const engine = createEngine({
    store,
    connectors: connectAccounts({
      superOffice,
      microsoft365,
      clock,
      random: () => 0.5,
      remembered: (side) => store.remembered(side),
      onRequest() {
        requests += 1;
      },
    }),
    clock,
    random: countingRandom(),
    log: quiet,
    onEvent: () => undefined,
  });
  const everything = (filter: 'all' | 'needsYou', wanted: (entry: ActivityEntry) => boolean) => {
    const found: ActivityEntry[] = [];
    for (let before: number | null = null; ; ) {
      const page = store.activity({ filter, search: '', before, limit: 200 });
      found.push(...page.entries.filter(wanted));
      if (!page.more || !page.entries.every(wanted)) return found;
      before = page.entries.at(-1)?.id ?? null;
    }
  };
  const rows = () =>
    superOffice.control
      .list()
      // A rule puts rows into the hour that its database's clock leaves out: one that ends before it begins lasts no time.
      .map(({ start: begins, end, title, location }) => ({
        start: begins,
        end: end < begins ? begins : end,
        title,
        location,
      }));
  const events = () =>
    microsoft365.control
      .list({ from: '2026-11-16T00:00:00Z', to: '2027-05-24T00:00:00Z' })
      .map(({ allDay, start: begins, end, startsAt, endsAt, title, location }) =>
        allDay
          ? { start: begins, end, title, location }
          : { start: inCrm(startsAt, zones), end: inCrm(endsAt, zones), title, location },
      );
  return {
    zones,
    superOffice: superOffice.control,
    microsoft365: microsoft365.control,
    shown: (side) => byName((side === 'crm' ? rows() : events()).filter(isInside)),
    startsInCrm() {
      const named = Map.groupBy(superOffice.control.list(), ({ title }) => nameOf(title));
      return new Map([...named].map(([name, some]) => [name, some.map((row) => row.start)]));
    },
    listedInCrm() {
      const named = Map.groupBy(superOffice.control.list(), ({ title }) => nameOf(title));
      return new Set([...named].flatMap(([name, some]) => (some.some(({ ruleId }) => ruleId !== 0) ? [name] : [])));
    },
    async run() {
      servers.advance(5 * 60_000);
      const before = requests;
      const { signal } = new AbortController();
      const report = await engine.run({ trigger: 'timer', preferences: plainSubject, signal });
      const entries = everything('all', ({ runId }) => runId === report.runId);
      return { report, entries, requests: requests - before };
    },
    setAside() {
      const all = store.standings(anyTitle, Number.MAX_SAFE_INTEGER).filter(({ standing }) => standing === 'setAside');
      return new Set(all.map(({ title }) => nameOf(title)));
    },
    agree() {
      const waiting = everything('needsYou', () => true).map(({ id }) => id);
      engine.decideHeld(waiting, 'apply');
      return waiting.length;
    },
    async close() {
      store.close();
      await Promise.all([superOffice.close(), microsoft365.close()]);
    },
  };
}

/**
 * The moment as the CRM's user reads it. Its database keeps wall-clock times of its own zone: of two moments that are one time
 * there, it is the first.
 */
function inCrm(moment: string, { base, user }: Setting['zones']): string {
  return Temporal.Instant.from(moment)
    .toZonedDateTimeISO(base)
    .toPlainDateTime()
    .toZonedDateTime(base)
    .withTimeZone(user)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' });
}

function isInside(one: Shown): boolean {
  return one.end >= from && one.start < until;
}

function byName(all: readonly Shown[]): ReadonlyMap<string, readonly Shown[]> {
  const named = Map.groupBy(all, ({ title }) => nameOf(title));
  return new Map([...named].map(([name, some]) => [name, some.toSorted(inOrder)]));
}

function inOrder(one: Shown, other: Shown): number {
  const [a, b] = [one, other].map((each) => `${each.start} ${each.end} ${each.title} ${each.location}`);
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
