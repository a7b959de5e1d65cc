/**
 * @file Takes the outcome of one write into the memory: journal, link, activity and counts, all or nothing. Each function
 * is called inside a transaction.
 */
import type { RemoteItem } from '../connectors/connector.ts';
import { fieldsOf, type ItemField, type ItemFields, isAppointment } from '../model/item.ts';
import { otherSide, type Side } from '../model/side.ts';
import { type CreationOperation, type Operation, type PairKey, pairName, sides } from '../store/operation.ts';
import { type LinkSide, seenOf, seenWith } from '../store/records.ts';
import type { RunContext } from './context.ts';
import { differingFields, patched, withFields } from './fields.ts';
import { newId } from './new-id.ts';
import { asTheyAre } from './plan-giving-way.ts';
import type { Times } from './series/script.ts';
import { inWordsOf } from './series/words.ts';
import { addEntry } from './waiting-room.ts';

/** An operation on its way: its row in the journal, and its place in this round's plan. */
export interface Intent {
  readonly journal: number;
  readonly planned: number;
  readonly attempts: number;
  /** See `PlannedOperation.behind`. */
  readonly behind: boolean;
  readonly operation: Operation;
}

function linkSide(item: RemoteItem, rest: Partial<LinkSide> = {}): LinkSide {
  return { id: item.id, version: item.version, replaced: null, agreed: item.fields, seen: seenOf(item), ...rest };
}

/** A new item stands on the other side: the two are linked, each as it shows itself. */
export function settleCreated(
  context: RunContext,
  journal: number,
  operation: CreationOperation,
  created: LinkSide,
): string {
  const { links, tables, options, kind, accounts } = context;
  const { pair, side, source, work } = operation;
  if (source === null) throw new Error('a creation without a source');
  const from = otherSide(side);
  const made: LinkSide = work.built === undefined ? created : { ...created, built: work.built };
  let link = pair.link;
  // It was told to be gone: that it is there after all can be an old copy's word.
  const wasGone = link !== null && links.byId(link)?.sides[from]?.gone === true;
  if (link === null) {
    link = newId(options.random);
    links.insert({
      id: link,
      state: 'linked',
      why: null,
      origin: from,
      incarnation: work.incarnation,
      footing: 'sound',
      sides: { [from]: linkSide(source), [side]: made },
    });
  } else {
    links.setSide(link, side, made);
    links.setSide(link, from, linkSide(source));
    links.setIncarnation(link, work.incarnation);
  }
  links.setCreatedIn(link, side, context.runId);
  if (wasGone || context.asked[from].has(source.id)) links.setCreatedIn(link, from, context.runId);
  tables.activity.clearLeftOut(kind, from, accounts, source.id);
  const items = { ...operation.entry.items, [side]: itemPlace(created) };
  const entry = addEntry(context, { ...operation.entry, items });
  tables.journal.done(journal, { entry, item: created.id });
  context.tally.wrote(side, 'create');
  return link;
}

export function itemPlace({ id, seen }: LinkSide): { id: string; webUrl?: string } {
  return { id, ...(seen.webUrl === undefined ? {} : { webUrl: seen.webUrl }) };
}

/** What the system made of a creation. */
export function createdSide({ rules }: RunContext, side: Side, item: RemoteItem, made: ItemFields): LinkSide {
  return linkSide(item, { agreed: inWordsOf(item.fields, made, rules.express[side]) });
}

/**
 * Both sides agree on the fields that were carried: the written side as it gives them back, the other as it was read.
 * @returns false when the written side shows a change that was not ours, or that is still to go across, and must be looked at again.
 */
export function settleUpdated(context: RunContext, journal: number, operation: Operation, answer: RemoteItem): boolean {
  const { links, tables, tally, rules } = context;
  const { pair, side, source, target, work } = operation;
  if (work.do === 'update' && work.releases !== undefined && pair.link !== null) {
    links.detach(pair.link, work.releases, otherSide(side));
    tables.journal.done(journal, { entry: addEntry(context, operation.entry), item: answer.id });
    tally.wrote(side, 'update');
    return true;
  }
  if (pair.link === null || source === null || target === null || work.do !== 'update') {
    throw new Error('an update without a link');
  }
  const link = links.byId(pair.link);
  const from = otherSide(side);
  const wanted = patched(target.fields, work.patch);
  const echo = { ...answer, fields: inWordsOf(answer.fields, wanted, rules.express[side]) };
  const before = { written: link?.sides[side], read: link?.sides[from] };
  if (before.written === undefined || before.read === undefined) throw new Error('an update of half a link');
  const isSeries = work.carried.includes('recurrence');
  const times = isSeries
    ? timesHeld({ ...echo.fields, ...work.agreedTimes }, work.agreedTimes, rules.express[side])
    : undefined;
  // Which occurrences are done is told of them and of their series together.
  const carried: readonly ItemField[] = isSeries ? [...work.carried, 'done'] : work.carried;
  const agreed = { ...withFields(before.written.agreed, carried, echo.fields), ...times };
  const built = work.built === undefined ? before.written.built : { ...before.written.built, ...work.built };
  const rest = {
    replaced: target.version,
    agreed,
    // What the other side's copy is made of has not been carried by this.
    seen: seenWith(seenOf(echo), before.written.seen),
    ...(built === undefined ? {} : { built }),
  };
  links.setSide(pair.link, side, linkSide(echo, rest));
  links.setSide(pair.link, from, {
    ...before.read,
    agreed: withFields(before.read.agreed, carried, source.fields),
    // What the written side was made of is what is known of it from now on.
    ...(work.built === undefined ? {} : { seen: seenWith(before.read.seen, source) }),
  });
  // A series that becomes a single appointment, or the other way round, may go on under another id.
  tables.journal.done(journal, { entry: addEntry(context, operation.entry), item: echo.id, echo: answer.fields });
  tally.wrote(side, 'update');
  if (operation.entry.outcome === 'conflict') tally.conflicts += 1;
  if (times !== undefined) return false;
  const left: readonly ItemField[] = fieldsOf(context.kind).filter((field) => !carried.includes(field));
  return !differingFields(echo.fields, target.fields).some((field) => left.includes(field));
}

