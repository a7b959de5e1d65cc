/** @file Tests of whole runs against systems in memory. */
import { afterEach, describe, expect, test } from 'vitest';
import { Rejected, Unavailable } from '../connectors/errors.ts';
import type { Instant, LocalDate, ZoneId } from '../model/time.ts';
import { defaultPreferences } from '../preferences/schema.ts';
import { creationMark } from './mark.ts';
import type { Mishap } from './testing/memory-system.ts';
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

/** Everything that stands on a side, by title. */
function titles(side: Scene['crm']): readonly string[] {
  return side
    .items()
    .map(({ fields }) => fields.title)
    .toSorted();
}

describe('a first run', () => {
  test('copies what is on one side only to the other, and settles', async () => {
    const s = await scene();
    s.crm.create(meeting({ title: 'From the CRM' }));
    s.calendar.create(meeting({ title: 'From the calendar', body: '<p>Agenda</p>' }));
    const first = await s.run();
    expect(first.outcome).toBe('ok');
    expect(writesOf(first)).toEqual({ crm: '+1 ~0 -0', calendar: '+1 ~0 -0' });
    expect(titles(s.crm)).toEqual(titles(s.calendar));
    expect(first.linked).toBe(2);
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('links what is on both sides already, and writes nothing', async () => {
    const s = await scene();
    s.crm.create(meeting());
    s.calendar.create(meeting({ availability: 'tentative' }));
    const report = await s.run();
    expect(report.adopted).toBe(1);
    expect(writesOf(report)).toEqual(nothing);
  });

  test('pairs identical items off one by one, and copies only what is over', async () => {
    const s = await scene();
    for (let n = 0; n < 3; n++) s.crm.create(meeting());
    for (let n = 0; n < 2; n++) s.calendar.create(meeting());
    const report = await s.run();
    expect(report.adopted).toBe(2);
    expect(writesOf(report)).toEqual({ crm: '+0 ~0 -0', calendar: '+1 ~0 -0' });
  });

  test('guesses nothing where several answers are possible', async () => {
    const s = await scene();
    s.crm.create(meeting({ body: '<p>a</p>' }));
    s.crm.create(meeting({ body: '<p>b</p>' }));
    s.calendar.create(meeting({ body: '<p>c</p>' }));
    const report = await s.run();
    expect(report.leftOut).toEqual({ ambiguousMatch: 3 });
    expect(writesOf(report)).toEqual(nothing);
  });

  test('takes the same title at the same time for one appointment, and brings the rest together', async () => {
    const s = await scene();
    const inCrm = s.crm.create(meeting({ location: 'Room 4' }));
    s.clock.advance(60_000);
    const inCalendar = s.calendar.create(meeting({ body: '<p>Agenda</p>' }));
    const report = await s.run();
    expect(report.adopted).toBe(1);
    expect(s.crm.item(inCrm)?.fields).toMatchObject({ location: 'Room 4', body: '<p>Agenda</p>' });
    expect(s.calendar.item(inCalendar)?.fields).toMatchObject({ location: 'Room 4', body: '<p>Agenda</p>' });
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('gives what is new in the calendar the outgoing category, and in the CRM the chosen type', async () => {
    const s = await scene();
    s.crm.create(meeting({ title: 'out' }));
    s.calendar.create(meeting({ title: 'in' }));
    await s.run({ 'crm.incoming.appointmentType': 7 });
    expect(s.calendar.items().find(({ fields }) => fields.title === 'out')?.categories).toEqual([
      'SuperOffice Appointment',
    ]);
    expect(s.crm.items().find(({ fields }) => fields.title === 'in')?.typeId).toBe(7);
  });

  test('wakes no reminder of what has begun already', async () => {
    const s = await scene();
    const span = {
      kind: 'timed' as const,
      start: '2026-11-20T09:00:00Z' as Instant,
      end: '2026-11-20T10:00:00Z' as Instant,
      zone: 'Europe/Berlin' as ZoneId,
    };
    s.crm.create(meeting({ span }));
    await s.run();
    expect(s.calendar.items().map(({ fields }) => fields.reminderMinutes)).toEqual([null]);
    expect(writesOf(await s.run())).toEqual(nothing);
  });
});

async function linked(over: Parameters<typeof meeting>[0] = {}, options: SceneOptions = {}) {
  const s = await scene(options);
  const crm = s.crm.create(meeting(over));
  await s.run();
  const calendar = s.calendar.items()[0]?.id;
  if (calendar === undefined) throw new Error('not copied');
  return { s, crm, calendar };
}

describe('an edit', () => {
  test('goes to the other side, whichever side it was made on', async () => {
    const { s, crm, calendar } = await linked();
    s.crm.edit(crm, { title: 'New title' });
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    s.calendar.edit(calendar, { location: 'Room 4' });
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect(s.crm.item(crm)?.fields).toEqual(s.calendar.item(calendar)?.fields);
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('of different fields on both sides stays on both', async () => {
    const { s, crm, calendar } = await linked();
    s.crm.edit(crm, { title: 'New title' });
    s.calendar.edit(calendar, { location: 'Room 4' });
    const report = await s.run();
    expect(report.conflicts).toBe(0);
    expect(s.crm.item(crm)?.fields).toMatchObject({ title: 'New title', location: 'Room 4' });
    expect(s.calendar.item(calendar)?.fields).toMatchObject({ title: 'New title', location: 'Room 4' });
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('that is the same on both sides agrees silently', async () => {
    const { s, crm, calendar } = await linked();
    s.crm.edit(crm, { title: 'Same' });
    s.calendar.edit(calendar, { title: 'Same' });
    const report = await s.run();
    expect(writesOf(report)).toEqual(nothing);
    expect(report.conflicts).toBe(0);
  });

  test.each([
    ['laterEdit' as const, 'in the calendar, later'],
    ['crm' as const, 'in the CRM'],
  ])('of one field on both sides is decided by the rule %s, and the loser is kept', async (rule, winner) => {
    const { s, crm, calendar } = await linked();
    s.crm.edit(crm, { title: 'in the CRM' });
    s.clock.advance(5_000);
    s.calendar.edit(calendar, { title: 'in the calendar, later' });
    const report = await s.run({ 'conflict.rule': rule });
    expect(report.conflicts).toBe(1);
    expect(titles(s.crm)).toEqual([winner]);
    expect(titles(s.calendar)).toEqual([winner]);
    const [entry] = s.entries();
    expect(entry?.outcome).toBe('conflict');
    expect(entry?.changes[0]?.lost).toBe(winner === 'in the CRM' ? 'in the calendar, later' : 'in the CRM');
  });

  test('that a side cannot hold is learnt, and is never taken for an edit of that side', async () => {
    const { s, crm, calendar } = await linked();
    s.calendar.edit(calendar, { availability: 'outOfOffice' });
    expect(writesOf(await s.run())).toEqual(nothing);
    s.crm.edit(crm, { title: 'New title' });
    await s.run();
    expect(s.calendar.item(calendar)?.fields).toMatchObject({ title: 'New title', availability: 'outOfOffice' });
  });

  test('that a server rewrites settles after one run', async () => {
    const keep = (fields: ReturnType<typeof meeting>) => ({
      ...fields,
      title: fields.title.trim().slice(0, 12),
      reminderMinutes: fields.reminderMinutes ?? 30,
    });
    const { s, crm } = await linked(
      { title: 'A title that is too long', reminderMinutes: null },
      { calendar: { keep } },
    );
    expect(writesOf(await s.run())).toEqual(nothing);
    s.crm.edit(crm, { title: 'Another title that is too long' });
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    expect(s.crm.item(crm)?.fields.title).toBe('Another title that is too long');
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('that a server rewrites in a way that nobody foretold is learnt from its echo', async () => {
    const keep = (fields: ReturnType<typeof meeting>) => ({
      ...fields,
      body: fields.body.replace(/[.]?<.p>/, '.</p>'),
    });
    const { s, crm, calendar } = await linked({}, { calendar: { keep, express: (fields) => fields } });
    s.crm.edit(crm, { body: '<p>Agenda</p>' });
    await s.run();
    expect(s.calendar.item(calendar)?.fields.body).toBe('<p>Agenda.</p>');
    s.calendar.edit(calendar, { location: 'Room 4' });
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect(s.crm.item(crm)?.fields).toMatchObject({ body: '<p>Agenda</p>', location: 'Room 4' });
  });

  test('of a version without content writes nothing', async () => {
    const { s, crm, calendar } = await linked();
    s.crm.edit(crm, {});
    s.calendar.edit(calendar, {});
    const report = await s.run();
    expect(report.read).toEqual({ crm: 1, calendar: 1 });
    expect(writesOf(report)).toEqual(nothing);
  });

  test('of a reminder stays where it is when the preference says so', async () => {
    const { s, crm, calendar } = await linked();
    s.crm.edit(crm, { reminderMinutes: 60 });
    expect(writesOf(await s.run({ 'crm.reminders': false }))).toEqual(nothing);
    s.calendar.edit(calendar, { reminderMinutes: 5 });
    expect(writesOf(await s.run({ 'crm.reminders': false }))).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect(s.crm.item(crm)?.fields.reminderMinutes).toBe(5);
  });

  test('made while a run writes is not lost', async () => {
    let strike: (() => void) | undefined;
    const mishap = (call: string): undefined => {
      if (call === 'update') strike?.();
      strike = call === 'update' ? undefined : strike;
    };
    const { s, crm, calendar } = await linked({}, { calendar: { mishap } });
    s.crm.edit(crm, { title: 'New title' });
    strike = () => s.calendar.edit(calendar, { location: 'Room 4' });
    const report = await s.run();
    expect(report.outcome).toBe('ok');
    expect(s.calendar.item(calendar)?.fields).toMatchObject({ title: 'New title', location: 'Room 4' });
    expect(s.crm.item(crm)?.fields).toMatchObject({ title: 'New title', location: 'Room 4' });
  });
});

/** A second linked appointment, so that a deletion is not one of everything. */
async function company(s: Scene): Promise<void> {
  s.crm.create(meeting({ title: 'Company' }));
  await s.run();
}

describe('a deletion', () => {
  test('goes to the other side, and can be read back from the journal', async () => {
    const { s, crm, calendar } = await linked();
    await company(s);
    s.crm.remove(crm);
    s.calendar.create(meeting({ title: 'another' }));
    expect(writesOf(await s.run())).toEqual({ crm: '+1 ~0 -0', calendar: '+0 ~0 -1' });
    expect(s.calendar.item(calendar)).toBeUndefined();
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test.each(['crm', 'calendar'] as const)('on the other side than %s does not take an edit with it', async (edited) => {
    const { s, crm, calendar } = await linked();
    if (edited === 'crm') {
      s.crm.edit(crm, { title: 'Edited' });
      s.calendar.remove(calendar);
    } else {
      s.calendar.edit(calendar, { title: 'Edited' });
      s.crm.remove(crm);
    }
    const report = await s.run();
    expect(report.outcome).toBe('ok');
    expect(titles(s.crm)).toEqual(['Edited']);
    expect(titles(s.calendar)).toEqual(['Edited']);
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('on both sides ends the link', async () => {
    const { s, crm, calendar } = await linked();
    s.crm.remove(crm);
    s.calendar.remove(calendar);
    const report = await s.run();
    expect(writesOf(report)).toEqual(nothing);
    expect(report.linked).toBe(0);
  });

  test('that a second look does not confirm is none', async () => {
    const { s, crm } = await linked();
    const inner = s.crm.connector.appointments;
    const changes = inner.changes.bind(inner);
    Object.assign(inner, {
      changes: async function* (request: Parameters<typeof changes>[0]) {
        for await (const page of changes(request)) {
          yield page.cursor === undefined ? page : { ...page, gone: [{ id: crm, proof: 'notFound' as const }] };
        }
      },
    });
    expect(writesOf(await s.run())).toEqual(nothing);
    expect(s.calendar.items()).toHaveLength(1);
  });

  test('that only an old copy claims is not believed, even when the other side is truly gone', async () => {
    const { s, crm, calendar } = await linked();
    await company(s);
    const inner = s.calendar.connector.appointments;
    const changes = inner.changes.bind(inner);
    let old = true;
    Object.assign(inner, {
      changes: async function* (request: Parameters<typeof changes>[0]) {
        for await (const page of changes(request)) {
          yield old && page.cursor !== undefined
            ? { ...page, gone: [{ id: calendar, proof: 'notFound' as const }] }
            : page;
        }
      },
    });
    s.crm.remove(crm);
    await s.run();
    old = false;
    await s.run();
    expect(titles(s.calendar)).toEqual(['Company']);
    expect(titles(s.crm)).toEqual(['Company']);
  });

  test('of a copy whose creation got no answer uses its key up, and the next one is taken', async () => {
    let lose = false;
    const error = new Unavailable('no answer', { system });
    const mishap = (call: string): Mishap | undefined =>
      call === 'create' && lose ? { kind: 'failAfter', error } : undefined;
    const { s, crm, calendar } = await linked({}, { calendar: { mishap } });
    s.crm.edit(crm, { title: 'Edited' });
    s.calendar.remove(calendar);
    lose = true;
    await s.run();
    const again = s.calendar.items()[0];
    if (again === undefined) throw new Error('not created again');
    s.calendar.remove(again.id);
    lose = false;
    for (let n = 0; n < 3; n++) await s.run();
    expect(titles(s.calendar)).toEqual(['Edited']);
    expect(await s.run()).toMatchObject({ outcome: 'ok', parked: 0 });
  });

  test('of what must not be removed ends the link and leaves the item, for good', async () => {
    const { s, crm, calendar } = await linked();
    s.calendar.edit(calendar, {}, { protection: { edit: false, remove: false, why: 'organisedByOthers' } });
    await s.run();
    s.crm.remove(crm);
    const report = await s.run();
    expect(writesOf(report)).toEqual(nothing);
    expect(s.entries()[0]).toMatchObject({
      action: 'unlink',
      reason: { kind: 'protected', code: 'organisedByOthers' },
    });
    s.calendar.edit(calendar, { title: 'Moved on' });
    expect(writesOf(await s.run())).toEqual(nothing);
    expect(s.crm.items()).toHaveLength(0);
  });

  test('of an item whose copy was made by a run that never reached its end is carried over', async () => {
    let down = false;
    const s = await scene({
      crm: {
        mishap: (call) =>
          call === 'update' && down ? { kind: 'throw', error: new Unavailable('down', { system }) } : undefined,
      },
    });
    const other = s.calendar.create(meeting({ title: 'Other' }));
    await s.run();
    const calendar = s.calendar.create(meeting({ title: 'Came and went' }));
    s.calendar.edit(other, { location: 'Room 4' });
    down = true;
    expect((await s.run()).outcome).toBe('failed');
    expect(titles(s.crm)).toEqual(['Came and went', 'Other']);
    down = false;
    s.calendar.remove(calendar);
    for (let n = 0; n < 3; n++) await s.run();
    expect(titles(s.crm)).toEqual(['Other']);
  });

  test('of an item that such a run found on both sides is carried over', async () => {
    let down = false;
    const s = await scene({
      crm: {
        mishap: (call) =>
          call === 'update' && down ? { kind: 'throw', error: new Unavailable('down', { system }) } : undefined,
      },
    });
    const other = s.calendar.create(meeting({ title: 'Other' }));
    await s.run();
    s.crm.create(meeting({ title: 'Came and went' }));
    const calendar = s.calendar.create(meeting({ title: 'Came and went' }));
    s.calendar.edit(other, { location: 'Room 4' });
    down = true;
    expect((await s.run()).outcome).toBe('failed');
    down = false;
    s.calendar.remove(calendar);
    for (let n = 0; n < 3; n++) await s.run();
    expect(titles(s.crm)).toEqual(['Other']);
  });

  test('of many at once waits for the user; apply carries it out', async () => {
    const s = await scene();
    const ids = Array.from({ length: 20 }, (_, n) => s.crm.create(meeting({ title: `Item ${n}` })));
    await s.run();
    for (const id of ids.slice(0, 11)) s.crm.remove(id);
    const report = await s.run();
    expect(report).toMatchObject({ outcome: 'partly', held: 11 });
    expect(s.calendar.items()).toHaveLength(20);
    expect((await s.run()).held).toBe(11);
    const waiting = s.store.activity({ filter: 'needsYou', search: '', before: null, limit: 50 }).entries;
    expect(waiting).toHaveLength(11);
    s.engine.decideHeld(
      waiting.map(({ id }) => id),
      'apply',
    );
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -11' });
    expect(s.store.counts()).toMatchObject({ held: 0, linked: { appointment: 9 } });
  });

  test('of everything waits for the user; keep leaves it and asks no more', async () => {
    const s = await scene();
    const ids = [s.crm.create(meeting({ title: 'a' })), s.crm.create(meeting({ title: 'b' }))];
    await s.run();
    for (const id of ids) s.crm.remove(id);
    expect((await s.run()).held).toBe(2);
    const waiting = s.store.activity({ filter: 'needsYou', search: '', before: null, limit: 50 }).entries;
    s.engine.decideHeld(
      waiting.map(({ id }) => id),
      'keep',
    );
    expect(writesOf(await s.run())).toEqual(nothing);
    expect(s.store.counts()).toMatchObject({ held: 0, linked: { appointment: 0 } });
    expect(titles(s.calendar)).toEqual(['a', 'b']);
    expect(s.crm.items()).toHaveLength(0);
  });

  test('is never concluded from a listing that was cut short', async () => {
    let mishap: Mishap | undefined;
    const { s } = await linked({}, { crm: { mishap: (call) => (call === 'changes' ? mishap : undefined) } });
    mishap = { kind: 'cutShort' };
    const report = await s.run();
    expect(report).toMatchObject({ outcome: 'failed', problem: { code: 'nonsense', system: 'superoffice' } });
    expect(s.calendar.items()).toHaveLength(1);
  });
});

describe('what must not be written', () => {
  test('an edit of the other copy of a protected item is put back once, with the reason', async () => {
    const { s, crm, calendar } = await linked();
    s.calendar.edit(calendar, {}, { protection: { edit: false, remove: false, why: 'hasGuests' } });
    await s.run();
    s.crm.edit(crm, { title: 'Mine' });
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect(titles(s.crm)).toEqual(['Forecast Q1']);
    expect(s.entries()[0]).toMatchObject({ outcome: 'refused', reason: { kind: 'protected', code: 'hasGuests' } });
    expect(s.entries()[0]?.changes[0]?.lost).toBe('Mine');
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('an item that turned into a series is left alone on both sides, and followed again afterwards', async () => {
    const { s, crm, calendar } = await linked();
    s.calendar.edit(calendar, { title: 'Weekly' }, { form: { kind: 'series', seriesId: 'x' } });
    s.crm.edit(crm, { location: 'Room 4' });
    const report = await s.run();
    expect(writesOf(report)).toEqual(nothing);
    expect(report.leftOut).toEqual({ seriesNotUnderstood: 1 });
    s.calendar.edit(calendar, {}, { form: { kind: 'single' } });
    await s.run();
    expect(s.crm.item(crm)?.fields).toMatchObject({ title: 'Weekly', location: 'Room 4' });
    expect(s.calendar.item(calendar)?.fields).toMatchObject({ title: 'Weekly', location: 'Room 4' });
  });

  test('a private item is not copied unless it may be, and never to where it would be open', async () => {
    const s = await scene({ crm: { facts: { canBePrivate: false } } });
    const secret = s.calendar.create(meeting({ visibility: 'private', title: 'Dentist' }));
    expect((await s.run()).leftOut).toEqual({ privateOff: 1 });
    const report = await s.run({ 'calendar.private': true });
    expect(report.leftOut).toEqual({ privateNotAccepted: 1 });
    expect(s.crm.items()).toHaveLength(0);
    expect(s.entries().map(({ title }) => title)).toEqual([null, null]);
    s.calendar.edit(secret, { visibility: 'public' });
    await s.run();
    expect(titles(s.crm)).toEqual(['Dentist']);
    const [copy] = s.crm.items();
    s.calendar.edit(secret, { visibility: 'private', title: 'Surgery' });
    expect((await s.run()).leftOut).toEqual({ privateNotAccepted: 1 });
    expect(titles(s.crm)).toEqual(['Dentist']);
    if (copy !== undefined) s.crm.remove(copy.id);
    for (let n = 0; n < 2; n++) await s.run();
    expect(s.crm.items()).toEqual([]);
    expect(s.calendar.items()).toHaveLength(1);
  });
});

describe('preferences', () => {
  test('that let more in bring in what was left out; those that let less in leave what is linked', async () => {
    const s = await scene();
    s.calendar.create(
      meeting({ span: { kind: 'allDay', firstDay: '2026-12-01' as LocalDate, lastDay: '2026-12-01' as LocalDate } }),
    );
    expect((await s.run({ 'calendar.allDay': false })).leftOut).toEqual({ allDayOff: 1 });
    expect(writesOf(await s.run())).toEqual({ crm: '+1 ~0 -0', calendar: '+0 ~0 -0' });
    expect(writesOf(await s.run({ 'calendar.allDay': false, 'window.futureDays': 1 }))).toEqual(nothing);
    expect(s.crm.items()).toHaveLength(1);
  });

  test('a window that moves on brings in what comes into it', async () => {
    const s = await scene();
    s.crm.create(meeting());
    const close = { 'window.futureDays': 3 };
    expect(writesOf(await s.run(close))).toEqual(nothing);
    s.clock.advance(6 * 24 * 3_600_000);
    expect(writesOf(await s.run(close))).toEqual({ crm: '+0 ~0 -0', calendar: '+1 ~0 -0' });
  });

  test('leaving the window is no deletion', async () => {
    const { s, crm } = await linked();
    s.clock.advance(60 * 24 * 3_600_000);
    s.crm.expireCursors();
    s.calendar.expireCursors();
    expect(writesOf(await s.run())).toEqual(nothing);
    expect(s.crm.item(crm)).toBeDefined();
    expect(s.calendar.items()).toHaveLength(1);
  });
});

describe('memory', () => {
  test('that is lost is found again by content, and nothing is created', async () => {
    const s = await scene();
    for (let n = 0; n < 12; n++) s.crm.create(meeting({ title: `Item ${n}` }));
    s.calendar.create(meeting({ title: 'From the calendar' }));
    await s.run();
    s.store.forgetLinks();
    const report = await s.run();
    expect(writesOf(report)).toEqual(nothing);
    expect(report.adopted).toBe(13);
  });

  test('that is lost is found again by marker, whatever was edited meanwhile', async () => {
    const { s, crm, calendar } = await linked();
    s.store.forgetLinks();
    s.crm.edit(crm, { title: 'Edited', location: 'Room 4' });
    const report = await s.run();
    expect(report.adopted).toBe(1);
    expect(s.calendar.item(calendar)?.fields).toMatchObject({ title: 'Edited', location: 'Room 4' });
    expect(s.crm.items()).toHaveLength(1);
  });

  test('knows the original from a copy that the user made of it, marker and all', async () => {
    const { s, crm, calendar } = await linked();
    const copy = s.calendar.copy(calendar);
    s.calendar.edit(copy, { title: 'Copied' });
    expect(writesOf(await s.run())).toEqual({ crm: '+1 ~0 -0', calendar: '+0 ~0 -0' });
    s.calendar.edit(copy, { title: 'Copied, then edited' });
    await s.run();
    expect(s.crm.item(crm)?.fields.title).toBe('Forecast Q1');
    expect(titles(s.crm)).toEqual(['Copied, then edited', 'Forecast Q1']);
  });

  test('of another account stops the run before anything is read', async () => {
    const { s } = await linked();
    const facts = await s.calendar.connector.facts(new AbortController().signal);
    Object.assign(s.calendar.connector, { facts: async () => ({ ...facts, accountKey: 'microsoft365:tenant:99' }) });
    const report = await s.run();
    expect(report).toMatchObject({ outcome: 'failed', problem: { code: 'otherAccount', system: 'microsoft365' } });
    expect(s.store.counts().linked.appointment).toBe(1);
  });
});

describe('trouble', () => {
  test('with one item sets it aside, lets the others through, and tries again after growing pauses', async () => {
    let bad = true;
    const error = new Rejected('too long', { system, status: 400, code: 'ErrorPropertyValidationFailure' });
    let creations = 0;
    const mishap = (call: string): Mishap | undefined => {
      if (call !== 'create') return undefined;
      creations += 1;
      return bad && creations % 3 === 1 ? { kind: 'failBefore', error } : undefined;
    };
    const s = await scene({ calendar: { mishap } });
    for (const title of ['a', 'b', 'c']) s.crm.create(meeting({ title }));
    const first = await s.run();
    expect(first).toMatchObject({ outcome: 'partly', parked: 1 });
    expect(writesOf(first).calendar).toBe('+2 ~0 -0');
    creations = 0;
    expect((await s.run()).parked).toBe(1);
    expect(s.entries().filter(({ outcome }) => outcome === 'parked')).toHaveLength(1);
    bad = false;
    const soon = await s.engine.run({
      trigger: 'user',
      preferences: defaultPreferences,
      signal: new AbortController().signal,
    });
    expect(soon.parked).toBe(1);
    const last = await s.run();
    expect(last).toMatchObject({ outcome: 'ok', parked: 0 });
    expect(titles(s.calendar)).toEqual(['a', 'b', 'c']);
  });

  test('an answer that is lost after a creation is looked up before anything is created again', async () => {
    let lose = true;
    const error = new Unavailable('no answer', { system });
    const mishap = (call: string): Mishap | undefined =>
      call === 'create' && lose ? { kind: 'failAfter', error } : undefined;
    const s = await scene({ calendar: { mishap } });
    s.crm.create(meeting());
    expect((await s.run()).parked).toBe(1);
    lose = false;
    const report = await s.run();
    expect(report).toMatchObject({ outcome: 'ok', parked: 0, linked: 1 });
    expect(s.calendar.items()).toHaveLength(1);
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('what was edited on both sides after a creation without an answer is merged field by field', async () => {
    const lost: Mishap[] = [{ kind: 'failAfter', error: new Unavailable('no answer', { system }) }];
    const s = await scene({ calendar: { mishap: (call) => (call === 'create' ? lost.shift() : undefined) } });
    const crm = s.crm.create(meeting());
    await s.run();
    const calendar = s.calendar.items()[0]?.id;
    if (calendar === undefined) throw new Error('not created');
    s.calendar.edit(calendar, { title: 'Edited in the calendar' });
    s.clock.advance(60_000);
    s.crm.edit(crm, { location: 'Room 4' });
    await s.run();
    const both = { title: 'Edited in the calendar', location: 'Room 4' };
    expect(s.crm.item(crm)?.fields).toMatchObject(both);
    expect(s.calendar.item(calendar)?.fields).toMatchObject(both);
  });

  test('an answer that is lost, and a look-up that sees an old copy, still make one item', async () => {
    const mishaps: Record<string, Mishap[]> = {
      create: [{ kind: 'failAfter', error: new Unavailable('no answer', { system }) }],
      findCreated: [{ kind: 'stale', changes: 1 }],
    };
    const s = await scene({ calendar: { mishap: (call) => mishaps[call]?.shift() } });
    s.crm.create(meeting());
    await s.run();
    const report = await s.run();
    expect(report).toMatchObject({ outcome: 'ok', parked: 0, linked: 1 });
    expect(s.calendar.items()).toHaveLength(1);
    expect(s.crm.items()).toHaveLength(1);
  });

  test('a copy that turns out to exist is remembered although the run fails in the same round', async () => {
    const mishaps: Record<string, Mishap[]> = { changes: [], update: [] };
    const s = await scene({ crm: { withoutMarkers: true, mishap: (call) => mishaps[call]?.shift() } });
    const other = s.calendar.create(meeting({ title: 'Other' }));
    await s.run();
    const calendar = s.calendar.create(meeting());
    s.calendar.edit(other, { location: 'Room 4' });
    s.crm.create(meeting(), {}, creationMark('microsoft365:tenant:12', calendar, 0));
    mishaps['changes']?.push({ kind: 'stale', changes: 1 });
    mishaps['update']?.push({ kind: 'throw', error: new Unavailable('down', { system }) });
    expect((await s.run()).outcome).toBe('failed');
    s.calendar.edit(calendar, { title: 'Edited' });
    for (let n = 0; n < 2; n++) await s.run();
    expect(titles(s.crm)).toEqual(['Edited', 'Other']);
    expect(titles(s.calendar)).toEqual(['Edited', 'Other']);
  });

  test('an update that arrived without its answer is no edit of the side it was written on', async () => {
    const lost: Mishap[] = [];
    const { s, crm, calendar } = await linked(
      {},
      { calendar: { mishap: (call) => (call === 'update' ? lost.shift() : undefined) } },
    );
    await company(s);
    s.crm.edit(crm, { title: 'Edited' });
    lost.push({ kind: 'failAfter', error: new Unavailable('no answer', { system }) });
    await s.run();
    expect(s.calendar.item(calendar)?.fields.title).toBe('Edited');
    s.crm.remove(crm);
    for (let n = 0; n < 2; n++) await s.run();
    expect(titles(s.calendar)).toEqual(['Company']);
    expect(titles(s.crm)).toEqual(['Company']);
  });

  test('a second look that sees an old copy does not hide what the listing has shown', async () => {
    const old: Mishap[] = [];
    const { s, crm, calendar } = await linked(
      {},
      { crm: { mishap: (call) => (call === 'get' ? old.shift() : undefined) } },
    );
    const series = { form: { kind: 'series' as const, seriesId: 'x' } };
    s.calendar.edit(calendar, {}, series);
    await s.run();
    s.calendar.edit(calendar, {}, { form: { kind: 'single' } });
    s.crm.edit(crm, { title: 'Edited' });
    old.push({ kind: 'stale', changes: 1 });
    for (let n = 0; n < 3; n++) await s.run();
    expect(titles(s.calendar)).toEqual(['Edited']);
  });

  test('an old copy that is read before a creation is tried again does not show what was made private since', async () => {
    const old: Mishap[] = [];
    const lost: Mishap[] = [{ kind: 'failBefore', error: new Unavailable('no answer', { system }) }];
    const s = await scene({
      crm: { mishap: (call) => (call === 'get' ? old.shift() : undefined) },
      calendar: { mishap: (call) => (call === 'create' ? lost.shift() : undefined) },
    });
    const crm = s.crm.create(meeting());
    await s.run();
    s.crm.edit(crm, { visibility: 'private' });
    old.push({ kind: 'stale', changes: 1 });
    await s.run();
    expect(s.calendar.items().map(({ fields }) => fields.visibility)).toEqual(['private']);
  });

  test('with a server that is down ends the run and loses nothing', async () => {
    let down = true;
    const error = new Unavailable('down', { system, status: 503 });
    const mishap = (call: string): Mishap | undefined =>
      call === 'create' && down ? { kind: 'failAfter', error } : undefined;
    const s = await scene({ calendar: { mishap } });
    for (const title of ['a', 'b', 'c']) s.crm.create(meeting({ title }));
    expect(await s.run()).toMatchObject({ outcome: 'failed', parked: 0, problem: { code: 'unavailable', system } });
    down = false;
    expect((await s.run()).outcome).toBe('ok');
    expect(titles(s.calendar)).toEqual(['a', 'b', 'c']);
  });

  test('a run that is stopped leaves everything consistent, and the next one goes on', async () => {
    const stop = new AbortController();
    const mishap = (call: string): undefined => {
      if (call === 'create') stop.abort(new Error('stop'));
    };
    const s = await scene({ calendar: { mishap } });
    for (let n = 0; n < 120; n++) s.crm.create(meeting({ title: `Item ${n}` }));
    const report = await s.engine.run({ trigger: 'user', preferences: defaultPreferences, signal: stop.signal });
    expect(report).toMatchObject({ outcome: 'stopped', problem: { code: 'cancelled' } });
    expect(report.written.calendar.created).toBe(100);
    expect((await s.run()).outcome).toBe('ok');
    expect(s.calendar.items()).toHaveLength(120);
    expect(writesOf(await s.run())).toEqual(nothing);
  });
});

test('a dry run tells what would be done and does nothing', async () => {
  const s = await scene();
  s.crm.create(meeting({ title: 'out' }));
  s.calendar.create(meeting({ title: 'secret', visibility: 'private' }));
  const told: string[] = [];
  const report = await s.engine.run({
    trigger: 'user',
    preferences: defaultPreferences,
    signal: new AbortController().signal,
    dryRun: true,
    onPlanned: ({ action, side, outcome, title }) => void told.push(`${action} ${side} ${outcome} ${title}`),
  });
  expect(told).toEqual(['none calendar leftOut null', 'create calendar planned out']);
  expect(writesOf(report)).toEqual({ crm: '+0 ~0 -0', calendar: '+1 ~0 -0' });
  expect(s.calendar.writes).toEqual([]);
  expect(s.entries()).toEqual([]);
  expect(s.store.counts().linked.appointment).toBe(0);
  expect(s.store.lastReport()).toBeUndefined();
});

test('a quiet run asks each side once and carries no more than its own report', async () => {
  const { s } = await linked();
  await s.run();
  const before = { crm: s.crm.requests, calendar: s.calendar.requests };
  const report = await s.run();
  // The account's facts and the change list.
  expect(s.crm.requests - before.crm).toBe(2);
  expect(s.calendar.requests - before.calendar).toBe(2);
  expect(report.read).toEqual({ crm: 0, calendar: 0 });
});

test('events tell the way of a run in order, and the last one is the report', async () => {
  const s = await scene();
  s.crm.create(meeting());
  const report = await s.run();
  const types = s.events.map((event) => (event.type === 'progress' ? event.phase : event.type));
  expect(types[0]).toBe('started');
  expect(types.filter((type, at) => types.indexOf(type) === at)).toEqual([
    'started',
    'preparing',
    'reading',
    'comparing',
    'writing',
    'activity',
    'finishing',
    'finished',
  ]);
  expect(s.events.at(-1)).toEqual({ type: 'finished', report });
});
