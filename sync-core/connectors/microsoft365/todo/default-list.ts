/** @file The list that To Do itself calls the default one. Its name is the owner's, in any language, and says nothing. */
import { z } from 'zod';
import { Nonsense } from '../../errors.ts';
import { createKeptFact } from '../../http/kept-fact.ts';
import type { ConnectorPorts } from '../../ports.ts';
import { type Graph, preferences } from '../graph.ts';
import { listPages } from '../list-pages.ts';
import { taskList } from './todo-schemas.ts';

const system = 'microsoft365';
const rememberedMs = 60 * 60_000;
const keptList = z.object({ id: z.string().min(1), isShared: z.boolean() }).readonly();
export type DefaultList = z.infer<typeof keptList>;

/** @returns a reader of it that remembers it for an hour. It throws Nonsense where there is none, and other ConnectorErrors. */
export function createDefaultList(graph: Graph, { clock, remembered }: Pick<ConnectorPorts, 'clock' | 'remembered'>) {
  const kept = createKeptFact(remembered, 'todoList', keptList);

  async function read(signal: AbortSignal): Promise<DefaultList> {
    const until = clock.now() + rememberedMs;
    for await (const { rows } of listPages(graph, graph.url('/me/todo/lists'), preferences, signal)) {
      for (const row of rows) {
        const list = taskList.safeParse(row).data;
        if (list?.wellknownListName !== 'defaultList') continue;
        const { id, isShared } = list;
        kept.keep({ id, isShared }, until);
        return { id, isShared };
      }
    }
    throw new Nonsense('there is no default list of tasks', { system });
  }

  return async (signal: AbortSignal): Promise<DefaultList> => kept.current() ?? (await read(signal));
}
