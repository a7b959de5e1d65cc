/**
 * @file An item that comes back under another id: moved away and back, restored, or carried over by the system itself. The old
 * id is gone and a new item looks just like it, or was made by another installation in its place: the link goes on with the new
 * id, and nothing is removed or made again.
 */
import type { RemoteItem } from '../connectors/connector.ts';
import { type ItemFields, isAppointment, repeats } from '../model/item.ts';
import { dayShownAt } from '../model/series-compare.ts';
import { type ItemId, otherSide, type Side } from '../model/side.ts';
import type { JournalledOperation } from '../store/journal.ts';
import { isCreation, type Operation, pairName, sides } from '../store/operation.ts';
import { type Link, type LinkSide, seenOf } from '../store/records.ts';
import type { RunContext } from './context.ts';
import { differingFields, sameField } from './fields.ts';
import { fingerprint } from './fingerprint.ts';
import { creationMark } from './mark.ts';
import { matchKey } from './pull.ts';
import { takeInUpdate } from './recover.ts';
import { createdSide, settleCreated } from './settle.ts';
import { unfitness } from './unfit.ts';

/** Enough for what a person moves; whatever is beyond is a change of another kind. */
const mostAtOnce = 500;

interface Missing {
  readonly link: Link;
  readonly known: LinkSide;
  /** This run has read something of it. */
  readonly touched: boolean;
}

interface Move extends Missing {
  readonly item: RemoteItem;
}

/** Takes new ids into the links, before pairs are made. Costs nothing where no linked item is missing. @throws ConnectorError */
export async function followMoves(context: RunContext): Promise<void> {
  if (context.dryRun) return;
  for (const side of sides) {
    const { staging } = context.tables;
    const unpaired = staging.unpaired(side, '', mostAtOnce);
    const missing = unpaired.length === 0 ? [] : missingOf(context, side);
    if (missing.length === 0) continue;
    const free = staging.free(side, '', mostAtOnce).filter((id) => isFree(context, side, id));
    const moves = [...byContent(context, side, missing, unpaired)];
    const followed = missing.filter(({ link }) => link.state === 'linked');
    moves.push(...byTurning(context, side, followed, free, moves));
    const rest = followed.filter((one) => one.touched && !moves.some(({ link }) => link.id === one.link.id));
    const taken = new Set(moves.map(({ item }) => item.id));
    if (free.some((id) => !taken.has(id))) moves.push(...(await byKey(context, side, rest)));
    await follow(context, side, moves);
  }
  for (const side of sides) forgetDetached(context, side);
}

/** What went its own way, and is gone under every id, may be made anew. */
function forgetDetached({ tables, links }: RunContext, side: Side): void {
  tables.transaction(() => {
    for (const id of tables.staging.missingDetached(side)) links.remove(id);
  });
}

/** Those that a listing says are gone, and those that have been gone for a while and that something still waits for. */
function missingOf({ tables, links }: RunContext, side: Side): readonly Missing[] {
  const { staging } = tables;
  const said = new Set(staging.missing(side, mostAtOnce));
  const touched = new Set([...said, ...staging.touchedLinks().slice(0, mostAtOnce)]);
  return [...new Set([...touched, ...links.halfGone(side, mostAtOnce)])].flatMap((id) => {
    const link = links.byId(id);
    const known = link?.sides[side];
    if (link === undefined || known === undefined) return [];
    return said.has(id) || known.gone === true ? [{ link, known, touched: touched.has(id) }] : [];
  });
}

function isFree({ tables }: RunContext, side: Side, id: ItemId): boolean {
  return tables.staging.isFree(side, id);
}

/** Same title, same time, and only one of them on either hand. */
function byContent(
  context: RunContext,
  side: Side,
  missing: readonly Missing[],
  unpaired: readonly ItemId[],
): readonly Move[] {
  const unfit = Map.groupBy(unfitOnes(context, side, unpaired), ({ fields }) => fingerprint(fields));
  const looks = missing.flatMap((one) => looksOf(context, side, one).map((look) => ({ look, one })));
  const moves = [...Map.groupBy(looks, ({ look }) => look)].flatMap(([key, group]) => {
    const fit = context.tables.staging.group(key)[side].filter(({ id }) => isFree(context, side, id));
    const items = [...fit, ...(unfit.get(key) ?? [])];
    const [{ one } = { one: undefined }, ...more] = group;
    const [item, ...others] = items;
    if (one === undefined || item === undefined || more.length > 0 || others.length > 0) return [];
    return [{ ...one, item }];
  });
  return moves.filter(({ link }) => moves.filter((move) => move.link.id === link.id).length === 1);
}

