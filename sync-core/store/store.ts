/** @file The store's front door: the SQLite file that remembers which item is which. Opened by one process. */
import type { Clock, Log, Remembered } from '../connectors/ports.ts';
import type { ActivityEntry, ItemStanding, RunReport } from '../engine/report.ts';
import type { ItemKind } from '../model/side.ts';
import { type ActivityPage, type ActivityQuery, type HistoryDay, openActivity } from './activity.ts';
import { openCursors } from './cursors.ts';
import { durably, type OpenedDatabase, openDatabase } from './database.ts';
import { openJournal } from './journal.ts';
import { openLeaseMemory } from './lease-memory.ts';
import { openLinks } from './links.ts';
import { openPlaces } from './places.ts';
import { type RelinkChoice, relink } from './relink.ts';
import { openRemembered } from './remembered.ts';
import { oldestKept } from './retention.ts';
import { openRuns } from './runs.ts';
import { openStaging } from './staging.ts';
import { openStandings } from './standings.ts';
import { openWaiting } from './waiting.ts';

export interface StoreOptions {
  /** Path of the SQLite file, or `:memory:`. Its folder is made if it is missing. */
  readonly file: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Called with the text of each statement that is carried out, for measuring. */
  readonly onStatement?: (sql: string) => void;
}

/** What the window asks of the store. All answers come from the file; nothing is fetched. */
export interface StoreView {
  /** The activity list, newest first. */
  activity(query: ActivityQuery): ActivityPage;
  activityEntry(id: number): ActivityEntry | undefined;
  /** What a run did, or took back, newest first. */
  deeds(runId: string): readonly ActivityEntry[];
  /** Writes per day for the last `days` days in a zone (IANA), oldest first, without gaps. */
  history(days: number, zone: string): readonly HistoryDay[];
  /** Linked pairs by kind, and pairs that wait for the user (`held`) or for another try (`parked`). */
  counts(): { readonly linked: Readonly<Record<ItemKind, number>>; readonly held: number; readonly parked: number };
  /** The last run that was neither a dry one nor an undo. */
  lastReport(): RunReport | undefined;
  /** End of the last run that reached its end, ISO. */
  lastSuccessAt(): string | null;
  /**
   * "Why is this not synchronised?": what is known of the items whose title contains these words, whatever their case; best
   * first, then newest. Items that were never read, and private ones, are not known.
   */
  standings(search: string, limit: number): readonly ItemStanding[];
  /** When the first parked pair is due again, milliseconds since 1970. */
  nextRetryAt(): number | null;
}

export interface Store extends StoreView {
  /** Where a damaged file was put when the store was opened; null when all was well. */
  readonly setAside: string | null;
  /**
   * Forgets which item is which, how far was read, what waits and the accounts' facts; activity and journal stay. Both calendars stay as they
   * are, and the next run matches anew. For "reset and re-match".
   */
  forgetLinks(): void;
  /**
   * The user's word on the links when a run ended with `otherAccount` or `otherFolder`. Nothing is written in either system;
   * the next run goes on with what was found.
   */
  relink(choice: RelinkChoice): void;
  /** @param account whose facts: a text that is another one for every other account. */
  remembered(account: string): Remembered;
  close(): void;
  /** For the engine alone. */
  readonly tables: StoreTables;
}

/** The store as the engine works with it. */
export interface StoreTables {
  readonly links: ReturnType<typeof openLinks>;
  readonly staging: ReturnType<typeof openStaging>;
  readonly journal: ReturnType<typeof openJournal>;
  readonly waiting: ReturnType<typeof openWaiting>;
  readonly cursors: ReturnType<typeof openCursors>;
  readonly activity: ReturnType<typeof openActivity>;
  readonly runs: ReturnType<typeof openRuns>;
  readonly places: ReturnType<typeof openPlaces>;
  readonly lease: ReturnType<typeof openLeaseMemory>;
  /** All or nothing. */
  transaction<T>(work: () => T): T;
  /** All or nothing, and on the disk before it returns: what must be known even after the power failed. See database.ts. */
  durably<T>(work: () => T): T;
  /** Drops activity, journal and reports that are older than the retention time. */
  prune(): void;
}

const activityLimit = 50_000;
/** Texts of appointments can be long: a mass change of long ones must not fill the disk. */
const journalBytes = 256 * 1024 * 1024;

/**
 * Opens the store, brings it to the current shape, and sets a damaged file aside.
 * @throws StoreError when it cannot be written there.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  return storeOn(await openDatabase({ ...options, now: () => options.clock.now() }), options.clock);
}

/** The store on a database that is open and in the current shape: one that a simulation keeps through many processes. */
export function storeOn({ db, setAside }: OpenedDatabase, clock: StoreOptions['clock']): Store {
  const now = () => clock.now();
  const links = openLinks(db, now);
  const staging = openStaging(db);
  const journal = openJournal(db, now);
  const waiting = openWaiting(db, now);
  const cursors = openCursors(db, now);
  const activity = openActivity(db, now);
  const runs = openRuns(db, now);
  const remembered = openRemembered(db, now);
  const places = openPlaces(db);
  const lease = openLeaseMemory(db);
  const standings = openStandings(db);
  const transaction = <T>(work: () => T): T => db.transaction(work).immediate();

  const forgetLinks = () =>
    transaction(() => {
      links.forget();
      cursors.forget();
      waiting.forget();
      journal.forget();
      activity.forgetLeftOut();
      remembered.forget();
      places.forget();
    });

  return {
    setAside,
    tables: {
      links,
      staging,
      journal,
      waiting,
      cursors,
      activity,
      runs,
      places,
      lease,
      transaction,
      durably: (work) => durably(db, () => transaction(work)),
      prune() {
        transaction(() => {
          const oldest = oldestKept(remembered.of('store'), now()) ?? 0;
          journal.prune({ olderThan: oldest, mostBytes: journalBytes });
          activity.prune(oldest, activityLimit);
          runs.prune(oldest);
          remembered.prune();
        });
      },
    },
    activity: (query) => activity.list(query),
    activityEntry: (id) => activity.entry(id),
    deeds: (runId) => activity.deedsOf(runId).flatMap((id) => activity.entry(id) ?? []),
    history: (days, zone) => runs.history(days, zone),
    counts: () => ({
      linked: {
        appointment: links.countLinked('appointment'),
        task: links.countLinked('task'),
        person: links.countLinked('person'),
      },
      ...waiting.counts(),
    }),
    lastReport: () => runs.last(),
    lastSuccessAt: () => runs.lastSuccessAt(),
    standings: (search, limit) => standings.find(search, limit),
    nextRetryAt: () => waiting.nextDueAt(),
    forgetLinks,
    relink: (choice) =>
      transaction(() => relink({ links, cursors, waiting, journal, activity, places, forgetLinks }, choice)),
    remembered: (account) => remembered.of(account),
    close: () => void db.close(),
  };
}
