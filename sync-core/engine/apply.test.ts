/** @file Tests of carrying out: what one item's trouble may cost, and what counts as done. */
import { expect, test } from 'vitest';
import { Unavailable } from '../connectors/errors.ts';
import type { Call } from './testing/memory-system.ts';
import { createScene, meeting } from './testing/scene.ts';

test('an item that changes with every try is set aside before long', async () => {
  let updates = 0;
  const s = await createScene({
    calendar: {
      mishap(call: Call): undefined {
        if (call !== 'update') return;
        updates += 1;
        // Twenty times is for ever, as far as one run is concerned.
        const [item] = s.calendar.items();
        if (updates > 20 || item === undefined) return;
        s.clock.advance(1000);
        s.calendar.edit(item.id, { location: `Room ${updates}` });
      },
    },
  });
  const id = s.crm.create(meeting());
  await s.run();
  s.clock.advance(60_000);
  s.crm.edit(id, { title: 'New title' });
  expect((await s.run()).parked).toBe(1);
  expect(updates).toBeGreaterThan(1);
  expect(updates).toBeLessThan(10);
  s.store.close();
});

test('a write of which the system says nothing is no success, and is asked about', async () => {
  const s = await createScene();
  const face = s.calendar.connector.appointments;
  const write = face.write.bind(face);
  let silent = true;
  async function* halfTold(...given: Parameters<typeof write>): ReturnType<typeof write> {
    for await (const outcome of write(...given)) if (!silent || outcome.index > 0) yield outcome;
  }
  Object.assign(face, { write: halfTold });
  for (const title of ['One', 'Two', 'Three']) s.crm.create(meeting({ title }));
  expect(await s.run()).toMatchObject({ parked: 1, linked: 2 });
  expect(s.store.tables.journal.open('appointment', 'calendar', 0, 10)).toHaveLength(1);
  silent = false;
  expect(await s.run()).toMatchObject({ parked: 0, linked: 3 });
  expect(s.calendar.items()).toHaveLength(3);
  s.store.close();
});

test('what a server fails at in each run is set aside, and does not keep what is new in the calendar from the CRM', async () => {
  const error = new Unavailable('a fault of its own', { system: 'microsoft365', status: 500 });
  const s = await createScene({
    calendar: { mishap: (call: Call) => (call === 'create' ? { kind: 'failBefore', error } : undefined) },
  });
  s.calendar.create(meeting({ title: 'Known' }));
  await s.run();
  for (const title of ['One', 'Two']) s.crm.create(meeting({ title }));
  expect(await s.run()).toMatchObject({ outcome: 'failed', parked: 0, problem: { code: 'unavailable' } });
  s.calendar.create(meeting({ title: 'New' }));
  expect(await s.run()).toMatchObject({ outcome: 'partly', parked: 2 });
  expect(s.crm.items().map(({ fields }) => fields.title)).toContain('New');
  s.store.close();
});
