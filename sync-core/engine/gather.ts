/** @file Brings together what is known of the two items of each pair, asking the systems where it could be out of date. */
import { type ItemAnswer, isReadable, type RemoteItem } from '../connectors/connector.ts';
import { type ConnectorError, Nonsense, Rejected, Unavailable } from '../connectors/errors.ts';
import { type ItemFields, recurrenceOf } from '../model/item.ts';
import { type ItemId, otherSide, type Side } from '../model/side.ts';
import { type PairKey, pairName, sides } from '../store/operation.ts';
import type { Link, LinkSide } from '../store/records.ts';
import type { StagedItem, StagedPair } from '../store/staging.ts';
import type { RunContext } from './context.ts';
import { differingFields } from './fields.ts';
import type { PairSight, Sight } from './pair-plan.ts';
import { isStale } from './pull.ts';
import { inWordsOf } from './series/words.ts';
import { unreadableItem } from './unreadable.ts';

export interface GatheredPair {
  readonly staged: StagedPair;
  /** With the ids of both items, as far as there are. */
  readonly pair: PairKey;
  readonly sight: PairSight;
  /** Why nothing can be concluded about this pair now. */
  readonly trouble: (Doubt & { readonly side: Side; readonly missed: boolean }) | null;
}

interface Doubt {
  readonly error: ConnectorError;
  /** An item is shown as it was before. */
  readonly doubted: boolean;
}

interface Outline {
  readonly staged: StagedPair;
  readonly pair: PairKey;
  readonly link: Link | null;
  readonly ask: readonly Side[];
}

type Answers = ReadonlyMap<ItemId, ItemAnswer<ItemFields>>;

/** @returns one entry for each pair that still has a meaning. @throws ConnectorError of the reads. */
export async function gather(context: RunContext, slice: readonly StagedPair[]): Promise<readonly GatheredPair[]> {
  const outlines = slice.flatMap((staged) => outlineOf(context, staged) ?? []);
  const answers = {
    crm: await askAll(context, 'crm', outlines),
    calendar: await askAll(context, 'calendar', outlines),
  };
  return outlines.map((one) => look(context, one, answers));
}

function outlineOf(context: RunContext, staged: StagedPair): Outline | undefined {
  const { links, tables } = context;
  const link = staged.pair.link === null ? null : links.byId(staged.pair.link);
  if (link === undefined || link?.state === 'detached') return undefined;
  const pair: PairKey = {
    link: link?.id ?? null,
    crm: link?.sides.crm?.id ?? staged.pair.crm,
    calendar: link?.sides.calendar?.id ?? staged.pair.calendar,
  };
  const stateOf = (side: Side) => {
    const id = pair[side];
    return id === null ? undefined : tables.staging.get(side, id)?.state;
  };
  // A deletion is looked at twice before anything is concluded from it (G1.1).
  const inDoubt = (side: Side) => stateOf(side) === 'gone';
  const isAsked = (side: Side) => staged.reread || inDoubt(side) || isOverruling(context, link, side);
  const ask = sides.filter((side) => pair[side] !== null && isAsked(side));
  for (const side of ask) if (pair[side] !== null && isUntold(context, pair, side)) context.asked[side].add(pair[side]);
  return { staged, pair, link, ask };
}

/** No listing of this run need have told of it: the pair is not linked, or was set aside when the listing that did had been read. */
function isUntold({ tables, kind }: RunContext, pair: PairKey, side: Side): boolean {
  if (pair.link === null) return true;
  const isListed = pair[side] !== null && tables.staging.get(side, pair[side]) !== undefined;
  return !isListed && tables.waiting.parked(kind, pairName(pair)) !== undefined;
}

/**
 * What only its owner may change is about to be put back over what somebody has made of its copy. No listing tells what has become
 * of an item outside of the window: it may be gone, and an edit is worth more than a deletion.
 */
function isOverruling({ tables }: RunContext, link: Link | null, side: Side): boolean {
  const [original, copy] = [link?.sides[side], link?.sides[otherSide(side)]];
  if (original === undefined || copy === undefined || original.seen.protection.edit) return false;
  if (tables.staging.get(side, original.id) !== undefined) return false;
  const read = tables.staging.get(otherSide(side), copy.id);
  return read?.state === 'present' && differingFields(read.item.fields, copy.agreed).length > 0;
}

async function askAll(context: RunContext, side: Side, outlines: readonly Outline[]): Promise<Answers> {
  const ids = outlines.flatMap(({ pair, ask }) => (ask.includes(side) ? (pair[side] ?? []) : []));
  return ids.length === 0 ? new Map() : await context.faces[side].get(ids, context.run.signal);
}

function look(context: RunContext, outline: Outline, answers: Record<Side, Answers>): GatheredPair {
  const { staged, pair, link, ask } = outline;
  let trouble: GatheredPair['trouble'] = null;
  // Also while it is the other item that is in doubt: the pause counts for both.
  const missed = ask.some((side) => pair[side] !== null && answers[side].get(pair[side]) === 'gone');
  const sight = (side: Side): Sight => {
    const id = pair[side];
    if (id === null) return { state: 'none' };
    if (!ask.includes(side)) return readInThisRun(context, link, side, id) ?? remembered(link, side);
    const told = answers[side].get(id);
    const answer = isReadable(told) ? inAgreedWords(link, side, told) : told;
    const doubt = whyUnclear(context, side, outline, answer);
    if (doubt !== null) trouble = { ...doubt, side, missed, doubted: doubt.doubted || trouble?.doubted === true };
    if (isReadable(answer)) {
      return { state: 'present', item: fresher(link, side, answer, context.tables.staging.get(side, id)) };
    }
    return answer === 'gone' ? { state: 'gone' } : remembered(link, side);
  };
  const seen = { crm: sight('crm'), calendar: sight('calendar') };
  const { waiting } = context.tables;
  const incarnation = waiting.parked(context.kind, pairName(pair))?.incarnation ?? 0;
  const held = waiting.held(context.kind, pairName(pair));
  const invitation = link === null ? undefined : context.invitations.get(link.id);
  const known = { pair, link, sides: seen, incarnation, held };
  return { staged, pair, sight: invitation === undefined ? known : { ...known, invitation }, trouble };
}

