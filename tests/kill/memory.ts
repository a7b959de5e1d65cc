/** @file What a killed application left on disk: looked at in a copy, so that the next start finds what the kill left. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { prepare } from '../../sync-core/store/database.ts';
import { first } from '../../sync-core/store/migrations/0001-first.ts';

export interface Memory {
  /** `ok`, or what SQLite's own check of every page and index says; `none` where there is no file yet. */
  readonly sound: string;
  /** The number of the last migration. */
  readonly shape: number;
  /** Intents without an outcome. */
  readonly open: number;
  /** Linked pairs of appointments: it is those that are counted on the servers. */
  readonly linked: number;
  readonly waiting: number;
  /** Whether a run has reached its end. */
  readonly complete: boolean;
}

const nothing: Memory = { sound: 'none', shape: 0, open: 0, linked: 0, waiting: 0, complete: false };

export function storeFile(profileFolder: string): string {
  return path.join(profileFolder, 'synchronizer.sqlite');
}

/** The file with its write-ahead log, as the next process will find them. */
function copyOf(file: string, folder: string): string {
  const copy = path.join(folder, 'copy.sqlite');
  for (const suffix of ['', '-wal']) if (fs.existsSync(file + suffix)) fs.copyFileSync(file + suffix, copy + suffix);
  return copy;
}

export function lookIntoMemory(profileFolder: string): Memory {
  const file = storeFile(profileFolder);
  if (!fs.existsSync(file)) return nothing;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memory-'));
  const db = new Database(copyOf(file, folder));
  try {
    const sound = String(db.pragma('integrity_check(1)', { simple: true }));
    const shape = Number(db.pragma('user_version', { simple: true }));
    if (shape === 0) return { ...nothing, sound };
    const count = (sql: string) => Number(db.prepare(sql).pluck().get());
    return {
      sound,
      shape,
      open: count("SELECT count(*) FROM operations WHERE state = 'intended'"),
      linked: count("SELECT count(*) FROM links WHERE state = 'linked' AND kind = 'appointment'"),
      waiting: count('SELECT count(*) FROM waiting'),
      complete: count("SELECT count(*) FROM runs WHERE outcome = 'ok' AND dry_run = 0") > 0,
    };
  } finally {
    db.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts an empty store of the first shape there, as an older version of the program left it. */
export async function putOldStore(profileFolder: string): Promise<void> {
  const file = storeFile(profileFolder);
  for (const name of fs.readdirSync(profileFolder)) {
    if (name.startsWith(path.basename(file))) fs.rmSync(path.join(profileFolder, name));
  }
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  (await prepare({ file, now: Date.now, log }, [first])).close();
}
