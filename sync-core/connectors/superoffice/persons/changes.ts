/**
 * @file Which of the chosen persons are new, changed or gone. SuperOffice tells when a selection's members, a person or a company was
 * changed last; what stands in tables of its own (numbers, addresses, user-defined fields) can change without that, so that once a day
 * everybody is looked at, and whoever looks different is read.
 */
import { z } from 'zod';
import type { Person } from '../../../model/person.ts';
import type { ItemId } from '../../../model/side.ts';
import type { ChangePage, ChangesRequest, Cursor, KnownItems, RemoteItem } from '../../connector.ts';
import { CursorExpired } from '../../errors.ts';
import { sideBySide } from '../../http/side-by-side.ts';
import type { Session } from '../session.ts';
import { askedNowAndThen, changedPersons } from './news.ts';
import type { OutlineMemory, Outlines } from './outlines.ts';
import type { PictureList, PictureVersions } from './picture-versions.ts';
import type { PersonReader } from './reader.ts';
import { livingAmong, membershipTimes, membersOf } from './selections.ts';

export interface PersonChangesOptions {
  readonly session: Session;
  readonly reader: PersonReader;
  readonly pictures: PictureList;
  readonly memory: OutlineMemory;
  /** What archives tell of these persons; null where they do not. @throws ConnectorError */
  outlines(ids: ReadonlySet<number>, pictures: PictureVersions, signal: AbortSignal): Promise<Outlines | null>;
  readonly selections: readonly number[];
  readonly pageSize: number;
}

const position = z.object({
  form: z.literal(1),
  /** When the members of each selection changed last; those that could not be read are missing. */
  memberships: z.array(z.tuple([z.int(), z.string()])),
  /** By the server's clock, in milliseconds since 1970: when changes were asked for last, and when everybody was looked at. */
  askedAt: z.number(),
  companiesAskedAt: z.number(),
  readAllAt: z.number(),
});
type Position = z.infer<typeof position>;

const readsSideBySide = 6;
const pageOfItems = 50;
const everybodyEveryMs = 24 * 3_600_000;

/** A look at everybody who is a member. */
interface Look {
  readonly pictures: PictureVersions;
  readonly outlines: Outlines | null;
  /** Those whom nobody can say to be as they were read last. */
  readonly different: ReadonlySet<number>;
}

interface Question {
  readonly ids: ReadonlySet<number>;
  /** Those of them that a listing has just shown. */
  readonly seen: ReadonlySet<number>;
  /** All members, where they were listed. */
  readonly members: ReadonlySet<number> | null;
  readonly look: Look | null;
  readonly position: Position;
  readonly closed: readonly number[];
}

export async function* readPersonChanges(
  options: PersonChangesOptions,
  { cursor, known, window, signal }: ChangesRequest,
): AsyncGenerator<ChangePage<Person>> {
  const before = cursor === null ? null : positionIn(cursor);
  const linked = new Set([...known.idsWithin(window)].map(Number));
  const asked = await question(options, before, linked, known, signal);
  const { ids, seen, members, look, position: next, closed } = asked;
  const total = ids.size;
  const absent: number[] = [];
  let changed: RemoteItem<Person>[] = [];
  const others = [...ids].filter((id) => !seen.has(id));
  const living = await livingAmong(options.session, others, signal);
  const isThere = (id: number) => seen.has(id) || living.has(id);
  const versions = await picturesOf(options, [...ids].filter(isThere), asked, signal);
  const read = async (id: number) => ({
    id,
    item: isThere(id) ? await options.reader.read(id, versions, signal) : null,
  });
  const reads = sideBySide(readsSideBySide, ids, read);
  for await (const { id, item } of reads) {
    if (item === null) absent.push(id);
    else changed.push(item);
    if (changed.length < pageOfItems) continue;
    yield { changed, gone: [], total };
    changed = [];
  }
  if (look?.outlines) options.memory.keep(next.readAllAt, look.outlines);
  const left = members === null || closed.length > 0 ? [] : [...linked].filter((id) => !members.has(id));
  const gone = [...new Set([...left, ...absent])]
    .filter((id) => linked.has(id))
    .map((id) => ({ id: String(id) as ItemId, proof: 'notFound' as const }));
  yield {
    changed,
    gone,
    total,
    ...(closed.length === 0 ? {} : { closed: closed.map(String) }),
    cursor: JSON.stringify(next) as Cursor,
  };
}

