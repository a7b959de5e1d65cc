/**
 * @file Which of the chosen persons are new, changed or gone. SuperOffice tells when a selection's members, a person or a company was
 * changed last; what stands in tables of its own (numbers, addresses, user-defined fields) can change without that, so that everybody is
 * read once a day.
 */
import { z } from 'zod';
import type { Person } from '../../../model/person.ts';
import type { ItemId } from '../../../model/side.ts';
import type { ChangePage, ChangesRequest, Cursor, KnownItems, RemoteItem } from '../../connector.ts';
import { CursorExpired } from '../../errors.ts';
import { withQuery } from '../../http/query.ts';
import { sideBySide } from '../../http/side-by-side.ts';
import { archivePages } from '../archive.ts';
import { archivePageSchema } from '../schemas.ts';
import type { Session } from '../session.ts';
import type { PictureList } from './picture-versions.ts';
import type { PersonReader } from './reader.ts';
import { changedCompanyRowSchema, changedPersonRowSchema, memberRowSchema } from './schemas.ts';
import { anyClosed, chunksOf, isDate, livingAmong, membershipTimes, membersOf } from './selections.ts';
import { partsOf } from './version.ts';

export interface PersonChangesOptions {
  readonly session: Session;
  readonly reader: PersonReader;
  readonly pictures: PictureList;
  readonly selections: readonly number[];
  readonly pageSize: number;
}

const position = z.object({
  form: z.literal(1),
  /** When the members of each selection changed last; those that could not be read are missing. */
  memberships: z.array(z.tuple([z.int(), z.string()])),
  /** By the server's clock, in milliseconds since 1970: when changes were asked for last, and when everybody was read. */
  askedAt: z.number(),
  companiesAskedAt: z.number(),
  readAllAt: z.number(),
});
type Position = z.infer<typeof position>;

const readsSideBySide = 6;
const pageOfItems = 50;
const minute = 60_000;
/** A change can come to light later than its own time says. */
const overlapMs = 5 * minute;
const nowAndThenMs = 60 * minute;
const everybodyEveryMs = 24 * 60 * minute;

interface Question {
  readonly ids: ReadonlySet<number>;
  /** Those of them that a listing has just shown. */
  readonly seen: ReadonlySet<number>;
  /** All members, where they were listed. */
  readonly members: ReadonlySet<number> | null;
  readonly position: Position;
  readonly closed: readonly number[];
}

