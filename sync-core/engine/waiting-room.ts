/** @file Sets a pair aside: parked with a growing pause, or held for the user. All others go on. */

import type { RemoteItem } from '../connectors/connector.ts';
import { type ConnectorError, NotKeptPrivate, Throttled } from '../connectors/errors.ts';
import type { Side } from '../model/side.ts';
import type { ActivityDraft } from '../store/activity.ts';
import { type Operation, type PairKey, pairName, sides } from '../store/operation.ts';
import type { HeldPair, Question } from '../store/waiting.ts';
import type { RunContext } from './context.ts';
import { describeEntry } from './entries.ts';
import { sameField } from './fields.ts';
import type { PairPlan } from './pair-plan.ts';
import { pauseAfter } from './pause.ts';
import { toProblem } from './problem.ts';

export interface Trouble {
  readonly pair: PairKey;
  readonly error: ConnectorError;
  /** The side that refused. */
  readonly side: Side;
  readonly action: ActivityDraft['action'];
  readonly items: { readonly [S in Side]?: RemoteItem };
  /** What is known of an item that could not be read. */
  readonly shown?: Pick<ActivityDraft, 'title' | 'when'>;
  readonly incarnation: number;
  /** One of the items was not there. */
  readonly missed?: boolean;
  /** One of the items was shown as it was before. */
  readonly doubted?: boolean;
}

/** The activity list tells of it once, not with every try. Call inside a transaction. */
export function park(context: RunContext, trouble: Trouble): void {
  const { tables, kind, links, options, tally } = context;
  const before = tables.waiting.parked(kind, pairName(trouble.pair));
  const attempts = (before?.attempts ?? 0) + 1;
  const now = options.clock.now();
  const entry =
    before?.entry ??
    addEntry(
      context,
      withIds(trouble, {
        ...describeEntry({
          action: trouble.action,
          side: trouble.side,
          outcome: 'parked',
          reason: reasonOf(trouble.error, now),
          items: trouble.items,
        }),
        ...trouble.shown,
      }),
    );
  const pause = trouble.error instanceof Throttled ? trouble.error.retryAfterMs : pauseAfter(attempts);
  const missedAt = trouble.missed === true ? Math.min(now, before?.missedAt ?? now) : null;
  const doubtedAt = trouble.doubted === true ? Math.min(now, before?.doubtedAt ?? now) : null;
  const { incarnation } = trouble;
  tables.waiting.park(kind, trouble.pair, { incarnation, attempts, nextAt: now + pause, missedAt, doubtedAt, entry });
  if (trouble.pair.link !== null) links.setFooting(trouble.pair.link, 'behind');
  tally.setAside += 1;
}

function reasonOf(error: ConnectorError, now: number): NonNullable<ActivityDraft['reason']> {
  if (error instanceof NotKeptPrivate) return { kind: 'leftOut', code: 'privateNotAccepted' };
  const { code, details } = toProblem(error, now);
  return { kind: 'error', code, ...(details === undefined ? {} : { details }) };
}

/** Also what could not be read is named, by its id. */
function withIds({ pair }: Trouble, draft: ActivityDraft): ActivityDraft {
  const ids = sides.flatMap((side) => (pair[side] === null ? [] : [[side, { id: pair[side] }] as const]));
  return { ...draft, items: { ...Object.fromEntries(ids), ...draft.items } };
}

/** Leaves a write for the user to decide on. Call inside a transaction, with the write taken out of the plan. */
export function hold(
  context: RunContext,
  { pair, entry }: Operation,
  question: Exclude<Question, { readonly ask: 'conflict' }>,
): void {
  const { tables, kind, links, tally } = context;
  const known = tables.waiting.heldWith(kind, pairName(pair), question);
  const told = known === undefined ? undefined : tables.activity.entry(known.entry);
  // A new edit is a new entry: nobody is taken at their word about what they were not shown.
  if (told === undefined || JSON.stringify(told.changes) !== JSON.stringify(entry.changes)) {
    const reason = { kind: 'ask', code: question.ask } as const;
    tables.waiting.hold(kind, pair, question, addEntry(context, { ...entry, outcome: 'held', reason }));
  }
  const done = tables.staging.plannedOfPair(pairName(pair)) === 0;
  if (pair.link !== null && done) links.setFooting(pair.link, 'behind');
  tally.setAside += 1;
}

/**
 * Brings the questions about a pair in line with what was decided: those without an object are closed, answers stay until
 * they are carried out, and what is new is asked. Call inside a transaction.
 * @param pair as it is named from now on.
 */
export function updateQuestions(context: RunContext, pair: PairKey, held: readonly HeldPair[], plan: PairPlan): void {
  const { tables } = context;
  const carriedOut: number[] = [];
  for (const { id, question, decision } of held) {
    if (plan.reopened.includes(id)) tables.waiting.decide(id, null);
    else if (decision === null) {
      if (!isOpen(question, plan)) tables.waiting.close(id);
    } else if (decision === 'keep' || plan.operations.length === 0) tables.waiting.close(id);
    else carriedOut.push(id);
  }
  if (carriedOut.length > 0) context.answered.set(pairName(pair), carriedOut);
  for (const { question, entry } of plan.questions) askAnew(context, pair, question, entry);
}

/** @returns whether an unanswered question still has an object; those that the guard asked, until it lets the write go. */
function isOpen(question: Question, { operations, questions }: PairPlan): boolean {
  switch (question.ask) {
    case 'conflict':
      return questions.length > 0;
    case 'manyRemovals':
      return operations.some(({ work }) => work.do === 'remove');
    case 'manyChanges':
      return operations.some(({ work, side }) => work.do === 'update' && side === question.side);
  }
}

function askAnew(context: RunContext, pair: PairKey, question: Question, entry: ActivityDraft): void {
  const { tables, kind, tally } = context;
  const before = tables.waiting.heldWith(kind, pairName(pair), question);
  tally.setAside += 1;
  // Also one that was answered while this run was under way: the answer is for the next run.
  if (before !== undefined && sameQuestion(before.question, question)) return;
  if (before !== undefined) tables.waiting.close(before.id);
  tables.waiting.hold(kind, pair, question, addEntry(context, entry));
}

function sameQuestion(before: Question, now: Question): boolean {
  if (before.ask !== 'conflict' || now.ask !== 'conflict') return before.ask === now.ask;
  const [one, other] = [before.about, now.about];
  if (one.fields.join() !== other.fields.join()) return false;
  return one.fields.every((field) => sides.every((side) => sameField(field, one.shown[side], other.shown[side])));
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
