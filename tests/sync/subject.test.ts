/**
 * @file The calendar's subject, built of what the CRM knows, through the whole engine: edited there, built by another preference, of
 * another type, and met again by a computer that remembers nothing. No name of a type or a company ever becomes a title.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { defaultPreferences, type Preferences } from '../../sync-core/preferences/schema.ts';
import { type Computer, type Computers, startComputers } from '../support/computers.ts';
import { nothing } from '../support/stage.ts';

const usual = { 'crm.subject.parts': defaultPreferences['crm.subject.parts'] } satisfies Partial<Preferences>;
const shorter = { 'crm.subject.parts': ['title', 'company'] } satisfies Partial<Preferences>;
const when = { start: '2026-12-08T09:07:00', end: '2026-12-08T10:00:00' };

let world: Computers;
let desk: Computer;
const crm = () => world.sandbox.superoffice.control;
const calendar = () => world.sandbox.microsoft365.control;
const row = () =>
  only(
    crm()
      .list()
      .filter(({ start }) => start.startsWith('2026-12-08T09:07')),
  );
const event = () =>
  only(
    calendar()
      .list()
      .filter(({ start }) => start.startsWith('2026-12-08T09:07')),
  );

function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} items`);
  return item;
}
async function settled(preferences: Partial<Preferences>, computer = desk): Promise<void> {
  expect(await computer.run(preferences)).toMatchObject({ outcome: 'ok', held: 0, parked: 0 });
  expect(writesOf(await computer.run(preferences)), 'the run after').toEqual(nothing);
}

/** An appointment with a customer, of the first type. */
beforeEach(async () => {
  world = await startComputers();
  desk = await world.computer();
  const known = crm()
    .list()
    .find(({ personId, contactId }) => personId > 0 && contactId > 0);
  const { personId = 0, contactId = 0 } = known ?? {};
  crm().createAppointment({ title: 'Abnahme', ...when, personId, contactId, typeId: 1 });
  await settled(usual);
});
afterEach(() => world.close());

const parts = () => event().title.split(' * ');
const edit = (change: (title: string) => string) =>
  void calendar().changeEvent({ id: event().id, title: change(event().title) });

test('is built of the parts, and every edit of it in the calendar is an edit of the title', async () => {
  const built = parts();
  expect(built).toEqual([
    expect.any(String),
    'Abnahme',
    row().company,
    ...[row().department, row().person].filter(Boolean),
  ]);
  for (const [title, subject] of [
    ['Begehung', built.with(1, 'Begehung').join(' * ')],
    ['Zweite Begehung', `Zweite Begehung * ${row().company}`],
    ['Dritte * Begehung', 'Dritte * Begehung'],
  ] as const) {
    calendar().changeEvent({ id: event().id, title: subject });
    await settled(usual);
    expect(row().title).toBe(title);
    expect(event().title).toBe(subject);
  }
});

test('by another preference is built when the appointment changes in the CRM, and edits of the old one are understood till then', async () => {
  const before = event().title;
  await settled(shorter);
  expect(event().title).toBe(before);
  edit((title) => title.replace('Abnahme', 'Begehung'));
  await settled(shorter);
  expect(row().title).toBe('Begehung');
  crm().changeAppointment({ id: row().id, location: 'Tor 3' });
  await settled(shorter);
  expect(event().title).toBe(`Begehung * ${row().company}`);
  edit((title) => title.replace('Begehung', 'Abnahme'));
  await settled(shorter);
  expect(row().title).toBe('Abnahme');
});

describe('met by a computer that remembers nothing', () => {
  let laptop: Computer;
  beforeEach(async () => {
    laptop = await world.computer();
  });

  test.each([
    ['by another preference', shorter, {}],
    ['with the title alone', {}, {}],
    ['when it has another type', usual, { typeId: 7 }],
    ['when it is about nobody any more', usual, { personId: 0, contactId: 0 }],
  ])('%s it is known, and nothing is written', async (_how, preferences, change) => {
    const before = event().title;
    if (Object.keys(change).length > 0) crm().changeAppointment({ id: row().id, ...change });
    // The calendar's own edit is the later one.
    world.advance(60_000);
    calendar().changeEvent({ id: event().id, location: 'Tor 3' });
    await settled(preferences, laptop);
    expect(row()).toMatchObject({ title: 'Abnahme', location: 'Tor 3' });
    expect(event().title).toBe(before);
  });

  test('an edit made meanwhile is an edit of the title, also by another preference', async () => {
    world.advance(60_000);
    edit((title) => title.replace('Abnahme', 'Begehung'));
    await settled(shorter, laptop);
    expect(row().title).toBe('Begehung');
  });

  test('edits of the old subject are understood afterwards', async () => {
    await settled(shorter, laptop);
    edit((title) => title.replace('Abnahme', 'Begehung'));
    await settled(shorter, laptop);
    expect(row().title).toBe('Begehung');
    crm().changeAppointment({ id: row().id, title: 'Prüfung' });
    await settled(shorter, laptop);
    expect(event().title).toBe(`Prüfung * ${row().company}`);
  });
});

test.each(['</p><script>alert(1)</script>', '<b>bold</b> & "quoted"', '--- Added by Synchronizer ---'])(
  'with the title %j is words and nothing else',
  async (title) => {
    crm().changeAppointment({
      id: row().id,
      title: `${title} ${'Wort '.repeat(60)}`,
      body: '<p>Agenda</p>',
      guests: ['gast@example.org'],
    });
    await settled(usual);
    expect(event().title).toContain(title);
    expect(event().body).not.toMatch(/<script|<b>/);
    expect(row().body).toBe('<p>Agenda</p>');
    expect(event().body.match(/Added by Synchronizer ---/g)?.length).toBe(title.startsWith('---') ? 2 : 1);
  },
);
