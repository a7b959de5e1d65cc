/** @file Which listings are believed: a page that does not go on where the last one ended proves nothing. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Nonsense } from '../errors.ts';
import { archivePages } from './archive.ts';
import type { Session } from './session.ts';

interface Page {
  readonly ids: readonly number[];
  readonly more?: boolean;
}

/** A session that answers with these pages, one after the other. */
function answering(pages: readonly Page[]): Session {
  const left = [...pages];
  return {
    async call(_call: unknown, schema: z.ZodType) {
      const { ids, more = false } = left.shift() ?? { ids: [] };
      const body = { value: ids.map((id) => ({ id })), ...(more ? { 'odata.nextLink': 'next' } : {}) };
      return { status: 200, body: schema.parse(body), serverNow: 0, serverSaid: true };
    },
  } as unknown as Session;
}

async function list(pages: readonly Page[]): Promise<readonly number[]> {
  const query = {
    path: 'Appointment',
    columns: ['id'],
    filter: 'all',
    keyColumn: 'id',
    row: z.object({ id: z.int() }),
    keyOf: (row: { readonly id: number }) => row.id,
    above: 0,
    pageSize: 3,
  };
  const ids: number[] = [];
  for await (const { rows } of archivePages(answering(pages), query, new AbortController().signal)) {
    ids.push(...rows.map(({ id }) => id));
  }
  return ids;
}

describe('a listing', () => {
  it('is read to its end, whether pages are full or the server says that there are more', async () => {
    expect(await list([{ ids: [1, 2, 5] }, { ids: [6], more: true }, { ids: [9] }])).toEqual([1, 2, 5, 6, 9]);
    expect(await list([{ ids: [1, 2, 3] }, { ids: [] }])).toEqual([1, 2, 3]);
  });

  it.each([
    ['comes out of order', [{ ids: [1, 3, 2] }]],
    ['tells a row twice', [{ ids: [1, 2, 2] }]],
    ['begins a page before the end of the last one', [{ ids: [1, 2, 5] }, { ids: [4, 6] }]],
    ['has more rows than were asked for', [{ ids: [1, 2, 3, 4] }]],
    ['says that there are more after a page with none', [{ ids: [], more: true }]],
  ])('that %s proves nothing', async (_, pages) => {
    await expect(list(pages)).rejects.toThrow(Nonsense);
  });
});
