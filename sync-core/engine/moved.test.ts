/** @file Tests of items that come back under another id. */
import { describe, expect, test } from 'vitest';
import { Rejected, Unavailable } from '../connectors/errors.ts';
import type { Mishap } from './testing/memory-system.ts';
import { createScene, keptByCrm, meeting, type Scene, type SceneOptions, writesOf } from './testing/scene.ts';

const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };

async function linked(of: 'crm' | 'calendar', options: SceneOptions = {}): Promise<Scene> {
  const scene = await createScene(options);
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

test('an item over which the user is asked keeps its partner, and the question', async () => {
  const scene = await linked('calendar');
  const ask = { 'conflict.rule': 'ask' } as const;
  const { id } = named(scene, 'Trade fair');
  const half = scene.crm.items().find(({ fields }) => fields.title === 'Trade fair');
  scene.calendar.edit(id, { title: 'Fair in the calendar' });
  scene.crm.edit(half?.id ?? ('' as never), { title: 'Fair in the CRM' });
  expect(await scene.run(ask)).toMatchObject({ held: 1 });
  scene.calendar.move(id);
  const report = await scene.run(ask);
  expect(writesOf(report)).toEqual(nothing);
  expect(report).toMatchObject({ held: 1, linked: 3 });
  expect(scene.crm.items()).toHaveLength(3);
  expect(scene.calendar.items()).toHaveLength(3);
});

test('a meeting that was called off is the same under another id: its edited copy stays alone (series seed 352841)', async () => {
  const scene = await linked('calendar');
  const { id } = named(scene, 'Trade fair');
  scene.calendar.edit(id, {}, { unfit: 'cancelled' });
  const half = scene.crm.items().find(({ fields }) => fields.title === 'Trade fair');
  scene.crm.edit(half?.id ?? ('' as never), { location: 'Hall 4' });
  scene.calendar.move(id);
  expect(writesOf(await scene.run())).toEqual(nothing);
  expect(scene.calendar.items()).toHaveLength(3);
});

test('so does one whose new title the other side has refused', async () => {
  let refuses = false;
  const refusal = new Rejected('no', { system: 'superoffice', status: 400 });
  const scene = await linked('calendar', {
    crm: { mishap: (call) => (refuses && call === 'update' ? { kind: 'failBefore', error: refusal } : undefined) },
  });
  const { id } = named(scene, 'Trade fair');
  refuses = true;
  scene.calendar.edit(id, { title: 'Fair' });
  expect(await scene.run()).toMatchObject({ parked: 1 });
  refuses = false;
  scene.calendar.move(id);
  expect(writesOf(await scene.run())).toEqual({ ...nothing, crm: '+0 ~1 -0' });
  expect(scene.crm.items().map(({ fields }) => fields.title)).toContain('Fair');
  expect(scene.crm.items()).toHaveLength(3);
});

test('what was made again without an answer, and has moved since, is told of and not made once more', async () => {
  const lost: Mishap[] = [];
  const scene = await linked('crm', {
    calendar: { mishap: (call) => (call === 'create' ? lost.shift() : undefined) },
  });
  const half = scene.crm.items().find(({ fields }) => fields.title === 'Trade fair');
  scene.crm.edit(half?.id ?? ('' as never), { location: 'Hall 4' });
  scene.calendar.remove(named(scene, 'Trade fair').id);
  lost.push({ kind: 'failAfter', error: new Unavailable('no answer', { system: 'microsoft365' }) });
  await scene.run();
  scene.calendar.move(named(scene, 'Trade fair').id);
  const report = await scene.run();
  expect(writesOf(report)).toEqual({ ...nothing, calendar: '+1 ~0 -0' });
  expect(report).toMatchObject({ outcome: 'ok', linked: 3 });
  expect(scene.calendar.items()).toHaveLength(3);
  expect(writesOf(await scene.run())).toEqual(nothing);
});

describe('what the person of the CRM wants no copy of', () => {
  async function withoutCopy(): Promise<Scene> {
    const scene = await linked('calendar');
    const { id } = named(scene, 'Trade fair');
    scene.calendar.edit(id, {}, { protection: { edit: false, remove: false, why: 'organisedByOthers' } });
    await scene.run();
    const half = scene.crm.items().find(({ fields }) => fields.title === 'Trade fair');
    scene.crm.remove(half?.id ?? ('' as never));
    expect(writesOf(await scene.run())).toEqual(nothing);
    expect(scene.crm.items()).toHaveLength(2);
    return scene;
  }

  test('is not copied under another id either (series seed 335182)', async () => {
    const scene = await withoutCopy();
    scene.calendar.move(named(scene, 'Trade fair').id);
    expect(writesOf(await scene.run())).toEqual(nothing);
    expect(writesOf(await scene.run())).toEqual(nothing);
    expect(scene.crm.items()).toHaveLength(2);
  });

  test('is forgotten when it is gone: what is made like it is copied', async () => {
    const scene = await withoutCopy();
    const { id, fields } = named(scene, 'Trade fair');
    const found = () => scene.store.standings('Trade fair', 5).map(({ standing }) => standing);
    expect(found()).toEqual(['onItsOwn']);
    scene.calendar.remove(id);
    expect(writesOf(await scene.run())).toEqual(nothing);
    expect(found()).toEqual([]);
    scene.calendar.create(fields);
    expect(writesOf(await scene.run())).toEqual({ ...nothing, crm: '+1 ~0 -0' });
  });
});
