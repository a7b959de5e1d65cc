/**
 * @file Finds what we created on a side whose items have no room for a marker: by the key that the creation of each item left
 * over on the other side would have. Without this a copy that was edited while the memory was lost would look like somebody's
 * new item, and be copied back beside its own original.
 *
 * [Note: the very first run asks little] What nobody can have made need not be looked for. That no installation was ever at
 * work is known from the lease (it is left before anything is made, and never taken away) and from the markers. But it stands
 * on the default calendar, and items keep their ids when they move to another one: a few keys are asked for all the same, and
 * one that is found has all others asked for.
 */
import { type CreationMark, isReadable } from '../connectors/connector.ts';
import { type ItemId, otherSide, type Side } from '../model/side.ts';
import { sides } from '../store/operation.ts';
import { breathe, type RunContext } from './context.ts';
import { describeField, startOf } from './fields.ts';
import { creationMark } from './mark.ts';

/** Originals that are asked about together. */
const askedAtOnce = 200;
/** So few are asked about with the keys of later creations too; more than these were hardly ever created again. */
const askedThoroughly = 50;
const incarnations = [0, 1, 2];
/** Asked about where nothing is to be found: a second's worth at SuperOffice's pace. */
const askedAsProbe = 10;

/** Costs nothing unless both sides have something left that is in no pair. */
export async function pairByKeys(context: RunContext): Promise<void> {
  for (const side of sides) {
    if (context.faces[side].markers === undefined) await pairCopies(context, side);
  }
}

async function pairCopies(context: RunContext, side: Side): Promise<void> {
  const { staging } = context.tables;
  const from = otherSide(side);
  const anyLeft = () => staging.free(side, '', 1).length > 0;
  if (!anyLeft()) return;
  await pairWith(context, side, waitingAlone(context, from));
  if (context.copies.ruledOut) {
    if ((await pairWith(context, side, staging.unpaired(from, '', askedAsProbe))) === 0) return;
    context.copies.ruledOut = false;
  }
  for (let after = ''; anyLeft(); ) {
    const originals = staging.unpaired(from, after, askedAtOnce);
    if (originals.length === 0) break;
    after = originals.at(-1) ?? after;
    await pairWith(context, side, originals);
    await breathe(context);
  }
  if (anyLeft()) await askOnceMore(context, side);
}

/**
 * An answer can be from an old copy, and where another computer has been at work, or all is forgotten, nothing else says what was made of
 * an original: if it is called like something that has found no other half, or begins with it, it is asked about twice.
 */
async function askOnceMore(context: RunContext, side: Side): Promise<void> {
  const { staging } = context.tables;
  const from = otherSide(side);
  const looksOf = (one: Side, id: ItemId): readonly string[] => {
    const staged = staging.get(one, id);
    if (staged?.state !== 'present') return [];
    const { fields } = staged.item;
    return [`begins ${startOf(fields) ?? id}`, `is called ${describeField('title', fields) ?? id}`];
  };
  const left = new Set(staging.free(side, '', askedThoroughly).flatMap((id) => looksOf(side, id)));
  const isAlike = (id: ItemId) => looksOf(from, id).some((look) => left.has(look));
  await pairWith(context, side, staging.unpaired(from, '', askedAtOnce).filter(isAlike));
}

/** Originals that were set aside and not read in this run: their copies can have been made since by another computer. */
function waitingAlone({ tables, kind, links }: RunContext, from: Side): readonly ItemId[] {
  return tables.waiting
    .alone(kind)
    .flatMap(({ pair }) => pair[from] ?? [])
    .filter((id) => tables.staging.get(from, id) === undefined && links.head(from, id) === undefined)
    .slice(0, askedThoroughly);
}

/** @returns how many items were found that were made from these. */
async function pairWith(context: RunContext, side: Side, originals: readonly ItemId[]): Promise<number> {
  if (originals.length === 0) return 0;
  const { faces, links, accounts, run } = context;
  const { staging } = context.tables;
  const from = otherSide(side);
  const lives = context.copies.ruledOut || originals.length > askedThoroughly ? [0] : incarnations;
  const marks = new Map<ItemId, readonly CreationMark[]>(
    originals.map((id) => [id, lives.map((n) => creationMark(accounts[from], id, n))]),
  );
  const found = await faces[side].findCreated([...marks.values()].flat(), run.signal);
  for (const [original, names] of marks) {
    for (const { key } of names) {
      const copy = found.get(key);
      if (copy === undefined || !isReadable(copy) || links.head(side, copy.id) !== undefined) continue;
      if (staging.get(side, copy.id) === undefined) {
        staging.putItem(side, copy, null, null);
        context.asked[side].add(copy.id);
      }
      if (!staging.isFree(side, copy.id)) continue;
      const pair = side === 'crm' ? { crm: copy.id, calendar: original } : { crm: original, calendar: copy.id };
      const reread = staging.get(from, original) === undefined;
      staging.addPair({ link: null, ...pair }, { reread, attempts: 0 });
      break;
    }
  }
  return found.size;
}
