/** @file Another account or another calendar than the links were made with: nothing is concluded, and the user decides. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Call, MemorySystem } from './testing/memory-system.ts';
import { createScene, meeting, type Scene, writesOf } from './testing/scene.ts';

const otherPerson = { accountKey: 'microsoft365:tenant:99' };
const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };

let s: Scene;
beforeEach(async () => {
  s = await createScene({ calendar: { facts: { folder: 'calendar-1' } } });
});
afterEach(() => s.store.close());

const titles = (side: MemorySystem) =>
  side
    .items()
    .map(({ fields }) => fields.title)
    .toSorted();

/** Two linked pairs; then the calendar is another one, and empty. */
async function movedAway(facts: MemorySystem['facts']): Promise<void> {
  s.crm.create(meeting({ title: 'From the CRM' }));
  s.calendar.create(meeting({ title: 'From the calendar' }));
  await s.run();
  for (const { id } of s.calendar.items()) s.calendar.remove(id);
  s.calendar.facts = facts;
}

describe.each([
  { name: 'another account', facts: { ...otherPerson, folder: 'calendar-1' }, code: 'otherAccount' },
  { name: 'another calendar of the same account', facts: { folder: 'calendar-2' }, code: 'otherFolder' },
])('$name', ({ facts, code }) => {
  test('ends the run before anything is read, and nothing is deleted or written', async () => {
    await movedAway(facts);
    const before = { crm: s.crm.writes.length, calendar: s.calendar.writes.length, requests: s.crm.requests };
    for (let runs = 0; runs < 3; runs += 1) {
      const report = await s.run();
      const former = code === 'otherAccount' ? { former: 'microsoft365' } : {};
      expect(report.problem).toEqual({ code, system: 'microsoft365', ...former });
      expect(writesOf(report)).toEqual(nothing);
    }
    expect(s.crm.writes).toHaveLength(before.crm);
    expect(s.calendar.writes).toHaveLength(before.calendar);
    expect(s.crm.requests - before.requests).toBe(3);
    expect(titles(s.crm)).toEqual(['From the CRM', 'From the calendar']);
  });

  test('is no question any more when the former one is back, and the links are as they were', async () => {
    await movedAway(facts);
    const [kept] = s.crm.items();
    await s.run();
    s.calendar.facts = { folder: 'calendar-1' };
    const report = await s.run();
    expect(report.problem).toBeUndefined();
    // Both were deleted in the former calendar meanwhile: that is the user's own doing, and too much to do unasked.
    expect(report.held).toBe(2);
    expect(s.crm.items()).toContainEqual(kept);
    expect(s.store.tables.places.replaced()).toEqual([]);
  });

  test('matched anew: what was linked is copied there, or linked with its equal', async () => {
    await movedAway(facts);
    s.calendar.create(meeting({ title: 'From the CRM' }));
    await s.run();
    s.store.relink('rematch');
    const report = await s.run();
    expect(report.problem).toBeUndefined();
    expect(report.adopted).toBe(1);
    expect(writesOf(report)).toEqual({ crm: '+0 ~0 -0', calendar: '+1 ~0 -0' });
    expect(titles(s.calendar)).toEqual(titles(s.crm));
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('left alone: what was linked stays on its own, and what is new goes across', async () => {
    await movedAway(facts);
    await s.run();
    s.store.relink('leave');
    expect(writesOf(await s.run())).toEqual(nothing);
    const [left] = s.crm.items();
    if (left === undefined) throw new Error('the CRM is empty');
    s.crm.edit(left.id, { title: 'Edited on its own' });
    s.crm.create(meeting({ title: 'New in the CRM' }));
    s.calendar.create(meeting({ title: 'New in the calendar' }));
    expect(writesOf(await s.run())).toEqual({ crm: '+1 ~0 -0', calendar: '+1 ~0 -0' });
    expect(titles(s.calendar)).toEqual(['New in the CRM', 'New in the calendar']);
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('left alone: what stands there already and is the same is not doubled', async () => {
    await movedAway(facts);
    s.calendar.create(meeting({ title: 'From the CRM', body: '<p>Brought along</p>' }));
    const [, linked] = s.crm.items();
    s.calendar.create(
      meeting({ title: 'Renamed on the way' }),
      {},
      { key: '', marker: `superoffice:tenant:12:${linked?.id}` },
    );
    await s.run();
    s.store.relink('leave');
    expect(writesOf(await s.run())).toEqual(nothing);
    expect(s.crm.items()).toHaveLength(2);
    s.calendar.edit(s.calendar.items()[0]?.id as never, { title: 'On its own here too' });
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('a dry run says so, and leaves no trace', async () => {
    await movedAway(facts);
    const report = await s.engine.run({
      trigger: 'user',
      preferences: (await import('../preferences/schema.ts')).defaultPreferences,
      signal: new AbortController().signal,
      dryRun: true,
    });
    expect(report.problem?.code).toBe(code);
    expect(s.store.tables.places.replaced()).toEqual([]);
  });
});

test('where nothing is linked yet, another account is no question', async () => {
  await s.run();
  s.calendar.facts = { ...otherPerson, folder: 'calendar-9' };
  s.crm.create(meeting());
  const report = await s.run();
  expect(report.problem).toBeUndefined();
  expect(s.calendar.items()).toHaveLength(1);
});

test('an account that does not name its calendar this time is no other one', async () => {
  s.crm.create(meeting());
  await s.run();
  s.calendar.facts = {};
  expect((await s.run()).problem).toBeUndefined();
  s.calendar.facts = { folder: 'calendar-2' };
  expect((await s.run()).problem?.code).toBe('otherFolder');
});

test('a decision that nobody was asked for changes nothing', async () => {
  s.crm.create(meeting());
  await s.run();
  s.store.relink('leave');
  s.crm.edit(s.crm.items()[0]?.id as never, { title: 'Still followed' });
  expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
});

test('both accounts are other ones: left alone, nothing of the links is left', async () => {
  s.crm.create(meeting());
  await s.run();
  s.calendar.facts = otherPerson;
  s.crm.facts = { accountKey: 'superoffice:tenant:99' };
  expect((await s.run()).problem?.code).toBe('otherAccount');
  s.store.relink('leave');
  expect(s.store.tables.links.accounts()).toEqual([]);
  const report = await s.run();
  expect(report.problem).toBeUndefined();
  expect(report.adopted).toBe(1);
});

describe('another calendar of which the kept facts know nothing yet', () => {
  const calls: Call[] = [];
  const confirmations = () => calls.filter((call) => call === 'confirm');

  async function keeping(): Promise<void> {
    s.store.close();
    calls.length = 0;
    s = await createScene({
      calendar: {
        facts: { folder: 'calendar-1' },
        keepsFacts: true,
        mishap: (call) => {
          calls.push(call);
          return undefined;
        },
      },
    });
    for (let n = 0; n < 30; n += 1) s.crm.create(meeting({ title: `CRM ${n}` }));
    await s.run();
    await s.run();
    expect(confirmations()).toEqual([]);
  }

  test('is noticed before a deletion is carried over', async () => {
    await keeping();
    const [gone] = s.calendar.items();
    if (gone === undefined) throw new Error('the calendar is empty');
    s.calendar.remove(gone.id);
    s.calendar.facts = { folder: 'calendar-2' };
    const report = await s.run();
    expect(report.problem).toEqual({ code: 'otherFolder', system: 'microsoft365' });
    expect(writesOf(report)).toEqual(nothing);
    expect(s.crm.items()).toHaveLength(30);
    expect((await s.run()).problem?.code).toBe('otherFolder');
  });

  test('is noticed before a list that expired is read again from its beginning', async () => {
    await keeping();
    s.calendar.facts = { folder: 'calendar-2' };
    s.calendar.create(meeting({ title: 'Of the other calendar' }));
    s.calendar.expireCursors();
    const report = await s.run();
    expect(report.problem).toEqual({ code: 'otherFolder', system: 'microsoft365' });
    expect(s.crm.items()).toHaveLength(30);
  });

  test('costs one question in a run that deletes, however much, and none in another', async () => {
    await keeping();
    for (const { id } of s.calendar.items().slice(0, 3)) s.calendar.remove(id);
    for (const { id } of s.crm.items().slice(20, 23)) s.crm.remove(id);
    s.calendar.expireCursors();
    const report = await s.run();
    expect(report.written.crm.removed + report.written.calendar.removed).toBe(6);
    expect(confirmations()).toHaveLength(1);
    s.crm.create(meeting({ title: 'New' }));
    await s.run();
    expect(confirmations()).toHaveLength(1);
  });
});
