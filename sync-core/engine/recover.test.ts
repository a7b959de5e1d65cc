/** @file Tests of what the next run makes of writes whose outcome nobody noted. */
import { expect, test } from 'vitest';
import { Unavailable } from '../connectors/errors.ts';
import type { Call, Mishap } from './testing/memory-system.ts';
import { createScene, meeting, writesOf } from './testing/scene.ts';

test('creations that are found as they were meant are linked without reading their items again', async () => {
  let lose = true;
  const calls: Call[] = [];
  const error = new Unavailable('no answer', { system: 'microsoft365' });
  const note = (call: Call): undefined => void calls.push(call);
  const mishap = (call: Call): Mishap | undefined => {
    note(call);
    return call === 'create' && lose ? { kind: 'failAfter', error } : undefined;
  };
  const s = await createScene({ crm: { mishap: note }, calendar: { mishap } });
  for (let n = 0; n < 12; n++) s.crm.create(meeting({ title: `Item ${n}` }));
  expect((await s.run()).outcome).toBe('failed');
  lose = false;
  calls.length = 0;
  const report = await s.run();
  expect(report).toMatchObject({ outcome: 'ok', linked: 12 });
  expect(writesOf(report).crm).toBe('+0 ~0 -0');
  expect(s.calendar.items()).toHaveLength(12);
  expect(calls.filter((call) => call === 'get' || call === 'create')).toEqual([]);
  s.store.close();
});
