/** @file What is read of a side, when its change list does not hold until its end. */
import { expect, test } from 'vitest';
import { CursorExpired } from '../connectors/errors.ts';
import { createScene, meeting, writesOf } from './testing/scene.ts';

test('what was read before the list expired counts no more: it may be gone since', async () => {
  const s = await createScene();
  const inner = s.calendar.connector.appointments;
  const changes = inner.changes.bind(inner);
  const brief = s.calendar.create(meeting({ title: 'Came and went' }));
  s.calendar.create(meeting({ title: 'Stays' }));
  let first = true;
  Object.assign(inner, {
    changes: async function* (request: Parameters<typeof changes>[0]) {
      for await (const page of changes(request)) {
        yield page;
        if (!first) continue;
        first = false;
        s.calendar.remove(brief);
        throw new CursorExpired('in the middle', { system: 'microsoft365' });
      }
    },
  });
  const report = await s.run();
  expect(report.outcome).toBe('ok');
  expect(s.crm.items().map(({ fields }) => fields.title)).toEqual(['Stays']);
  expect(report.read.calendar).toBe(1);
  expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
  s.store.close();
});

test('a list that expires at every attempt ends the run', async () => {
  const s = await createScene();
  let attempts = 0;
  Object.assign(s.calendar.connector.appointments, {
    changes() {
      attempts += 1;
      throw new CursorExpired('again', { system: 'microsoft365' });
    },
  });
  expect((await s.run()).problem).toMatchObject({ code: 'cursorExpired', system: 'microsoft365' });
  expect(attempts).toBe(4);
  s.store.close();
});
