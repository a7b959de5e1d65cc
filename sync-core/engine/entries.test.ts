/** @file What the activity list may say of private items: that there was something, and when; not what. */
import { expect, test } from 'vitest';
import { Unavailable } from '../connectors/errors.ts';
import type { ItemId } from '../model/side.ts';
import type { Call, Mishap } from './testing/memory-system.ts';
import { createScene, meeting } from './testing/scene.ts';

test('neither the words of a private item nor what it was before stand in the list', async () => {
  const s = await createScene();
  const preferences = { 'calendar.private': true };
  const id = s.calendar.create(meeting({ title: 'Dentist', body: '<p>Root canal</p>', visibility: 'private' }));
  await s.run(preferences);
  s.clock.advance(60_000);
  s.calendar.edit(id, { title: 'Surgery', location: 'Clinic' });
  await s.run(preferences);
  expect(s.crm.items().map(({ fields }) => fields.title)).toEqual(['Surgery']);
  const entries = s.entries();
  expect(entries.map(({ action }) => action)).toEqual(['update', 'create']);
  expect(entries.map(({ title, changes }) => ({ title, changes }))).toEqual([
    { title: null, changes: [] },
    { title: null, changes: [] },
  ]);
  expect(JSON.stringify(entries)).not.toMatch(/Dentist|Surgery|Root canal|Clinic/);
  s.store.close();
});

test('a text that lost before its item became private is in no list, and can be put back', async () => {
  let lose = false;
  const error = new Unavailable('no answer', { system: 'superoffice' });
  const mishap = (call: Call): Mishap | undefined =>
    call === 'update' && lose ? { kind: 'failAfter', error } : undefined;
  const s = await createScene({ crm: { mishap } });
  const crm = s.crm.create(meeting());
  await s.run();
  const calendar = s.calendar.items()[0]?.id as ItemId;
  s.crm.edit(crm, { body: '<p>mine</p>' });
  s.clock.advance(60_000);
  s.calendar.edit(calendar, { body: '<p>theirs</p>' });
  lose = true;
  await s.run();
  lose = false;
  s.crm.edit(crm, { visibility: 'private' });
  s.calendar.edit(calendar, { visibility: 'private' });
  await s.run();
  const [entry] = s.entries().filter(({ outcome }) => outcome === 'conflict');
  expect(entry).toMatchObject({ title: null, changes: [], undo: 'possible' });
  const undone = await s.engine.undo({ entries: [entry?.id ?? 0] }, new AbortController().signal);
  expect(undone).toEqual({ undone: 1, refused: [] });
  expect(s.crm.item(crm)?.fields.body).toBe('<p>mine</p>');
  s.store.close();
});
