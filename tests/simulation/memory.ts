/** @file Where an installation keeps its database: in memory for a whole history, or in a file that each run opens anew. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Log } from '../../sync-core/connectors/ports.ts';
import { openDatabase } from '../../sync-core/store/database.ts';
import { openStore, type Store, storeOn } from '../../sync-core/store/store.ts';

const discard = () => undefined;
export const quiet: Log = { debug: discard, info: discard, warn: discard, error: discard };

interface Clock {
  now(): number;
}

/** One database, and what can happen to it. */
export interface Memory {
  /** As a process opens it. */
  open(clock: Clock): Promise<Store>;
  /** As a process leaves it, in order or not: what was committed is there. */
  leave(): void;
  /** A backup, for `bring`. */
  keep(): unknown;
  bring(image: unknown): void;
  delete(): void;
  /** Unreadable: the program is expected to set it aside. */
  damage(): void;
  /** It is used no more. */
  end(): void;
}

type Rows = ReadonlyMap<string, readonly Record<string, unknown>[]>;

/**
 * A transaction never spans an await, so that a process that dies leaves nothing half done: its database can stay open, and
 * the next process gets a new engine on it. The connection's own tables are emptied as if it had been closed.
 */
class KeptMemory {
  readonly #db: Database;
  readonly #store: Store;
  readonly #tables: readonly string[];
  readonly #empty: Rows;
  #clock: Clock = { now: () => 0 };

  private constructor(db: Database, storeFor: (clock: Clock) => Store) {
    this.#db = db;
    this.#store = storeFor({ now: () => this.#clock.now() });
    this.#tables = db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map(({ name }) => name);
    this.#empty = this.keep();
  }

  static async create(): Promise<KeptMemory> {
    const opened = await openDatabase({ file: ':memory:', now: () => 0, log: quiet });
    opened.db.pragma('temp_store = MEMORY');
    return new KeptMemory(opened.db, (clock) => storeOn(opened, clock));
  }

  async open(clock: Clock): Promise<Store> {
    this.#clock = clock;
    return this.#store;
  }

  leave(): void {
    this.#store.tables.staging.clear();
    this.#db.exec('DELETE FROM temp.sqlite_sequence');
  }

  keep(): Rows {
    return new Map(
      this.#tables.map((table) => [
        table,
        this.#db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all(),
      ]),
    );
  }

  bring(image: Rows): void {
    this.#db.pragma('foreign_keys = OFF');
    this.#db.transaction(() => {
      for (const table of this.#tables.toSorted((one) => (one === 'sqlite_sequence' ? 1 : -1))) {
        this.#db.exec(`DELETE FROM ${table}`);
        for (const row of image.get(table) ?? []) this.#insert(table, row);
      }
    })();
    this.#db.pragma('foreign_keys = ON');
  }

  #insert(table: string, row: Record<string, unknown>): void {
    const columns = Object.keys(row);
    const places = columns.map((column) => `@${column}`);
    this.#db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`).run(row);
  }

  delete(): void {
    this.bring(this.#empty);
  }

  end(): void {
    this.leave();
    this.delete();
  }
}

const idle: KeptMemory[] = [];

/** Made once and used for many histories. */
export async function keptMemory(): Promise<Memory> {
  const memory = idle.pop() ?? (await KeptMemory.create());
  return {
    open: (clock) => memory.open(clock),
    leave: () => memory.leave(),
    keep: () => memory.keep(),
    bring: (image) => memory.bring(image as Rows),
    delete: () => memory.delete(),
    damage: () => memory.delete(),
    end() {
      memory.end();
      idle.push(memory);
    },
  };
}

/** In memory where the machine has such a place. */
const placeForFiles = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export function fileMemory(): Memory {
  const folder = mkdtempSync(join(placeForFiles, 'history-'));
  const file = join(folder, 'store.sqlite');
  let store: Store | undefined;
  const remove = () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  };
  return {
    async open(clock) {
      store = await openStore({ file, clock, log: quiet });
      return store;
    },
    leave() {
      store?.close();
      store = undefined;
    },
    keep: () => (existsSync(file) ? readFileSync(file) : null),
    bring(image) {
      remove();
      if (image instanceof Buffer) writeFileSync(file, image);
    },
    delete: remove,
    damage() {
      if (existsSync(file)) writeFileSync(file, readFileSync(file).fill(7, 100));
    },
    end() {
      store?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
