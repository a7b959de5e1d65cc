/** @file What becomes of the links when an account, or the calendar in it, is another one than they were made with. */
import type { openActivity } from './activity.ts';
import type { openCursors } from './cursors.ts';
import type { openJournal } from './journal.ts';
import type { openLinks } from './links.ts';
import type { openPlaces } from './places.ts';
import type { openWaiting } from './waiting.ts';

/**
 * `rematch`: it is forgotten which item is which, and the next run matches anew: what was linked is linked with its equal in
 * the new place, or copied there. `leave`: what was linked stays on its own where it still is, and only what is not of it
 * takes part from now on.
 */
export type RelinkChoice = 'rematch' | 'leave';

interface Tables {
  readonly links: ReturnType<typeof openLinks>;
  readonly cursors: ReturnType<typeof openCursors>;
  readonly waiting: ReturnType<typeof openWaiting>;
  readonly journal: ReturnType<typeof openJournal>;
  readonly activity: ReturnType<typeof openActivity>;
  readonly places: ReturnType<typeof openPlaces>;
  readonly forgetLinks: () => void;
}

/** Call inside a transaction. Where nothing was found to be another one, `leave` changes nothing. */
export function relink(tables: Tables, choice: RelinkChoice): void {
  if (choice === 'rematch') {
    tables.forgetLinks();
    return;
  }
  const replaced = tables.places.replaced();
  for (const side of replaced) {
    tables.links.leaveSide(side);
    const other = tables.places.get(side)?.other ?? null;
    if (other !== null) tables.places.set(side, other);
  }
  if (replaced.length === 0) return;
  // What was read, planned or put before the user was about the links that are no more.
  tables.cursors.forget();
  tables.waiting.forget();
  tables.journal.forget();
  tables.activity.forgetLeftOut();
}