/** What can take no part is nobody's other half, and what it was all the same: a meeting that was called off. */
function unfitOnes({ tables }: RunContext, side: Side, unpaired: readonly ItemId[]): readonly RemoteItem[] {
  return unpaired.flatMap((id) => {
    const staged = tables.staging.get(side, id);
    return staged?.state === 'present' && unfitness(staged.item) !== null ? [staged.item] : [];
  });
}

/**
 * As both sides agreed on it, as we meant to make it look when the answer was lost, and as it was shown when something came in
 * the way of carrying it over: a question to the user, or a write that failed.
 */
function looksOf(context: RunContext, side: Side, missing: Missing): readonly string[] {
  const { tables, kind } = context;
  const pair = { link: missing.link.id, crm: null, calendar: null };
  const last = inDoubt(context, side, missing);
  const meant = last === undefined ? undefined : meantWith(context, last.operation);
  const asked = tables.waiting
    .held(kind, pairName(pair))
    .flatMap(({ question }) => (question.ask === 'conflict' ? [question.about.shown[side]] : []));
  const source = tables.journal.inDoubt(kind, pair, otherSide(side))?.operation.source;
  const carried = source?.id === missing.known.id ? [source.fields] : [];
  const looks = [missing.known.agreed, ...(meant === undefined ? [] : [meant]), ...asked, ...carried];
  return [...new Set(looks.map(fingerprint))];
}

function meantWith({ rules }: RunContext, { work, target, side }: Operation): ItemFields | undefined {
  if (work.do === 'create') return rules.express[side](work.fields);
  return work.do === 'update' && target !== null ? rules.express[side]({ ...target.fields, ...work.patch }) : undefined;
}

/** The last update of the item under its old id, or its creation in place of that, if nobody knows whether it was done. */
function inDoubt({ tables, kind }: RunContext, side: Side, { link, known }: Missing): JournalledOperation | undefined {
  const last = tables.journal.inDoubt(kind, { link: link.id, crm: null, calendar: null }, side);
  if (last === undefined) return undefined;
  const { work, target } = last.operation;
  const concerns = work.do === 'create' ? work.incarnation > link.incarnation : target?.id === known.id;
  return concerns ? last : undefined;
}

/**
 * A single appointment that was made a series, or the other way round, where the system gives it another id for that: one of the
 * occurrences is the appointment, and there is only one such pair.
 */
function byTurning(
  { tables }: RunContext,
  side: Side,
  missing: readonly Missing[],
  free: readonly ItemId[],
  taken: readonly Move[],
): readonly Move[] {
  const items = free.flatMap((id) => {
    const staged = taken.some(({ item }) => item.id === id) ? undefined : tables.staging.get(side, id);
    return staged?.state === 'present' && unfitness(staged.item) === null ? [staged.item] : [];
  });
  const open = missing.filter(({ link }) => !taken.some((move) => move.link.id === link.id));
  const turned = open.flatMap((one) =>
    items.flatMap((item) => (isTurned(one.known.agreed, item.fields) ? [{ ...one, item }] : [])),
  );
  const only = (move: Move) =>
    turned.filter(({ item, link }) => item.id === move.item.id || link.id === move.link.id).length === 1;
  return turned.filter(only);
}

function isTurned(before: ItemFields, now: ItemFields): boolean {
  if (!isAppointment(before) || !isAppointment(now)) return false;
  if (repeats(before) === repeats(now) || !sameField('title', before, now)) return false;
  const [single, series] = repeats(before) ? [now, before] : [before, now];
  return dayShownAt(series, single.span) !== undefined;
}

