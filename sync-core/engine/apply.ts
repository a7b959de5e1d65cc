/**
 * @file Carries out what was planned: the intent into the journal, the writes in the systems' own batches, each outcome
 * settled as it comes. Safe to be ended between any two lines.
 */

import type { RemoteItem, WriteOutcome } from '../connectors/connector.ts';
import { type ConnectorError, Nonsense } from '../connectors/errors.ts';
import type { ItemFields } from '../model/item.ts';
import { otherSide, type Side } from '../model/side.ts';
import { isCreation, type Operation, type OperationAction, pairName } from '../store/operation.ts';
import { breathe, progress, type RunContext } from './context.ts';
import { adopt } from './decide.ts';
import { leaveOut } from './leave-out.ts';
import { withPersons } from './link-persons.ts';
import { creationMark } from './mark.ts';
import { keysOf } from './moved.ts';
import { type Pictures, picturesFor, withFate } from './pictures.ts';
import { concernsAccount, leavesDoubt } from './problem.ts';
import {
  closePair,
  createdSide,
  type Intent,
  lookAgain,
  settleCreated,
  settleRemoved,
  settleUpdated,
} from './settle.ts';
import { toWrite } from './to-write.ts';
import { announceEntries, park } from './waiting-room.ts';

/** Operations handed to a connector at once. */
const chunkSize = 100;
/** How often a pair that changes under our hands is looked at again in one run. */
const mostAttempts = 3;

interface Round {
  readonly total: number;
  done: number;
  /** Pairs of which something failed, or that are to be looked at again; what else succeeds does not settle them. */
  readonly troubled: Set<string>;
}

/**
 * Both sides at once: neither waits for the other's limits. Only where both have something to be created, and something was
 * made before, are creations in the CRM the last: a lost memory and an old copy together can hide that what is new in the
 * calendar was made from an item of the CRM, and the calendar says so when that one is to be created there.
 * @throws what concerns a whole account, after both have ended.
 */
