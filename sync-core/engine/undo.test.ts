/** @file Tests of taking back: what each kind of operation leads to, and when it is refused. */
import { afterEach, describe, expect, test } from 'vitest';
import { Rejected, Unavailable } from '../connectors/errors.ts';
import type { ItemId } from '../model/side.ts';
import type { UndoWhat } from './engine.ts';
import type { ActivityEntry, UndoReport } from './report.ts';
import type { Call, Mishap } from './testing/memory-system.ts';
import { createScene, meeting, type Scene, type SceneOptions, writesOf } from './testing/scene.ts';

const open: Scene[] = [];
async function scene(options: SceneOptions = {}): Promise<Scene> {
  const made = await createScene(options);
  open.push(made);
  return made;
}
afterEach(() => {
  for (const one of open.splice(0)) one.store.close();
});

const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };
const system = 'microsoft365' as const;
const day = 24 * 3_600_000;

/** Two linked items, made in the CRM. */
async function linked(options: SceneOptions = {}): Promise<{ s: Scene; crm: ItemId; calendar: ItemId }> {
  const s = await scene(options);
  const crm = s.crm.create(meeting());
  await s.run();
  const calendar = s.calendar.items()[0]?.id;
  if (calendar === undefined) throw new Error('nothing was created');
  return { s, crm, calendar };
}

/** Something else that is linked: the deletion of all that there is would wait for the user. */
async function addBystander(s: Scene): Promise<void> {
  s.crm.create(meeting({ title: 'Bystander' }));
  await s.run();
}

/** What stands on a side, but for the bystander. */
function items(side: Scene['crm']) {
  return side.items().filter(({ fields }) => fields.title !== 'Bystander');
}

/** The newest entry with this action that tells of something done. */
function deed(s: Scene, action: ActivityEntry['action']): ActivityEntry {
  const found = s
    .entries()
    .find((one) => one.action === action && ['done', 'conflict', 'undone'].includes(one.outcome));
  if (found === undefined) throw new Error(`no ${action}`);
  return found;
}

function undo(s: Scene, what: UndoWhat): Promise<UndoReport> {
  return s.engine.undo(what, new AbortController().signal);
}

async function undoDeed(s: Scene, action: ActivityEntry['action']): Promise<UndoReport> {
  return await undo(s, { entries: [deed(s, action).id] });
}

const done: UndoReport = { undone: 1, refused: [] };

/** Nothing more happens by itself. */
async function expectQuiet(s: Scene): Promise<void> {
  for (let n = 0; n < 3; n++) {
    s.clock.advance(day);
    expect(writesOf(await s.run())).toEqual(nothing);
  }
}