/** What another installation has made again has the key that it was made with; a copy by the user has the marker alone. */
async function byKey(context: RunContext, side: Side, missing: readonly Missing[]): Promise<readonly Move[]> {
  const { faces, run, accounts, tables } = context;
  const from = otherSide(side);
  const marks = missing.flatMap((one) => {
    const original = one.link.sides[from]?.id;
    if (original === undefined) return [];
    return keysOf(one.link.incarnation).map((number) => ({
      one,
      mark: creationMark(accounts[from], original, number),
    }));
  });
  if (marks.length === 0) return [];
  const found = await faces[side].findCreated(
    marks.map(({ mark }) => mark),
    run.signal,
  );
  const moves = new Map<string, Move>();
  for (const { one, mark } of marks) {
    const id = found.get(mark.key)?.id;
    const staged = id === undefined || !isFree(context, side, id) ? undefined : tables.staging.get(side, id);
    if (staged?.state === 'present') moves.set(one.link.id, { ...one, item: staged.item });
  }
  return [...moves.values()];
}

/** The old id is asked for once more: a listing that left something out moves nothing. */
async function follow(context: RunContext, side: Side, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  const { faces, run, tables } = context;
  const answers = await faces[side].get(
    moves.map(({ known }) => known.id),
    run.signal,
  );
  tables.transaction(() => {
    for (const move of moves) {
      if (answers.get(move.known.id) !== 'gone') continue;
      const last = inDoubt(context, side, move);
      takeNewId(context, side, move);
      if (last !== undefined) takeInLast(context, last, move.item);
    }
  });
}

/** What was done under the old id, or made in its place, is told of and known. Call inside a transaction. */
function takeInLast(context: RunContext, { id, operation }: JournalledOperation, item: RemoteItem): void {
  if (!isCreation(operation)) {
    takeInUpdate(context, id, operation, item);
    return;
  }
  const { link } = operation.pair;
  const meant = meantWith(context, operation);
  if (link === null || meant === undefined || differingFields(item.fields, meant).length > 0) return;
  settleCreated(context, id, operation, createdSide(context, operation.side, item, meant));
  context.links.setFooting(link, 'open');
}

/** Call inside a transaction. */
function takeNewId(
  { links, runId, tables }: RunContext,
  side: Side,
  { link, known, item }: Omit<Move, 'touched'>,
): void {
  const { gone: _gone, ...before } = known;
  links.setSide(link.id, side, { ...before, id: item.id, version: item.version, replaced: null, seen: seenOf(item) });
  links.setCreatedIn(link.id, side, runId);
  if (link.state === 'linked') links.setFooting(link.id, 'open');
  tables.staging.drop(side, known.id);
  tables.staging.putItem(side, item, link.id, matchKey(item));
}

/**
 * The original of these copies is linked to an item that is gone, and has been for a while: somebody else has made it again,
 * and the one copy that carries the marker is its other half from now on.
 * @returns the link that goes on with it.
 */
export async function takeInstead(
  context: RunContext,
  side: Side,
  original: ItemId,
  copies: readonly ItemId[],
): Promise<string | null> {
  const { links, tables, dryRun } = context;
  const link = links.byItem(otherSide(side), original);
  const known = link?.sides[side];
  if (dryRun || link?.state !== 'linked' || known?.gone !== true) return null;
  const made = await madeFrom(context, side, original, link.incarnation);
  const id = copies.find((copy) => made.includes(copy));
  const staged = id === undefined ? undefined : tables.staging.get(side, id);
  if (staged?.state !== 'present') return null;
  tables.transaction(() => takeNewId(context, side, { link, known, item: staged.item }));
  return link.id;
}

/**
 * What was made from an item, here or by another installation: it has one of the keys for that. A copy by the user has the
 * marker alone. @throws ConnectorError
 */
export async function madeFrom(
  { faces, accounts, run }: RunContext,
  side: Side,
  original: ItemId,
  incarnation = 0,
): Promise<readonly ItemId[]> {
  const account = accounts[otherSide(side)];
  const marks = keysOf(incarnation).map((number) => creationMark(account, original, number));
  const found = await faces[side].findCreated(marks, run.signal);
  return [...found.values()].map(({ id }) => id);
}

/** The numbers under which an item may have been made again, by whoever knows more or less than we do. */
export function keysOf(incarnation: number): readonly number[] {
  return [...new Set([0, 1, 2, incarnation + 1, incarnation + 2])];
}
