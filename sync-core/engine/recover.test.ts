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

test('what was found out about some of many stays known when the run ends before the rest', async () => {
  let phase: 'lose' | 'endEarly' | 'calm' = 'lose';
  let lookUps = 0;
  const error = new Unavailable('no answer', { system: 'microsoft365' });
  const mishap = (call: Call): Mishap | undefined => {
    if (call === 'create' && phase === 'lose') return { kind: 'failAfter', error };
    if (call === 'findCreated') lookUps += 1;
    return call === 'findCreated' && phase === 'endEarly' && lookUps > 1 ? { kind: 'throw', error } : undefined;
  };
  const s = await createScene({ calendar: { mishap } });
  for (let n = 0; n < 45; n++) s.crm.create(meeting({ title: `Item ${n}` }));
  await s.run();
  const open = () => s.store.tables.journal.open('appointment', 'calendar', 0, 100).length;
  expect(open()).toBe(45);
  phase = 'endEarly';
  expect((await s.run()).outcome).toBe('failed');
  expect(open()).toBe(25);
  phase = 'calm';
  expect(await s.run()).toMatchObject({ outcome: 'ok', linked: 45 });
  expect(s.calendar.items()).toHaveLength(45);
  s.store.close();
});

test('many creations are looked up in bulk', async () => {
  let lose = true;
  const calls: Call[] = [];
  const error = new Unavailable('no answer', { system: 'microsoft365' });
  const mishap = (call: Call): Mishap | undefined => {
    calls.push(call);
    return call === 'create' && lose ? { kind: 'failAfter', error } : undefined;
  };
  const s = await createScene({ calendar: { mishap } });
  for (let n = 0; n < 100; n++) s.crm.create(meeting({ title: `Item ${n}` }));
  await s.run();
  lose = false;
  calls.length = 0;
  expect(await s.run()).toMatchObject({ outcome: 'ok', linked: 100 });
  expect(calls.filter((call) => call === 'findCreated')).toHaveLength(5);
  expect(s.calendar.items()).toHaveLength(100);
  s.store.close();
});

test('a pair of which several writes are in doubt is settled write by write', async () => {
  const lost: Partial<Record<Call, Mishap[]>> = {};
  const s = await createScene({
    crm: { mishap: (call) => lost[call]?.shift() },
    calendar: { mishap: (call) => lost[call]?.shift() },
  });
  const crm = s.crm.create(meeting());
  await s.run();
  const calendar = s.calendar.items()[0];
  if (calendar === undefined) throw new Error('nothing was created');
  s.crm.edit(crm, { title: 'By the CRM' });
  s.calendar.edit(calendar.id, { location: 'Room 4' });
  const error = new Unavailable('no answer', { system: 'microsoft365' });
  lost.update = [
    { kind: 'failAfter', error },
    { kind: 'failAfter', error },
  ];
  await s.run();
  s.clock.advance(24 * 3_600_000);
  await s.run();
  const both = { title: 'By the CRM', location: 'Room 4' };
  expect(s.crm.item(crm)?.fields).toMatchObject(both);
  expect(s.calendar.item(calendar.id)?.fields).toMatchObject(both);
  expect([...s.crm.writes, ...s.calendar.writes].filter((write) => write.do === 'update')).toHaveLength(2);
  expect(s.entries().filter(({ action, outcome }) => action === 'update' && outcome === 'done')).toHaveLength(2);
  s.store.close();
});
