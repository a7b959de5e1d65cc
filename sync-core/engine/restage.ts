/**
 * @file Items that were set aside before they had a partner: when the time has come to try them again, they take part in
 * the matching like everything that was read in this run. Meanwhile their other half may have come, or be waiting as well.
 */
import { isReadable, type RemoteItem, type UnreadableItem } from '../connectors/connector.ts';
import { titleOf } from '../model/item.ts';
import type { ItemId, Side } from '../model/side.ts';
import { sides } from '../store/operation.ts';
import { type RunContext, sliceSize } from './context.ts';
import { startOf } from './fields.ts';
import { plainName } from './fingerprint.ts';
import { markedId } from './mark.ts';
import { matchKey } from './pull.ts';
import type { EarlyItem } from './unreadable.ts';

/** @returns those whose own pause is not over yet: they are there to be found, and are left alone otherwise. */
export async function restageWaiting(context: RunContext): Promise<readonly EarlyItem[]> {
  const { tables, kind, faces, run } = context;
  const due = new Set(dueAlone(context));
  if (due.size === 0) return [];
  const early: EarlyItem[] = [];
  for (const side of sides) {
    const waiting = tables.waiting.alone(kind).flatMap(({ id, pair }) => {
      const item = pair[side];
      const known = item === null || tables.staging.get(side, item) !== undefined || context.unreadable[side].has(item);
      return known ? [] : [{ row: id, id: item }];
    });
    if (waiting.length === 0) continue;
    const answers = await faces[side].get(
      waiting.map(({ id }) => id),
      run.signal,
    );
    for (const { row, id } of waiting) {
      const answer = answers.get(id);
      if (typeof answer !== 'object' || context.links.head(side, id) !== undefined) continue;
      stage(context, side, id, answer);
      if (!due.has(row)) early.push({ side, id });
    }
  }
  return early;
}

function stage(context: RunContext, side: Side, id: ItemId, answer: RemoteItem | UnreadableItem): void {
  if (!isReadable(answer)) {
    context.unreadable[side].set(id, answer);
    return;
  }
  context.tables.staging.putItem(side, answer, null, matchKey(answer));
  context.asked[side].add(id);
}

/**
 * Items that were left alone because several could be the same take part again as soon as one of them has changed, is gone,
 * or something new begins at the same time: then there may be one answer.
 */
export async function restageAmbiguous(context: RunContext): Promise<void> {
  const { tables, kind, accounts } = context;
  const rows = tables.activity.leftOutFor(kind, accounts, 'ambiguousMatch');
  if (rows.length > 0 && (context.settled.ambiguous || touches(context, rows))) await restageLeftOut(context, rows);
}

/**
 * Invitations that stand beside the copies of what they invite to take part again as soon as something is read that begins at the
 * same time, or a linked pair is tried again: the copy may be gone, as it was, or to be removed after all.
 */
export async function restageInvitations(context: RunContext): Promise<void> {
  const { tables, kind, accounts } = context;
  const rows = tables.activity.leftOutFor(kind, accounts, 'copiedAlready');
  if (rows.length === 0) return;
  const isTriedAgain = tables.waiting.due(kind, 0, sliceSize).some(({ pair }) => pair.link !== null);
  const isTouched = isTriedAgain || touchesLinked(context, rows) || touches(context, rows);
  if (isTouched) await restageLeftOut(context, rows);
}

/**
 * Contacts that the user has made were left alone while nobody of their name was chosen in the CRM: whoever is read there now and has
 * no contact may be one of them. Costs nothing where nobody is new.
 */
export async function restageNamesakes(context: RunContext): Promise<void> {
  const { tables, kind, accounts } = context;
  if (kind !== 'person') return;
  const names = new Set([...freeItems(context, 'crm')].map(({ fields }) => plainName(titleOf(fields))));
  if (names.size === 0) return;
  const rows = tables.activity.leftOutFor(kind, accounts, 'notFromCrm');
  const namesakes = rows.filter(({ title }) => title !== null && names.has(plainName(title)));
  if (namesakes.length > 0) await restageLeftOut(context, namesakes);
}

/**
 * A contact that was kept when its person was chosen no more takes part again when that person is, or somebody of its name. Until it is
 * linked it counts as one of the user's own, so that whoever goes on from here knows of it too.
 */
