/** @file What can be wrong with the store's file, in the words that the user is told about it. */
import Database from 'better-sqlite3';

/** `error.<code>` in the message catalogue. */
export type StoreErrorCode = 'diskFull' | 'storeReadOnly' | 'storeDamaged';

/** The store's file cannot be read or written. The message is for the log; it carries no content. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}

/**
 * Names what SQLite reports; its result codes are https://sqlite.org/rescode.html, extended codes by their prefix.
 * @returns undefined for anything that is not about the file (a programming error, an error of something else).
 */
export function asStoreError(error: unknown): StoreError | undefined {
  if (error instanceof StoreError) return error;
  if (!(error instanceof Database.SqliteError)) return undefined;
  const { code } = error;
  const says = (...prefixes: string[]) => prefixes.some((prefix) => code.startsWith(prefix));
  if (
    says('SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_TRUNCATE', 'SQLITE_IOERR_SHMSIZE')
  ) {
    return new StoreError('diskFull', `the store cannot be written: ${code}`, error);
  }
  if (says('SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_PERM', 'SQLITE_AUTH', 'SQLITE_BUSY', 'SQLITE_LOCKED')) {
    return new StoreError('storeReadOnly', `the store cannot be written: ${code}`, error);
  }
  if (says('SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_IOERR', 'SQLITE_FORMAT', 'SQLITE_SCHEMA')) {
    return new StoreError('storeDamaged', `the store cannot be read: ${code}`, error);
  }
  return undefined;
}
