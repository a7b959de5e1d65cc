/**
 * @file Which item of a side is what we made from an item of the other, as far as the marker says so: people copy an item with
 * its marker, systems give an item another id, and what we made may be gone.
 */
import { isReadable, type RemoteItem } from '../connectors/connector.ts';
import { repeats as isSeries } from '../model/item.ts';
import { type ItemId, otherSide, type Side } from '../model/side.ts';
import type { PairKey } from '../store/operation.ts';
import type { RunContext } from './context.ts';
import { builtFingerprint } from './fingerprint.ts';
import { matchGroup } from './match.ts';
import { madeFrom } from './moved.ts';
import { matchKey } from './pull.ts';

export interface SidedItem {
  readonly side: Side;
  readonly item: RemoteItem;
}

/** @returns the name of an item that is in no pair. */
export function alone(side: Side, item: ItemId): PairKey {
  return { link: null, crm: null, calendar: null, [side]: item };
}

/** What is taken for nothing in this run. */
export interface Unpaired {
  /** Receives what may be what we made, see `waitForOriginals`. */
  readonly orphans: SidedItem[];
  /** Receives items of which it cannot be told whether they are one. */
  readonly ambiguous: SidedItem[];
}

/**
 * Makes a pair of each original that is not linked and what was made of it.
 * @param side that of the copies.
 * @param byOriginal the items whose markers name it.
 * @throws ConnectorError
 */
export async function pairOriginals(
  context: RunContext,
  side: Side,
  byOriginal: ReadonlyMap<ItemId, readonly ItemId[]>,
  { orphans, ambiguous }: Unpaired,
): Promise<void> {
  const { links, faces, run, tables, kind } = context;
  const { staging } = context.tables;
  const from = otherSide(side);
  // Somebody copied an item together with its marker: the original is linked, and the copy is an item of its own.
  const open = [...byOriginal].filter(([original]) => links.head(from, original) === undefined);
  const unread = open.filter(([original]) => staging.get(from, original) === undefined).map(([original]) => original);
  const read = unread.length === 0 ? undefined : await faces[from].get(unread, run.signal);
  for (const [original, copies] of open) {
    const item = read?.get(original);
    if (isReadable(item)) {
      staging.putItem(from, item, null, '');
      context.asked[from].add(original);
    }
    // It is there, and not understood: its copies wait for it, so that it is not made once more from one of them.
    const unclear = typeof item === 'object' && !isReadable(item);
    if (!unclear && !staging.isFree(from, original)) continue;
    // What came of that is not known: somebody may have deleted it, and these may be copies of it by hand.
    const tried = tables.journal.wasTried(kind, alone(from, original));
    const first = await ours(context, side, { copies, original, tried, elsewhere: read?.has(original) === true });
    if (first === undefined && tried) setAside(context, side, copies, orphans);
    if (first === undefined) continue;
    if (!unclear && !sameForm(context, side, first, original)) {
      ambiguous.push(...sidedItem(context, side, first), ...sidedItem(context, from, original));
      continue;
    }
    const pair = side === 'crm' ? { crm: first, calendar: original } : { crm: original, calendar: first };
    staging.addPair({ link: null, ...pair }, { reread: unclear, attempts: 0 });
  }
}

/** Not taken for anything in this run. */
export function setAside(context: RunContext, side: Side, ids: readonly ItemId[], orphans: SidedItem[]): void {
  for (const id of ids) {
    orphans.push(...sidedItem(context, side, id));
    context.tables.staging.setAside(side, id);
  }
}

function sidedItem({ tables }: RunContext, side: Side, id: ItemId): readonly SidedItem[] {
  const staged = tables.staging.get(side, id);
  return staged?.state === 'present' ? [{ side, item: staged.item }] : [];
}

/** One occurrence that somebody copied out of a series carries the marker of the series; made one with its original, one would go. */
function sameForm({ tables }: RunContext, side: Side, copy: ItemId, original: ItemId): boolean {
  const repeats = [tables.staging.get(side, copy), tables.staging.get(otherSide(side), original)].map(
    (staged) => staged?.state === 'present' && isSeries(staged.item.fields),
  );
  return repeats[0] === repeats[1];
}

interface Candidates {
  readonly copies: readonly ItemId[];
  readonly original: ItemId;
  /** We have meant to create a copy of it before. */
  readonly tried: boolean;
  /** The original was not read where all is read, and so its other half need not have been either. */
  readonly elsewhere: boolean;
}

/** Of several copies with one marker only one was made with our key: people copy markers, and no keys. */
async function ours(
  context: RunContext,
  side: Side,
  { copies, original, tried, elsewhere }: Candidates,
): Promise<ItemId | undefined> {
  const likely = copies.filter((id) =>
    tried ? isEqual(context, side, id, original) : !looksLikeAnother(context, side, id, original),
  );
  // A meeting that was called off takes our copy along, and nobody else's.
  const isOff = isUnfit(context, otherSide(side), original);
  if (copies.length < 2 && likely.length > 0 && !elsewhere && !tried && !isOff) return copies[0];
  const made = await madeFrom(context, side, original);
  if (isOff) return copies.find((id) => made.includes(id));
  return made.length === 0 ? nearest(context, side, likely, original) : copies.find((id) => made.includes(id));
}

function isUnfit({ tables }: RunContext, side: Side, id: ItemId): boolean {
  const staged = tables.staging.get(side, id);
  return staged?.state === 'present' && staged.item.unfit !== undefined;
}

/** In the words of the original, or in those that the calendar's copy of it would have. */
function isEqual({ tables, rules }: RunContext, side: Side, id: ItemId, original: ItemId): boolean {
  const one = tables.staging.get(side, id);
  const other = tables.staging.get(otherSide(side), original);
  if (one?.state !== 'present' || other?.state !== 'present') return false;
  const key = matchKey(one.item);
  return key === matchKey(other.item) || (side === 'calendar' && key === builtFingerprint(other.item, rules));
}

/** It is the equal of something else, and not of its original: somebody copied what that original was the other half of. */
function looksLikeAnother({ tables }: RunContext, side: Side, id: ItemId, original: ItemId): boolean {
  const { staging } = tables;
  const from = otherSide(side);
  const staged = staging.get(side, id);
  const key = staged?.state === 'present' ? matchKey(staged.item) : null;
  if (key === null) return false;
  const equals = staging.group(key)[from].filter((item) => staging.isFree(from, item.id));
  return equals.length > 0 && equals.every((item) => item.id !== original);
}

/** Of several copies with one marker: the one that is equal to the original, else the first. */
function nearest(context: RunContext, side: Side, copies: readonly ItemId[], original: ItemId): ItemId | undefined {
  const { staging } = context.tables;
  const from = otherSide(side);
  const items = (one: Side, ids: readonly ItemId[]): readonly RemoteItem[] =>
    ids.flatMap((id) => {
      const staged = staging.get(one, id);
      return staged?.state === 'present' ? [staged.item] : [];
    });
  if (copies.length < 2) return copies[0];
  const group = { crm: [] as readonly RemoteItem[], calendar: [] as readonly RemoteItem[] };
  group[side] = items(side, copies);
  group[from] = items(from, [original]);
  const [equal] = matchGroup(group, context.rules).pairs;
  return equal?.[side].id ?? copies[0];
}
