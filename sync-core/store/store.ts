/** @file The store's front door: the SQLite file that remembers which item is which. Opened by one process. */
export interface Store {
  close(): void;
}
