/** @file One-way synchronisation, none at all, and every change from one direction to another. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Appointment } from '../model/appointment.ts';
import { otherSide, type Side } from '../model/side.ts';
import type { Direction } from '../preferences/schema.ts';
import { createScene, meeting, type Scene, type SceneOptions, writesOf } from './testing/scene.ts';

const open: Scene[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.store.close();
});

const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };
const sides = ['crm', 'calendar'] as const;
const directions: readonly Direction[] = ['twoWay', 'crmToCalendar', 'calendarToCrm', 'none'];
const from = { crm: 'crmToCalendar', calendar: 'calendarToCrm' } as const;

const names = ['Steady', 'One', 'Two', 'Three'] as const;
type Name = (typeof names)[number];

/** Some linked appointments, each known by its first title. */
async function linked(options: SceneOptions = {}) {
  const s = await createScene(options);
  open.push(s);
  for (const title of names) s.crm.create(meeting({ title }));
  await s.run();
  const idOf = (side: Side, name: Name) => {
    const item = s[side].items().find(({ fields }) => fields.title === name);
    if (item === undefined) throw new Error(`no ${name} on the ${side}`);
    return item.id;
  };
  const ids = (side: Side) => new Map(names.map((name) => [name, idOf(side, name)]));
  const known = { crm: ids('crm'), calendar: ids('calendar') };
  const id = (side: Side, name: Name) => known[side].get(name) ?? idOf(side, name);
  return {
    s,
    edit: (side: Side, name: Name, patch: Partial<Appointment>) => s[side].edit(id(side, name), patch),
    remove: (side: Side, name: Name) => s[side].remove(id(side, name)),
    item: (side: Side, name: Name) => s[side].item(id(side, name))?.fields,
    run: async (direction: Direction) => await s.run({ direction }),
  };
}

function titles(s: Scene, side: Side): readonly string[] {
  return s[side]
    .items()
    .map(({ fields }) => fields.title)
    .toSorted();
}