export async function restageReleased(context: RunContext): Promise<void> {
  const { tables, kind, links, faces, run, accounts, rules } = context;
  if (kind !== 'person' || context.dryRun) return;
  const chosen = new Map([...freeItems(context, 'crm')].map(({ id, fields }) => [id, plainName(titleOf(fields))]));
  if (chosen.size === 0) return;
  const released = new Map(
    links.endedFor('notChosen').flatMap((link) => {
      const known = links.byId(link)?.sides.calendar;
      return known === undefined ? [] : [[known.id, { link, name: plainName(titleOf(known.agreed)) }] as const];
    }),
  );
  if (released.size === 0) return;
  const markers = await faces.calendar.markers?.([...released.keys()], rules.window, run.signal);
  const names = new Set(chosen.values());
  const isWanted = (id: ItemId, name: string) => {
    const original = markedId(accounts.crm, markers?.get(id) ?? '');
    return names.has(name) || (original !== undefined && chosen.has(original));
  };
  const wanted = [...released].filter(([id, { name }]) => isWanted(id, name));
  const answers = await faces.calendar.get(
    wanted.map(([id]) => id),
    run.signal,
  );
  tables.transaction(() => {
    for (const [id, { link }] of wanted) {
      const answer = answers.get(id);
      if (typeof answer !== 'object' || !isReadable(answer)) continue;
      links.remove(link);
      const words = { title: titleOf(answer.fields), when: null };
      tables.activity.noteLeftOut(kind, 'calendar', accounts, id, 'notFromCrm', words);
      stage(context, 'calendar', id, answer);
    }
  });
}

async function restageLeftOut(context: RunContext, rows: readonly LeftOutRow[]): Promise<void> {
  const { tables, faces, run, links } = context;
  for (const side of sides) {
    const ids = rows.flatMap((row) =>
      row.side === side && tables.staging.get(side, row.item) === undefined && links.head(side, row.item) === undefined
        ? [row.item]
        : [],
    );
    if (ids.length === 0) continue;
    for (const [id, answer] of await faces[side].get(ids, run.signal)) {
      if (typeof answer === 'object') stage(context, side, id, answer);
    }
  }
}

type LeftOutRow = ReturnType<RunContext['tables']['activity']['leftOutFor']>[number];

/** Whether something that was read in this run is one of them, or begins when one of them does. */
function touches(context: RunContext, rows: readonly LeftOutRow[]): boolean {
  const { tables } = context;
  if (rows.some(({ side, item }) => tables.staging.get(side, item) !== undefined)) return true;
  const starts = new Set<string | null>(rows.map((row) => row.starts));
  for (const side of sides) {
    for (const { fields } of freeItems(context, side)) if (starts.has(startOf(fields))) return true;
  }
  return false;
}

/** What was read on that side and belongs to no pair yet. */
function* freeItems({ tables }: RunContext, side: Side): Generator<RemoteItem> {
  for (let after = ''; ; ) {
    const ids = tables.staging.free(side, after, sliceSize);
    if (ids.length === 0) return;
    after = ids.at(-1) ?? after;
    for (const id of ids) {
      const staged = tables.staging.get(side, id);
      if (staged?.state === 'present') yield staged.item;
    }
  }
}

/** Whether a linked pair is news, or was left open, of which one item begins when one of them does. */
function touchesLinked({ tables, links }: RunContext, rows: readonly LeftOutRow[]): boolean {
  const starts = new Set<string | null>(rows.map((row) => row.starts));
  return [...tables.staging.touchedLinks(), ...links.open()].some((id) => {
    const known = links.byId(id)?.sides ?? {};
    return sides.some((side) => known[side] !== undefined && starts.has(startOf(known[side].agreed)));
  });
}

function dueAlone({ tables, kind }: RunContext): readonly number[] {
  const rows: number[] = [];
  for (let after = 0; ; ) {
    const due = tables.waiting.due(kind, after, sliceSize);
    for (const { id, pair } of due) {
      after = id;
      if (pair.link === null && (pair.crm === null || pair.calendar === null)) rows.push(id);
    }
    if (due.length < sliceSize) return rows;
  }
}

/** What found no partner and is not due is not decided on in this run. */
export function leaveEarlyOnes({ tables }: RunContext, early: readonly EarlyItem[]): void {
  for (const { side, id } of early) if (tables.staging.isFree(side, id)) tables.staging.setAside(side, id);
}
