/**
 * @file Items that we removed not long ago and that a listing shows all the same: it was read from an old copy. Taken for
 * new, they would be copied back to the side where somebody deleted them.
 */
import { sides } from '../store/operation.ts';
import type { RunContext } from './context.ts';

/** No copy of a system's data lags behind for so long. */
const lagMs = 24 * 3_600_000;

/** Each is asked for by itself, and forgotten when it is gone. Costs nothing where there are none. @throws ConnectorError */
export async function forgetGhosts(context: RunContext): Promise<void> {
  const { tables, kind, accounts, faces, options, run } = context;
  const since = options.clock.now() - lagMs;
  for (const side of sides) {
    const shown = tables.journal
      .removedSince(kind, side, accounts[side], since)
      .filter((id) => tables.staging.isFree(side, id));
    if (shown.length === 0) continue;
    const answers = await faces[side].get(shown, run.signal);
    for (const id of shown) if (answers.get(id) === 'gone') tables.staging.drop(side, id);
  }
}
