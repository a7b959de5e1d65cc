/** @file One run from the first question to the report. */
import { Nonsense, NotFound, Rejected, RightMissing } from '../connectors/errors.ts';
import type { ItemKind, Side } from '../model/side.ts';
import type { SavedCursor } from '../store/cursors.ts';
import { sides } from '../store/operation.ts';
import { applyAll } from './apply.ts';
import { breathe, createContext, progress, type RunBasis, type RunContext } from './context.ts';
import { decideAll } from './decide.ts';
import { tellPlan } from './dry-run.ts';
import type { EngineOptions, RunOptions } from './engine.ts';
import { facesOf, kindsOf } from './faces.ts';
import { clearDoubts, waitForOriginals } from './ghosts.ts';
import { holdBack, type LetThrough, noneYet } from './hold-back.ts';
import { holdLease, isUntouched } from './lease.ts';
import { newId } from './new-id.ts';
import { type Paired, pairUp } from './pairing.ts';
import { checkPlaces, confirmPlaces, readFacts } from './place.ts';
import { toProblem } from './problem.ts';
import { pull } from './pull.ts';
import { recover } from './recover.ts';
import type { RunProblem, RunReport } from './report.ts';
import { Tally } from './tally.ts';
import { announceEntries } from './waiting-room.ts';

/** Never throws for what the outside does: the report says what happened. */
export async function runOnce(options: EngineOptions, run: RunOptions): Promise<RunReport> {
  const { clock, log, store } = options;
  const startedAt = clock.now();
  const runId = newId(options.random);
  const tally = new Tally();
  const dryRun = run.dryRun === true;
  options.onEvent({ type: 'started', runId, trigger: run.trigger, dryRun, at: new Date(startedAt).toISOString() });
  let problem: RunProblem | null = null;
  try {
    const linked = store.counts().linked;
    // Nobody is chosen, and nobody was: there is nothing to ask for.
    const isIdle = (kind: ItemKind) =>
      kind === 'person' && run.preferences['crm.persons.selections'].length === 0 && linked.person === 0;
    const kinds = kindsOf(options.connectors, run.preferences).filter((kind) => !isIdle(kind));
    if (kinds.length > 0) problem = await synchroniseAll({ runId, options, run, tally }, kinds);
  } catch (error) {
    problem = toProblem(error, clock.now());
    const stack = problem.code === 'internal' && error instanceof Error ? { stack: error.stack } : {};
    log.warn('the run ended early', { ...problem, ...stack });
  }
  const summary = { runId, trigger: run.trigger, dryRun, startedAt, finishedAt: clock.now(), problem };
  const report = closeRun(options, tally, summary);
  options.onEvent({ type: 'finished', report });
  return report;
}

type Summary = Pick<
  Parameters<Tally['report']>[0],
  'runId' | 'trigger' | 'dryRun' | 'startedAt' | 'finishedAt' | 'problem'
>;

/** The report is given even where it can no longer be kept. */
export function closeRun({ store, log }: EngineOptions, tally: Tally, summary: Summary): RunReport {
  const { tables } = store;
  try {
    const { held, parked, linked } = store.counts();
    const report = tally.report({ ...summary, held, parked, linked });
    tables.transaction(() => tables.runs.add(report));
    tables.staging.clear();
    tables.prune();
    return report;
  } catch (error) {
    const problem = summary.problem ?? toProblem(error, summary.finishedAt);
    log.error('the report of the run cannot be kept', { ...problem });
    return tally.report({ ...summary, problem, held: 0, parked: 0, linked: { appointment: 0, task: 0, person: 0 } });
  }
}

/**
 * Kind by kind. What keeps one of them from being read or written, a right that is missing for instance, is told and does not keep
 * the others waiting. @throws what concerns all of them
 */
