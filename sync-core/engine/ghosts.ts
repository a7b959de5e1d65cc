/**
 * @file Items that are gone and that a listing shows all the same: it was read from an old copy. Taken for new, they would be
 * copied back to the side where somebody deleted them, or beside the very item that they were made from.
 */
import { Unavailable } from '../connectors/errors.ts';
import { type ItemId, otherSide, type Side } from '../model/side.ts';
import { isCreation, type PairKey, sides } from '../store/operation.ts';
import { breathe, type RunContext, sliceSize } from './context.ts';
import { fingerprint } from './fingerprint.ts';
import { alone, type SidedItem, setAside } from './originals.ts';
import { knownOn, soughtOf } from './sought.ts';
import { park } from './waiting-room.ts';

/** No copy of a system's data lags behind for so long, by a clock that is right. */
const lagMs = 24 * 3_600_000;

/** Nor through so many runs: what was removed in one of them is remembered even when our clock has leapt ahead since. */
const lagRuns = 20;

/** Each is asked for by itself, and forgotten when it is gone. Costs nothing where there are none. @throws ConnectorError */
export async function forgetGhosts(context: RunContext): Promise<void> {
  const { tables, kind, accounts, faces, options, run } = context;
  const since = Math.min(options.clock.now() - lagMs, tables.runs.startOfLast(lagRuns) ?? Number.POSITIVE_INFINITY);
  for (const side of sides) {
    const shown = tables.journal
      .removedSince(kind, side, accounts[side], since)
      .filter((id) => tables.staging.isFree(side, id));
    if (shown.length === 0) continue;
    const answers = await faces[side].get(shown, run.signal);
    for (const id of shown) if (answers.get(id) === 'gone') tables.staging.drop(side, id);
  }
}

/** So many new items are all asked for; among more, those that look like what we meant to create. */
const askedThoroughly = 200;

/**
 * A creation of an earlier run that is not to be found was never carried out, or an old copy was asked, or somebody has deleted what it
 * made. In both other cases what it made may be shown as somebody's new item. Costs nothing where no creation is missing.
 * @param missing the pairs of those creations.
 * @returns what is new on their sides: set aside until they have been tried again, see `clearDoubts`.
 */
export async function doubtNewOnes(context: RunContext, missing: readonly PairKey[]): Promise<readonly SidedItem[]> {
  const doubted: SidedItem[] = [];
  for (const side of sides) {
    const from = otherSide(side);
    const originals = missing.flatMap((pair) => (hasNoHalf(context, side, pair) ? (pair[from] ?? []) : []));
    if (originals.length > 0) doubted.push(...(await doubtNewOnesOf(context, side, originals)));
  }
  return doubted;
}

/**
 * Call when the missing creations have been tried again: each is linked with what it made, or it is there now. What is new beside them
 * is asked for by its id before it is copied. Where nobody knows again what became of one, what has its key by now or looks like it
 * may be what it has made.
 * @returns what waits until that is known, see `waitForOriginals`. @throws ConnectorError
 */
export async function clearDoubts(context: RunContext, doubted: readonly SidedItem[]): Promise<readonly SidedItem[]> {
  const { staging } = context.tables;
  const waiting: SidedItem[] = [];
  for (const side of sides) {
    const ours = doubted.filter((one) => one.side === side);
    if (ours.length === 0) continue;
    const { ids, looks } = await madeInDoubt(context, side);
    for (const one of ours) {
      if (ids.has(one.item.id) || looks.has(fingerprint(one.item.fields))) waiting.push(one);
      else staging.addPair(alone(side, one.item.id), { reread: true, attempts: 0 });
    }
  }
  return waiting;
}