describe('an update', () => {
  test('gives the side that was written its values back, and no run redoes or reverts it', async () => {
    const { s, crm, calendar } = await linked();
    s.crm.edit(crm, { title: 'Forecast Q2', location: 'Room 4' });
    await s.run();
    const entry = deed(s, 'update');
    expect(entry.undo).toBe('possible');
    expect(await undoDeed(s, 'update')).toEqual(done);
    expect(s.calendar.item(calendar)?.fields).toMatchObject({ title: 'Forecast Q1', location: '' });
    expect(s.crm.item(crm)?.fields).toMatchObject({ title: 'Forecast Q2', location: 'Room 4' });
    expect(s.store.activityEntry(entry.id)?.undo).toBe('done');
    expect(s.entries()[0]).toMatchObject({
      action: 'update',
      side: 'calendar',
      outcome: 'undone',
      undo: 'none',
      changes: [
        { field: 'title', before: 'Forecast Q2', after: 'Forecast Q1' },
        { field: 'location', before: 'Room 4', after: null },
      ],
    });
    await expectQuiet(s);
  });

  test('leaves the pair linked: what is edited later is carried over, field by field', async () => {
    const { s, crm, calendar } = await linked();
    s.crm.edit(crm, { title: 'Forecast Q2' });
    await s.run();
    await undoDeed(s, 'update');
    s.crm.edit(crm, { location: 'Room 4' });
    await s.run();
    expect(s.calendar.item(calendar)?.fields).toMatchObject({ title: 'Forecast Q1', location: 'Room 4' });
    s.crm.edit(crm, { title: 'Forecast Q3' });
    await s.run();
    expect(s.calendar.item(calendar)?.fields.title).toBe('Forecast Q3');
  });

  test('of a conflict puts the value back that lost', async () => {
    const { s, crm, calendar } = await linked();
    s.crm.edit(crm, { title: 'By the CRM' });
    s.calendar.edit(calendar, { title: 'By the calendar' });
    await s.run({ 'conflict.rule': 'crm' });
    expect(s.calendar.item(calendar)?.fields.title).toBe('By the CRM');
    expect(await undoDeed(s, 'update')).toEqual(done);
    expect(s.calendar.item(calendar)?.fields.title).toBe('By the calendar');
    expect(s.crm.item(crm)?.fields.title).toBe('By the CRM');
    await expectQuiet(s);
  });

  test('of two that were found to be one puts back what the one had', async () => {
    const s = await scene();
    s.crm.create(meeting({ body: '<p>Agenda</p>' }));
    const calendar = s.calendar.create(meeting({ location: 'Room 4' }));
    await s.run();
    const updates = s.entries().filter(({ action }) => action === 'update');
    expect(await undo(s, { entries: updates.map(({ id }) => id) })).toEqual({ undone: 2, refused: [] });
    expect(s.calendar.item(calendar)?.fields).toMatchObject({ body: '', location: 'Room 4' });
    expect(s.crm.items()[0]?.fields).toMatchObject({ body: '<p>Agenda</p>', location: '' });
    await expectQuiet(s);
  });

  test.each(['crm', 'calendar'] as const)('is refused where the %s has changed the field since', async (side) => {
    const { s, crm, calendar } = await linked();
    s.crm.edit(crm, { title: 'Forecast Q2' });
    await s.run();
    const { id } = deed(s, 'update');
    s[side].edit(side === 'crm' ? crm : calendar, { title: 'Forecast Q3' });
    const refused = { undone: 0, refused: [{ entry: id, code: 'changedSince' }] };
    expect(await undo(s, { entries: [id] })).toEqual(refused);
    await s.run();
    expect(await undo(s, { entries: [id] })).toEqual(refused);
    expect(s.calendar.item(calendar)?.fields.title).toBe('Forecast Q3');
    expect(s.crm.item(crm)?.fields.title).toBe('Forecast Q3');
    expect(s.entries()[0]).toMatchObject({ outcome: 'notUndone', reason: { kind: 'undo', code: 'changedSince' } });
    expect(s.store.activityEntry(id)?.undo).toBe('possible');
  });

  test('does not hide an edit of another field that no run has seen yet', async () => {
    const { s, crm, calendar } = await linked();
    s.crm.edit(crm, { title: 'Forecast Q2' });
    await s.run();
    s.calendar.edit(calendar, { location: 'Room 4' });
    s.crm.edit(crm, { body: '<p>Agenda</p>' });
    expect(await undoDeed(s, 'update')).toEqual(done);
    await s.run();
    expect(s.calendar.item(calendar)?.fields).toMatchObject({
      title: 'Forecast Q1',
      location: 'Room 4',
      body: '<p>Agenda</p>',
    });
    expect(s.crm.item(crm)?.fields).toMatchObject({ title: 'Forecast Q2', location: 'Room 4', body: '<p>Agenda</p>' });
    await expectQuiet(s);
  });

  test('is done although the system wrote something else than it was given, and versions change by themselves', async () => {
    const rewritten = (body: string) => body.replace('<p>', '<p>&#8203;');
    const mishaps: Mishap[] = [];
    const { s, crm, calendar } = await linked({
      calendar: {
        keep: (fields) => ({ ...fields, body: fields.body.includes('&#8203;') ? fields.body : rewritten(fields.body) }),
        express: (fields) => fields,
        mishap: (call) => (call === 'get' ? mishaps.shift() : undefined),
      },
    });
    s.crm.edit(crm, { body: '<p>Agenda</p>' });
    await s.run();
    await s.run();
    mishaps.push({ kind: 'newVersion' });
    expect(await undoDeed(s, 'update')).toEqual(done);
    expect(s.calendar.item(calendar)?.fields.body).toBe('');
    await expectQuiet(s);
  });

  test('never opens to others what is private on the other side', async () => {
    const s = await scene();
    const crm = s.crm.create(meeting());
    await s.run();
    s.crm.edit(crm, { visibility: 'private' });
    await s.run();
    const entry = deed(s, 'update');
    expect(await undo(s, { entries: [entry.id] })).toEqual({
      undone: 0,
      refused: [{ entry: entry.id, code: 'protected' }],
    });
    expect(s.calendar.items()[0]?.fields.visibility).toBe('private');
    expect(s.entries()[0]).toMatchObject({ title: null, outcome: 'notUndone' });
  });

  test('of a pair that is set aside is possible, and loses no later edit', async () => {
    const refuse: Mishap[] = [];
    const { s, crm, calendar } = await linked({
      calendar: { mishap: (call) => (call === 'update' ? refuse.shift() : undefined) },
    });
    s.crm.edit(crm, { title: 'Forecast Q2' });
    await s.run();
    const { id } = deed(s, 'update');
    refuse.push({ kind: 'failBefore', error: new Rejected('no', { system }) });
    s.crm.edit(crm, { location: 'Room 4' });
    expect((await s.run()).parked).toBe(1);
    expect(await undo(s, { entries: [id] })).toEqual(done);
    expect(s.store.counts().parked).toBe(1);
    s.clock.advance(day);
    await s.run();
    expect(s.calendar.item(calendar)?.fields).toMatchObject({ title: 'Forecast Q1', location: 'Room 4' });
    expect(s.crm.item(crm)?.fields).toMatchObject({ title: 'Forecast Q2', location: 'Room 4' });
    expect(s.store.counts().parked).toBe(0);
    await expectQuiet(s);
  });
});

