/** @file Sets a pair aside: parked with a growing pause, or held for the user. All others go on. */

import type { RemoteAppointment } from '../connectors/connector.ts';
import { type ConnectorError, Throttled } from '../connectors/errors.ts';
import type { Side } from '../model/side.ts';
import type { ActivityDraft } from '../store/activity.ts';
import { type Operation, type PairKey, pairName, sides } from '../store/operation.ts';
import type { RunContext } from './context.ts';
import { describeEntry } from './entries.ts';
import { pauseAfter } from './pause.ts';
import { toProblem } from './problem.ts';

export interface Trouble {
  readonly pair: PairKey;
  readonly error: ConnectorError;
  /** The side that refused. */
  readonly side: Side;
  readonly action: ActivityDraft['action'];
  readonly items: { readonly [S in Side]?: RemoteAppointment };
  /** What is known of an item that could not be read. */
  readonly shown?: Pick<ActivityDraft, 'title' | 'when'>;
  readonly incarnation: number;
}

/** The activity list tells of it once, not with every try. Call inside a transaction. */
export function park(context: RunContext, trouble: Trouble): void {
  const { tables, kind, links, options, tally } = context;
  const before = tables.waiting.byPair(kind, pairName(trouble.pair));
  const attempts = (before?.state === 'parked' ? before.attempts : 0) + 1;
  const now = options.clock.now();
  const { code, details } = toProblem(trouble.error, now);
  const known = before?.state === 'parked' ? before.entry : null;
  const entry =
    known ??
    addEntry(
      context,
      withIds(trouble, {
        ...describeEntry({
          action: trouble.action,
          side: trouble.side,
          outcome: 'parked',
          reason: { kind: 'error', code, ...(details === undefined ? {} : { details }) },
          items: trouble.items,
        }),
        ...trouble.shown,
      }),
    );
  const pause = trouble.error instanceof Throttled ? trouble.error.retryAfterMs : pauseAfter(attempts);
  tables.waiting.park(kind, trouble.pair, { incarnation: trouble.incarnation, attempts, nextAt: now + pause, entry });
  if (trouble.pair.link !== null) links.setFooting(trouble.pair.link, 'behind');
  tally.setAside += 1;
}

/** Also what could not be read is named, by its id. */
function withIds({ pair }: Trouble, draft: ActivityDraft): ActivityDraft {
  const ids = sides.flatMap((side) => (pair[side] === null ? [] : [[side, { id: pair[side] }] as const]));
  return { ...draft, items: { ...Object.fromEntries(ids), ...draft.items } };
}

/** Leaves a removal for the user to decide. Call inside a transaction. */
export function hold(context: RunContext, { pair, entry }: Operation): void {
  const { tables, kind, links, tally } = context;
  const before = tables.waiting.byPair(kind, pairName(pair));
  const known = before?.state === 'held' ? before.entry : null;
  tables.waiting.hold(kind, pair, known ?? addEntry(context, { ...entry, outcome: 'held' }));
  if (pair.link !== null) links.setFooting(pair.link, 'behind');
  tally.setAside += 1;
}

export function addEntry(context: RunContext, draft: ActivityDraft): number {
  context.tally.entries += 1;
  return context.tables.activity.add(context.runId, draft);
}

/** Tells listeners of the entries that were added since the last time. */
export function announceEntries({ tally, options }: Pick<RunContext, 'tally' | 'options'>): void {
  if (tally.entries === 0) return;
  options.onEvent({ type: 'activity', added: tally.entries });
  tally.entries = 0;
}
