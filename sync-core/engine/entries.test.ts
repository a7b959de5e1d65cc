/** @file What the activity list may say of private items: that there was something, and when; not what. */
import { expect, test } from 'vitest';
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
