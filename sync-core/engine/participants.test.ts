/** @file Tests of what is told of participants below the text, over several runs and in both directions. */
import { describe, expect, test } from 'vitest';
import { Unavailable } from '../connectors/errors.ts';
import type { Participant } from '../model/participant.ts';
import { canonicalHtml, plainTextOfHtml } from '../translate/text.ts';
import type { Call, Mishap } from './testing/memory-system.ts';
import { createScene, meeting, type Scene, type SceneOptions, writesOf } from './testing/scene.ts';

const jonas: Participant = { name: 'Jonas Reuter', email: 'j.reuter@hafenbau.example', answer: 'accepted' };
const ann: Participant = { name: 'Ann Lee', email: 'ann@example.org', answer: 'none' };
const me: Participant = { name: 'Mara Wendt', email: 'Mara.Wendt@nordlicht.example', answer: 'organiser' };
const facts = { addresses: ['mara.wendt@nordlicht.example'] };
const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };
const toCrm = { 'calendar.participantsInText': true };
const only = <T>([one]: readonly T[]): T => {
  if (one === undefined) throw new Error('there is none');
  return one;
};
const crmItem = (s: Scene) => only(s.crm.items());
const calendarItem = (s: Scene) => only(s.calendar.items());
const told = (added: string | undefined) =>
  plainTextOfHtml(added ?? '')
    .split('\n')
    .slice(2, -1);

async function booking(participants: readonly Participant[] = [me, jonas], options: SceneOptions = {}): Promise<Scene> {
  const s = await createScene({ ...options, crm: { facts, ...options.crm } });
  s.crm.create(meeting({ body: '<p>Agenda</p>' }), { participants });
  await s.run();
  return s;
}

describe('participants of the CRM', () => {
  test('are told below the text in the calendar, without the user, and are nobody’s words', async () => {
    const s = await booking();
    expect(told(calendarItem(s).added)).toEqual(['• Jonas Reuter, j.reuter@hafenbau.example (accepted)']);
    expect(calendarItem(s).fields.body).toBe('<p>Agenda</p>');
    for (let run = 0; run < 20; run += 1) expect(writesOf(await s.run())).toEqual(nothing);
    expect(crmItem(s).fields.body).toBe('<p>Agenda</p>');
  });
  test('are told anew when they change, and the text of the calendar stays as it is', async () => {
    const s = await booking();
    s.calendar.edit(calendarItem(s).id, { body: '<p><strong>Agenda</strong></p>' });
    s.crm.edit(crmItem(s).id, {}, { participants: [me, jonas, ann] });
    await s.run();
    expect(told(calendarItem(s).added)).toHaveLength(2);
    expect(calendarItem(s).fields.body).toBe('<p><strong>Agenda</strong></p>');
    expect(crmItem(s).fields.body).toBe('<p><strong>Agenda</strong></p>');
    expect(writesOf(await s.run())).toEqual(nothing);
  });
  test('are no longer told when nobody else takes part', async () => {
    const s = await booking();
    s.crm.edit(crmItem(s).id, {}, { participants: [me] });
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    expect(calendarItem(s).added).toBe('');
    expect(s.entries()[0]).toMatchObject({ action: 'update', changes: [{ field: 'body' }] });
    expect(writesOf(await s.run())).toEqual(nothing);
  });
  test('stay below a text that is changed on either side', async () => {
    const s = await booking();
    s.crm.edit(crmItem(s).id, { body: '<p>Another</p>' });
    await s.run();
    expect(calendarItem(s)).toMatchObject({ fields: { body: '<p>Another</p>' } });
    expect(told(calendarItem(s).added)).toHaveLength(1);
    s.calendar.edit(calendarItem(s).id, { body: '<p>Third</p>' });
    await s.run();
    expect(crmItem(s).fields.body).toBe('<p>Third</p>');
    expect(crmItem(s).added ?? '').toBe('');
  });
  test('are told or not as the preference says, from the next change of the item on', async () => {
    const off = { 'crm.participantsInText': false };
    const s = await booking();
    expect(writesOf(await s.run(off))).toEqual(nothing);
    s.crm.edit(crmItem(s).id, { location: 'Tor 3' });
    await s.run(off);
    expect(calendarItem(s).added).toBe('');
    expect(writesOf(await s.run())).toEqual(nothing);
    s.crm.edit(crmItem(s).id, { location: 'Tor 4' });
    await s.run();
    expect(told(calendarItem(s).added)).toHaveLength(1);
  });
  test('are not put where nothing may be written, and come when it may', async () => {
    const s = await booking([me]);
    s.crm.edit(crmItem(s).id, {}, { participants: [me, ann] });
    expect(writesOf(await s.run({ direction: 'calendarToCrm' }))).toEqual(nothing);
    await s.run();
    expect(told(calendarItem(s).added)).toHaveLength(1);
  });
  describe.each(['failAfter', 'failBefore'] as const)(
    'that changed alone, in a write without an answer (%s)',
    (kind) => {
      const lost = async () => {
        let lose = false;
        const mishap = (call: Call): Mishap | undefined => {
          if (!lose || call !== 'update') return undefined;
          lose = false;
          return { kind, error: new Unavailable('lost', { system: 'microsoft365' }) };
        };
        const s = await booking([me], { calendar: { mishap } });
        s.crm.edit(crmItem(s).id, {}, { participants: [me, ann] });
        lose = true;
        expect(writesOf(await s.run())).toEqual(nothing);
        expect(writesOf(await s.run()), 'found, or done again').toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
        return s;
      };
      const changes = (s: Scene) => s.calendar.writes.filter((one) => one.do === 'update').length;

      test('are told once, and the activity list says so', async () => {
        const s = await lost();
        expect(told(calendarItem(s).added)).toHaveLength(1);
        expect(changes(s)).toBe(1);
        expect(s.entries()[0]).toMatchObject({ action: 'update', outcome: 'done', changes: [{ field: 'body' }] });
        expect(writesOf(await s.run())).toEqual(nothing);
      });
      test('are not told any more when it is as before', async () => {
        const s = await lost();
        s.crm.edit(crmItem(s).id, {}, { participants: [me] });
        await s.run();
        expect(calendarItem(s).added).toBe('');
        expect(writesOf(await s.run())).toEqual(nothing);
      });
      test('and the text that somebody writes meanwhile stay both', async () => {
        const s = await lost();
        s.calendar.edit(calendarItem(s).id, { body: '<p>Mine</p>' });
        await s.run();
        expect(told(calendarItem(s).added)).toHaveLength(1);
        expect(crmItem(s).fields.body).toBe('<p>Mine</p>');
        expect(changes(s)).toBe(1);
      });
    },
  );

  describe('met again without a memory', () => {
    const forgotten = async (meanwhile: { readonly participants?: readonly Participant[] } = {}) => {
      const s = await booking();
      s.crm.edit(crmItem(s).id, {}, meanwhile);
      return await createScene({ besides: s });
    };
    test('are told anew where they changed meanwhile, once', async () => {
      const s = await forgotten({ participants: [me, jonas, ann] });
      expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
      expect(told(calendarItem(s).added)).toHaveLength(2);
      expect(writesOf(await s.run())).toEqual(nothing);
    });
    test('are left as they are told, in whatever language', async () => {
      const s = await forgotten();
      const before = calendarItem(s).added;
      const german = { 'crm.subject.language': 'de' };
      expect(writesOf(await s.run(german))).toEqual(nothing);
      expect(calendarItem(s).added).toBe(before);
      s.crm.edit(crmItem(s).id, { location: 'Tor 3' });
      await s.run(german);
      expect(told(calendarItem(s).added)).toEqual(['• Jonas Reuter, j.reuter@hafenbau.example (zugesagt)']);
      expect(writesOf(await s.run())).toEqual(nothing);
      expect(calendarItem(s).fields.body).toBe('<p>Agenda</p>');
    });
    test('stay away where the user wants none, and stay where they are', async () => {
      const off = { 'crm.participantsInText': false };
      const s = await forgotten({ participants: [me, jonas, ann] });
      const before = calendarItem(s).added;
      expect(writesOf(await s.run(off))).toEqual(nothing);
      expect(calendarItem(s).added).toBe(before);
    });
  });
  test('come back with a calendar item whose removal is taken back', async () => {
    const s = await booking();
    const { added } = calendarItem(s);
    s.crm.create(meeting({ title: 'Another' }));
    s.crm.create(meeting({ title: 'Third' }));
    await s.run();
    s.crm.remove(crmItem(s).id);
    await s.run();
    expect(s.calendar.items().map((one) => one.added)).toEqual([undefined, undefined]);
    await s.engine.undo({ entries: [only(s.entries()).id] }, new AbortController().signal);
    expect(s.calendar.items().map((one) => one.added)).toContain(added);
  });
  test('do not count as changes of half a calendar, which would be asked about', async () => {
    const s = await createScene({ crm: { facts } });
    for (let n = 0; n < 60; n += 1) s.crm.create(meeting({ title: `Item ${n}` }), { participants: [me] });
    await s.run();
    for (const { id } of s.crm.items()) s.crm.edit(id, {}, { participants: [me, ann] });
    expect(writesOf(await s.run()).calendar).toBe('+0 ~60 -0');
  });
});