describe('a creation', () => {
  test('is removed again, and its source is neither copied nor deleted later', async () => {
    const { s, crm } = await linked();
    expect(await undoDeed(s, 'create')).toEqual(done);
    expect(s.calendar.items()).toEqual([]);
    expect(s.entries()[0]).toMatchObject({ action: 'remove', side: 'calendar', outcome: 'undone' });
    await expectQuiet(s);
    s.crm.edit(crm, { title: 'Edited' });
    await expectQuiet(s);
    s.calendar.expireCursors();
    s.crm.expireCursors();
    await expectQuiet(s);
    expect(s.crm.items()).toHaveLength(1);
    expect(s.store.standings('edit', 5)).toEqual([]);
    expect(s.store.standings('forecast', 5)).toMatchObject([{ standing: 'onItsOwn', reason: { kind: 'undo' } }]);
  });

  test('is refused when somebody has edited the item since', async () => {
    const { s, calendar } = await linked();
    s.calendar.edit(calendar, { location: 'Room 4' });
    const { id } = deed(s, 'create');
    expect(await undo(s, { entries: [id] })).toEqual({ undone: 0, refused: [{ entry: id, code: 'changedSince' }] });
    expect(s.calendar.items()).toHaveLength(1);
  });

  test('is refused when there are guests by now, so that nobody is mailed', async () => {
    const { s, calendar } = await linked();
    s.calendar.edit(calendar, {}, { protection: { edit: false, remove: false, why: 'hasGuests' } });
    const { id } = deed(s, 'create');
    expect(await undo(s, { entries: [id] })).toEqual({ undone: 0, refused: [{ entry: id, code: 'protected' }] });
    expect(s.calendar.items()).toHaveLength(1);
    expect(s.calendar.writes.map((write) => write.do)).toEqual(['create']);
  });

  test('is refused when it was done with another account, and nothing of that one is asked for here', async () => {
    const { s, crm } = await linked();
    s.crm.edit(crm, { title: 'Forecast Q2' });
    await s.run();
    const { id } = deed(s, 'update');
    s.calendar.facts = { accountKey: 'microsoft365:tenant:99' };
    s.store.forgetLinks();
    const { requests } = s.calendar;
    expect(await undo(s, { entries: [id] })).toEqual({ undone: 0, refused: [{ entry: id, code: 'otherAccount' }] });
    // Whose account it is now, and no more.
    expect(s.calendar.requests - requests).toBe(1);
    expect(s.calendar.items()[0]?.fields.title).toBe('Forecast Q2');
  });

  test('is refused when the item is gone', async () => {
    const { s, calendar } = await linked();
    s.calendar.remove(calendar);
    const { id } = deed(s, 'create');
    expect(await undo(s, { entries: [id] })).toEqual({ undone: 0, refused: [{ entry: id, code: 'gone' }] });
  });

  test('that waits for the user or for another try waits no more', async () => {
    const refuse: Mishap[] = [];
    const { s, crm } = await linked({
      calendar: { mishap: (call) => (call === 'update' ? refuse.shift() : undefined) },
    });
    refuse.push({ kind: 'failBefore', error: new Rejected('no', { system }) });
    s.crm.edit(crm, { title: 'Edited' });
    await s.run();
    expect(s.store.counts().parked).toBe(1);
    expect(await undoDeed(s, 'create')).toEqual(done);
    expect(s.store.counts().parked).toBe(0);
    await expectQuiet(s);
  });
});

