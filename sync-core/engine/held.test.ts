/** @file What waits for the user: conflicts, many deletions and many changes, and every answer to each. */
import { afterEach, describe, expect, test } from 'vitest';
import { Conflict, Rejected, Unavailable } from '../connectors/errors.ts';
import { type Appointment, appointmentFields } from '../model/appointment.ts';
import { otherSide, type Side } from '../model/side.ts';
import { WrongDecision } from './held-decision.ts';
import type { ActivityEntry, HeldDecision } from './report.ts';
import { createScene, meeting, type Scene, type SceneOptions, writesOf } from './testing/scene.ts';

const open: Scene[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.store.close();
});

const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };
const sides = ['crm', 'calendar'] as const;
const asking = { 'conflict.rule': 'ask' } as const;

/** So many linked appointments; the same place on both sides is the same pair. */
async function linked(count: number, options: SceneOptions = {}) {
  const s = await createScene(options);
  open.push(s);
  const names = Array.from({ length: count }, (_, n) => `Item ${n}`);
  for (const title of names) s.crm.create(meeting({ title }));
  await s.run();
  const ids = (side: Side) =>
    names.flatMap((name) => s[side].items().find(({ fields }) => fields.title === name)?.id ?? []);
  return { s, crm: ids('crm'), calendar: ids('calendar') };
}

function waiting(s: Scene): readonly ActivityEntry[] {
  return s.store.activity({ filter: 'needsYou', search: '', before: null, limit: 200 }).entries;
}
function decide(s: Scene, decision: HeldDecision): void {
  s.engine.decideHeld(
    waiting(s).map(({ id }) => id),
    decision,
  );
}
function values(s: Scene, side: Side, field: keyof Appointment): readonly unknown[] {
  return s[side]
    .items()
    .map(({ fields }) => fields[field])
    .toSorted();
}

/** One pair whose title both sides changed, after the run that asked about it. */
async function contested(over: Partial<Appointment> = {}, options: SceneOptions = {}) {
  const { s, crm, calendar } = await linked(1, options);
  const ids = { crm: crm[0], calendar: calendar[0] };
  const edit = (side: Side, patch: Partial<Appointment>, extras = {}) => {
    const id = ids[side];
    if (id !== undefined) s[side].edit(id, patch, extras);
  };
  edit('crm', { title: 'By the CRM', ...over });
  edit('calendar', { title: 'By the calendar', ...over });
  const report = await s.run(asking);
  const title = (side: Side) => values(s, side, 'title')[0];
  return { s, ids, edit, report, title };
}