async function picturesOf(
  { pictures }: PersonChangesOptions,
  ids: readonly number[],
  { members, look }: Question,
  signal: AbortSignal,
): Promise<PictureVersions> {
  const others = look === null ? ids : ids.filter((id) => !members?.has(id));
  return new Map([...(look?.pictures ?? []), ...(await pictures.versions(others, signal))]);
}

/** @throws CursorExpired */
function positionIn(cursor: Cursor): Position {
  try {
    return position.parse(JSON.parse(cursor));
  } catch (cause) {
    throw new CursorExpired('the cursor cannot be read', { system: 'superoffice', cause });
  }
}

async function question(
  options: PersonChangesOptions,
  before: Position | null,
  linked: ReadonlySet<number>,
  known: KnownItems,
  signal: AbortSignal,
): Promise<Question> {
  const { session, selections } = options;
  const times = await membershipTimes(session, selections, signal);
  const changes = await changedPersons(options, before, known, signal);
  const now = changes.askedAt;
  const isDue = before === null || now - before.readAllAt >= everybodyEveryMs;
  const sameMembers = before !== null && JSON.stringify(before.memberships) === JSON.stringify([...times]);
  const listed = isDue || !sameMembers ? await listMembers(options, times, signal) : null;
  const companies = await askedNowAndThen(options, before, linked, known, now, signal);
  const ids = new Set([...changes.ids, ...companies.ids].filter((id) => linked.has(id)));
  const look = isDue && listed !== null ? await lookAtAll(options, before, listed.members, signal) : null;
  // Of those who are nobody's contact the retired need not be read to see that they stay so.
  const isNew = (id: number) => !linked.has(id) && look?.outlines?.retired.has(id) !== true;
  const isDifferent = (id: number) => linked.has(id) && look?.different.has(id) === true;
  for (const id of listed?.members ?? []) if (isNew(id) || isDifferent(id)) ids.add(id);
  // One that was closed while it was read has told nothing, or not all.
  const after = listed === null ? times : await membershipTimes(session, selections, signal);
  const isClosed = (id: number) => !times.has(id) || !after.has(id) || listed?.closed.includes(id) === true;
  const closed = selections.filter(isClosed);
  return {
    ids,
    seen: new Set([...changes.seen, ...(look?.outlines?.living ?? [])]),
    look,
    members: listed?.members ?? null,
    closed,
    position: {
      form: 1,
      memberships: [...times].filter(([id]) => !closed.includes(id)),
      askedAt: now,
      companiesAskedAt: companies.askedAt,
      readAllAt: isDue ? now : before.readAllAt,
    },
  };
}

async function lookAtAll(
  { pictures, memory, outlines: tell }: PersonChangesOptions,
  before: Position | null,
  members: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<Look> {
  const shown = await pictures.versions([...members], signal);
  const outlines = await tell(members, shown, signal);
  const known = before === null ? null : memory.asOf(before.readAllAt);
  const isSame = (id: number) => {
    const now = outlines?.of.get(id);
    return now !== undefined && now === known?.get(id);
  };
  return { pictures: shown, outlines, different: new Set([...members].filter((id) => !isSame(id))) };
}

async function listMembers(
  { session, pageSize }: PersonChangesOptions,
  times: ReadonlyMap<number, string>,
  signal: AbortSignal,
): Promise<{ readonly members: ReadonlySet<number>; readonly closed: readonly number[] }> {
  const members = new Set<number>();
  const closed: number[] = [];
  for (const selection of times.keys()) {
    const some = await membersOf(session, selection, pageSize, signal);
    if (some === null) closed.push(selection);
    else for (const id of some) members.add(id);
  }
  return { members, closed };
}
