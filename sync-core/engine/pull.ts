/**
 * @file Reads what changed on one side into the staging tables, page by page. Reading concludes nothing: an item that was
 * not listed is not gone, and a listing that ends without a cursor was cut short.
 */

import type { ChangePage, Cursor, GoneItem, KnownItems, RemoteItem, Window } from '../connectors/connector.ts';
import { CursorExpired, Nonsense } from '../connectors/errors.ts';
import type { ItemFields } from '../model/item.ts';
import type { Side } from '../model/side.ts';
import { listingQuestion } from '../preferences/scope.ts';
import type { SavedCursor } from '../store/cursors.ts';
import type { LinkHead } from '../store/links.ts';
import { breathe, progress, type RunContext, sliceSize } from './context.ts';
import { fingerprint } from './fingerprint.ts';
import { confirmPlaces } from './place.ts';
import { unfitness } from './unfit.ts';
import { noteUnreadable } from './unreadable.ts';

/** A list can expire in the middle of its pages too; a server that forgets every one of them is not waited for. */
const mostRestarts = 3;

/** Items that came in an older state than is known already: the answer was from an old copy. */
export type StaleLinks = Set<string>;

/**
 * @returns where the next run goes on, to be saved once everything that was read is dealt with.
 * @throws ConnectorError when the listing is not complete.
 */
export async function pull(context: RunContext, side: Side, stale: StaleLinks): Promise<SavedCursor> {
  const { window } = context.rules;
  const canBePrivate = { crm: context.facts.crm.canBePrivate, calendar: context.facts.calendar.canBePrivate };
  const question = listingQuestion(context.kind, context.run.preferences, canBePrivate);
  const saved = context.tables.cursors.get(context.kind, side, context.accounts[side]);
  const usable = saved?.question === question ? saved : undefined;
  if (usable === undefined && !context.dryRun) askAnew(context, side);
  const cursor = await listFrom(context, side, usable?.cursor ?? null, window, stale);
  return { cursor, question };
}

/**
 * What was left as it was because of a preference may go across now. And should this run not reach its end, nothing but a full
 * listing answers the question of before either: what this run takes note of and leaves, that question may have meant.
 */
function askAnew({ tables, links, kind, accounts }: RunContext, side: Side): void {
  tables.transaction(() => {
    links.reopen();
    tables.cursors.remove(kind, side, accounts[side]);
  });
}

async function listFrom(
  context: RunContext,
  side: Side,
  cursor: Cursor | null,
  window: Window,
  stale: StaleLinks,
): Promise<Cursor> {
  let from = cursor;
  for (let restarts = 0; ; restarts++) {
    try {
      return await list(context, side, from, window, stale);
    } catch (error) {
      if (!(error instanceof CursorExpired) || restarts === mostRestarts) throw error;
      context.options.log.info('the cursor has expired; everything in the window is read again', { side });
      await confirmPlaces(context);
      startAnew(context, side);
      from = null;
    }
  }
}

/** What was read so far may have changed since, and the listing that begins now would not say so. */
function startAnew({ tables, tally, unreadable }: RunContext, side: Side): void {
  tables.staging.clearSide(side);
  unreadable[side].clear();
  tally.read[side] = 0;
}

async function list(
  context: RunContext,
  side: Side,
  cursor: Cursor | null,
  window: Window,
  stale: StaleLinks,
): Promise<Cursor> {
  const { faces, links, options, run } = context;
  const known: KnownItems = {
    versionOf(id) {
      return links.head(side, id)?.version;
    },
    idsWithin: (part) => links.idsWithin(side, part),
    createdSince: links.createdSince(side),
  };
  let next: Cursor | undefined;
  for await (const page of faces[side].changes({ cursor, window, known, signal: run.signal })) {
    next = page.cursor;
    await stagePage(context, side, page, stale);
  }
  if (next === undefined) {
    throw new Nonsense('the listing ended without saying where to go on', {
      system: options.connectors[side].system,
    });
  }
  return next;
}

async function stagePage(
  context: RunContext,
  side: Side,
  page: ChangePage<ItemFields>,
  stale: StaleLinks,
): Promise<void> {
  const { tables, tally } = context;
  if (page.unreadable !== undefined) noteUnreadable(context, side, page.unreadable);
  for (const source of page.closed ?? []) tally.closed.add(source);
  for (let start = 0; start < Math.max(page.changed.length, page.gone.length, 1); start += sliceSize) {
    tables.transaction(() => {
      for (const item of page.changed.slice(start, start + sliceSize)) stageItem(context, side, item, stale);
      for (const gone of page.gone.slice(start, start + sliceSize)) stageGone(context, side, gone);
    });
    progress(context, 'reading', tally.read.crm + tally.read.calendar, page.total);
    await breathe(context);
  }
}

function stageItem(context: RunContext, side: Side, item: RemoteItem, stale: StaleLinks): void {
  const { links, tables, tally } = context;
  const head = links.head(side, item.id);
  if (head?.state === 'detached') {
    tables.staging.drop(side, item.id);
    return;
  }
  if (head !== undefined && head.footing === 'sound' && head.version === item.version) {
    // Rows may repeat, and the last word counts: it is as we know it after all.
    tables.staging.drop(side, item.id);
    return;
  }
  // What is of the same second as our own last write may be from before it.
  if (head !== undefined && (isStale(head, item) || item.editedAt === head.editedAt)) stale.add(head.link);
  tally.read[side] += 1;
  tables.staging.putItem(side, item, head?.link ?? null, matchKey(item));
}

/** @returns whether the item is shown as it was before what we know of it. */
export function isStale(head: Pick<LinkHead, 'version' | 'replaced' | 'editedAt'>, item: RemoteItem): boolean {
  return item.version !== head.version && (item.version === head.replaced || item.editedAt < head.editedAt);
}

/** What can never take part is never taken for the other half of something either. @returns null for such an item. */
export function matchKey(item: RemoteItem): string | null {
  return unfitness(item) === null ? fingerprint(item.fields) : null;
}

function stageGone(context: RunContext, side: Side, gone: GoneItem): void {
  const { id } = gone;
  const { links, tables, tally, kind, accounts, dryRun } = context;
  const head = links.head(side, id);
  if (head?.state === 'linked') {
    tally.read[side] += 1;
    tables.staging.putGone(side, gone, head.link);
    return;
  }
  tables.staging.drop(side, id);
  if (dryRun) return;
  // While an undo is under way nothing is concluded about its pair: both sides are read when it is over. Of any other that goes its
  // own way it is forgotten when it is known that the item has not just got another id (see `followMoves`).
  if (head !== undefined && !links.isSuspended(head.link)) tables.staging.putGone(side, gone, head.link);
  tables.waiting.remove(kind, `${side}:${id}`);
  if (tables.activity.whyLeftOut(kind, side, accounts, id) === 'ambiguousMatch') context.settled.ambiguous = true;
  tables.activity.clearLeftOut(kind, side, accounts, id);
}