describe('a removal', () => {
  async function removed() {
    const first = await linked();
    await addBystander(first.s);
    first.s.calendar.edit(first.calendar, { location: 'Room 4', body: '<p>Agenda</p>' });
    await first.s.run();
    first.s.calendar.remove(first.calendar);
    await first.s.run();
    expect(items(first.s.crm)).toEqual([]);
    return first;
  }

  test('is created again with all that it had, standing alone for good', async () => {
    const { s } = await removed();
    expect(await undoDeed(s, 'remove')).toEqual(done);
    expect(items(s.crm).map(({ fields }) => fields)).toEqual([meeting({ location: 'Room 4', body: '<p>Agenda</p>' })]);
    expect(s.entries()[0]).toMatchObject({
      action: 'create',
      side: 'crm',
      outcome: 'undone',
      items: { crm: { id: items(s.crm)[0]?.id } },
    });
    await expectQuiet(s);
    s.crm.expireCursors();
    await expectQuiet(s);
    expect(items(s.calendar)).toEqual([]);
  });

  test('is refused where the item would be open to others by now', async () => {
    const facts = { canBePrivate: true };
    const s = await scene({ crm: { facts } });
    s.crm.create(meeting({ visibility: 'private' }));
    await s.run();
    await addBystander(s);
    const [copy] = s.calendar.items().filter(({ fields }) => fields.visibility === 'private');
    if (copy === undefined) throw new Error('the private item was not copied');
    s.calendar.remove(copy.id);
    await s.run();
    facts.canBePrivate = false;
    const { id } = deed(s, 'remove');
    expect(await undo(s, { entries: [id] })).toEqual({ undone: 0, refused: [{ entry: id, code: 'protected' }] });
    expect(s.crm.items().filter(({ fields }) => fields.visibility === 'private')).toEqual([]);
  });

  test('is refused a second time, and so is the undo itself', async () => {
    const { s } = await removed();
    const { id } = deed(s, 'remove');
    await undo(s, { entries: [id] });
    const undone = s.entries()[0];
    if (undone === undefined) throw new Error('no entry');
    expect(await undo(s, { entries: [id, undone.id] })).toEqual({
      undone: 0,
      refused: [
        { entry: undone.id, code: 'undoneBefore' },
        { entry: id, code: 'undoneBefore' },
      ],
    });
    expect(items(s.crm)).toHaveLength(1);
  });

  test('is no longer possible after 30 days', async () => {
    const { s } = await removed();
    const { id } = deed(s, 'remove');
    // Day by day: a clock that jumps does not make anything old.
    for (let days = 0; days < 31; days++) {
      s.clock.advance(day);
      await s.run();
    }
    expect(await undo(s, { entries: [id] })).toEqual({ undone: 0, refused: [{ entry: id, code: 'notKept' }] });
    expect(items(s.crm)).toEqual([]);
  });

  test('whose answer was lost can be taken back as well', async () => {
    const lost: Mishap[] = [];
    const { s, crm } = await linked({ calendar: { mishap: (call) => (call === 'remove' ? lost.shift() : undefined) } });
    await addBystander(s);
    lost.push({ kind: 'failAfter', error: new Unavailable('no answer', { system }) });
    s.crm.remove(crm);
    await s.run();
    s.clock.advance(day);
    await s.run();
    expect(items(s.calendar)).toEqual([]);
    expect(await undoDeed(s, 'remove')).toEqual(done);
    expect(items(s.calendar)).toHaveLength(1);
    await expectQuiet(s);
  });
});

