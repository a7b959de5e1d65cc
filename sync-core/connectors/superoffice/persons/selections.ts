/** @file The members of the chosen selections, and whether they have changed. */
import { Rejected } from '../../errors.ts';
import { withQuery } from '../../http/query.ts';
import { archivePages } from '../archive.ts';
import { archivePageSchema } from '../schemas.ts';
import type { Session } from '../session.ts';
import { memberRowSchema, selectionRowSchema } from './schemas.ts';

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
