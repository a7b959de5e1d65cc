/** @file Texts as they are searched for: without regard to case, in every alphabet. SQLite's own comparison knows ASCII only. */
import type { Database } from 'better-sqlite3';

/** @returns a text in which every spelling of the same letters is one. */
export function foldCase(text: string): string {
  // Upwards first: the only way in which "ß" and "ς" meet their capitals.
  return text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

/** Makes `fold(text)` known to a connection. */
export function addFoldCase(db: Database): void {
  db.function('fold', { deterministic: true }, (text: unknown) => (typeof text === 'string' ? foldCase(text) : null));
}
