/**
 * @file An item that comes back under another id: moved away and back, restored, or carried over by the system itself. The old
 * id is gone and a new item looks just like it, or carries the marker of its other half: the link goes on with the new id, and
 * nothing is removed or made again.
 */
import type { RemoteAppointment } from '../connectors/connector.ts';
import { type ItemId, otherSide, type Side } from '../model/side.ts';
import { sides } from '../store/operation.ts';
import { type Link, type LinkSide, seenOf } from '../store/records.ts';
import type { RunContext } from './context.ts';
import { fingerprint } from './fingerprint.ts';
import { markedId } from './mark.ts';
import { matchKey } from './pull.ts';

/** Enough for what a person moves; whatever is beyond is a change of another kind. */
const mostAtOnce = 500;

interface Missing {
  readonly link: Link;
  readonly known: LinkSide;
}

interface Move extends Missing {
  readonly item: RemoteAppointment;
}

/** Takes new ids into the links, before pairs are made. Costs nothing where no linked item is missing. @throws ConnectorError */
export async function followMoves(context: RunContext): Promise<void> {
  if (context.dryRun) return;
  for (const side of sides) {
    const missing = missingOf(context, side);
    if (missing.length === 0) continue;
    const free = context.tables.staging.free(side, '', mostAtOnce).filter((id) => isFree(context, side, id));
    if (free.length === 0) continue;
    const moves = [...byContent(context, side, missing)];
    const rest = missing.filter(({ link }) => !moves.some((move) => move.link.id === link.id));
    const taken = new Set(moves.map(({ item }) => item.id));
    moves.push(
      ...(await byMarker(
        context,
        side,
        rest,
        free.filter((id) => !taken.has(id)),
      )),
    );
    await follow(context, side, moves);
  }
}

function missingOf({ tables, links }: RunContext, side: Side): readonly Missing[] {
  return tables.staging.missing(side, mostAtOnce).flatMap((id) => {
    const link = links.byId(id);
    const known = link?.sides[side];
    return link?.state !== 'linked' || known === undefined || known.gone === true ? [] : [{ link, known }];
  });
}

function isFree({ tables }: RunContext, side: Side, id: ItemId): boolean {
  return tables.staging.isFree(side, id);
}

/** Same title, same time, and only one of them on either hand. */
function byContent(context: RunContext, side: Side, missing: readonly Missing[]): readonly Move[] {
  const groups = Map.groupBy(missing, ({ known }) => fingerprint(known.agreed));
  return [...groups].flatMap(([key, group]) => {
    const items = context.tables.staging.group(key)[side].filter(({ id }) => isFree(context, side, id));
    const [one, ...more] = group;
    const [item, ...others] = items;
    if (one === undefined || item === undefined || more.length > 0 || others.length > 0) return [];
    return [{ ...one, item }];
  });
}

/** What is not alike any more may still carry our marker: it names the other half. */
async function byMarker(
  context: RunContext,
  side: Side,
  missing: readonly Missing[],
  free: readonly ItemId[],
): Promise<readonly Move[]> {
  if (missing.length === 0 || free.length === 0) return [];
  const { faces, rules, run, accounts, tables } = context;
  const from = otherSide(side);
  const markers = (await faces[side].markers?.(free, rules.window, run.signal)) ?? new Map<ItemId, string>();
  const copies = Map.groupBy(free, (id) => markedId(accounts[from], markers.get(id) ?? ''));
  return missing.flatMap((one) => {
    const original = one.link.sides[from]?.id;
    const [id, ...more] = (original === undefined ? undefined : copies.get(original)) ?? [];
    const staged = id === undefined || more.length > 0 ? undefined : tables.staging.get(side, id);
    return staged?.state === 'present' ? [{ ...one, item: staged.item }] : [];
  });
}

/** The old id is asked for once more: a listing that left something out moves nothing. */
async function follow(context: RunContext, side: Side, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  const { faces, links, run, runId, tables } = context;
  const answers = await faces[side].get(
    moves.map(({ known }) => known.id),
    run.signal,
  );
  tables.transaction(() => {
    for (const { link, known, item } of moves) {
      if (answers.get(known.id) !== 'gone') continue;
      links.setSide(link.id, side, {
        ...known,
        id: item.id,
        version: item.version,
        replaced: null,
        seen: seenOf(item),
      });
      links.setCreatedIn(link.id, side, runId);
      links.setFooting(link.id, 'open');
      tables.staging.drop(side, known.id);
      tables.staging.putItem(side, item, link.id, matchKey(item));
    }
  });
}
