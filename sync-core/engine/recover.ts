/**
 * @file Asks the journal first: an intent without an outcome is what a crash, a lost answer or a full disk left behind.
 * Creations are looked up by their mark before anything else is created. Updates are compared with what the item shows now:
 * what arrived is no edit of that side, and a series that was cut off on its way is finished. A removal whose item is gone was done; all others are decided anew, from what both
 * sides show.
 */
import { type ItemAnswer, isReadable, type RemoteItem } from '../connectors/connector.ts';
import { NotFound } from '../connectors/errors.ts';
import { type ItemFields, isAppointment, repeats } from '../model/item.ts';
import { firstDayOf } from '../model/occurrences.ts';
import { extentOf, type SameWords, sameOccurrences } from '../model/series-compare.ts';
import { type ItemId, otherSide, type Side } from '../model/side.ts';
import type { Period } from '../model/time.ts';
import type { JournalledOperation } from '../store/journal.ts';
import {
  type CreationOperation,
  isCreation,
  type Operation,
  type PairKey,
  pairName,
  sides,
} from '../store/operation.ts';
import { type LinkSide, seenOf } from '../store/records.ts';
import { breathe, type RunContext } from './context.ts';
import { differingFields, isTime, patched, sameField } from './fields.ts';
import { finish, type HalfWritten, isHalfWritten, isLeftOpen } from './half-written.ts';
import { isPart, isSameSeries, isSameThroughout, withoutExceptions } from './series/same-times.ts';
import { settleCreated, settleUpdated } from './settle.ts';
import { knownOn, soughtOf } from './sought.ts';
import { recoverUndos } from './undo-write.ts';
import { addEntry, announceEntries } from './waiting-room.ts';

/**
 * Intents that are asked about before the answers are kept: two seconds' worth at SuperOffice's pace, so that a run that ends
 * early again and again still gets on.
 */
const askedAtOnce = 20;

/**
 * @returns the pairs of creations that were not found. That can be an old copy's word: they are decided on before all else,
 * so that the same key is tried again before what it may have made is taken for somebody's new item.
 */
export async function recover(context: RunContext): Promise<readonly PairKey[]> {
  const missing: PairKey[] = [];
  const { tables, kind } = context;
  const unfinished = await recoverUndos(context, { undone: 0, refused: [] });
  if (unfinished.length > 0) context.options.log.warn('an undo still has no answer', { undos: unfinished.length });
  for (const side of sides) {
    for (let after = 0; ; ) {
      const open = tables.journal.open(kind, side, after, askedAtOnce);
      after = open.at(-1)?.id ?? after;
      if (side === 'crm') await putBackApart(context, open);
      await recoverChanges(context, side, open);
      missing.push(...(await recoverCreations(context, side, open)));
      await breathe(context);
      if (open.length < askedAtOnce) break;
    }
  }
  announceEntries(context);
  return missing;
}

/** What stands apart from the series that were being written is as it was, before anybody looks at them. */
async function putBackApart({ apart, rules, run }: RunContext, open: readonly JournalledOperation[]): Promise<void> {
  const written = open.flatMap(({ operation: { target } }) =>
    target !== null && repeats(target.fields) ? [target.id] : [],
  );
  if (written.length > 0) await apart?.putBack(written, rules.window, run.signal);
}

/** @returns the pairs of those that were not found. */
async function recoverCreations(
  context: RunContext,
  side: Side,
  open: readonly JournalledOperation[],
): Promise<readonly PairKey[]> {
  const { tables, faces, run } = context;
  const creations = open.flatMap(({ id, operation }) => (isCreation(operation) ? [{ id, operation }] : []));
  if (creations.length === 0) return [];
  const sought = creations.map(({ operation }) => soughtOf(operation));
  const there = await faces[side].findCreated(sought, run.signal, knownOn(context, side));
  const halves = creations.flatMap(({ operation: { work } }): readonly (readonly [string, HalfWritten])[] => {
    const item = there.get(work.mark.key);
    if (item === undefined || !isAppointment(work.fields)) return [];
    const { span, recurrence } = work.fields;
    const isHalf = isHalfWritten(item.fields, null, context.rules.express[side](work.fields), context.rules.window);
    return isHalf ? [[work.mark.key, { item, patch: { span, recurrence }, beside: besideOf(work) }]] : [];
  });
  const found = new Map([...there, ...(await finish(context, side, new Map(halves)))]);
  return tables.transaction(() =>
    creations.flatMap(({ id, operation }) => {
      const item = found.get(operation.work.mark.key);
      if (item !== undefined && takeIn(context, id, operation, item)) return [];
      tables.journal.failed(id, NotFound.name);
      context.doubted.add(pairName(operation.pair));
      return [operation.pair];
    }),
  );
}

