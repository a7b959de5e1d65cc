/** @file Texts as they are searched for: without regard to case, in every alphabet. SQLite's own comparison knows ASCII only. */
import type { Database } from 'better-sqlite3';

/** Letters that have one spelling, single spaces between them. It is asked of every title there is, and true of most. */
const plain = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** @returns a text in which every spelling of the same letters is one. */
export function foldCase(text: string): string {
  if (plain.test(text)) return text.toLowerCase();
  // Upwards first: the only way in which "ß" and "ς" meet their capitals.
  return text.normalize('NFKC').toUpperCase().toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

/** Makes `fold(text)` known to a connection. */
export function addFoldCase(db: Database): void {
  db.function('fold', { deterministic: true }, (text: unknown) => (typeof text === 'string' ? foldCase(text) : null));
}
