import { expect, test } from 'vitest';
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import { jumpingClock, testPorts } from '../../http/testing/ports.ts';
import { createGoogleSession } from '../session.ts';
import { findCreatedTasks } from './find-created-tasks.ts';
import { readTask } from './read-task.ts';

const never = new AbortController().signal;
const row = (id: string, title = 'Anrufen') => ({
  id,
  etag: `"${id}"`,
  title,
  status: 'needsAction',
  updated: '2026-11-23T08:00:00.000Z',
});

/** A list of tasks that has these rows. */
function listWith(...rows: readonly object[]) {
  const clock = jumpingClock(Date.UTC(2026, 10, 23, 8));
  const ports = testPorts(clock, { fetch: async () => Response.json({ kind: 'tasks#tasks', items: rows }) });
  return { session: createGoogleSession({ ports, apiUrl: 'http://127.0.0.1:1/' }), clock, log: ports.log };
}

const like = readTask(row('any'))?.fields;
const sought = (...keys: readonly string[]) =>
  keys.map((key) => ({ key, marker: key, ...(like === undefined ? {} : { like }) }));
const idsOf = (found: ReadonlyMap<string, { readonly id: ItemId }>) => [...found].map(([key, { id }]) => [key, id]);

test('each task stands for one creation, and one that is linked for none', async () => {
  const list = listWith(row('linked'), row('other', 'Schreiben'), row('first'), row('second'));
  const known = { versionOf: (id: ItemId) => (id === 'linked' ? ('"linked"' as ItemVersion) : undefined) };
  const found = await findCreatedTasks(list, sought('a', 'b', 'c'), known, never);
  expect(idsOf(found)).toEqual([
    ['a', 'first'],
    ['b', 'second'],
  ]);
});

test('where nobody knows what was to be shown nothing is asked', async () => {
  const list = listWith({ nonsense: true });
  expect(await findCreatedTasks(list, [{ key: 'a', marker: 'a' }], undefined, never)).toEqual(new Map());
});
