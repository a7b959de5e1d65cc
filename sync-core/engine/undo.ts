/**
 * @file Takes back what was done: newest first, one operation of a pair at a time, as far as nothing else has changed since.
 * Everything goes through the journal, as in a run.
 */
import type { ItemAnswer } from '../connectors/connector.ts';
import { Conflict, NotFound } from '../connectors/errors.ts';
import type { ItemFields } from '../model/item.ts';
import { type ItemId, itemKind, type Side } from '../model/side.ts';
import { defaultPreferences } from '../preferences/schema.ts';
import type { DoneOperation } from '../store/journal.ts';
import { sides } from '../store/operation.ts';
import type { Link } from '../store/records.ts';
import { doneCategoryOf } from '../translate/categories.ts';
import { breathe, createContext, progress, type RunContext } from './context.ts';
import type { EngineOptions, UndoWhat } from './engine.ts';
import { facesOf } from './faces.ts';
import { holdLease } from './lease.ts';
import { newId } from './new-id.ts';
import { checkPlaces, readFacts } from './place.ts';
import { leavesDoubt, toProblem } from './problem.ts';
import type { RunProblem, UndoReport } from './report.ts';
import { closeRun } from './run.ts';
import { Tally } from './tally.ts';
import { planUndo, type UndoRules, type UndoSight } from './undo-plan.ts';
import { beginUndo, giveUp, refuse, type UndoBook, type UndoIntent } from './undo-settle.ts';
import { type FailedUndo, recoverUndos, refusalOf, writeUndos } from './undo-write.ts';
import { announceEntries } from './waiting-room.ts';

/** Operations looked at together. */
const roundSize = 100;
/** How often an item that changes under our hands is looked at again. */
const mostAttempts = 3;

interface Wanted {
  readonly entry: number;
  readonly attempts: number;
}

/** Never throws for what the outside does: the report says what happened. */
export async function undoOnce(options: EngineOptions, what: UndoWhat, signal: AbortSignal): Promise<UndoReport> {
  const { clock, log } = options;
  const startedAt = clock.now();
  const runId = newId(options.random);
  const tally = new Tally();
  const book: UndoBook = { undone: 0, refused: [] };
  const trigger = 'undo';
  options.onEvent({ type: 'started', runId, trigger, dryRun: false, at: new Date(startedAt).toISOString() });
  let problem: RunProblem | null = null;
  try {
    const facts = await readFacts(options, signal);
    // No preference has a say in what is taken back.
    const run = { trigger, preferences: defaultPreferences, signal } as const;
    const contexts = itemKind.options.flatMap((kind) => {
      const faces = facesOf(kind, options.connectors, defaultPreferences);
      return faces === null ? [] : [createContext({ runId, options, run, facts, tally }, kind, faces)];
    });
    const [first] = contexts;
    if (first === undefined) throw new Error('nothing can be taken back');
    progress(first, 'preparing', 0);
    checkPlaces(first);
    await holdLease(options, facts, signal, 'ask');
    for (const context of contexts) await takeBack(context, book, what);
    announceEntries(first);
  } catch (error) {
    problem = toProblem(error, clock.now());
    const stack = problem.code === 'internal' && error instanceof Error ? { stack: error.stack } : {};
    log.warn('taking back ended early', { ...problem, ...stack });
  }
  const summary = { runId, trigger, dryRun: false, startedAt, finishedAt: clock.now(), problem } as const;
  options.onEvent({ type: 'finished', report: closeRun(options, tally, summary) });
  return { ...book, ...(problem === null ? {} : { problem }) };
}

async function takeBack(context: RunContext, book: UndoBook, what: UndoWhat): Promise<void> {
  await finishOpen(context, book);
  let wanted = wantedOf(context, what);
  const total = wanted.length;
  while (wanted.length > 0) {
    progress(context, 'writing', total - wanted.length, total);
    await breathe(context);
    const { round, later } = nextRound(context, book, wanted);
    const again = await takeBackRound(context, book, round);
    wanted = [...again, ...later];
    announceEntries(context);
  }
}

/** What an earlier undo left open comes first. @throws why some of it has no outcome yet. */
async function finishOpen(context: RunContext, book: UndoBook): Promise<void> {
  const [error] = await recoverUndos(context, book);
  if (error !== undefined) throw error;
}

/** Newest first. What a run did and was taken back since is passed over. */
function wantedOf({ tables, kind }: RunContext, what: UndoWhat): readonly Wanted[] {
  const all =
    'entries' in what
      ? [...new Set(what.entries)].toSorted((one, other) => other - one)
      : tables.activity.deedsOf(what.runId).filter((entry) => tables.journal.byEntry(entry)?.undone !== true);
  // What the journal no longer has is refused once, with the first kind.
  const ofKind = (entry: number) => (tables.journal.byEntry(entry)?.kind ?? itemKind.options[0]) === kind;
  return all.filter(ofKind).map((entry) => ({ entry, attempts: 0 }));
}

interface Chosen extends Wanted {
  readonly done: DoneOperation;
  readonly link: Link | undefined;
}