export async function applyAll(context: RunContext): Promise<void> {
  const { staging } = context.tables;
  const round: Round = { total: staging.countPlanned(), done: 0, troubled: new Set() };
  if (round.total === 0) return;
  progress(context, 'writing', 0, round.total);
  const isAnswer = !context.copies.ruledOut && staging.planned('create', 'calendar', 0, 1).length > 0;
  const created = applyAction(context, 'calendar', 'create', round);
  const crm = isAnswer ? applyAfter(context, round, created) : applyEach(context, 'crm', ['create', ...changes], round);
  const calendar = created.then(() => applyEach(context, 'calendar', changes, round));
  const ends = await Promise.allSettled([crm, calendar]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

const changes = ['update', 'remove'] as const;

/** @param created ends when all is created in the calendar; that it failed is told by whoever waits for it there. */
async function applyAfter(context: RunContext, round: Round, created: Promise<void>): Promise<void> {
  await applyEach(context, 'crm', changes, round);
  const [end] = await Promise.allSettled([created]);
  if (end.status === 'fulfilled') await applyAction(context, 'crm', 'create', round);
}

async function applyEach(
  context: RunContext,
  side: Side,
  actions: readonly OperationAction[],
  round: Round,
): Promise<void> {
  for (const action of actions) await applyAction(context, side, action, round);
}

async function applyAction(context: RunContext, side: Side, action: OperationAction, round: Round): Promise<void> {
  const { tables } = context;
  for (let after = 0; ; ) {
    await breathe(context);
    const chunk = tables.staging.planned(action, side, after, chunkSize);
    if (chunk.length === 0) return;
    after = chunk.at(-1)?.seq ?? after;
    const intents: Intent[] = [];
    const operations = await withPersons(
      context,
      chunk.map(({ operation }) => operation),
    );
    const pictures = await picturesFor(context, operations);
    tables.durably(() => {
      for (const [index, { seq, attempts, behind }] of chunk.entries()) {
        const operation = operations[index] as Operation;
        if (isObsolete(context, operation)) tables.staging.dropPlanned(seq);
        else {
          const journal = tables.journal.intend(context.runId, context.kind, context.accounts, operation);
          intents.push({ journal, planned: seq, attempts, behind, operation });
        }
      }
    });
    await writeChunk(context, side, intents, round, pictures);
    round.done += chunk.length;
    progress(context, 'writing', round.done, round.total);
    announceEntries(context);
  }
}

/** What was new when it was planned can have been linked meanwhile. */
function isObsolete({ links }: RunContext, operation: Operation): boolean {
  if (!isCreation(operation) || operation.pair.link !== null || operation.source === null) return false;
  return links.head(otherSide(operation.side), operation.source.id) !== undefined;
}

async function writeChunk(
  context: RunContext,
  side: Side,
  intents: readonly Intent[],
  round: Round,
  pictures: Pictures,
): Promise<void> {
  if (intents.length === 0) return;
  const { system } = context.options.connectors[side];
  const open = new Map(intents.entries());
  const failed: Failure[] = [];
  for await (const outcome of context.faces[side].write(
    intents.map(({ operation }) => toWrite(operation, pictures)),
    context.rules.window,
    context.run.signal,
  )) {
    const intent = open.get(outcome.index);
    if (intent === undefined) continue;
    open.delete(outcome.index);
    if (outcome.result === 'failed') failed.push({ intent, error: outcome.error });
    else if (isTakenAlready(context, side, outcome)) {
      failed.push({ intent, error: new Nonsense('a creation was answered with an item that is linked', { system }) });
    } else {
      const told = withFate(outcome, intent.operation, pictures);
      context.tables.transaction(() => settle(context, intent, told, round));
    }
  }
  for (const intent of open.values()) {
    failed.push({ intent, error: new Nonsense('the system did not say what became of a write', { system }) });
  }
  const [worst] = failed.filter(({ error }) => concernsAccount(error));
  const down = isDown(context, intents, failed);
  if (worst !== undefined || down) throw (worst ?? failed[0])?.error;
  const again = await madeAgain(context, side, failed);
  context.tables.transaction(() => {
    for (const { intent, error } of failed) {
      const item = again.get(intent.journal);
      if (item === undefined) settleFailed(context, side, intent, error, round);
      else {
        context.tables.staging.dropPlanned(intent.planned);
        settleExisted(context, intent, item);
      }
    }
  });
}

interface Failure {
  readonly intent: Intent;
  readonly error: ConnectorError;
}

/**
 * A server that is down fails everything: that is no fault of the items, and the journal keeps the question. What failed like that
 * in an earlier run as well, while the server answered otherwise, must not end each run at the same place.
 */
function isDown({ doubted }: RunContext, intents: readonly Intent[], failed: readonly Failure[]): boolean {
  if (intents.length < 2 || failed.length < intents.length) return false;
  const isNews = intents.some(({ operation }) => !doubted.has(pairName(operation.pair)));
  return isNews && failed.every(({ error }) => leavesDoubt(error));
}

/**
 * Creations whose key was used by what is gone: whoever knew more than we do, another installation or this one before its
 * database was put back, may have made the item again with another key.
 * @returns what was made, by the intents' journal numbers. @throws ConnectorError
 */
async function madeAgain(
  { faces, links, accounts, run }: RunContext,
  side: Side,
  failed: readonly Failure[],
): Promise<ReadonlyMap<number, RemoteItem>> {
  const marks = failed.flatMap(({ intent: { journal, operation }, error }) => {
    const { work, source } = operation;
    if (error.kind !== 'conflict' || work.do !== 'create' || source === null) return [];
    const account = accounts[otherSide(side)];
    return keysOf(work.incarnation).map((number) => ({ journal, mark: creationMark(account, source.id, number) }));
  });
  if (marks.length === 0) return new Map();
  const found = await faces[side].findCreated(
    marks.map(({ mark }) => mark),
    run.signal,
  );
  return new Map(
    marks.flatMap(({ journal, mark }) => {
      const item = found.get(mark.key);
      return item === undefined || links.head(side, item.id) !== undefined ? [] : [[journal, item] as const];
    }),
  );
}

/** What is said to have just been made cannot be linked yet. */
function isTakenAlready({ links }: RunContext, side: Side, outcome: WriteOutcome<ItemFields>): boolean {
  return outcome.result === 'created' && links.head(side, outcome.item.id) !== undefined;
}

type GoodOutcome = Exclude<WriteOutcome<ItemFields>, { readonly result: 'failed' }>;

/** A picture that did not arrive was not given: the next run looks at the pair once more, and gives it. */
function settle(context: RunContext, asked: Intent, outcome: GoodOutcome, round: Round): void {
  if (outcome.result === 'existed' || outcome.result === 'removed' || outcome.picture !== 'failed') {
    settleWhole(context, asked, outcome, round);
    return;
  }
  settleWhole(context, withoutPicture(asked), outcome, round);
  const link = context.links.head(asked.operation.side, outcome.item.id)?.link;
  if (link !== undefined) context.links.setFooting(link, 'open');
}

function withoutPicture(intent: Intent): Intent {
  const { work } = intent.operation;
  if (work.do === 'remove' || work.built === undefined) return intent;
  const { picture: _, ...built } = work.built;
  return { ...intent, operation: { ...intent.operation, work: { ...work, built } } };
}

function settleWhole(context: RunContext, intent: Intent, outcome: GoodOutcome, round: Round): void {
  const { operation, journal, planned } = intent;
  context.tables.staging.dropPlanned(planned);
  if (outcome.result === 'removed') {
    settleRemoved(context, journal, operation);
    context.tables.waiting.remove(context.kind, pairName(operation.pair));
    return;
  }
  if (isCreation(operation)) {
    if (outcome.result === 'existed') settleExisted(context, intent, outcome.item);
    else {
      const made = createdSide(context, operation.side, outcome.item, operation.work.fields);
      finish(context, intent, settleCreated(context, journal, operation, made), round);
    }
    return;
  }
  const clean = settleUpdated(context, journal, operation, outcome.item);
  if (clean && !isToBeExtended(context, intent)) finish(context, intent, operation.pair.link, round);
  else {
    // Another write of the same pair that ends well does not end the matter.
    round.troubled.add(pairName(operation.pair));
    lookAgain(context, intent, operation.pair.link);
  }
}

/** With another rule, days may lie in the window that did not before. */
function isToBeExtended({ links, rules }: RunContext, { operation, attempts }: Intent): boolean {
  const { link } = operation.pair;
  return attempts === 0 && link !== null && links.goesOn(link, rules.window.until);
}

function finish(context: RunContext, intent: Intent, link: string | null, round: Round): void {
  if (!round.troubled.has(pairName(intent.operation.pair))) closePair(context, intent, link);
}

/** The item was made before: by a lost write, or by another device. The two are treated as found on both sides. */
function settleExisted(context: RunContext, intent: Intent, item: RemoteItem): void {
  const { tables, links, kind } = context;
  const { pair, side, source } = intent.operation;
  tables.journal.done(intent.journal, { entry: null, item: item.id });
  if (pair.link !== null) links.remove(pair.link);
  const from = otherSide(side);
  if (source === null || links.head(side, item.id) !== undefined || links.head(from, source.id) !== undefined) return;
  tables.waiting.remove(kind, pairName(pair));
  const link = adopt(context, side === 'crm' ? { crm: item, calendar: source } : { crm: source, calendar: item });
  if (link !== null) lookAgain(context, intent, link);
}

function settleFailed(context: RunContext, side: Side, intent: Intent, error: ConnectorError, round: Round): void {
  const { tables, options } = context;
  const { operation, journal, planned, attempts } = intent;
  const { pair, work, source, target } = operation;
  tables.staging.dropPlanned(planned);
  round.troubled.add(pairName(pair));
  const creation = work.do === 'create';
  // Nobody knows what became of it: the journal keeps the question for the next run.
  if (!leavesDoubt(error)) tables.journal.failed(journal, error.kind);
  const changedMeanwhile = error.kind === 'conflict' || error.kind === 'notFound';
  if (changedMeanwhile && !creation && attempts < mostAttempts) {
    lookAgain(context, intent, pair.link);
    // Whoever writes asks no copy of the data: it is as good as if the system had told of the deletion by itself.
    if (error.kind === 'notFound' && target !== null && pair.link !== null) {
      context.tables.staging.putGone(side, { id: target.id, proof: 'tombstone' }, pair.link);
    }
    return;
  }
  // It is left to be looked at together with what it was to take the place of.
  if (work.do === 'remove' && work.successor) leaveOut(context, side, work.successor, 'copiedAlready');
  options.log.warn('a write was set aside', { side, action: work.do, error: error.kind, code: error.details.code });
  const from = otherSide(side);
  park(context, {
    pair,
    error,
    side,
    action: work.do,
    items: { ...(source === null ? {} : { [from]: source }), ...(target === null ? {} : { [side]: target }) },
    // A key that is taken by something that cannot be found is given up for the next one.
    incarnation: creation ? work.incarnation + (error.kind === 'conflict' ? 1 : 0) : 0,
    // What is removed, or created again, was decided because the other half is gone.
    missed: creation ? pair.link !== null : work.do === 'remove',
  });
}
