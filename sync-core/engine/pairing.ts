/**
 * @file Makes pairs of what was read: by link, by our own marker, by content, and the rest alone. Afterwards every item
 * that was read is in exactly one pair or was left out with a reason.
 */
import type { ItemId, Side } from '../model/side.ts';
import { otherSide } from '../model/side.ts';
import { type PairKey, pairName, sides } from '../store/operation.ts';
import { breathe, type RunContext, sliceSize } from './context.ts';
import { builtFingerprint, fingerprint } from './fingerprint.ts';
import { doubtNewOnes, forgetGhosts, rereadForgottenOnes } from './ghosts.ts';
import { leaveOut } from './leave-out.ts';
import { leaveEqualsAlone, leaveMarkedAlone } from './left-alone.ts';
import { markedId } from './mark.ts';
import { matchGroup } from './match.ts';
import { followMoves, takeInstead } from './moved.ts';
import { alone, pairOriginals, type SidedItem, setAside, type Unpaired } from './originals.ts';
import { pairByInvitations } from './pair-by-invitation.ts';
import { pairByKeys } from './pair-by-key.ts';
import type { StaleLinks } from './pull.ts';
import {
  leaveEarlyOnes,
  restageAmbiguous,
  restageInvitations,
  restageNamesakes,
  restageReleased,
  restageWaiting,
} from './restage.ts';
import { waitForUnreadable } from './unreadable.ts';

const markersAtOnce = 5000;

export interface Paired {
  /** The last of the pairs that are to be decided on before all others. */
  readonly lastOfFirst: number;
  /** Set aside, see `waitForOriginals`. */
  readonly orphans: readonly SidedItem[];
  /** Set aside until those first pairs are decided on, see `clearDoubts`. */
  readonly doubted: readonly SidedItem[];
}

/** @param first pairs that are to be decided on before all others. */
export async function pairUp(context: RunContext, stale: StaleLinks, first: readonly PairKey[]): Promise<Paired> {
  const orphans: SidedItem[] = [];
  const { staging } = context.tables;
  const done = new Set<string>();
  for (const pair of first) pairFirst(context, pair, done);
  const early = await restageWaiting(context);
  await restageAmbiguous(context);
  await restageInvitations(context);
  await restageReleased(context);
  await restageNamesakes(context);
  await forgetGhosts(context);
  await followMoves(context);
  const lastOfFirst = staging.lastPair();
  pairDue(context, done);
  for (const link of context.links.open()) pairLink(context, link, true, done);
  for (const link of context.links.goingOn(context.rules.window.until)) pairLink(context, link, true, done);
  let count = 0;
  for (const link of staging.touchedLinks()) {
    const waits = context.tables.waiting.waits(context.kind, link);
    const sound = context.tables.links.isSound(link);
    pairLink(context, link, waits || !sound || stale.has(link), done);
    if (++count % sliceSize === 0) await breathe(context);
  }
  staging.closeLinked();
  await leaveEqualsAlone(context);
  const unclear: SidedItem[] = [];
  for (const side of ['calendar', 'crm'] as const) {
    await pairByMarkers(context, side, done, { orphans, ambiguous: unclear });
  }
  for (const link of await pairByInvitations(context)) pairLink(context, link, true, done);
  const ambiguous = await pairByContent(context);
  await pairByKeys(context);
  leaveAmbiguousOnes(context, [...unclear, ...ambiguous]);
  leaveEarlyOnes(context, early);
  await waitForUnreadable(context, early);
  const doubted = await doubtNewOnes(context, first);
  await rereadForgottenOnes(context);
  for (const side of sides) staging.pairSingles(side);
  return { lastOfFirst, orphans, doubted };
}

function pairFirst(context: RunContext, pair: PairKey, done: Set<string>): void {
  if (pair.link !== null) {
    pairLink(context, pair.link, true, done);
    return;
  }
  if (sides.some((side) => pair[side] !== null && context.links.head(side, pair[side]) !== undefined)) return;
  done.add(pairName(pair));
  context.tables.staging.addPair(pair, { reread: true, attempts: 0 });
}

function pairLink(context: RunContext, link: string, reread: boolean, done: Set<string>): void {
  if (done.has(link)) return;
  done.add(link);
  context.tables.staging.addPair({ link, crm: null, calendar: null }, { reread, attempts: 0 });
}

