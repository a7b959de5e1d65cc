/** @file Tests of items that come back under another id. */
import { expect, test } from 'vitest';
import { createScene, keptByCrm, meeting, type Scene, writesOf } from './testing/scene.ts';

const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };

async function linked(of: 'crm' | 'calendar'): Promise<Scene> {
  const scene = await createScene();
  for (const title of ['Forecast', 'Trade fair', 'Jour fixe']) scene[of].create(keptByCrm(meeting({ title })));
  await scene.run();
  return scene;
}

function named(scene: Scene, title: string) {
  const item = scene.calendar.items().find(({ fields }) => fields.title === title);
  if (item === undefined) throw new Error(`no ${title}`);
  return item;
}

test('what looks as before is the same item: nothing is removed and nothing made again', async () => {
  const scene = await linked('calendar');
  scene.calendar.move(named(scene, 'Trade fair').id);
  expect(writesOf(await scene.run())).toEqual(nothing);
  expect(scene.crm.items()).toHaveLength(3);
});

test('a change of the other half goes to the new id', async () => {
  const scene = await linked('calendar');
  const moved = scene.calendar.move(named(scene, 'Trade fair').id);
  const half = scene.crm.items().find(({ fields }) => fields.title === 'Trade fair');
  scene.crm.edit(half?.id ?? ('' as never), { location: 'Hall 4' });
  expect(writesOf(await scene.run())).toEqual({ ...nothing, calendar: '+0 ~1 -0' });
  expect(scene.calendar.item(moved)?.fields.location).toBe('Hall 4');
});

test('a copy under another name is an item of its own, also when the original is deleted', async () => {
  const scene = await linked('crm');
  const { id } = named(scene, 'Trade fair');
  scene.calendar.copy(id, { title: 'Fair' });
  scene.calendar.remove(id);
  expect(writesOf(await scene.run())).toEqual({ ...nothing, crm: '+1 ~0 -1' });
});

test('a copy moves nothing while the original is there', async () => {
  const scene = await linked('crm');
  scene.calendar.copy(named(scene, 'Trade fair').id);
  await scene.run();
  expect(scene.crm.items()).toHaveLength(4);
});
