/** @file What taking a run back would do, counted from what it did. Pure. */
import type { UndoOutlook } from '../../preload/contract.ts';
import type { ActivityEntry } from '../../sync-core/engine/report.ts';

const nothing = { restored: 0, changedBack: 0, removed: 0 };
/** What is done to take a deed back. */
const opposite = { create: 'removed', update: 'changedBack', remove: 'restored' } as const;

/** @param deeds of the run; what was taken back before is not counted. */
export function outlookOf(deeds: readonly ActivityEntry[]): UndoOutlook {
  const sides = { crm: { ...nothing }, calendar: { ...nothing } };
  let impossible = 0;
  for (const { action, side, undo, outcome } of deeds) {
    if (action !== 'create' && action !== 'update' && action !== 'remove') continue;
    if (undo === 'possible') sides[side][opposite[action]] += 1;
    else if (undo === 'none' && (outcome === 'done' || outcome === 'conflict')) impossible += 1;
  }
  return { sides, impossible };
}
