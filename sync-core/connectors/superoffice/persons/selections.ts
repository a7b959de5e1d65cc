/** @file The members of the chosen selections, and whether they have changed. */
import { Rejected } from '../../errors.ts';
import { withQuery } from '../../http/query.ts';
import { archivePages } from '../archive.ts';
import { archivePageSchema } from '../schemas.ts';
import type { Session } from '../session.ts';
import { livingRowSchema, memberRowSchema, selectionRowSchema } from './schemas.ts';

/** When the members of each selection changed last; a selection that cannot be read is not in it. */
export type MembershipTimes = ReadonlyMap<number, string>;

/** One request. @throws ConnectorError */
export async function membershipTimes(
  session: Session,
  selections: readonly number[],
  signal: AbortSignal,
): Promise<MembershipTimes> {
  if (selections.length === 0) return new Map();
  const path = withQuery('Selection', {
    $select: 'selectionId,lastMembershipChange',
    $filter: selections.map((id) => `selectionId = ${id}`).join(' or '),
    $top: selections.length + 1,
  });
  const call = { method: 'GET', path, repeat: 'idempotent' } as const;
  const { body } = await session.call(call, archivePageSchema(selectionRowSchema), signal);
  return new Map(
    body.value
      .filter(({ selectionId }) => selections.includes(selectionId))
      .map(({ selectionId, lastMembershipChange }) => [selectionId, lastMembershipChange ?? '']),
  );
}

/** Whether some of the selections cannot be read: then nothing is known of who is chosen by them. */
function anyClosed(selections: readonly number[], times: MembershipTimes): boolean {
  return selections.some((id) => !times.has(id));
}

/** A filter stands in the address, which must not grow too long. */
const askedAtOnce = 20;

function* chunksOf(ids: readonly number[]): Generator<readonly number[]> {
  for (let at = 0; at < ids.length; at += askedAtOnce) yield ids.slice(at, at + askedAtOnce);
}

/**
 * The persons among these who are not in the recycle bin: one who is may be given out all the same when asked for by number.
 * @throws ConnectorError
 */
export async function livingAmong(
  session: Session,
  ids: readonly number[],
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const living = new Set<number>();
  for (const some of chunksOf(ids)) {
    const path = withQuery('Person', {
      $select: 'personId,personDeletedDate',
      $filter: some.map((id) => `personId = ${id}`).join(' or '),
      $entities: 'person,retiredPerson',
      $top: some.length + 1,
    });
    const call = { method: 'GET', path, repeat: 'idempotent' } as const;
    const { body } = await session.call(call, archivePageSchema(livingRowSchema), signal);
    for (const { personId, personDeletedDate } of body.value) if (!isDate(personDeletedDate)) living.add(personId);
  }
  return living;
}

/** The year 1 says that there is none. */
export function isDate(told: string | null | undefined): boolean {
  return typeof told === 'string' && told !== '' && !told.startsWith('0001');
}

/**
 * @returns the persons among the members of one selection, companies alone left out; null where it may not be read.
 * @throws ConnectorError when the listing is not whole
 */
export async function membersOf(
  session: Session,
  selection: number,
  pageSize: number,
  signal: AbortSignal,
): Promise<ReadonlySet<number> | null> {
  const query = {
    path: 'Archive/SelectionMemberStatic',
    columns: ['selectionMemberId', 'personId'],
    // The archive can be ordered by the person, and a person is a member once; a company alone is person 0.
    filter: `selectionId = ${selection} and personId gt 0`,
    keyColumn: 'personId',
    row: memberRowSchema,
    keyOf: ({ personId }: { readonly personId: number }) => personId,
    above: 0,
    pageSize,
  };
  const members = new Set<number>();
  try {
    for await (const { rows } of archivePages(session, query, signal)) {
      for (const { personId } of rows) members.add(personId);
    }
  } catch (error) {
    if (error instanceof Rejected && error.details.status === 403) return null;
    throw error;
  }
  return members;
}

/**
 * Which of these persons are chosen now. While one of the selections cannot be read, that is nobody's to say, and all of them stay.
 * @throws ConnectorError
 */
export async function chosenAmong(
  { session, selections }: { readonly session: Session; readonly selections: readonly number[] },
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
