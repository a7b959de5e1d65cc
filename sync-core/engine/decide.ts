/** @file Goes through the pairs of a round, decides on each, and notes what is to be written. */
import type { RemoteItem } from '../connectors/connector.ts';
import { isPrivate } from '../model/item.ts';
import type { Side } from '../model/side.ts';
import { type Operation, type PairKey, pairName, sides } from '../store/operation.ts';
import { breathe, progress, type RunContext, sliceSize } from './context.ts';
import { planned } from './dry-run.ts';
import { type GatheredPair, gather } from './gather.ts';
import { leaveOut } from './leave-out.ts';
import { newId } from './new-id.ts';
import type { PairPlan } from './pair-plan.ts';
import { planPair } from './plan.ts';
import { isNews } from './plan-both.ts';
import { replaceSides, wasAskedFor } from './settle.ts';
import { addEntry, announceEntries, park, updateQuestions } from './waiting-room.ts';

/**
 * @param after the last pair of the rounds before.
 * @param until the last pair of this round; absent: all.
 * @returns the last pair that was decided on.
 */
export async function decideAll(context: RunContext, after: number, until?: number): Promise<number> {
  const { staging } = context.tables;
  const total = staging.countPairs(after);
  let last = after;
  for (let done = 0; ; ) {
    const slice = staging.pairs(last, sliceSize, until);
    if (slice.length === 0) return last;
    last = slice.at(-1)?.seq ?? last;
    const gathered = await gather(context, slice);
    context.tables.transaction(() => {
      for (const one of gathered) decide(context, one);
    });
    done += slice.length;
    progress(context, 'comparing', done, total);
    announceEntries(context);
    await breathe(context);
  }
}

/** Call inside a transaction. */
function decide(context: RunContext, gathered: GatheredPair): void {
  const { pair, sight, trouble } = gathered;
  if (trouble !== null) {
    if (context.dryRun) return;
    if (sight.invitation !== undefined) leaveOut(context, 'calendar', sight.invitation.item, 'copiedAlready');
    const items = Object.fromEntries(
      sides.flatMap((side) => {
        const one = sight.sides[side];
        return one.state === 'present' ? [[side, one.item]] : [];
      }),
    );
    park(context, { pair, ...trouble, action: 'none', items, incarnation: sight.incarnation });
    return;
  }
  if (pair.link === null && isLinkedMeanwhile(context, gathered)) return;
  const plan = planPair(sight, context.rules);
  for (const { side, item, code } of plan.leftOut) leaveOut(context, side, item, code);
  if (context.dryRun) {
    for (const entry of plan.entries) planned(context, entry);
    if (plan.link.do === 'insert') context.tally.adopted += 1;
    for (const { entry } of plan.questions) planned(context, entry);
    for (const operation of plan.operations) planWrite(context, gathered, plan, operation);
    return;
  }
  hideTurnedPrivate(context, gathered);
  const decided = changeLink(context, pair, plan);
  for (const entry of plan.entries) addEntry(context, entry);
  if (plan.operations.length === 0) context.tables.waiting.unpark(context.kind, pairName(pair));
  updateQuestions(context, decided, sight.held, plan);
  for (const operation of plan.operations) planWrite(context, gathered, plan, { ...operation, pair: decided });
}

/** What the activity list says of a linked item while it is open, it no longer says when the item is private (G4.2). */
function hideTurnedPrivate({ tables }: RunContext, { sight }: GatheredPair): void {
  const turned = sides.some((side) => {
    const one = sight.sides[side];
    const agreed = sight.link?.sides[side]?.agreed;
    return one.state === 'present' && isPrivate(one.item.fields) && agreed !== undefined && !isPrivate(agreed);
  });
  if (!turned) return;
  for (const side of sides) {
    const id = sight.link?.sides[side]?.id;
    if (id !== undefined) tables.activity.hide(side, id);
  }
}

