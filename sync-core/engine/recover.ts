/**
 * @file Asks the journal first: an intent without an outcome is what a crash, a lost answer or a full disk left behind.
 * Creations are looked up by their mark before anything else is created; updates and removals are decided anew, from what
 * both sides show, because no cursor has moved past their cause.
 */

import type { RemoteAppointment } from '../connectors/connector.ts';
import { NotFound } from '../connectors/errors.ts';
import { otherSide } from '../model/side.ts';
import { type CreationOperation, isCreation, pairName, sides } from '../store/operation.ts';
import { type LinkSide, seenOf } from '../store/records.ts';
import { breathe, type RunContext, sliceSize } from './context.ts';
import { settleCreated } from './settle.ts';
import { announceEntries } from './waiting-room.ts';

export async function recover(context: RunContext): Promise<void> {
  const { tables, kind, faces, run } = context;
  tables.journal.abandonChanges(kind);
  for (const side of sides) {
    for (let after = 0; ; ) {
      const open = tables.journal.open(kind, side, after, sliceSize);
      for (const { id, operation } of open) {
        after = id;
        if (!isCreation(operation)) continue;
        const found = await faces[side].findCreated(operation.work.mark, run.signal);
        tables.transaction(() => {
          const taken = found !== undefined && takeIn(context, id, operation, found);
          if (!taken) tables.journal.failed(id, NotFound.name);
        });
        await breathe(context);
      }
      if (open.length < sliceSize) break;
    }
  }
  announceEntries(context);
}

/** @returns false when one of the items is linked already. */
function takeIn(context: RunContext, journal: number, operation: CreationOperation, found: RemoteAppointment): boolean {
  const { links, tables, kind } = context;
  const { side, source, pair, work } = operation;
  if (source === null || links.head(side, found.id) !== undefined) return false;
  const already = links.head(otherSide(side), source.id);
  if (already !== undefined && already.link !== pair.link) return false;
  if (pair.link !== null && already === undefined) return false;
  const created: LinkSide = {
    id: found.id,
    version: found.version,
    replaced: null,
    // Not what it shows now: somebody may have edited it since, and that edit must be seen as one.
    agreed: context.rules.express[side](work.fields),
    seen: seenOf(found),
  };
  const link = settleCreated(context, journal, operation, created);
  links.setFooting(link, 'open');
  tables.waiting.remove(kind, pairName(pair));
  return true;
}