/** Parked pairs whose pause is over, and held ones that the user has decided on. */
function pairDue(context: RunContext, done: Set<string>): void {
  const { tables, kind } = context;
  for (let after = 0; ; ) {
    const due = tables.waiting.due(kind, after, sliceSize);
    for (const { id, pair } of due) {
      after = id;
      const source: Side = pair.crm === null ? 'calendar' : 'crm';
      const item = pair[source];
      // What was read in this run anyway takes part in matching like everything new.
      if (pair.link === null && item !== null && tables.staging.isFree(source, item)) continue;
      if (pair.link === null && item !== null && context.unreadable[source].has(item)) continue;
      if (done.has(pairName(pair))) continue;
      done.add(pairName(pair));
      tables.staging.addPair(pair, { reread: true, attempts: 0 });
    }
    if (due.length < sliceSize) return;
  }
}

/** A marker names the item that ours was made from: on a second device, after a crash, without the database. */
async function pairByMarkers(context: RunContext, side: Side, done: Set<string>, unpaired: Unpaired): Promise<void> {
  const { staging } = context.tables;
  const face = context.faces[side];
  for (let after = ''; face.markers !== undefined; ) {
    const ids = staging.free(side, after, markersAtOnce);
    if (ids.length === 0) return;
    after = ids.at(-1) ?? after;
    const markers = await face.markers(ids, context.rules.window, context.run.signal);
    if (markers.size > 0) context.copies.ruledOut = false;
    const byOriginal = new Map<ItemId, ItemId[]>();
    for (const id of ids) {
      const original = markedId(context.accounts[otherSide(side)], markers.get(id) ?? '');
      if (original === undefined || leaveMarkedAlone(context, side, id, original)) continue;
      if (done.has(pairName(alone(otherSide(side), original)))) {
        // It may be what was made of it, shown by an old copy: see `waitForOriginals`.
        setAside(context, side, [id], unpaired.orphans);
        continue;
      }
      byOriginal.set(original, [...(byOriginal.get(original) ?? []), id]);
    }
    for (const [original, copies] of byOriginal) {
      const link = await takeInstead(context, side, original, copies);
      if (link !== null) pairLink(context, link, true, done);
    }
    await pairOriginals(context, side, byOriginal, unpaired);
    await breathe(context);
  }
}

/**
 * By the subject that the calendar's copy would have, which says more than the title alone; then by the title, for copies that
 * were never given such a subject. @returns items of which several could be the same.
 */
async function pairByContent(context: RunContext): Promise<readonly SidedItem[]> {
  await lookForBuiltSubjects(context, true);
  const unclear = await pairEqualOnes(context);
  await lookForBuiltSubjects(context, false);
  return [...unclear, ...(await pairEqualOnes(context))];
}

/** Costs nothing where the calendar has nothing left to be found. */
async function lookForBuiltSubjects(context: RunContext, built: boolean): Promise<void> {
  const { tables, rules } = context;
  if (tables.staging.free('calendar', '', 1).length === 0) return;
  for (let after = ''; ; ) {
    const ids = tables.staging.free('crm', after, sliceSize);
    if (ids.length === 0) return;
    after = ids.at(-1) ?? after;
    tables.transaction(() => {
      for (const id of ids) {
        const staged = tables.staging.get('crm', id);
        if (staged?.state !== 'present') continue;
        const keys = [fingerprint(staged.item.fields), builtFingerprint(staged.item, rules)] as const;
        const [before, now] = built ? keys : [keys[1], keys[0]];
        if (before !== now) tables.staging.setFingerprint('crm', id, before, now);
      }
    });
    await breathe(context);
  }
}

async function pairEqualOnes(context: RunContext): Promise<readonly SidedItem[]> {
  const { tables } = context;
  const unclear: SidedItem[] = [];
  for (let after = ''; ; ) {
    const shared = tables.staging.sharedFingerprints(after, sliceSize);
    if (shared.length === 0) return unclear;
    tables.transaction(() => {
      for (const key of shared) {
        after = key;
        const { pairs, ambiguous } = matchGroup(tables.staging.group(key), context.rules);
        for (const { crm, calendar } of pairs) {
          const pair = { link: null, crm: crm.id, calendar: calendar.id };
          tables.staging.addPair(pair, { reread: false, attempts: 0 });
        }
        for (const side of sides) unclear.push(...ambiguous[side].map((item) => ({ side, item })));
      }
    });
    await breathe(context);
  }
}

/** Several answers are possible, and their keys have not told which is right: they are left alone and shown. */
function leaveAmbiguousOnes(context: RunContext, ambiguous: readonly SidedItem[]): void {
  const { tables } = context;
  tables.transaction(() => {
    for (const { side, item } of ambiguous) {
      if (!tables.staging.isFree(side, item.id)) continue;
      tables.staging.setAside(side, item.id);
      leaveOut(context, side, item, 'ambiguousMatch');
    }
  });
}
