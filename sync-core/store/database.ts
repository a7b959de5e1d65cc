/**
 * @file Opens the SQLite file: checks it, brings it to the current shape, and sets a damaged one aside under another name
 * (it is never deleted: whatever it still holds can be looked at).
 */
import { existsSync, renameSync } from 'node:fs';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Log } from '../connectors/ports.ts';
import { asStoreError, StoreError } from './errors.ts';
import { addFoldCase } from './fold-case.ts';
import { first } from './migrations/0001-first.ts';
import { remembered } from './migrations/0002-remembered.ts';
import { places } from './migrations/0003-places.ts';
import { undo } from './migrations/0004-undo.ts';
import { decisions } from './migrations/0005-decisions.ts';
import { missed } from './migrations/0006-missed.ts';
import { built } from './migrations/0007-built.ts';
import { titles } from './migrations/0008-titles.ts';
import { series } from './migrations/0009-series.ts';
import { doubted } from './migrations/0010-doubted.ts';

/** In order; the number of a migration is its place, counted from 1, and stands in `user_version`. */
const migrations: readonly string[] = [
  first,
  remembered,
  places,
  undo,
  decisions,
  missed,
  built,
  titles,
  series,
  doubted,
];

/** Titles and texts are in it, private ones too, and the folder may be one that others can look into. */
const ownerOnly = 0o600;

export interface DatabaseOptions {
  /** Path of the file, or `:memory:`. Its folder is made if it is missing. */
  readonly file: string;
  /** For the name of a file that is set aside. */
  readonly now: () => number;
  readonly log: Log;
  /** Called with the text of every statement that is carried out. */
  readonly onStatement?: (sql: string) => void;
}

export interface OpenedDatabase {
  readonly db: Database.Database;
  /** Where a damaged file was put; null when the file was sound or new. */
  readonly setAside: string | null;
}

/** @throws StoreError when there is no way to write a file there, or it was written by a newer version of the program. */
export async function openDatabase(options: DatabaseOptions): Promise<OpenedDatabase> {
  const inMemory = options.file === ':memory:';
  try {
    if (!inMemory) await mkdir(dirname(options.file), { recursive: true });
  } catch (error) {
    throw new StoreError('storeReadOnly', 'the folder of the store cannot be made', error);
  }
  try {
    return { db: await prepare(options, migrations), setAside: null };
  } catch (error) {
    const problem = asStoreError(error);
    if (problem?.code !== 'storeDamaged' || inMemory) throw problem ?? error;
    const setAside = setFileAside(options);
    options.log.error('the store was damaged and has been set aside; a new one is made', { reason: problem.message });
    try {
      return { db: await prepare(options, migrations), setAside };
    } catch (again) {
      throw asStoreError(again) ?? again;
    }
  }
}

/**
 * Opens, checks and migrates one file.
 * @param steps the migrations; handed in so that the way from any old shape can be tested.
 */
export async function prepare(options: DatabaseOptions, steps: readonly string[]): Promise<Database.Database> {
  const { onStatement } = options;
  await createForOwner(options.file);
  const db = new Database(options.file, {
    timeout: 2000,
    ...(onStatement === undefined ? {} : { verbose: (sql: unknown) => onStatement(String(sql)) }),
  });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    addFoldCase(db);
    check(db);
    await migrate(db, options, steps);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** SQLite gives its WAL the mode of the file, and takes an empty file for a new database. */
async function createForOwner(file: string): Promise<void> {
  if (file === ':memory:' || existsSync(file)) return;
  try {
    await (await open(file, 'a', ownerOnly)).close();
  } catch (error) {
    throw new StoreError('storeReadOnly', 'the file of the store cannot be made', error);
  }
}

/**
 * [Note: what survives a power failure] In WAL mode with `synchronous = NORMAL` a commit is in the file at once, and on the
 * disk with the next checkpoint: when the power fails, the last commits may be missing, never a part of one. What was read
 * or settled is read or looked up again then. An intent must not be missing, or nobody would ask what became of it. So intents
 * alone are committed with FULL, which waits for the disk and takes everything before it along: one wait for a hundred
 * writes, where FULL throughout would wait once for each outcome as well. Measured on one disk, 1,000 writes with their
 * outcomes: 0.1 s with NORMAL, 0.2 s like this, 7 s with FULL.
 */
export function durably<T>(db: Database.Database, work: () => T): T {
  db.pragma('synchronous = FULL');
  try {
    return work();
  } finally {
    db.pragma('synchronous = NORMAL');
  }
}

function check(db: Database.Database): void {
  const verdict = db.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw new StoreError('storeDamaged', 'the integrity check failed');
}

async function migrate(db: Database.Database, options: DatabaseOptions, steps: readonly string[]): Promise<void> {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > steps.length) {
    throw new StoreError('storeReadOnly', `the store has shape ${version}, and this program knows ${steps.length}`);
  }
  if (version > 0 && version < steps.length) await backUp(db, `${options.file}.before-${version + 1}`);
  for (const [index, sql] of steps.entries()) {
    if (index < version) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${index + 1}`);
    }).immediate();
    options.log.info('the store was brought to a new shape', { version: index + 1 });
  }
}

/** Written beside and renamed, so that a backup that exists is always a whole one. */
async function backUp(db: Database.Database, target: string): Promise<void> {
  const partial = `${target}.partial`;
  await rm(partial, { force: true });
  await db.backup(partial);
  await chmod(partial, ownerOnly);
  await rename(partial, target);
}

function setFileAside({ file, now }: DatabaseOptions): string {
  const stamp = new Date(now()).toISOString().replaceAll(':', '-');
  let target = `${file}.damaged-${stamp}`;
  for (let n = 2; existsSync(target); n++) target = `${file}.damaged-${stamp}-${n}`;
  renameSync(file, target);
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
  }
  return target;
}