/** Pairs that were not linked before the run have nothing that the guard protects. */
function planWrite(context: RunContext, { sight, staged }: GatheredPair, plan: PairPlan, operation: Operation): void {
  const { attempts } = staged;
  const removal = operation.work.do === 'remove';
  const { work } = operation;
  const overwrites = removal || (work.do === 'update' && work.carried.length > 0 && sight.link !== null);
  context.tables.staging.plan(operation, {
    guarded: overwrites && !plan.agreedTo.includes(operation.side),
    // A pair that is looked at again in one run was counted the first time.
    counts: removal || attempts === 0,
    behind: plan.behind,
    attempts,
  });
}

/** An item can be in two pairs of one run: parked alone, and found by its marker. What was linked first is looked at anew. */
function isLinkedMeanwhile(context: RunContext, { pair, staged }: GatheredPair): boolean {
  const { links, tables, kind, dryRun } = context;
  if (dryRun) return false;
  const heads = sides.flatMap((side) => (pair[side] === null ? [] : (links.head(side, pair[side]) ?? [])));
  for (const { link, state } of heads) {
    if (state !== 'linked') continue;
    const rest = { reread: true, attempts: staged.attempts };
    tables.staging.addPair({ link, crm: null, calendar: null }, rest);
  }
  if (heads.length > 0) tables.waiting.remove(kind, pairName(pair));
  return heads.length > 0;
}

/**
 * Two items that turned out to be one while writing: linked at once, because nothing else remembers it should the run end
 * here. What they differ in is left for a second look. Call inside a transaction.
 * @returns the link, or null where neither takes part.
 */
export function adopt(context: RunContext, items: Readonly<Record<Side, RemoteItem>>): string | null {
  const { crm, calendar } = items;
  const pair = { link: null, crm: crm.id, calendar: calendar.id };
  const present = (item: RemoteItem) => ({ state: 'present', item }) as const;
  const seen = { crm: present(crm), calendar: present(calendar) };
  const plan = planPair({ pair, link: null, sides: seen, incarnation: 0, held: [] }, context.rules);
  for (const { side, item, code } of plan.leftOut) leaveOut(context, side, item, code);
  for (const entry of plan.entries) addEntry(context, entry);
  const adopted = changeLink(context, pair, plan);
  updateQuestions(context, adopted, [], plan);
  return adopted.link;
}

/** What was read by its id alone is asked for once more by the next run: its deletion may have been told of long ago. */
function noteAsked({ links, asked, runId }: RunContext, link: string, pair: PairKey): void {
  for (const side of sides) {
    const item = pair[side];
    if (item !== null && asked[side].has(item)) links.setCreatedIn(link, side, runId);
  }
}

/** @returns the pair as it is named from now on. */
function changeLink(context: RunContext, pair: PairKey, plan: PairPlan): PairKey {
  const { links, tables, tally, options, kind, accounts } = context;
  const change = plan.link;
  const left = plan.behind || plan.leftOut.length > 0;
  const isOpen = plan.operations.length > 0 || (change.do === 'learn' && !left && wasAskedFor(context, pair));
  const footing = isOpen ? 'open' : left ? 'behind' : 'sound';
  if (change.do === 'insert') {
    const id = newId(options.random);
    links.insert({ ...change.link, id, footing });
    noteAsked(context, id, pair);
    tally.adopted += 1;
    for (const side of sides) {
      const item = pair[side];
      if (item !== null && plan.leftOut.length === 0) tables.activity.clearLeftOut(kind, side, accounts, item);
    }
    tables.waiting.remove(kind, pairName(pair));
    return { ...pair, link: id };
  }
  if (pair.link === null) return pair;
  switch (change.do) {
    case 'learn': {
      const before = links.byId(pair.link);
      for (const side of sides) {
        if (isNews(before?.sides[side], change.sides[side])) links.setSide(pair.link, side, change.sides[side]);
      }
      break;
    }
    case 'replace':
      replaceSides(context, pair.link, change.sides);
      break;
    case 'noteGone': {
      const gone = links.byId(pair.link)?.sides[change.side];
      if (gone !== undefined) links.setSide(pair.link, change.side, { ...gone, gone: true });
      break;
    }
    case 'detach':
      links.detach(pair.link, change.why, change.gone);
      return pair;
    case 'forget':
      links.remove(pair.link);
      return pair;
    default:
  }
  links.setFooting(pair.link, footing);
  return pair;
}