describe('a conflict that the user wants to decide', () => {
  test('is written on neither side, asked once, and costs quiet runs nothing', async () => {
    const { s, report, title } = await contested();
    expect(report).toMatchObject({ outcome: 'partly', held: 1, conflicts: 0 });
    expect(writesOf(report)).toEqual(nothing);
    expect([title('crm'), title('calendar')]).toEqual(['By the CRM', 'By the calendar']);
    expect(waiting(s)).toMatchObject([
      {
        action: 'update',
        outcome: 'held',
        reason: { kind: 'ask', code: 'conflict' },
        changes: [{ field: 'title', before: 'Item 0', both: { crm: 'By the CRM', calendar: 'By the calendar' } }],
      },
    ]);
    const before = { entries: s.entries().length, crm: s.crm.requests, calendar: s.calendar.requests };
    expect(await s.run(asking)).toMatchObject({ outcome: 'ok', held: 1 });
    expect(s.entries()).toHaveLength(before.entries);
    expect([s.crm.requests - before.crm, s.calendar.requests - before.calendar]).toEqual([2, 2]);
  });

  test.each(appointmentFields.filter((field) => !['title', 'visibility', 'recurrence'].includes(field)))(
    'does not keep %s from going on as usual, then or later',
    async (field) => {
      const { s, crm, calendar } = await linked(1);
      const [crmId, calendarId] = [crm[0], calendar[0]];
      if (crmId === undefined || calendarId === undefined) throw new Error('not linked');
      const patch = {
        body: { body: '<p>x</p>' },
        location: { location: 'Room 4' },
        span: { span: { ...meeting().span, end: '2026-12-01T11:00:00Z' } as Appointment['span'] },
        availability: { availability: 'free' as const },
        reminderMinutes: { reminderMinutes: 5 },
        importance: { importance: 'high' as const },
        joinUrl: { joinUrl: 'https://meet.example/1' },
        done: { done: true },
      }[field as 'body'];
      s.crm.edit(crmId, { title: 'By the CRM' });
      s.calendar.edit(calendarId, { title: 'By the calendar', ...patch });
      expect(writesOf(await s.run(asking))).toEqual({ ...nothing, crm: '+0 ~1 -0' });
      expect(s.crm.item(crmId)?.fields).toMatchObject({ ...patch, title: 'By the CRM' });
      const question = waiting(s);
      s.crm.edit(crmId, { [field]: meeting()[field] });
      expect(writesOf(await s.run(asking))).toEqual({ ...nothing, calendar: '+0 ~1 -0' });
      expect(s.calendar.item(calendarId)?.fields).toMatchObject({ ...meeting(), title: 'By the calendar' });
      expect(waiting(s)).toEqual(question);
      decide(s, 'crm');
      expect(writesOf(await s.run(asking))).toEqual({ ...nothing, calendar: '+0 ~1 -0' });
      expect(s.calendar.item(calendarId)?.fields.title).toBe('By the CRM');
    },
  );

  test.each(sides)('is settled by the word "%s", and the value that lost can be read', async (winner) => {
    const { s, title } = await contested();
    const lost = title(otherSide(winner));
    decide(s, winner);
    expect(s.store.counts().held).toBe(0);
    expect(writesOf(await s.run(asking))).toEqual({ ...nothing, [otherSide(winner)]: '+0 ~1 -0' });
    expect(title('crm')).toBe(title('calendar'));
    expect(title('crm')).toBe(winner === 'crm' ? 'By the CRM' : 'By the calendar');
    expect(s.entries()[0]).toMatchObject({ outcome: 'conflict', changes: [{ field: 'title', lost }] });
    expect(writesOf(await s.run(asking))).toEqual(nothing);
    expect(await s.run(asking)).toMatchObject({ held: 0 });
  });

  test('that both are to keep is asked no more, until somebody edits', async () => {
    const { s, edit, title } = await contested();
    decide(s, 'keep');
    const before = s.entries().length;
    expect(writesOf(await s.run(asking))).toEqual(nothing);
    expect(await s.run(asking)).toMatchObject({ outcome: 'ok', held: 0 });
    expect(s.entries()).toHaveLength(before);
    edit('calendar', { location: 'Room 4' });
    await s.run(asking);
    expect([title('crm'), title('calendar')]).toEqual(['By the CRM', 'By the calendar']);
    edit('calendar', { title: 'Later' });
    await s.run(asking);
    expect([title('crm'), title('calendar')]).toEqual(['Later', 'Later']);
  });

  test.each(sides)('is asked anew when the %s changed since the answer', async (side) => {
    const { s, edit, title } = await contested();
    const [first] = waiting(s);
    decide(s, 'crm');
    edit(side, { title: 'Changed since' });
    expect(writesOf(await s.run(asking))).toEqual(nothing);
    const [second, ...more] = waiting(s);
    expect(more).toEqual([]);
    expect(second?.id).not.toBe(first?.id);
    expect(second?.changes[0]?.both?.[side]).toBe('Changed since');
    s.engine.decideHeld([first?.id ?? 0], 'calendar');
    expect(writesOf(await s.run(asking))).toEqual(nothing);
    decide(s, 'calendar');
    await s.run(asking);
    expect(title('crm')).toBe(title('calendar'));
  });

  test('disappears when both became equal, or one side is as it was', async () => {
    const equal = await contested();
    equal.edit('crm', { title: 'By the calendar' });
    expect(await equal.s.run(asking)).toMatchObject({ outcome: 'ok', held: 0 });
    expect(waiting(equal.s)).toEqual([]);
    const back = await contested();
    back.edit('crm', { title: 'Item 0' });
    expect(writesOf(await back.s.run(asking))).toEqual({ ...nothing, crm: '+0 ~1 -0' });
    expect(back.s.store.counts().held).toBe(0);
    expect(back.title('crm')).toBe('By the calendar');
  });

  test('of which only one value could go anywhere is not asked about', async () => {
    const { s, crm, calendar } = await linked(1);
    const [crmId, calendarId] = [crm[0], calendar[0]];
    if (crmId === undefined || calendarId === undefined) throw new Error('not linked');
    const theirs = { protection: { edit: false, remove: false, why: 'organisedByOthers' } } as const;
    s.calendar.edit(calendarId, { title: 'By the organiser' }, theirs);
    s.crm.edit(crmId, { title: 'By the CRM' });
    expect(await s.run(asking)).toMatchObject({ held: 0 });
    expect(s.crm.item(crmId)?.fields.title).toBe('By the organiser');
  });

  test('of a private appointment shows no values', async () => {
    const { s } = await contested({ visibility: 'private' });
    expect(waiting(s)).toMatchObject([{ title: null, changes: [] }]);
    expect(JSON.stringify(s.entries().slice(0, 1))).not.toContain('By the');
  });

  test('between two that are found to be one is asked too, without a value before', async () => {
    const s = await createScene();
    open.push(s);
    s.crm.create(meeting({ location: 'Room 4', body: '<p>x</p>' }));
    s.calendar.create(meeting({ location: 'Room 5' }));
    const report = await s.run(asking);
    expect(report).toMatchObject({ adopted: 1, held: 1 });
    expect(writesOf(report)).toEqual({ ...nothing, calendar: '+0 ~1 -0' });
    expect(waiting(s)).toMatchObject([
      { changes: [{ field: 'location', before: null, both: { crm: 'Room 4', calendar: 'Room 5' } }] },
    ]);
    decide(s, 'calendar');
    await s.run(asking);
    expect(values(s, 'crm', 'location')).toEqual(['Room 5']);
    expect(writesOf(await s.run(asking))).toEqual(nothing);
  });

  test('keeps its answer when the write is refused at first', async () => {
    const errors = [new Rejected('not today', { system: 'microsoft365' })];
    const refusing = {
      calendar: {
        mishap: (call: string) => {
          const error = call === 'update' ? errors.shift() : undefined;
          return error === undefined ? undefined : ({ kind: 'failBefore', error } as const);
        },
      },
    };
    const { s, title } = await contested({}, refusing);
    decide(s, 'crm');
    expect(await s.run(asking)).toMatchObject({ parked: 1, held: 0 });
    await s.run(asking);
    expect(title('calendar')).toBe('By the CRM');
    expect(s.store.counts()).toMatchObject({ held: 0, parked: 0 });
  });
});