/** What a side holds of the times that were agreed on: it may have no more than the window, or the days of a rule. */
function timesHeld(
  agreed: ItemFields,
  times: Times | undefined,
  express: (fields: ItemFields) => ItemFields,
): Times | undefined {
  if (times === undefined || times.recurrence === null || !isAppointment(agreed)) return times;
  const held = express(agreed);
  return isAppointment(held) && held.recurrence !== null ? { span: held.span, recurrence: held.recurrence } : times;
}

/** The link goes on with another item of a side; one that is linked elsewhere by now stays there. */
export function replaceSides(
  { links, tables, kind, accounts, runId }: RunContext,
  link: string,
  items: Readonly<Record<Side, LinkSide>>,
): void {
  const elsewhere = sides.some((side) => (links.head(side, items[side].id)?.link ?? link) !== link);
  links.remove(link);
  if (elsewhere) return;
  links.insert({
    id: link,
    state: 'linked',
    why: null,
    origin: 'adopted',
    incarnation: 0,
    footing: 'sound',
    sides: items,
  });
  for (const side of sides) {
    // The next run asks for it once more: its deletion may have been told of long ago.
    links.setCreatedIn(link, side, runId);
    tables.activity.clearLeftOut(kind, side, accounts, items[side].id);
  }
}

export function settleRemoved(context: RunContext, journal: number, operation: Operation): void {
  const { links, tables, tally, kind, accounts } = context;
  const { pair, source, work } = operation;
  const successor = work.do === 'remove' ? work.successor : undefined;
  if (pair.link !== null && successor !== undefined && source !== null) {
    replaceSides(context, pair.link, asTheyAre({ crm: source, calendar: successor }));
  } else if (pair.link !== null) links.remove(pair.link);
  if (operation.target !== null) tables.activity.clearLeftOut(kind, operation.side, accounts, operation.target.id);
  tables.journal.done(journal, { entry: addEntry(context, operation.entry) });
  tally.wrote(operation.side, 'remove');
}

/**
 * Once nothing is left to do about a pair, what is remembered of it is as good as what the systems would say; unless
 * something waits for the user, or for another direction.
 */
export function closePair(
  context: RunContext,
  { operation, behind }: Pick<Intent, 'operation' | 'behind'>,
  link: string | null,
): void {
  const { tables, links, kind } = context;
  const name = pairName(operation.pair);
  if (tables.staging.plannedOfPair(name) > 0 || tables.journal.openOfPair(kind, name) > 0) return;
  tables.waiting.unpark(kind, name);
  for (const id of context.answered.get(name) ?? []) tables.waiting.close(id);
  if (link === null) return;
  if (behind || tables.waiting.waits(kind, name)) links.setFooting(link, 'behind');
  else links.setFooting(link, wasAskedFor(context, operation.pair) ? 'open' : 'sound');
}

/** Whether an item of the pair was read by its id alone: a single answer can be from an old copy. */
export function wasAskedFor({ asked }: RunContext, pair: PairKey): boolean {
  return sides.some((side) => pair[side] !== null && asked[side].has(pair[side]));
}

/** The pair is looked at once more in this run, with both sides read anew. */
export function lookAgain(context: RunContext, intent: Intent, link: string | null): void {
  const { links, tables } = context;
  const { pair } = intent.operation;
  if (link !== null) links.setFooting(link, 'open');
  // What was read before this run wrote is out of date.
  for (const side of sides) if (pair[side] !== null) tables.staging.drop(side, pair[side]);
  tables.staging.addPair(link === null ? pair : { link, crm: null, calendar: null }, {
    reread: true,
    attempts: intent.attempts + 1,
  });
}