describe('participants of the calendar', () => {
  test('are told in the CRM only where the user wants it', async () => {
    const s = await createScene({ crm: { facts } });
    s.calendar.create(meeting({ title: 'A' }), { participants: [me, ann] });
    await s.run();
    expect(crmItem(s).added).toBeUndefined();
    s.calendar.edit(calendarItem(s).id, { location: 'Tor 3' });
    await s.run(toCrm);
    expect(told(crmItem(s).added)).toEqual(['• Ann Lee, ann@example.org']);
    expect(writesOf(await s.run(toCrm))).toEqual(nothing);
    expect(writesOf(await s.run())).toEqual(nothing);
  });
  test('are told on both sides without ever coming back', async () => {
    const s = await createScene({
      crm: { facts },
      calendar: { keep: (fields) => ({ ...fields, body: canonicalHtml(fields.body) }) },
    });
    s.calendar.create(meeting({ body: '<p>Agenda</p>' }), { participants: [ann] });
    await s.run(toCrm);
    s.crm.edit(crmItem(s).id, { location: 'Tor 3' }, { participants: [jonas] });
    await s.run(toCrm);
    expect([told(calendarItem(s).added), told(crmItem(s).added)]).toEqual([
      ['• Jonas Reuter, j.reuter@hafenbau.example (accepted)'],
      ['• Ann Lee, ann@example.org'],
    ]);
    for (let run = 0; run < 20; run += 1) expect(writesOf(await s.run(toCrm))).toEqual(nothing);
  });
});

test('a subject that had to be cut stands whole below the text', async () => {
  const s = await createScene();
  s.crm.create(meeting({ title: 'Wort '.repeat(60).trim() }));
  await s.run();
  expect(calendarItem(s).fields.title.length).toBeLessThanOrEqual(255);
  expect(plainTextOfHtml(calendarItem(s).added ?? '')).toContain(`Subject: ${'Wort '.repeat(60).trim()}`);
  s.calendar.edit(calendarItem(s).id, { title: calendarItem(s).fields.title.replace('Wort', 'Erstes') });
  await s.run();
  expect(crmItem(s).fields.title).toBe(`Erstes ${'Wort '.repeat(59).trim()}`);
});
