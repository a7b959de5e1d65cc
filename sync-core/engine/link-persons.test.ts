/** @file Tests of whom an appointment from the calendar is linked with in the CRM. */
import { describe, expect, test } from 'vitest';
import type { KnownPerson } from '../connectors/connector.ts';
import { Rejected } from '../connectors/errors.ts';
import { createScene, meeting, type Scene } from './testing/scene.ts';

const person = (personId: number, isColleague = false): KnownPerson => ({
  personId,
  contactId: isColleague ? 2 : 300,
  name: `Person ${personId}`,
  isColleague,
});
const book = new Map<string, readonly KnownPerson[]>([
  ['ann@example.org', [person(1)]],
  ['bo@example.org', [person(2)]],
  ['info@example.org', [person(3), person(4)]],
  ['ingrid@nordlicht.example', [person(5, true)]],
]);
const on = { 'crm.linkPersonByEmail': true };

async function scene(asked: string[] = []): Promise<Scene> {
  const facts = { addresses: ['mara@nordlicht.example'] };
  return await createScene({
    crm: { facts, persons: () => book, mishap: (call) => void asked.push(call) },
  });
}
const created = (s: Scene) => s.crm.writes.flatMap((one) => (one.do === 'create' ? [one] : []));
const linked = (s: Scene) => created(s).map(({ persons }) => (persons ?? []).map(({ personId }) => personId));

describe('an appointment from the calendar', () => {
  test.each([
    ['its one person', 'Call Ann@Example.org', [1], null],
    ['the first as the main person, and the others', 'bo@example.org, ann@example.org', [2, 1], null],
    ['nobody where several persons have the address', 'info@example.org', [], 'severalPersons'],
    ['nobody where no person has the address', 'who@example.org', [], 'noPerson'],
    ['those who are found, and says of which nobody was', 'who@example.org ann@example.org', [1], 'noPerson'],
    ['no colleague, and says nothing of it', 'ingrid@nordlicht.example', [], null],
    ['nobody by the address of the user', 'mara@nordlicht.example', [], null],
    ['nobody without an address', 'Agenda', [], null],
  ])('is linked with %s', async (_, body, persons, why) => {
    const s = await scene();
    s.calendar.create(meeting({ body: `<p>${body}</p>` }));
    await s.run(on);
    expect(linked(s)).toEqual([persons]);
    expect(s.entries()[0]?.reason).toEqual(why === null ? null : { kind: 'person', code: why });
  });
  test('is linked by those who take part, after those who are named in the text', async () => {
    const s = await scene();
    const participants = [{ name: 'Ann', email: 'Ann@example.org', answer: 'none' }] as const;
    s.calendar.create(meeting({ body: '<p>bo@example.org</p>' }), { participants });
    await s.run(on);
    expect(linked(s)).toEqual([[2, 1]]);
  });
  test('is linked with nobody where the user does not want it', async () => {
    const asked: string[] = [];
    const s = await scene(asked);
    s.calendar.create(meeting({ body: '<p>ann@example.org</p>' }));
    await s.run();
    expect(created(s)[0]?.persons).toBeUndefined();
    expect(asked).not.toContain('findPersons');
  });
  test('is created all the same where persons may not be looked up', async () => {
    const refused = { kind: 'throw', error: new Rejected('refused', { system: 'superoffice' }) } as const;
    const s = await createScene({
      crm: { persons: () => book, mishap: (call) => (call === 'findPersons' ? refused : undefined) },
    });
    s.calendar.create(meeting({ body: '<p>ann@example.org</p>' }));
    await s.run(on);
    expect(linked(s)).toEqual([[]]);
    expect(s.entries()[0]).toMatchObject({ outcome: 'done', reason: { kind: 'person', code: 'notSearched' } });
  });
});

test('addresses are asked for together, each once in a run', async () => {
  const asked: string[] = [];
  const s = await scene(asked);
  for (let n = 0; n < 150; n += 1) {
    s.calendar.create(meeting({ title: `Item ${n}`, body: `<p>ann@example.org bo@example.org</p>` }));
  }
  await s.run(on);
  expect(linked(s)).toHaveLength(150);
  expect(asked.filter((call) => call === 'findPersons')).toHaveLength(1);
});

test('what comes from the CRM is not looked up', async () => {
  const asked: string[] = [];
  const s = await scene(asked);
  s.crm.create(meeting({ body: '<p>ann@example.org</p>' }));
  await s.run(on);
  expect(asked).not.toContain('findPersons');
});
