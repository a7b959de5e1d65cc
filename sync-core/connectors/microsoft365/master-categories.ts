/** @file The mailbox's list of categories, by Graph (`outlook/category-keeper.ts`). */
import { isDone } from '../../translate/categories.ts';
import { Nonsense } from '../errors.ts';
import type { CategoryList } from '../outlook/category-keeper.ts';
import type { Graph } from './graph.ts';
import { masterCategories } from './graph-schemas.ts';

const system = 'microsoft365';
const path = '/me/outlook/masterCategories';
/** Outlook's blue, and its green for what is done. */
const colour = { open: 'preset7', done: 'preset4' };

export function createCategoryList(graph: Graph): CategoryList {
  async function add(wanted: readonly string[], signal: AbortSignal): Promise<void> {
    const list = { method: 'GET', url: graph.url(path), repeat: 'idempotent' } as const;
    const answer = masterCategories.safeParse((await graph.send(list, signal)).body);
    if (!answer.success) throw new Nonsense('the list of categories is in an unknown form', { system });
    const known = answer.data.value.map(({ displayName }) => displayName.toLowerCase());
    for (const displayName of wanted.filter((name) => !known.includes(name.toLowerCase()))) {
      const json = { displayName, color: isDone([displayName]) ? colour.done : colour.open };
      await graph.send({ method: 'POST', url: graph.url(path), json, repeat: 'once', accept: [409] }, signal);
    }
  }

  return { system, add };
}