async function recoverChanges(context: RunContext, side: Side, open: readonly JournalledOperation[]): Promise<void> {
  const { tables, faces, run } = context;
  const ids = open.flatMap(({ operation }) => (isCreation(operation) ? [] : (operation.target?.id ?? [])));
  const there = ids.length === 0 ? undefined : await faces[side].get([...new Set(ids)], run.signal);
  const halves = open.flatMap(({ operation }) => halfChanged(context, side, operation, there));
  const shown = new Map<ItemId, ItemAnswer<ItemFields>>([
    ...(there ?? []),
    ...(await finish(context, side, new Map(halves))),
  ]);
  tables.transaction(() => {
    for (const { id, operation } of open) {
      if (isCreation(operation)) continue;
      const item = operation.target === null ? undefined : shown.get(operation.target.id);
      const arrived = isReadable(item)
        ? takeInUpdate(context, id, operation, item)
        : item === 'gone' && takeInRemoval(context, id, operation);
      if (arrived) continue;
      tables.journal.failed(id, 'abandoned');
      context.doubted.add(pairName(operation.pair));
    }
  });
}

function halfChanged(
  { rules }: RunContext,
  side: Side,
  { work, target }: Operation,
  there: ReadonlyMap<ItemId, ItemAnswer<ItemFields>> | undefined,
): readonly (readonly [ItemId, HalfWritten])[] {
  if (work.do !== 'update' || target === null) return [];
  const item = there?.get(target.id);
  const wanted = patched(target.fields, work.patch);
  const meant = rules.express[side](wanted);
  const beside = besideOf(work);
  if (!isReadable(item)) return [];
  if (isLeftOpen(item.fields, target.fields, meant)) {
    return [[target.id, { item, patch: { ...work.patch, done: true }, beside }]];
  }
  if (!isHalfWritten(item.fields, target.fields, meant, rules.window)) return [];
  // A system may drop occurrences whatever it is that is written to their series.
  const times = isAppointment(wanted) ? { span: wanted.span, recurrence: wanted.recurrence } : {};
  const patch = { ...work.patch, ...times };
  return [[target.id, { item, patch, beside }]];
}

function besideOf(work: Exclude<Operation['work'], { readonly do: 'remove' }>): HalfWritten['beside'] {
  const { doneCategory, built } = work;
  return {
    ...(work.do === 'update' && work.categories !== undefined ? { categories: work.categories } : {}),
    ...(doneCategory === undefined ? {} : { doneCategory }),
    ...(built?.added === undefined ? {} : { added: built.added }),
  };
}

/**
 * It is told of, and can be taken back. The link stays until both sides have been seen to be gone: one answer can be from an
 * old copy. @returns whether that is what was to be done.
 */
function takeInRemoval(context: RunContext, journal: number, operation: Operation): boolean {
  if (operation.work.do !== 'remove') return false;
  const { tables, links, tally } = context;
  const { pair, side } = operation;
  tables.journal.done(journal, { entry: addEntry(context, operation.entry) });
  tally.wrote(side, 'remove');
  if (pair.link !== null && links.byId(pair.link)?.state === 'linked') links.setFooting(pair.link, 'open');
  return true;
}

