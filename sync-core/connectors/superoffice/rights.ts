/** @file What the server lets this user do with a row, from the row's own `TableRight`. */

export interface RowRights {
  readonly edit: boolean;
  readonly remove: boolean;
}

/**
 * @param mask names separated by commas: single rights (`Update`, `Delete`, …), the all-inclusive `FULL` and `WRITE`, and
 * combinations written in letters (U update, R read, I insert, D delete). Absent: the server did not say, and will itself
 * refuse what is not allowed.
 */
export function rowRights(mask: string | null | undefined): RowRights {
  const names = (mask ?? '').split(',').map((name) => name.trim().toUpperCase());
  if (names.every((name) => name === '' || name === 'UNINITIALIZED')) return { edit: true, remove: true };
  const all = names.includes('FULL') || names.includes('WRITE');
  const letters = names.filter((name) => /^[URID]{1,4}$/.test(name)).join('');
  return {
    edit: all || names.includes('UPDATE') || letters.includes('U'),
    remove: all || names.includes('DELETE') || letters.includes('D'),
  };
}