describe.each(sides)('only from the %s', (source) => {
  const receiver = otherSide(source);
  const direction = from[source];

  test('what is new there is copied, and what is new on the other side is left out with the reason, once', async () => {
    const { s, run } = await linked();
    s[source].create(meeting({ title: 'New here' }));
    s[receiver].create(meeting({ title: 'New there' }));
    const report = await run(direction);
    expect(writesOf(report)).toEqual({ ...nothing, [receiver]: '+1 ~0 -0' });
    expect(report.leftOut).toEqual({ directionOff: 1 });
    expect(titles(s, source)).toEqual(['New here', 'One', 'Steady', 'Three', 'Two']);
    const before = s.entries().length;
    expect(writesOf(await run(direction))).toEqual(nothing);
    expect(s.entries()).toHaveLength(before);
  });

  test('an edit there is carried over; one on the other side is left alone, and costs quiet runs nothing', async () => {
    const { s, edit, item, run } = await linked();
    edit(source, 'One', { location: 'Room 4' });
    edit(receiver, 'Two', { location: 'Room 5' });
    expect(writesOf(await run(direction))).toEqual({ ...nothing, [receiver]: '+0 ~1 -0' });
    expect(item(receiver, 'One')?.location).toBe('Room 4');
    expect([item(source, 'Two')?.location, item(receiver, 'Two')?.location]).toEqual(['', 'Room 5']);
    const before = { entries: s.entries().length, crm: s.crm.requests, calendar: s.calendar.requests };
    expect(writesOf(await run(direction))).toEqual(nothing);
    expect(s.entries()).toHaveLength(before.entries);
    expect([s.crm.requests - before.crm, s.calendar.requests - before.calendar]).toEqual([2, 2]);
  });

  test('what was edited on the other side is overwritten where, and when, the same field changes there', async () => {
    const { s, edit, item, run } = await linked();
    edit(receiver, 'One', { location: 'Room 5', body: '<p>Mine</p>' });
    await run(direction);
    edit(source, 'One', { title: 'Renamed' });
    expect(writesOf(await run(direction))).toEqual({ ...nothing, [receiver]: '+0 ~1 -0' });
    expect(item(receiver, 'One')).toMatchObject({ title: 'Renamed', location: 'Room 5', body: '<p>Mine</p>' });
    edit(source, 'One', { location: 'Room 4' });
    expect(writesOf(await run(direction))).toEqual({ ...nothing, [receiver]: '+0 ~1 -0' });
    expect(item(receiver, 'One')).toMatchObject({ title: 'Renamed', location: 'Room 4', body: '<p>Mine</p>' });
    expect(s.entries()[0]?.changes).toMatchObject([{ field: 'location', lost: 'Room 5' }]);
    expect(writesOf(await run(direction))).toEqual(nothing);
  });

  test('what was deleted on the other side stays there, is said once, and is made again when it changes', async () => {
    const { s, edit, remove, item, run } = await linked();
    remove(receiver, 'One');
    expect(writesOf(await run(direction))).toEqual(nothing);
    expect(item(source, 'One')?.title).toBe('One');
    expect(s.entries()[0]).toMatchObject({
      action: 'none',
      outcome: 'leftOut',
      title: 'One',
      reason: { kind: 'leftOut', code: 'directionOff' },
    });
    const before = { entries: s.entries().length, requests: s[receiver].requests };
    expect(await run(direction)).toMatchObject({ outcome: 'ok', linked: 4 });
    expect(s.entries()).toHaveLength(before.entries);
    expect(s[receiver].requests - before.requests).toBe(2);
    edit(source, 'One', { location: 'Room 4' });
    expect(await run(direction)).toMatchObject({ outcome: 'ok' });
    expect(titles(s, receiver)).toEqual(['One', 'Steady', 'Three', 'Two']);
    expect(writesOf(await run(direction))).toEqual(nothing);
    expect(writesOf(await run('twoWay'))).toEqual(nothing);
  });

  test('a deletion there is carried over, whatever was edited on the other side', async () => {
    const { s, edit, remove, run } = await linked();
    edit(receiver, 'One', { location: 'Room 5' });
    await run(direction);
    remove(source, 'One');
    remove(source, 'Two');
    expect(writesOf(await run(direction))).toEqual({ ...nothing, [receiver]: '+0 ~0 -2' });
    expect(titles(s, source)).toEqual(['Steady', 'Three']);
    expect(writesOf(await run('twoWay'))).toEqual(nothing);
  });

  test('a deletion of everything waits for the user all the same', async () => {
    const { s, remove, run } = await linked();
    for (const name of names) remove(source, name);
    expect(await run(direction)).toMatchObject({ held: 4 });
    expect(s[receiver].items()).toHaveLength(4);
  });

  test('the first run links what stands on both sides, and lets the source win where both have something', async () => {
    const s = await createScene();
    open.push(s);
    const body = '<p>Only on the other side</p>';
    s[source].create(meeting({ location: 'Room 4' }));
    s[receiver].create(meeting({ location: 'Room 5', body }));
    const report = await s.run({ direction });
    expect(report).toMatchObject({ adopted: 1 });
    expect(writesOf(report)).toEqual({ ...nothing, [receiver]: '+0 ~1 -0' });
    const shown = (side: Side) => s[side].items().map(({ fields }) => [fields.location, fields.body]);
    expect(shown(receiver)).toEqual([['Room 4', body]]);
    expect(shown(source)).toEqual([['Room 4', '']]);
    expect(writesOf(await s.run({ direction }))).toEqual(nothing);
    expect(writesOf(await s.run({ direction: 'twoWay' }))).toEqual({ ...nothing, [source]: '+0 ~1 -0' });
    expect(shown(source)).toEqual([['Room 4', body]]);
  });

  test('what must not be written on the other side is not put back at the source', async () => {
    const { s, run, edit, item } = await linked();
    const theirs = { protection: { edit: false, remove: false, why: 'noRight' } } as const;
    const one = s[receiver].items().find(({ fields }) => fields.title === 'One');
    if (one !== undefined) s[receiver].edit(one.id, {}, theirs);
    edit(source, 'One', { location: 'Room 4' });
    expect(writesOf(await run(direction))).toEqual(nothing);
    expect(item(source, 'One')?.location).toBe('Room 4');
    expect(writesOf(await run('twoWay'))).toEqual({ ...nothing, [source]: '+0 ~1 -0' });
    expect(item(source, 'One')?.location).toBe('');
  });
});

test('no direction at all asks nobody anything, and keeps the links', async () => {
  const { s, edit, remove, run } = await linked();
  edit('crm', 'One', { location: 'Room 4' });
  remove('calendar', 'Two');
  const before = { entries: s.entries().length, crm: s.crm.requests, calendar: s.calendar.requests };
  expect(await run('none')).toMatchObject({ outcome: 'ok', linked: 4 });
  expect([s.crm.requests - before.crm, s.calendar.requests - before.calendar]).toEqual([0, 0]);
  expect(s.entries()).toHaveLength(before.entries);
});

/**
 * What users do while one direction holds, and what must stand in the end once two-way holds again: an edit, a deletion and
 * something new on each side, of appointments of their own.
 */
const changes = directions.flatMap((before) => directions.map((after) => [before, after] as const));