/** What the creations of a side may have made of which nobody knows whether they were carried out. */
async function madeInDoubt(context: RunContext, side: Side) {
  const { tables, kind, rules, faces, run } = context;
  const looks = new Set<string>();
  const ids = new Set<ItemId>();
  for (let after = 0; ; ) {
    const open = tables.journal.open(kind, side, after, askedThoroughly);
    after = open.at(-1)?.id ?? after;
    const creations = open.flatMap(({ operation }) => (isCreation(operation) ? [operation] : []));
    for (const { work } of creations) looks.add(fingerprint(rules.express[side](work.fields)));
    if (creations.length > 0) {
      const found = await faces[side].findCreated(creations.map(soughtOf), run.signal, knownOn(context, side));
      for (const { id } of found.values()) ids.add(id);
    }
    if (open.length < askedThoroughly) return { ids, looks };
  }
}

function hasNoHalf({ links }: RunContext, side: Side, pair: PairKey): boolean {
  if (pair.link === null) return pair[side] === null;
  return links.byId(pair.link)?.sides[side]?.gone === true;
}

async function doubtNewOnesOf(
  context: RunContext,
  side: Side,
  originals: readonly ItemId[],
): Promise<readonly SidedItem[]> {
  const { staging } = context.tables;
  const doubted: SidedItem[] = [];
  const few = staging.free(side, '', askedThoroughly + 1).length <= askedThoroughly;
  const likenesses = new Set(originals.flatMap((id) => likeness(context, otherSide(side), id) ?? []));
  for (let after = ''; ; ) {
    const ids = staging.free(side, after, sliceSize);
    if (ids.length === 0) return doubted;
    after = ids.at(-1) ?? after;
    const doubtful = ids.filter((id) => few || likenesses.has(likeness(context, side, id) ?? ''));
    setAside(context, side, doubtful, doubted);
    await breathe(context);
  }
}

/**
 * All is forgotten, and the listings are all there is to go by. What somebody has renamed and then deleted has neither its marker nor its
 * looks any more, should an old copy show it; and the copy of a meeting that was called off may be what another computer is about to
 * remove. Each is asked for by its id before it is copied beside what it was made from. Costs nothing where something is remembered,
 * nobody was ever at work, or everything that takes place has found its other half.
 */
export async function rereadForgottenOnes(context: RunContext): Promise<void> {
  const { tables, faces, kind, accounts, linkedBefore, copies } = context;
  if (linkedBefore > 0 || copies.ruledOut) return;
  for (const side of sides) {
    const isFirst = tables.cursors.get(kind, side, accounts[side]) === undefined;
    if (faces[side].markers !== undefined || !isFirst || !mayBeHalves(context, otherSide(side))) continue;
    tables.transaction(() => {
      for (const id of tables.staging.free(side, '', askedThoroughly)) {
        tables.staging.addPair(alone(side, id), { reread: true, attempts: 0 });
      }
    });
    await breathe(context);
  }
}

/** Something there has no other half: somebody's item, or a meeting that does not take place any more. */
function mayBeHalves({ tables: { staging } }: RunContext, side: Side): boolean {
  const isCalledOff = (id: ItemId) => {
    const staged = staging.get(side, id);
    return staged?.state === 'present' && staged.item.unfit === 'cancelled';
  };
  return staging.free(side, '', 1).length > 0 || staging.unpaired(side, '', askedThoroughly).some(isCalledOff);
}

function likeness({ tables }: RunContext, side: Side, id: ItemId): string | undefined {
  const staged = tables.staging.get(side, id);
  return staged?.state === 'present' ? fingerprint(staged.item.fields) : undefined;
}

/**
 * Items whose original is created once more in this run, because what was made of it before the process ended was not found.
 * One can be that very thing: then the creation has just been told so, and the two are linked. What is left is not taken for
 * somebody's own yet, and copied back beside its original: it is tried again after a pause.
 */
export function waitForOriginals(context: RunContext, orphans: readonly SidedItem[]): void {
  const { tables, links, options } = context;
  tables.transaction(() => {
    for (const { side, item } of orphans) {
      if (links.head(side, item.id) !== undefined) continue;
      const { system } = options.connectors[side];
      park(context, {
        pair: { link: null, crm: null, calendar: null, [side]: item.id },
        side,
        error: new Unavailable('its original has no other half yet', { system }),
        action: 'none',
        items: { [side]: item },
        incarnation: 0,
      });
    }
  });
}