describe('a whole run', () => {
  test('is taken back, newest first, as far as nothing else has changed since', async () => {
    const s = await scene();
    const edited = s.crm.create(meeting({ title: 'Edited' }));
    const gone = s.crm.create(meeting({ title: 'Gone' }));
    const first = await s.run();
    s.crm.edit(edited, { title: 'Edited again' });
    s.crm.remove(gone);
    s.crm.create(meeting({ title: 'New' }));
    const touched = s.crm.create(meeting({ title: 'Touched' }));
    const second = await s.run();
    const copy = s.calendar.items().find(({ fields }) => fields.title === 'Touched');
    if (copy === undefined) throw new Error('no copy');
    s.calendar.edit(copy.id, { location: 'Room 4' });
    const report = await undo(s, { runId: second.runId });
    expect(report).toMatchObject({ undone: 3, refused: [{ code: 'changedSince' }] });
    expect(
      s.calendar
        .items()
        .map(({ fields }) => fields.title)
        .toSorted(),
    ).toEqual(['Edited', 'Gone', 'Touched']);
    expect(s.crm.item(edited)?.fields.title).toBe('Edited again');
    await s.run();
    expect(s.crm.item(touched)?.fields.location).toBe('Room 4');
    await expectQuiet(s);
    expect(await undo(s, { runId: first.runId })).toMatchObject({ undone: 1, refused: [{ code: 'gone' }] });
  });

  test('of one pair that was written on both sides gives both what they had', async () => {
    const { s, crm, calendar } = await linked();
    s.crm.edit(crm, { title: 'By the CRM' });
    s.calendar.edit(calendar, { location: 'Room 4' });
    const { runId } = await s.run();
    expect(await undo(s, { runId })).toEqual({ undone: 2, refused: [] });
    expect(s.calendar.item(calendar)?.fields).toMatchObject({ title: 'Forecast Q1', location: 'Room 4' });
    expect(s.crm.item(crm)?.fields).toMatchObject({ title: 'By the CRM', location: '' });
    await expectQuiet(s);
  });

  test('tells of itself like a run, and is no success of synchronising', async () => {
    const { s } = await linked();
    const success = s.store.lastSuccessAt();
    const last = s.store.lastReport();
    if (last === undefined) throw new Error('no run');
    s.events.length = 0;
    s.clock.advance(60_000);
    await undo(s, { runId: last.runId });
    expect(s.events.map(({ type }) => type)).toEqual(['started', 'progress', 'progress', 'activity', 'finished']);
    expect(s.events.at(-1)).toMatchObject({
      report: { trigger: 'undo', outcome: 'ok', written: { calendar: { created: 0, updated: 0, removed: 1 } } },
    });
    expect(s.store.lastSuccessAt()).toBe(success);
    expect(s.store.lastReport()).toEqual(last);
    expect(s.store.history(1, 'UTC')[0]?.calendar).toBe(2);
  });

  test('of many items asks and writes in bulk', async () => {
    const s = await scene();
    for (let n = 0; n < 150; n++) s.crm.create(meeting({ title: `Meeting ${n}` }));
    const { runId } = await s.run();
    const before = { crm: s.crm.requests, calendar: s.calendar.requests - s.calendar.writes.length };
    expect(await undo(s, { runId })).toEqual({ undone: 150, refused: [] });
    expect(s.crm.requests - before.crm).toBeLessThanOrEqual(3);
    expect(s.calendar.requests - s.calendar.writes.length - before.calendar).toBeLessThanOrEqual(3);
    expect(s.calendar.items()).toEqual([]);
    await expectQuiet(s);
  });

  test('never goes on beside a run', async () => {
    const { s } = await linked();
    const running = s.run();
    await expect(undo(s, { entries: [] })).rejects.toThrow('going on');
    await running;
  });
});

const kinds = ['update', 'create', 'remove'] as const;

/** A pair of which the last thing done was this, on the calendar's side; what takes it back; what then stands there. */
async function prepared(kind: (typeof kinds)[number], mishap: (call: Call) => Mishap | undefined) {
  const { s, crm } = await linked({ calendar: { mishap } });
  if (kind === 'update') s.crm.edit(crm, { title: 'Forecast Q2' });
  if (kind === 'remove') {
    await addBystander(s);
    s.crm.remove(crm);
  }
  if (kind !== 'create') await s.run();
  const call: Call = kind === 'update' ? 'update' : kind === 'create' ? 'remove' : 'create';
  return { s, call, entry: deed(s, kind), after: kind === 'create' ? [] : ['Forecast Q1'] };
}