export async function* readPersonChanges(
  options: PersonChangesOptions,
  { cursor, known, window, signal }: ChangesRequest,
): AsyncGenerator<ChangePage<Person>> {
  const before = cursor === null ? null : positionIn(cursor);
  const linked = new Set([...known.idsWithin(window)].map(Number));
  const { ids, seen, members, position: next, closed } = await question(options, before, linked, known, signal);
  const total = ids.size;
  const absent: number[] = [];
  let changed: RemoteItem<Person>[] = [];
  const others = [...ids].filter((id) => !seen.has(id));
  const living = await livingAmong(options.session, others, signal);
  const isThere = (id: number) => seen.has(id) || living.has(id);
  const versions = await options.pictures.versions([...ids].filter(isThere), signal);
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
  for (const id of listed?.members ?? []) if (isDue || !linked.has(id)) ids.add(id);
  // One that was closed while it was read has told nothing, or not all.
  const after = listed === null ? times : await membershipTimes(session, selections, signal);
  const isClosed = (id: number) => !times.has(id) || !after.has(id) || listed?.closed.includes(id) === true;
  const closed = selections.filter(isClosed);
  return {
    ids,
    seen: changes.seen,
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

/** A filter stands in the request as SuperOffice has it: UTC, without a zone. */
function since(milliseconds: number): string {
  return new Date(milliseconds - overlapMs).toISOString().slice(0, 19);
}

/** The persons whose time is another one than it was; one request where nobody has changed. */
async function changedPersons(
  { session, pageSize }: PersonChangesOptions,
  before: Position | null,
  known: KnownItems,
  signal: AbortSignal,
): Promise<{ readonly ids: ReadonlySet<number>; readonly seen: ReadonlySet<number>; readonly askedAt: number }> {
  const ids = new Set<number>();
  const seen = new Set<number>();
  // The first time everybody is read anyway: asked for is what the server's clock says.
  const from = since(before?.askedAt ?? Date.parse('2100-01-01T00:00:00Z'));
  const query = {
    path: 'Person',
    // Who has left is told of, too.
    entities: ['person', 'retiredPerson'],
    columns: ['personId', 'personUpdatedDate', 'personDeletedDate'],
    filter: `personUpdatedDate afterTime '${from}'`,
    keyColumn: 'personId',
    row: changedPersonRowSchema,
    keyOf: ({ personId }: { readonly personId: number }) => personId,
    above: 0,
    pageSize,
  };
  let askedAt: number | undefined;
  for await (const { rows, serverNow } of archivePages(session, query, signal)) {
    askedAt ??= serverNow;
    for (const { personId, personUpdatedDate, personDeletedDate } of rows) {
      if (!isDate(personDeletedDate)) seen.add(personId);
      const version = known.versionOf(String(personId) as ItemId);
      if (version === undefined || !isSameTime(partsOf(version)?.updated, personUpdatedDate, serverNow))
        ids.add(personId);
    }
  }
  return { ids, seen, askedAt: askedAt ?? before?.askedAt ?? 0 };
}

/** Two edits of one second have one time: one that is just over is read once more. */
function isSameTime(one: string | undefined, other: string, serverNow: number): boolean {
  const second = (told: string) => told.slice(0, 19);
  return one !== undefined && second(one) === second(other) && serverNow - Date.parse(`${second(other)}Z`) > 5_000;
}

/** The persons of companies that have changed, and those with another picture, asked for now and then. */
async function askedNowAndThen(
  { session, pictures, pageSize }: PersonChangesOptions,
  before: Position | null,
  linked: ReadonlySet<number>,
  known: KnownItems,
  now: number,
  signal: AbortSignal,
): Promise<{ readonly ids: readonly number[]; readonly askedAt: number }> {
  if (before === null) return { ids: [], askedAt: now };
  if (now - before.companiesAskedAt < nowAndThenMs) return { ids: [], askedAt: before.companiesAskedAt };
  const query = {
    path: 'Contact',
    columns: ['contactId'],
    filter: `updatedDate afterTime '${since(before.companiesAskedAt)}'`,
    keyColumn: 'contactId',
    row: changedCompanyRowSchema,
    keyOf: ({ contactId }: { readonly contactId: number }) => contactId,
    above: 0,
    pageSize,
  };
  const companies = new Set<number>();
  for await (const { rows } of archivePages(session, query, signal)) {
    for (const { contactId } of rows) companies.add(contactId);
  }
  const of = (id: number) => {
    const version = known.versionOf(String(id) as ItemId);
    return version === undefined ? 0 : (partsOf(version)?.contactId ?? 0);
  };
  const ofCompanies = companies.size === 0 ? [] : [...linked].filter((id) => companies.has(of(id)));
  const shownAnew = await pictures.changedSince(since(before.companiesAskedAt), signal);
  return { ids: [...ofCompanies, ...shownAnew], askedAt: now };
}

/**
 * Which of these persons are chosen now. While one of the selections cannot be read, that is nobody's to say, and all of them stay.
 * @throws ConnectorError
 */
export async function chosenAmong(
  { session, selections }: Pick<PersonChangesOptions, 'session' | 'selections'>,
  ids: readonly number[],
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  if (selections.length === 0) return new Set();
  if (anyClosed(selections, await membershipTimes(session, selections, signal))) return new Set(ids);
  const chosen = new Set<number>();
  const of = selections.map((id) => `selectionId = ${id}`).join(' or ');
  for (const some of chunksOf(ids)) {
    const path = withQuery('Archive/SelectionMemberStatic', {
      $select: 'selectionMemberId,personId',
      $filter: `(${of}) and (${some.map((id) => `personId = ${id}`).join(' or ')})`,
      $top: some.length * selections.length + 1,
    });
    const call = { method: 'GET', path, repeat: 'idempotent' } as const;
    const { body } = await session.call(call, archivePageSchema(memberRowSchema), signal);
    for (const { personId } of body.value) chosen.add(personId);
  }
  return chosen;
}
