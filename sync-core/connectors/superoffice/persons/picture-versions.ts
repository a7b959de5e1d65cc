/**
 * @file Who has a picture, and which. SuperOffice keeps pictures as objects of their own, and says of none of them at the person; the
 * table that links the two tells of many at once, and where the user may not read it, each is asked about by itself.
 */
import { z } from 'zod';
import type { PictureVersion } from '../../connector.ts';
import { Rejected } from '../../errors.ts';
import { sideBySide } from '../../http/side-by-side.ts';
import { archivePages } from '../archive.ts';
import type { Session } from '../session.ts';
import { filtersFor } from './stretches.ts';

/** By the numbers of persons; who is not in it has none. */
export type PictureVersions = ReadonlyMap<number, PictureVersion>;
export const noPictures: PictureVersions = new Map();

export interface PictureList {
  /** @throws ConnectorError */
  versions(ids: readonly number[], signal: AbortSignal): Promise<PictureVersions>;
  /**
   * Persons whose picture is new or another since then; nobody where the table cannot be read. A picture that was taken away is
   * in no table any more.
   * @param since as a filter has it. @throws ConnectorError
   */
  changedSince(since: string, signal: AbortSignal): Promise<ReadonlySet<number>>;
}

const table = 'BinaryObjectLink';
const columns = {
  link: `${table}.BinaryObjectLink_id`,
  object: `${table}.binaryObjectId`,
  owner: `${table}.ownerRecord`,
  linked: `${table}.updated`,
  written: `${table}.binaryObjectId.updated`,
} as const;
/** Of persons, and their portraits (SuperOffice's numbers of tables, and its BlobLinkType). */
const portraits = `${table}.ownerTable = 6 and ${table}.linkType = 1`;

const row = z.object({
  [columns.link]: z.int().positive(),
  [columns.object]: z.int(),
  [columns.owner]: z.int(),
  [columns.written]: z.string().nullish(),
});
const text = z.string().nullish();
const info = z.object({ BlobId: z.int().nullish(), UpdatedDate: text });
const callsSideBySide = 6;

export function createPictureList(session: Session, pageSize: number): PictureList {
  /** Once the table was refused: it would be again. */
  let isRefused = false;

  async function* listed(filter: string, signal: AbortSignal) {
    const query = {
      path: 'Archive/dynamic',
      columns: Object.values(columns),
      filter: `${portraits} and ${filter}`,
      keyColumn: columns.link,
      row,
      keyOf: (one: z.infer<typeof row>) => Number(one[columns.link]),
      above: 0,
      pageSize,
    };
    for await (const { rows } of archivePages(session, query, signal)) yield* rows;
  }

  /** @returns undefined where the table cannot be read. */
  async function readable<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (isRefused) return undefined;
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      isRefused = true;
      return undefined;
    }
  }

  async function fromTable(ids: readonly number[], signal: AbortSignal): Promise<PictureVersions> {
    const versions = new Map<number, PictureVersion>();
    const wanted = new Set(ids);
    for (const filter of filtersFor(columns.owner, ids, pageSize - 1)) {
      for await (const one of listed(filter, signal)) {
        const owner = Number(one[columns.owner]);
        if (wanted.has(owner)) versions.set(owner, versionOf(one[columns.object], one[columns.written]));
      }
    }
    return versions;
  }

  async function oneByOne(ids: readonly number[], signal: AbortSignal): Promise<PictureVersions> {
    const versions = new Map<number, PictureVersion>();
    const asked = sideBySide(callsSideBySide, ids, async (id) => {
      const call = { method: 'GET', path: `Person/${id}/ImageInfo`, repeat: 'idempotent', accept: [404] } as const;
      return { id, ...(await session.call(call, info, signal)) };
    });
    for await (const { id, status, body } of asked) {
      if (status === 200 && body.BlobId) versions.set(id, versionOf(body.BlobId, body.UpdatedDate));
    }
    return versions;
  }

  return {
    async versions(ids, signal) {
      if (ids.length === 0) return noPictures;
      return (await readable(() => fromTable(ids, signal))) ?? (await oneByOne(ids, signal));
    },
    async changedSince(since, signal) {
      const changed = new Set<number>();
      const filter = `(${columns.linked} afterTime '${since}' or ${columns.written} afterTime '${since}')`;
      await readable(async () => {
        for await (const one of listed(filter, signal)) changed.add(Number(one[columns.owner]));
      });
      return changed;
    },
  };
}

/** The same to the second, whichever way it was told. */
function versionOf(object: unknown, written: unknown): PictureVersion {
  return `${String(object)}@${String(written ?? '').slice(0, 19)}` as PictureVersion;
}