function readInThisRun(context: RunContext, link: Link | null, side: Side, id: ItemId): Sight | undefined {
  const read = context.tables.staging.get(side, id);
  if (read === undefined) return undefined;
  if (read.state === 'gone') return { state: 'gone' };
  return { state: 'present', item: inAgreedWords(link, side, read.item) };
}

function inAgreedWords(link: Link | null, side: Side, item: RemoteItem): RemoteItem {
  const known = link?.sides[side];
  return known === undefined ? item : { ...item, fields: inWordsOf(item.fields, known.agreed) };
}

/** The second answer is the newer one, unless it shows what was known before the first. */
function fresher(link: Link | null, side: Side, answer: RemoteItem, staged: StagedItem | undefined): RemoteItem {
  const known = link?.sides[side];
  if (staged?.state !== 'present') return answer;
  if (known === undefined) return answer.editedAt < staged.item.editedAt ? staged.item : answer;
  const head = headOf(known);
  const older = answer.version === known.version || answer.editedAt < staged.item.editedAt;
  return older && !isStale(head, staged.item) ? staged.item : answer;
}

function remembered(link: Link | null, side: Side): Sight {
  const known = link?.sides[side];
  if (known === undefined) return { state: 'none' };
  const item = { ...known.seen, id: known.id, version: known.version, fields: known.agreed };
  return { state: 'present', item };
}

/**
 * One answer can be from an old copy, and so can two that were asked for right after each other. An absence counts when the
 * system itself says that the item was removed, or when it was noticed twice, some minutes apart; what contradicts itself
 * counts not at all, and whoever still says the same after a pause that was made for it is believed.
 */
function whyUnclear(
  context: RunContext,
  side: Side,
  { link, staged, pair }: Outline,
  answer: ItemAnswer<ItemFields> | undefined,
): Doubt | null {
  const { system } = context.options.connectors[side];
  const because = (error: ConnectorError) => ({ error, doubted: false });
  if (answer === undefined) {
    return because(new Nonsense('an item that was asked for is missing from the answer', { system }));
  }
  if (answer === 'noAccess') return because(new Rejected('the item may not be read', { system, code: 'noAccess' }));
  if (answer !== 'gone' && !isReadable(answer)) return because(unreadableItem(system));
  const { tables, kind } = context;
  const parked = tables.waiting.parked(kind, pairName(pair));
  const known = link?.sides[side];
  if (known === undefined) {
    const isMissed = answer === 'gone' && (parked?.attempts ?? 0) < 2;
    return isMissed ? because(new Unavailable('missed once', { system })) : null;
  }
  const read = tables.staging.get(side, known.id);
  if (answer === 'gone') {
    const saidSo = read?.state === 'gone' && read.proof === 'tombstone';
    const believed = saidSo || known.gone === true || isLongAgo(context, parked?.missedAt);
    return believed ? null : because(new Unavailable('missed once', { system }));
  }
  // What else the pair has waited for, a write that failed for instance, says nothing about what is shown now; nor does the pause about
  // what is asked for once more in this run, after a write of ours perhaps.
  if (staged.attempts === 0 && isLongAgo(context, parked?.doubtedAt)) return null;
  const wasFound = staged.attempts === 0 && read?.state === 'gone';
  if (wasFound) return { error: new Unavailable('missed and found', { system }), doubted: true };
  // Two answers of one second that differ: nobody can tell which came first.
  const contradicts =
    read?.state === 'present' && read.item.version !== answer.version && read.item.editedAt === answer.editedAt;
  const untold = staged.attempts > 0 || read === undefined;
  const older = isOlder(known, answer) || (untold && isUnordered(known, answer));
  if (!contradicts && !older) return null;
  return { error: new Unavailable('an old copy was read', { system }), doubted: true };
}

function headOf(known: LinkSide): Parameters<typeof isStale>[0] {
  return { version: known.version, replaced: known.replaced, editedAt: known.seen.editedAt };
}

/**
 * A series was edited when the last of its occurrences was. One that is removed takes its time along, and neither system tells when
 * that was: a series of which more is cancelled than we know is no older for it.
 */
function isOlder(known: LinkSide, answer: RemoteItem): boolean {
  const head = headOf(known);
  if (!isStale(head, answer)) return false;
  const before = recurrenceOf(known.agreed);
  const after = recurrenceOf(answer.fields);
  if (answer.version === head.replaced || before === null || after === null) return true;
  return after.cancelled.every((day) => before.cancelled.includes(day));
}

/** Another one of the same second, that no listing of this run has told of: nobody can tell which came first. */
function isUnordered(known: LinkSide, answer: RemoteItem): boolean {
  if (answer.version === known.version || answer.editedAt !== known.seen.editedAt) return false;
  return differingFields(answer.fields, known.agreed).length > 0;
}

/** No copy of a system's data lags behind for so long. */
const secondLookMs = 4 * 60_000;

function isLongAgo({ options }: RunContext, noticedAt: number | null | undefined): boolean {
  return typeof noticedAt === 'number' && options.clock.now() - noticedAt >= secondLookMs;
}
