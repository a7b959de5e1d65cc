/**
 * @file Items that were set aside before they had a partner: when the time has come to try them again, they take part in
 * the matching like everything that was read in this run. Meanwhile their other half may have come, or be waiting as well.
 */
import { isReadable } from '../connectors/connector.ts';
import { sides } from '../store/operation.ts';
import { type RunContext, sliceSize } from './context.ts';
import { matchKey } from './pull.ts';
import type { EarlyItem } from './unreadable.ts';

/** @returns those whose own pause is not over yet: they are there to be found, and are left alone otherwise. */
export async function restageWaiting(context: RunContext): Promise<readonly EarlyItem[]> {
  const { tables, kind, faces, run } = context;
  const due = new Set(dueAlone(context));
  if (due.size === 0) return [];
  const early: EarlyItem[] = [];
  for (const side of sides) {
    const waiting = tables.waiting.alone(kind).flatMap(({ id, pair }) => {
      const item = pair[side];
      const known = item === null || tables.staging.get(side, item) !== undefined || context.unreadable[side].has(item);
      return known ? [] : [{ row: id, id: item }];
    });
    if (waiting.length === 0) continue;
    const answers = await faces[side].get(
      waiting.map(({ id }) => id),
      run.signal,
    );
    for (const { row, id } of waiting) {
      const answer = answers.get(id);
      if (typeof answer !== 'object' || context.links.head(side, id) !== undefined) continue;
      if (isReadable(answer)) tables.staging.putItem(side, answer, null, matchKey(answer));
      else context.unreadable[side].set(id, answer);
      if (!due.has(row)) early.push({ side, id });
    }
  }
  return early;
}

function dueAlone({ tables, kind }: RunContext): readonly number[] {
  const rows: number[] = [];
  for (let after = 0; ; ) {
    const due = tables.waiting.due(kind, after, sliceSize);
    for (const { id, pair } of due) {
      after = id;
      if (pair.link === null && (pair.crm === null || pair.calendar === null)) rows.push(id);
    }
    if (due.length < sliceSize) return rows;
  }
}

/** What found no partner and is not due is not decided on in this run. */
export function leaveEarlyOnes({ tables }: RunContext, early: readonly EarlyItem[]): void {
  for (const { side, id } of early) if (tables.staging.isFree(side, id)) tables.staging.setAside(side, id);
}
