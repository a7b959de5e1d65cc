/**
 * @file Items that a system tells of in a form that nobody understands. Each is set aside by itself and named; nothing is
 * concluded from it. As long as it is not known which item it is, what may be its other half is not copied: it could be
 * there already.
 */
import type { RemoteItem, UnreadableItem } from '../connectors/connector.ts';
import { Nonsense } from '../connectors/errors.ts';
import { repeats, titleOf } from '../model/item.ts';
import { type ItemId, otherSide, type Side, type SystemId } from '../model/side.ts';
import { sides } from '../store/operation.ts';
import { breathe, type RunContext, sliceSize } from './context.ts';
import { startOf } from './fields.ts';
import { park } from './waiting-room.ts';

/** Read again for the sake of others, before its own time. */
export interface EarlyItem {
  readonly side: Side;
  readonly id: ItemId;
}

export function unreadableItem(system: SystemId): Nonsense {
  return new Nonsense('an item is in an unknown form', { system, code: 'unreadableItem' });
}

/** Told of by a listing. A linked one is asked for by its id before anything is decided about its pair. */
export function noteUnreadable(context: RunContext, side: Side, items: readonly UnreadableItem[]): void {
  const { tables, links } = context;
  tables.transaction(() => {
    for (const item of items) {
      const head = links.head(side, item.id);
      tables.staging.drop(side, item.id);
      if (head?.state === 'detached') continue;
      if (head === undefined) context.unreadable[side].set(item.id, item);
      else if (!context.dryRun) links.setFooting(head.link, 'open');
    }
  });
}

/**
 * Sets the unreadable items aside, and with each whatever on the other side may be the same appointment. Once it can be read,
 * the two are matched like any others.
 * @param early those whose pause goes on.
 */
export async function waitForUnreadable(context: RunContext, early: readonly EarlyItem[]): Promise<void> {
  for (const side of sides) {
    const items = [...context.unreadable[side].values()];
    if (items.length === 0) continue;
    const due = items.filter(({ id }) => !early.some((one) => one.side === side && one.id === id));
    context.tables.transaction(() => {
      for (const item of context.dryRun ? [] : due) parkUnreadable(context, side, item);
    });
    await parkLikenesses(context, side, items);
  }
}

function parkUnreadable(context: RunContext, side: Side, item: UnreadableItem): void {
  const { system } = context.options.connectors[side];
  const shown = { title: item.isPublic ? (item.title ?? null) : null, when: item.start ?? null };
  const pair = { link: null, crm: null, calendar: null, [side]: item.id };
  park(context, { pair, side, error: unreadableItem(system), action: 'none', items: {}, shown, incarnation: 0 });
}

async function parkLikenesses(context: RunContext, side: Side, items: readonly UnreadableItem[]): Promise<void> {
  const { staging } = context.tables;
  const other = otherSide(side);
  const { system } = context.options.connectors[side];
  for (let after = ''; ; ) {
    const ids = staging.free(other, after, sliceSize);
    if (ids.length === 0) return;
    after = ids.at(-1) ?? after;
    context.tables.transaction(() => {
      for (const id of ids) {
        const staged = staging.get(other, id);
        if (staged?.state !== 'present' || !items.some((item) => mayBe(item, staged.item))) continue;
        staging.setAside(other, id);
        if (context.dryRun) continue;
        const pair = { link: null, crm: null, calendar: null, [other]: id };
        const trouble = {
          side,
          error: unreadableItem(system),
          action: 'none',
          items: { [other]: staged.item },
        } as const;
        park(context, { pair, ...trouble, incarnation: 0 });
      }
    });
    await breathe(context);
  }
}

/** Pure. @returns whether the two could be the same appointment, as far as the one could be read. */
function mayBe(unreadable: UnreadableItem, item: RemoteItem): boolean {
  const line = (text: string) => text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
  const { title, start } = unreadable;
  if (title !== undefined && !mayShow(line(title), line(titleOf(item.fields)))) return false;
  // Two sides need not hold the same part of a series: where it begins says nothing.
  return start === undefined || repeats(item.fields) || start === startOf(item.fields);
}

/** One of them may be the subject that was built of the other. */
function mayShow(one: string, other: string): boolean {
  return one === other || one.split(' * ').includes(other) || other.split(' * ').includes(one);
}