const titles = (s: Scene) => items(s.calendar).map(({ fields }) => fields.title);

describe.each(kinds)('what takes back a(n) %s', (kind) => {
  test.each(['failAfter', 'failBefore'] as const)('is looked up when the answer is lost (%s)', async (how) => {
    const mishaps: Partial<Record<Call, Mishap[]>> = {};
    const { s, call, entry, after } = await prepared(kind, (one) => mishaps[one]?.shift());
    mishaps[call] = [{ kind: how, error: new Unavailable('no answer', { system }) }];
    expect(await undo(s, { entries: [entry.id] })).toEqual(done);
    expect(titles(s)).toEqual(after);
    expect(s.store.activityEntry(entry.id)?.undo).toBe('done');
    await expectQuiet(s);
  });

  test.each(['failAfter', 'failBefore'] as const)(
    'is finished by the next run when the server goes down (%s)',
    async (how) => {
      const unavailable = new Unavailable('down', { system });
      let server: 'up' | 'going' | 'down' = 'up';
      let fatal: Call | undefined;
      const { s, call, entry, after } = await prepared(kind, (one) => {
        if (server === 'going' && one === fatal) {
          server = 'down';
          return { kind: how, error: unavailable };
        }
        return server === 'down' ? { kind: 'throw', error: unavailable } : undefined;
      });
      fatal = call;
      server = 'going';
      expect(await undo(s, { entries: [entry.id] })).toMatchObject({
        undone: 0,
        refused: [],
        problem: { code: 'unavailable' },
      });
      expect((await s.run()).outcome).toBe('failed');
      server = 'up';
      await s.run();
      expect(titles(s)).toEqual(after);
      expect(s.store.activityEntry(entry.id)?.undo).toBe('done');
      await expectQuiet(s);
    },
  );

  test('is taken for nobody’s edit while its answers go on being lost', async () => {
    const lost: Mishap[] = [];
    let fatal: Call | undefined;
    const { s, call, entry, after } = await prepared(kind, (one) => (one === fatal ? lost.shift() : undefined));
    await addBystander(s);
    fatal = call;
    const crm = s.crm.items().length;
    const error = new Unavailable('no answer', { system });
    for (let n = 0; n < 4; n++) lost.push({ kind: n === 0 ? 'failAfter' : 'failBefore', error });
    await undo(s, { entries: [entry.id] });
    for (let n = 0; n < 4; n++) expect((await s.run()).problem).toBeUndefined();
    expect(titles(s)).toEqual(after);
    expect(s.crm.items()).toHaveLength(crm);
    expect(s.crm.writes).toEqual([]);
    expect(s.store.activityEntry(entry.id)?.undo).toBe('done');
  });

  test('is refused when the system will not have it, and both sides follow each other again', async () => {
    const mishaps: Partial<Record<Call, Mishap[]>> = {};
    const { s, call, entry } = await prepared(kind, (one) => mishaps[one]?.shift());
    const before = titles(s);
    mishaps[call] = [{ kind: 'failBefore', error: new Rejected('no', { system }) }];
    expect(await undo(s, { entries: [entry.id] })).toEqual({
      undone: 0,
      refused: [{ entry: entry.id, code: 'failed' }],
    });
    expect(titles(s)).toEqual(before);
    await expectQuiet(s);
    expect(await undo(s, { entries: [entry.id] })).toEqual(done);
  });
});

test('an item that changes between the look and the write is looked at again, and left alone', async () => {
  const { s, crm, calendar } = await linked({
    calendar: {
      mishap: (call) => {
        if (call === 'update' && armed) {
          armed = false;
          s.calendar.edit(calendar, { title: 'Edited just now' });
        }
        return undefined;
      },
    },
  });
  let armed = false;
  s.crm.edit(crm, { title: 'Forecast Q2' });
  await s.run();
  const { id } = deed(s, 'update');
  armed = true;
  expect(await undo(s, { entries: [id] })).toEqual({ undone: 0, refused: [{ entry: id, code: 'changedSince' }] });
  await s.run();
  expect(s.crm.item(crm)?.fields.title).toBe('Edited just now');
  await expectQuiet(s);
});
