/** @file Lists of Graph in pages: all of them, and none that leads elsewhere or never ends. */
import { Nonsense } from '../errors.ts';
import type { Graph } from './graph.ts';
import { listPage } from './graph-schemas.ts';

const system = 'microsoft365';

/** So many pages in a row may bring nothing that was not on an earlier one; more is a list that never ends. */
const mostPagesWithoutNews = 20;

/** Every page of a list. @throws Nonsense when a page is in an unknown form, leads elsewhere, or in circles. */
export async function* listPages(graph: Graph, first: string, prefer: string, signal: AbortSignal) {
  const asked = new Set<string>();
  const seen = new Set<string>();
  let withoutNews = 0;
  for (let url: string | undefined = first; url !== undefined; ) {
    if (asked.has(url) || withoutNews > mostPagesWithoutNews) throw new Nonsense('a list goes in circles', { system });
    asked.add(url);
    const answer = await graph.send({ method: 'GET', url, headers: { prefer }, repeat: 'idempotent' }, signal);
    const page = listPage.safeParse(answer.body);
    if (!page.success) throw new Nonsense('a list is in an unknown form', { system, cause: page.error });
    const { value, '@odata.nextLink': next, '@odata.deltaLink': delta } = page.data;
    if (next !== undefined && delta !== undefined) throw new Nonsense('a page goes on and ends', { system });
    const before = seen.size;
    for (const { id } of value) seen.add(id);
    withoutNews = seen.size > before ? 0 : withoutNews + 1;
    url = next === undefined ? undefined : graph.ownLink(next);
    yield { rows: value, deltaLink: delta === undefined ? undefined : graph.ownLink(delta) };
  }
}