describe('many changes on one side', () => {
  async function changed(side: Side, count = 12) {
    const all = await linked(30);
    for (const id of all[side].slice(0, count)) all.s[side].edit(id, { location: 'Moved' });
    return { ...all, report: await all.s.run() };
  }

  test.each(sides)('of the %s wait for the user before anything is overwritten on the other', async (side) => {
    const { s, report } = await changed(side);
    expect(report).toMatchObject({ outcome: 'partly', held: 12 });
    expect(writesOf(report)).toEqual(nothing);
    expect(waiting(s)).toHaveLength(12);
    for (const entry of waiting(s)) {
      expect(entry).toMatchObject({
        action: 'update',
        side: otherSide(side),
        reason: { kind: 'ask', code: 'manyChanges' },
        changes: [{ field: 'location', before: null, after: 'Moved' }],
      });
    }
    const before = { entries: s.entries().length, crm: s.crm.requests, calendar: s.calendar.requests };
    expect(await s.run()).toMatchObject({ outcome: 'ok', held: 12 });
    expect(s.entries()).toHaveLength(before.entries);
    expect([s.crm.requests - before.crm, s.calendar.requests - before.calendar]).toEqual([2, 2]);
  });

  test('do not keep back what goes the other way, not even for the same appointments', async () => {
    const { s, crm, calendar } = await linked(30);
    for (const id of calendar.slice(0, 12)) s.calendar.edit(id, { location: 'Moved' });
    for (const id of crm.slice(5, 10)) s.crm.edit(id, { title: 'Renamed' });
    expect(writesOf(await s.run())).toEqual({ ...nothing, calendar: '+0 ~5 -0' });
    expect(s.store.counts().held).toBe(12);
    for (const id of crm.slice(5, 10)) s.crm.edit(id, { title: 'Renamed again' });
    expect(writesOf(await s.run())).toEqual({ ...nothing, calendar: '+0 ~5 -0' });
    expect(s.store.counts().held).toBe(12);
    decide(s, 'apply');
    expect(writesOf(await s.run())).toEqual({ ...nothing, crm: '+0 ~12 -0' });
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('are counted once per pair, and only where something is overwritten of what was linked before', async () => {
    const few = await changed('calendar', 10);
    expect(few.report).toMatchObject({ outcome: 'ok', held: 0 });
    const s = await createScene();
    open.push(s);
    for (let n = 0; n < 20; n++) {
      s.crm.create(meeting({ title: `Item ${n}`, location: 'Room 4' }));
      s.calendar.create(meeting({ title: `Item ${n}`, body: '<p>x</p>' }));
    }
    expect(await s.run()).toMatchObject({ outcome: 'ok', adopted: 20, held: 0 });
    expect(values(s, 'calendar', 'location')).toEqual(Array.from({ length: 20 }, () => 'Room 4'));
  });

  test('count conflicts as well', async () => {
    const { s, crm, calendar } = await linked(30);
    for (const id of crm.slice(0, 12)) s.crm.edit(id, { title: 'By the CRM' });
    for (const id of calendar.slice(0, 12)) s.calendar.edit(id, { title: 'By the calendar' });
    const report = await s.run({ 'conflict.rule': 'calendar' });
    expect(report).toMatchObject({ held: 12, conflicts: 0 });
    expect(writesOf(report)).toEqual(nothing);
  });

  test('are counted once, however often a pair must be looked at in one run', async () => {
    const system = 'microsoft365' as const;
    let refusals = 0;
    const refuse = { kind: 'failBefore', error: new Conflict('changed meanwhile', { system }) } as const;
    const { s, crm } = await linked(30, {
      calendar: { mishap: (call) => (call === 'update' && refusals-- > 0 ? refuse : undefined) },
    });
    for (const id of crm.slice(0, 8)) s.crm.edit(id, { location: 'Moved' });
    refusals = 8;
    const report = await s.run();
    expect(report).toMatchObject({ outcome: 'ok', held: 0 });
    expect(writesOf(report)).toEqual({ ...nothing, calendar: '+0 ~8 -0' });
  });

  test('that wait do not make the run forget what goes the other way, should it end before that is done', async () => {
    const system = 'microsoft365' as const;
    let down = false;
    const fail = { kind: 'throw', error: new Unavailable('down', { system }) } as const;
    const { s, crm, calendar } = await linked(30, {
      calendar: { mishap: (call) => (call === 'update' && down ? fail : undefined) },
    });
    for (const id of calendar.slice(0, 12)) s.calendar.edit(id, { location: 'Moved' });
    for (const id of crm.slice(5, 10)) s.crm.edit(id, { title: 'Renamed' });
    down = true;
    expect(await s.run()).toMatchObject({ outcome: 'failed', held: 12 });
    down = false;
    expect(writesOf(await s.run())).toEqual({ ...nothing, calendar: '+0 ~5 -0' });
    expect(s.store.counts().held).toBe(12);
  });

  test('that wait go on waiting, however few are edited later; what would be done follows the edits', async () => {
    const { s, calendar } = await changed('calendar');
    const [first, other] = [calendar[0], calendar[20]];
    if (first === undefined || other === undefined) throw new Error('not linked');
    s.calendar.edit(first, { location: 'Moved again' });
    s.calendar.edit(other, { location: 'Somewhere' });
    expect(writesOf(await s.run())).toEqual({ ...nothing, crm: '+0 ~1 -0' });
    expect(waiting(s)).toHaveLength(12);
    expect(waiting(s)[0]?.changes).toMatchObject([{ after: 'Moved again' }]);
    s.calendar.edit(first, { location: '' });
    await s.run();
    expect(waiting(s)).toHaveLength(11);
  });

  test.each(sides)('of the %s are carried over by "apply"', async (side) => {
    const { s } = await changed(side);
    decide(s, 'apply');
    expect(writesOf(await s.run())).toEqual({ ...nothing, [otherSide(side)]: '+0 ~12 -0' });
    expect(values(s, 'crm', 'location')).toEqual(values(s, 'calendar', 'location'));
    expect(s.store.counts().held).toBe(0);
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test.each(sides)('of the %s stay where they are by "keep", and are learnt', async (side) => {
    const { s, crm } = await changed(side);
    decide(s, 'keep');
    expect(writesOf(await s.run())).toEqual(nothing);
    expect(values(s, side, 'location').filter((place) => place === 'Moved')).toHaveLength(12);
    expect(values(s, otherSide(side), 'location')).toEqual(Array.from({ length: 30 }, () => ''));
    for (const id of crm) s.crm.edit(id, {});
    expect(await s.run()).toMatchObject({ outcome: 'ok', held: 0 });
    expect(values(s, otherSide(side), 'location')).toEqual(Array.from({ length: 30 }, () => ''));
  });

  test.each(sides)('of the %s are taken back there by "restore", as ordinary updates', async (side) => {
    const { s } = await changed(side);
    decide(s, 'restore');
    expect(writesOf(await s.run())).toEqual({ ...nothing, [side]: '+0 ~12 -0' });
    expect(values(s, side, 'location')).toEqual(Array.from({ length: 30 }, () => ''));
    expect(s.entries()[0]).toMatchObject({
      action: 'update',
      side,
      outcome: 'done',
      changes: [{ field: 'location', before: 'Moved', after: null, lost: 'Moved' }],
    });
    expect(writesOf(await s.run())).toEqual(nothing);
    expect(s.store.counts().held).toBe(0);
  });

  test('of which some may not be taken back are asked about again, with the reason', async () => {
    const { s, calendar } = await linked(30);
    const guests = { protection: { edit: false, remove: false, why: 'hasGuests' } } as const;
    for (const id of calendar.slice(0, 12)) s.calendar.edit(id, { location: 'Moved' }, guests);
    await s.run();
    decide(s, 'restore');
    expect(writesOf(await s.run())).toEqual(nothing);
    expect(s.entries()[0]).toMatchObject({ outcome: 'refused', reason: { kind: 'protected', code: 'hasGuests' } });
    expect(waiting(s)).toHaveLength(12);
    decide(s, 'apply');
    expect(writesOf(await s.run())).toEqual({ ...nothing, crm: '+0 ~12 -0' });
  });
});

describe('a removal', () => {
  test.each(sides)('of the sole linked appointment, on the %s, is one of everything, and asked about', async (side) => {
    const all = await linked(1);
    const [id] = all[side];
    if (id !== undefined) all.s[side].remove(id);
    expect(await all.s.run()).toMatchObject({ held: 1 });
    expect(all.s[otherSide(side)].items()).toHaveLength(1);
    expect(waiting(all.s)).toMatchObject([
      { action: 'remove', side: otherSide(side), reason: { kind: 'ask', code: 'manyRemovals' } },
    ]);
    const before = { entries: all.s.entries().length, requests: all.s[side].requests };
    await all.s.run();
    expect(all.s.entries()).toHaveLength(before.entries);
    expect(all.s[side].requests - before.requests).toBe(2);
  });

  async function removed(side: Side) {
    const all = await linked(2);
    for (const id of all[side]) all.s[side].remove(id);
    await all.s.run();
    return all;
  }

  test.each(sides)('made on the %s is carried out by "apply"', async (side) => {
    const { s } = await removed(side);
    decide(s, 'apply');
    expect(writesOf(await s.run())).toEqual({ ...nothing, [otherSide(side)]: '+0 ~0 -2' });
    expect(s.store.counts()).toMatchObject({ held: 0, linked: { appointment: 0 } });
  });

  test.each(sides)('made on the %s is not carried over by "keep", and the pair parts', async (side) => {
    const { s } = await removed(side);
    decide(s, 'keep');
    expect(writesOf(await s.run())).toEqual(nothing);
    expect(s.store.counts()).toMatchObject({ held: 0, linked: { appointment: 0 } });
    expect(s.entries()[0]).toMatchObject({ action: 'unlink', outcome: 'done' });
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test.each(sides)('made on the %s is taken back there by "restore", and the pair stays linked', async (side) => {
    const { s } = await removed(side);
    decide(s, 'restore');
    expect(writesOf(await s.run())).toEqual({ ...nothing, [side]: '+2 ~0 -0' });
    expect(values(s, side, 'title')).toEqual(['Item 0', 'Item 1']);
    expect(s.store.counts()).toMatchObject({ held: 0, linked: { appointment: 2 } });
    expect(writesOf(await s.run())).toEqual(nothing);
    for (const { id } of s[side].items()) s[side].edit(id, { location: 'Room 4' });
    expect(writesOf(await s.run())).toEqual({ ...nothing, [otherSide(side)]: '+0 ~2 -0' });
  });

  test('counts together with those that wait already', async () => {
    const { s, crm } = await linked(60);
    for (const id of crm.slice(0, 11)) s.crm.remove(id);
    await s.run();
    const next = crm[20];
    if (next !== undefined) s.crm.remove(next);
    expect(await s.run()).toMatchObject({ held: 12 });
    expect(s.calendar.items()).toHaveLength(60);
  });

  test('that waits is forgotten when the appointment that is left is edited: an edit is worth more', async () => {
    const { s, calendar } = await removed('crm');
    for (const id of calendar) s.calendar.edit(id, { location: 'Room 4' });
    expect(writesOf(await s.run())).toEqual({ ...nothing, crm: '+2 ~0 -0' });
    expect(waiting(s)).toEqual([]);
  });
});

describe('an answer', () => {
  test.each([
    ['crm', 'removal'],
    ['calendar', 'removal'],
    ['apply', 'conflict'],
    ['restore', 'conflict'],
  ] as const)('"%s" to a %s is refused, and nothing is decided', async (decision, question) => {
    const s = question === 'conflict' ? (await contested()).s : (await removal()).s;
    const ids = waiting(s).map(({ id }) => id);
    expect(() => s.engine.decideHeld(ids, decision)).toThrow(WrongDecision);
    expect(waiting(s).map(({ id }) => id)).toEqual(ids);
    expect(writesOf(await s.run(asking))).toEqual(nothing);
  });

  test('that fits one of several questions only decides none', async () => {
    const { s, crm, calendar } = await linked(30);
    for (const id of calendar.slice(0, 12)) s.calendar.edit(id, { location: 'Moved' });
    const contest = crm[20];
    const partner = calendar[20];
    if (contest === undefined || partner === undefined) throw new Error('not linked');
    s.crm.edit(contest, { title: 'By the CRM' });
    s.calendar.edit(partner, { title: 'By the calendar' });
    await s.run(asking);
    expect(waiting(s)).toHaveLength(13);
    expect(() => decide(s, 'apply')).toThrow('"apply" is no answer to "conflict"');
    expect(waiting(s)).toHaveLength(13);
    decide(s, 'keep');
    expect(waiting(s)).toEqual([]);
  });

  test('about what no longer waits, or never did, does nothing', async () => {
    const { s, edit } = await contested();
    const ids = waiting(s).map(({ id }) => id);
    edit('crm', { title: 'By the calendar' });
    await s.run(asking);
    s.engine.decideHeld([...ids, 99_999], 'crm');
    expect(writesOf(await s.run(asking))).toEqual(nothing);
  });

  test('can be another one until it is carried out', async () => {
    const { s, title } = await contested();
    const ids = waiting(s).map(({ id }) => id);
    s.engine.decideHeld(ids, 'crm');
    s.engine.decideHeld(ids, 'calendar');
    await s.run(asking);
    expect(title('crm')).toBe('By the calendar');
  });

  async function removal() {
    const { s, crm } = await linked(1);
    const [id] = crm;
    if (id !== undefined) s.crm.remove(id);
    await s.run();
    return { s };
  }
});
