/**
 * @file What the user left on its own when an account or a calendar took the place of another (`Store.relink('leave')`): its
 * equal in the new place is left on its own too, instead of being copied beside it.
 */
import type { RemoteItem } from '../connectors/connector.ts';
import { repeats as isSeries } from '../model/item.ts';
import { type ItemId, otherSide, type Side } from '../model/side.ts';
import { sides } from '../store/operation.ts';
import { coverage, seenOf } from '../store/records.ts';
import { breathe, type RunContext, sliceSize } from './context.ts';
import { builtFingerprint, fingerprint } from './fingerprint.ts';
import { meet } from './match.ts';

/** Takes out of matching whatever has the same title at the same time as an item that was left alone on the other side. */
export async function leaveEqualsAlone(context: RunContext): Promise<void> {
  const { links, tables } = context;
  for (const side of sides) {
    const from = otherSide(side);
    if (!links.anyLeft(from)) continue;
    for (let after = ''; ; ) {
      const ids = tables.staging.free(side, after, sliceSize);
      if (ids.length === 0) break;
      after = ids.at(-1) ?? after;
      tables.transaction(() => {
        for (const id of ids) leaveAlone(context, side, id, equalOf(context, side, id));
      });
      await breathe(context);
    }
  }
}

/** The same for an item whose marker names one that was left alone. @returns whether it does. */
export function leaveMarkedAlone(context: RunContext, side: Side, id: ItemId, original: ItemId): boolean {
  const { links } = context;
  const left = links.byItem(otherSide(side), original);
  if (left?.why?.kind !== 'relinked' || left.sides[side] !== undefined) return false;
  leaveAlone(context, side, id, left.id);
  return true;
}

function equalOf(context: RunContext, side: Side, id: ItemId): string | undefined {
  const item = staged(context, side, id);
  if (item === undefined) return undefined;
  const from = otherSide(side);
  const { links, rules } = context;
  const covered = coverage(item.fields);
  // The two sides need not hold the same part of a series.
  const repeats = isSeries(item.fields);
  const near = repeats ? links.leftWithin(from, covered) : links.leftAt(from, covered.starts);
  return near.find((link) => {
    const left = links.byId(link)?.sides[from];
    if (left === undefined) return false;
    const { agreed: fields, seen } = left;
    const theirs = fingerprintsOf(context, from, { ...seen, fields });
    const alike = fingerprintsOf(context, side, item).some((one) => theirs.includes(one));
    return alike && (!repeats || meet(fields, item.fields, rules.window));
  });
}

/** A copy in the calendar has the title of its original, or the subject that was built for it. */
function fingerprintsOf(
  { rules }: RunContext,
  side: Side,
  item: Pick<RemoteItem, 'fields' | 'surroundings'>,
): readonly string[] {
  const plain = fingerprint(item.fields);
  return side === 'crm' ? [plain, builtFingerprint(item, rules)] : [plain];
}

function leaveAlone(context: RunContext, side: Side, id: ItemId, link: string | undefined): void {
  const item = staged(context, side, id);
  if (link === undefined || item === undefined) return;
  context.tables.staging.setAside(side, id);
  if (context.dryRun) return;
  const { version, fields: agreed } = item;
  context.links.setSide(link, side, { id, version, replaced: null, agreed, seen: seenOf(item) });
}

function staged(context: RunContext, side: Side, id: ItemId): RemoteItem | undefined {
  const found = context.tables.staging.get(side, id);
  return found?.state === 'present' ? found.item : undefined;
}