/** @returns whether any of what was to be written stands there. Call inside a transaction. */
export function takeInUpdate(context: RunContext, journal: number, operation: Operation, item: RemoteItem): boolean {
  const { source, target, work, pair, side } = operation;
  const link = pair.link === null ? undefined : context.links.byId(pair.link);
  if (work.do !== 'update' || source === null || target === null || link?.state !== 'linked') return false;
  if (link.sides[side]?.id !== item.id) return false;
  const meant = context.rules.express[side](patched(target.fields, work.patch));
  const isSeries = repeats(item.fields) || repeats(meant);
  const times = isSeries ? arrivedTimes(operation, item.fields, meant, context.rules.window) : null;
  const arrived = work.carried.filter((field) =>
    isSeries && isTime(field) ? times !== null : sameField(field, item.fields, meant),
  );
  const alone = work.carried.length === 0 && (item.added ?? '') === work.built?.added;
  if (arrived.length === 0 && !alone) return false;
  settleUpdated(context, journal, { ...operation, work: { ...work, carried: arrived, ...times } }, item);
  // Whatever else the item shows may be an edit of somebody.
  context.links.setFooting(link.id, 'open');
  return true;
}

/**
 * A system tells a series in words of its own, and somebody may have changed occurrences of it since: it is there if it goes by the rule
 * that was written, and did not before.
 * @returns null where it is not; else what is agreed on, if that is not what is shown.
 */
function arrivedTimes(
  { target, work }: Operation,
  shown: ItemFields,
  meant: ItemFields,
  window: Period,
): Pick<Extract<Operation['work'], { readonly do: 'update' }>, 'agreedTimes'> | null {
  if (isSameSeries(shown, meant, window)) return {};
  if (target === null || work.do !== 'update' || !repeats(shown) || !repeats(meant)) return null;
  const isMeant = (fields: ItemFields) =>
    isAppointment(fields) && isSameThroughout(withoutExceptions(fields), withoutExceptions(meant), window);
  const isKnownByDays = firstDayOf(shown.span) === firstDayOf(meant.span);
  if (!isKnownByDays || !isMeant(shown) || isMeant(target.fields)) return null;
  return { agreedTimes: work.agreedTimes ?? { span: meant.span, recurrence: meant.recurrence } };
}

/**
 * A side that holds no more of a series than the window was given it as far as the window of that time: where it ends there is
 * nobody's edit.
 */
function asMeantThen(found: ItemFields, wanted: ItemFields, express: (fields: ItemFields) => ItemFields): ItemFields {
  const meant = express(wanted);
  if (!isAppointment(found) || !isAppointment(meant) || !isPart(wanted, express)) return meant;
  const { until } = extentOf(found);
  if (found.recurrence === null || meant.recurrence === null || until === null) return meant;
  const words: SameWords = (field, one, other) => sameField(field, one, other);
  const same = sameOccurrences(found, meant, { from: extentOf(meant).from, until }, words);
  return same ? { ...meant, span: found.span, recurrence: found.recurrence } : meant;
}

/** @returns false when one of the items is linked already. */
function takeIn(context: RunContext, journal: number, operation: CreationOperation, found: RemoteItem): boolean {
  const { links, tables, kind } = context;
  const { side, source, pair, work } = operation;
  if (source === null || links.head(side, found.id) !== undefined) return false;
  const already = links.head(otherSide(side), source.id);
  if (already !== undefined && already.link !== pair.link) return false;
  if (pair.link !== null && already === undefined) return false;
  const created: LinkSide = {
    id: found.id,
    version: found.version,
    replaced: null,
    // Not what it shows now: somebody may have edited it since, and that edit must be seen as one.
    agreed: asMeantThen(found.fields, work.fields, context.rules.express[side]),
    seen: seenOf(found),
  };
  const link = settleCreated(context, journal, operation, created);
  // As it was meant it is as if the answer had come late; whatever else it shows is somebody's edit, and looked at.
  const asMeant = differingFields(found.fields, created.agreed).length === 0;
  links.setFooting(link, asMeant ? 'sound' : 'open');
  tables.waiting.remove(kind, pairName(pair));
  return true;
}
