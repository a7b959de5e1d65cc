/** @file Which persons have news, by the times that SuperOffice itself tells: of persons, and now and then of companies and pictures. */
import type { ItemId } from '../../../model/side.ts';
import type { KnownItems } from '../../connector.ts';
import { archivePages } from '../archive.ts';
import type { Session } from '../session.ts';
import type { PictureList } from './picture-versions.ts';
import { changedCompanyRowSchema, changedPersonRowSchema } from './schemas.ts';
import { isDate } from './selections.ts';
import { partsOf } from './version.ts';

interface NewsParts {
  readonly session: Session;
  readonly pictures: PictureList;
  readonly pageSize: number;
}

/** When was asked last, by the server's clock, in milliseconds since 1970. */
interface AskedBefore {
  readonly askedAt: number;
  readonly companiesAskedAt: number;
}

const minute = 60_000;
/** A change can come to light later than its own time says. */
const overlapMs = 5 * minute;
const nowAndThenMs = 60 * minute;

/** A filter stands in the request as SuperOffice has it: UTC, without a zone. */
function since(milliseconds: number): string {
  return new Date(milliseconds - overlapMs).toISOString().slice(0, 19);
}

/** The persons whose time is another one than it was; one request where nobody has changed. */
export async function changedPersons(
  { session, pageSize }: NewsParts,
  before: AskedBefore | null,
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
export async function askedNowAndThen(
  { session, pictures, pageSize }: NewsParts,
  before: AskedBefore | null,
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
