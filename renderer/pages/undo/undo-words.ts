/** @file What taking back would do, in words; and what could not be taken back, by reason. Pure. */
import type { Words } from '../../../locales/index.ts';
import type { AccountState, UndoOutlook } from '../../../preload/contract.ts';
import type { ActivityEntry, UndoReport } from '../../../sync-core/engine/report.ts';
import { otherSide, type Side } from '../../../sync-core/model/side.ts';
import { systemName } from '../activity/entry-words.ts';

type Refusal = UndoReport['refused'][number];

/** Refused entries by their reason, the commonest first. */
export function byRefusal(
  refused: readonly Refusal[],
): readonly { readonly code: Refusal['code']; readonly ids: readonly number[] }[] {
  const reasons = new Map<Refusal['code'], number[]>();
  for (const { code, entry } of refused) reasons.set(code, [...(reasons.get(code) ?? []), entry]);
  return [...reasons].map(([code, ids]) => ({ code, ids })).sort((one, other) => other.ids.length - one.ids.length);
}

/** What taking this one entry back does: "It is added to SuperOffice again, as it was." */
export function undoConsequence(entry: ActivityEntry, accounts: readonly AccountState[], words: Words): string {
  const { action, side } = entry;
  const system = systemName(accounts, side, words);
  const other = systemName(accounts, otherSide(side), words);
  return words.t(`undo.consequence.${action === 'create' || action === 'remove' ? action : 'update'}`, {
    system,
    other,
  });
}

/** One line for each kind of thing that would be done, SuperOffice first; empty when nothing can be taken back. */
export function outlookLines(outlook: UndoOutlook, accounts: readonly AccountState[], words: Words): readonly string[] {
  const sides: readonly Side[] = ['crm', 'calendar'];
  return sides.flatMap((side) => {
    const system = systemName(accounts, side, words);
    const { restored, changedBack, removed } = outlook.sides[side];
    const line = (key: 'restored' | 'changedBack' | 'removed', count: number) =>
      count === 0 ? [] : [words.t(`undo.outlook.${key}`, { count, system })];
    return [...line('restored', restored), ...line('changedBack', changedBack), ...line('removed', removed)];
  });
}