describe.each(changes)('from %s to %s', (before, after) => {
  async function lived() {
    const all = await linked();
    const { s, edit, remove } = all;
    edit('crm', 'One', { location: 'By the CRM' });
    edit('calendar', 'One', { body: '<p>By the calendar</p>' });
    edit('calendar', 'Two', { title: 'Two, renamed in the calendar' });
    remove('calendar', 'Three');
    s.crm.create(meeting({ title: 'New in the CRM' }));
    s.calendar.create(meeting({ title: 'New in the calendar' }));
    await all.run(before);
    await all.run(before);
    return all;
  }
  const carries = (side: Side) => [before, after].some((one) => one === 'twoWay' || one === from[side]);

  test('everything that a direction carries has been carried, and nothing else', async () => {
    const { s, item, run } = await lived();
    for (let n = 0; n < 3; n++) expect((await run(after)).outcome).not.toBe('failed');
    expect(item('calendar', 'One')?.location).toBe(carries('crm') ? 'By the CRM' : '');
    expect(item('crm', 'One')?.body).toBe(carries('calendar') ? '<p>By the calendar</p>' : '');
    expect(item('crm', 'Two')?.title).toBe(carries('calendar') ? 'Two, renamed in the calendar' : 'Two');
    expect(item('crm', 'Three') === undefined).toBe(carries('calendar'));
    const made = (side: Side, title: string) => titles(s, side).filter((one) => one === title).length;
    expect([made('crm', 'New in the CRM'), made('calendar', 'New in the CRM')]).toEqual([1, carries('crm') ? 1 : 0]);
    const other = [made('crm', 'New in the calendar'), made('calendar', 'New in the calendar')];
    expect(other).toEqual([carries('calendar') ? 1 : 0, 1]);
    expect(writesOf(await run(after))).toEqual(nothing);
  });

  test('and back to two ways nothing is lost, doubled or overwritten, and it becomes quiet', async () => {
    const { s, item, run } = await lived();
    await run(after);
    expect(s.store.counts().linked.appointment).toBeGreaterThan(0);
    for (let n = 0; n < 3; n++) expect((await run('twoWay')).outcome).toBe('ok');
    const all = ['New in the CRM', 'New in the calendar', 'One', 'Steady', 'Two, renamed in the calendar'];
    expect(titles(s, 'crm')).toEqual(all.toSorted());
    expect(titles(s, 'calendar')).toEqual(all.toSorted());
    for (const side of sides) {
      expect(item(side, 'One')).toMatchObject({ location: 'By the CRM', body: '<p>By the calendar</p>' });
    }
    const quiet = { crm: s.crm.requests, calendar: s.calendar.requests };
    expect(writesOf(await run('twoWay'))).toEqual(nothing);
    expect([s.crm.requests - quiet.crm, s.calendar.requests - quiet.calendar]).toEqual([2, 2]);
  });

  test('deletions that nobody listened to are held when they are many, once somebody does', async () => {
    const { s, remove, run } = await linked();
    for (const name of names) remove('calendar', name);
    await run(before);
    const heard = (one: Direction) => one === 'twoWay' || one === 'calendarToCrm';
    expect(s.store.counts().held).toBe(heard(before) ? 4 : 0);
    await run(after);
    await run(after);
    expect(s.crm.items()).toHaveLength(4);
    if (after !== 'none') expect(s.store.counts().held).toBe(heard(after) ? 4 : 0);
  });
});

test('a field that both sides changed while only one was listened to is a conflict no more', async () => {
  const { s, edit, item, run } = await linked();
  edit('calendar', 'One', { location: 'Room 5' });
  await run('crmToCalendar');
  edit('crm', 'One', { location: 'Room 4' });
  await run('crmToCalendar');
  expect(await run('twoWay')).toMatchObject({ conflicts: 0 });
  for (const side of sides) expect(item(side, 'One')?.location).toBe('Room 4');
  expect(s.store.counts().held).toBe(0);
});

test('a field that nobody listened to, changed on both sides, is decided by the rule', async () => {
  const { edit, item, run, s } = await linked();
  edit('calendar', 'One', { location: 'Room 5' });
  await run('none');
  s.clock.advance(60_000);
  edit('crm', 'One', { location: 'Room 4' });
  await run('none');
  expect(await run('twoWay')).toMatchObject({ conflicts: 1 });
  for (const side of sides) expect(item(side, 'One')?.location).toBe('Room 4');
});

test('an answer that the direction forbids is not carried out, and nothing is overwritten', async () => {
  const { s, remove, run } = await linked();
  for (const name of names) remove('calendar', name);
  await run('twoWay');
  s.engine.decideHeld(
    s.entries().flatMap(({ id, outcome }) => (outcome === 'held' ? [id] : [])),
    'apply',
  );
  expect(writesOf(await run('crmToCalendar'))).toEqual(nothing);
  expect(s.crm.items()).toHaveLength(4);
});