async function synchroniseAll(basis: Omit<RunBasis, 'facts'>, kinds: readonly ItemKind[]): Promise<RunProblem | null> {
  const { options, run } = basis;
  const facts = await readFacts(options, run.signal, run.preferences);
  const contexts = kinds.flatMap((kind) => {
    const faces = facesOf(kind, options.connectors, run.preferences);
    return faces === null ? [] : [createContext({ ...basis, facts }, kind, faces)];
  });
  const [first] = contexts;
  if (first === undefined) return null;
  progress(first, 'preparing', 0);
  checkPlaces(first);
  const untouched = await isFirstOfAll(first);
  let problem: RunProblem | null = null;
  for (const context of contexts) {
    context.copies.ruledOut = untouched && neverRead(context);
    options.store.tables.staging.clear();
    try {
      await synchronise(context);
    } catch (error) {
      if (!isOfOneKind(error) || contexts.length === 1) throw error;
      problem ??= toProblem(error, options.clock.now());
      options.log.warn('a kind of item was not synchronised to its end', { kind: context.kind, ...problem });
    }
  }
  return problem;
}

/** What was refused for items of one kind says nothing about the others. */
function isOfOneKind(error: unknown): boolean {
  return [RightMissing, Rejected, Nonsense, NotFound].some((kind) => error instanceof kind);
}

async function synchronise(context: RunContext): Promise<void> {
  const first = context.dryRun ? [] : await recover(context);

  const stale = new Set<string>();
  const cursors = await pullBoth(context, stale);
  const paired = await pairUp(context, stale, first);
  if (context.dryRun) {
    await decideAll(context, 0);
    await tellPlan(context);
    return;
  }
  await context.faces.calendar.group?.keep(context.run.signal);
  await workOff(context, paired);

  progress(context, 'finishing', 0);
  context.tables.transaction(() => {
    for (const side of sides) context.tables.cursors.save(context.kind, side, context.accounts[side], cursors[side]);
    context.links.forgetCreatedBefore(context.runId);
  });
  announceEntries(context);
}

/**
 * Holds the lease, unless this is a preview. @returns whether no installation ever was at work before this run, this one
 * neither: the lease says so, and nothing that is remembered here says otherwise.
 */
async function isFirstOfAll({ tables, dryRun, options, facts, run }: RunContext): Promise<boolean> {
  const knowsNothing = tables.links.accounts().length === 0;
  if (dryRun) return knowsNothing && (await isUntouched(options, facts, run.signal));
  return (await holdLease(options, facts, run.signal, 'ask')) && knowsNothing;
}

function neverRead({ tables, kind, accounts }: RunContext): boolean {
  return sides.every((side) => tables.cursors.get(kind, side, accounts[side]) === undefined);
}

/**
 * The CRM first: whatever another computer copied into it meanwhile, the calendar's listing then shows the original of it. An
 * item of the CRM carries no mark that would say so itself.
 */
async function pullBoth(context: RunContext, stale: Set<string>): Promise<Readonly<Record<Side, SavedCursor>>> {
  const crm = await pull(context, 'crm', stale);
  return { crm, calendar: await pull(context, 'calendar', stale) };
}

/** How far the pairs have been worked off, and what the guard has let through so far. */
interface Reached {
  readonly last: number;
  readonly letThrough: LetThrough;
}

/** Decides and writes in rounds: what changed under our hands, or was found to exist, is decided on once more. */
async function workOff(context: RunContext, paired: Paired): Promise<void> {
  let reached = await workOffRound(context, { last: 0, letThrough: noneYet }, paired.lastOfFirst);
  const waiting = await clearDoubts(context, paired.doubted);
  for (let before = -1; before !== reached.last; ) {
    before = reached.last;
    reached = await workOffRound(context, reached);
  }
  waitForOriginals(context, [...paired.orphans, ...waiting]);
}

/** @param until the last pair of this round; absent: all that there are. */
async function workOffRound(context: RunContext, before: Reached, until?: number): Promise<Reached> {
  const last = await decideAll(context, before.last, until);
  if (last === before.last) return before;
  const deletes = sides.some((side) => context.tables.staging.planned('remove', side, 0, 1).length > 0);
  if (deletes) await confirmPlaces(context);
  const letThrough = await holdBack(context, before.letThrough);
  await applyAll(context);
  context.tables.staging.clearPlanned();
  await breathe(context);
  return { last, letThrough };
}
