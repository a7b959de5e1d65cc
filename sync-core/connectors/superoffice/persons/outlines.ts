/**
 * @file What archives tell of many persons at once. It is no content: archives write values in ways of their own, show one number of a
 * kind and one e-mail address. But whoever's outline is what it was when the person was read is still the same person, so that the
 * daily look reads those alone of whom something is different (ADR 14).
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Nonsense, NotFound, Rejected } from '../../errors.ts';
import { createKeptFact } from '../../http/kept-fact.ts';
import type { Log, Remembered } from '../../ports.ts';
import { archivePages } from '../archive.ts';
import type { Session } from '../session.ts';
import { placeOf } from './field-value.ts';
import type { Wanted } from './map-person.ts';
import type { PictureVersions } from './picture-versions.ts';
import { isDate } from './selections.ts';
import { filtersFor } from './stretches.ts';

export interface OutlineParts {
  readonly session: Session;
  readonly pageSize: number;
  readonly wanted: Wanted;
  readonly log: Log;
}

export interface Outlines {
  /** By the numbers of persons. Equal outlines are equal persons, companies and pictures. */
  readonly of: ReadonlyMap<number, string>;
  /** Those who are not in the recycle bin. */
  readonly living: ReadonlySet<number>;
  /** Those of them who have left their company. */
  readonly retired: ReadonlySet<number>;
}

const addressLines = ['line1', 'line2', 'line3', 'city', 'county', 'state', 'zip'];
const inAddress = (address: string) => addressLines.map((line) => `${address}/${line}`);
const inCompany = (columns: readonly string[]) => columns.map((column) => `personContact/${column}`);

/** All that a contact is made of (map-person.ts), in two parts, because a column's name stands in the address. */
function columnsOf({ jobTitle, title, department }: Wanted): readonly (readonly string[])[] {
  const places = [jobTitle, title, department].map(placeOf);
  const fields = (of: 'person' | 'contact') =>
    places.flatMap((place) => (place?.of === of ? [`${of}Udef/${place.name}`] : []));
  return [
    [
      ...['firstName', 'middleName', 'lastName', 'mrMrs', 'title', 'retired', 'personCountry', 'contactId'],
      ...['birthYear', 'birthMonth', 'birthDay'],
      ...['personDirectPhone', 'personMobilePhone', 'personPrivate', 'personPager', 'personDirectFax'].map(
        (kind) => `${kind}/formattedNumber`,
      ),
      ...['personUrl/URLAddress', ...inAddress('personAddress'), ...fields('person')],
    ],
    inCompany([
      ...['name', 'department', 'country', 'contactPhone/formattedNumber', 'contactFax/formattedNumber'],
      ...['url/URLAddress', ...inAddress('streetAddress'), ...inAddress('postAddress'), ...fields('contact')],
    ]),
  ];
}

const personRow = z.looseObject({ personId: z.int().positive(), personDeletedDate: z.string().nullish() });
const emailColumns = {
  id: 'email.email_id',
  person: 'email.person_id',
  rank: 'email.rank',
  address: 'email.email_address',
} as const;
const emailRow = z.object({
  [emailColumns.id]: z.int().positive(),
  [emailColumns.person]: z.int(),
  [emailColumns.rank]: z.int().nullish(),
  [emailColumns.address]: z.string().nullish(),
});

/** @returns null where this SuperOffice does not tell all of it: then everybody is to be read. @throws ConnectorError */
export async function readOutlines(
  parts: OutlineParts,
  ids: ReadonlySet<number>,
  pictures: PictureVersions,
  signal: AbortSignal,
): Promise<Outlines | null> {
  const told = new Map<number, unknown[]>([...ids].map((id) => [id, [pictures.get(id) ?? '']]));
  const living = new Set<number>();
  const retired = new Set<number>();
  try {
    for (const columns of columnsOf(parts.wanted)) {
      for await (const row of personRows(parts, columns, ids, signal)) {
        told.get(row.personId)?.push(columns.map((column) => row[column]));
        if (!isDate(row.personDeletedDate)) living.add(row.personId);
        if (row['retired'] === true) retired.add(row.personId);
      }
    }
    for await (const row of emailRows(parts, ids, signal)) {
      told.get(Number(row[emailColumns.person]))?.push([row[emailColumns.rank], row[emailColumns.address]]);
    }
  } catch (error) {
    if (!(error instanceof Rejected || error instanceof NotFound || error instanceof Nonsense)) throw error;
    parts.log.info('persons are read one by one', { system: 'superoffice', why: error.kind });
    return null;
  }
  const seen = [...told].filter(([id]) => living.has(id));
  return { of: new Map(seen.map(([id, values]) => [id, digest(values)])), living, retired };
}

async function* personRows(
  { session, pageSize }: OutlineParts,
  columns: readonly string[],
  ids: ReadonlySet<number>,
  signal: AbortSignal,
) {
  for (const filter of filtersFor('personId', ids, pageSize - 1)) {
    const query = {
      path: 'Person',
      columns: ['personId', 'personDeletedDate', ...columns],
      filter,
      entities: ['person', 'retiredPerson'],
      keyColumn: 'personId',
      row: personRow,
      keyOf: ({ personId }: { readonly personId: number }) => personId,
      above: 0,
      pageSize,
    };
    for await (const { rows } of archivePages(session, query, signal)) {
      for (const row of rows) {
        // What is not told cannot be seen to change.
        const missing = columns.find((column) => !Object.hasOwn(row, column));
        if (missing !== undefined) throw new Nonsense(`no column ${missing}`, { system: 'superoffice' });
        yield row;
      }
    }
  }
}

async function* emailRows({ session, pageSize }: OutlineParts, ids: ReadonlySet<number>, signal: AbortSignal) {
  for (const filter of filtersFor(emailColumns.person, ids, pageSize - 1)) {
    const query = {
      path: 'Archive/dynamic',
      columns: Object.values(emailColumns),
      filter,
      keyColumn: emailColumns.id,
      row: emailRow,
      keyOf: (row: z.infer<typeof emailRow>) => Number(row[emailColumns.id]),
      above: 0,
      pageSize,
    };
    for await (const { rows } of archivePages(session, query, signal)) yield* rows;
  }
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 12);
}

const kept = z.object({
  /** When everybody was read that these are of: milliseconds since 1970 by the server's clock. */
  at: z.number(),
  columns: z.string(),
  of: z.record(z.string(), z.string()),
});
/** A computer can be off for as long: then everybody is read. */
const keptForMs = 30 * 24 * 3_600_000;

export interface OutlineMemory {
  /** @returns the outlines of the persons as they were read then; none where others are kept, or nothing is. */
  asOf(at: number): ReadonlyMap<number, string>;
  keep(at: number, outlines: Outlines): void;
}

/**
 * Kept beside the cursor and not in it, because it is as long as the selections are. The time that stands in both says that they belong
 * together: a listing that was cut short leaves outlines that no cursor knows.
 */
export function createOutlineMemory(remembered: Remembered, wanted: Wanted): OutlineMemory {
  const fact = createKeptFact(remembered, 'personOutlines', kept);
  const columns = digest(columnsOf(wanted));
  return {
    asOf(at) {
      const known = fact.current();
      const isOurs = known?.at === at && known.columns === columns;
      return new Map(isOurs ? Object.entries(known.of).map(([id, outline]) => [Number(id), outline]) : []);
    },
    keep(at, outlines) {
      fact.keep({ at, columns, of: Object.fromEntries(outlines.of) }, at + keptForMs);
    },
  };
}