/** The first ones of each pair: an earlier operation is taken back when the later one has been. */
function nextRound(context: RunContext, book: UndoBook, wanted: readonly Wanted[]) {
  const { tables } = context;
  const round: Chosen[] = [];
  const later: Wanted[] = [];
  const taken = new Set<string>();
  for (const one of wanted) {
    if (round.length === roundSize) {
      later.push(one);
      continue;
    }
    const done = tables.journal.byEntry(one.entry);
    if (done === undefined) {
      tables.transaction(() => refuse(context, book, one.entry, 'notKept'));
      continue;
    }
    const link = linkOf(context, done);
    const name = link?.id ?? `${done.operation.side}:${writtenItem(done)}`;
    if (taken.has(name)) later.push(one);
    else round.push({ ...one, done, link });
    taken.add(name);
  }
  return { round, later };
}

function writtenItem({ operation, item }: DoneOperation): ItemId | null {
  return item ?? operation.target?.id ?? null;
}

/** By the item: after a loss of memory it may be in another link than then. */
function linkOf({ links }: RunContext, done: DoneOperation): Link | undefined {
  const item = writtenItem(done);
  return item === null ? undefined : links.byItem(done.operation.side, item);
}

/** @returns what is to be looked at once more. */
async function takeBackRound(
  context: RunContext,
  book: UndoBook,
  round: readonly Chosen[],
): Promise<readonly Wanted[]> {
  const shown = await readAll(context, round);
  const intents: Record<Side, UndoIntent[]> = { crm: [], calendar: [] };
  const attempts = new Map(round.map((one) => [one.entry, one.attempts]));
  context.tables.durably(() => {
    for (const { entry, done, link } of round) {
      const sight = { done, link, shown: shownOf(context, done, link, shown) };
      const plan = planUndo(sight, rulesOf(context));
      if ('refusal' in plan) refuse(context, book, entry, plan.refusal, sight.shown);
      else intents[plan.operation.side].push(beginUndo(context, plan.operation, entry));
    }
  });
  const failed: FailedUndo[] = [];
  for (const side of sides) failed.push(...(await writeUndos(context, book, side, intents[side])));
  const again: Wanted[] = [];
  context.tables.transaction(() => {
    for (const one of failed) {
      if (leavesDoubt(one.error)) continue;
      const tries = (attempts.get(one.intent.entry) ?? 0) + 1;
      if (settleFailed(context, book, one, tries) === 'again') again.push({ entry: one.intent.entry, attempts: tries });
    }
  });
  if (failed.some(({ error }) => leavesDoubt(error))) await finishOpen(context, book);
  return again;
}

function settleFailed(context: RunContext, book: UndoBook, { intent, error }: FailedUndo, tries: number) {
  giveUp(context, intent, error.kind);
  const changed = error instanceof Conflict || error instanceof NotFound;
  if (changed && intent.operation.work.do !== 'create' && tries < mostAttempts) return 'again';
  refuse(context, book, intent.entry, refusalOf(error));
  return 'refused';
}

function rulesOf({ accounts, facts, rules }: RunContext): UndoRules {
  const canBePrivate = { crm: facts.crm.canBePrivate, calendar: facts.calendar.canBePrivate };
  const doneCategory = doneCategoryOf(rules.preferences['crm.outgoing.appointmentCategory']);
  return { accounts, canBePrivate, express: rules.express, since: rules.window.from, doneCategory };
}

type Shown = Readonly<Record<Side, ReadonlyMap<ItemId, ItemAnswer<ItemFields>>>>;

/** None of another account's: an id of there can be somebody else's item here. */
function idsOf(
  { accounts }: RunContext,
  done: DoneOperation,
  link: Link | undefined,
): { readonly [S in Side]?: ItemId } {
  if (done.account !== accounts[done.operation.side]) return {};
  const written = writtenItem(done);
  const linked = Object.fromEntries(sides.flatMap((side) => (link?.sides[side] ? [[side, link.sides[side].id]] : [])));
  return { ...linked, ...(written === null ? {} : { [done.operation.side]: written }) };
}

/** Both items of each pair, asked for together. @throws ConnectorError */
async function readAll(context: RunContext, round: readonly Chosen[]): Promise<Shown> {
  const { faces, run } = context;
  const read = async (side: Side) => {
    const ids = [...new Set(round.flatMap(({ done, link }) => idsOf(context, done, link)[side] ?? []))];
    return ids.length === 0 ? new Map<ItemId, ItemAnswer<ItemFields>>() : await faces[side].get(ids, run.signal);
  };
  const [crm, calendar] = await Promise.all([read('crm'), read('calendar')]);
  return { crm, calendar };
}

function shownOf(context: RunContext, done: DoneOperation, link: Link | undefined, shown: Shown): UndoSight['shown'] {
  const ids = idsOf(context, done, link);
  return Object.fromEntries(
    sides.flatMap((side) => {
      const id = ids[side];
      const answer = id === undefined ? undefined : shown[side].get(id);
      return answer === undefined ? [] : [[side, answer]];
    }),
  );
}
