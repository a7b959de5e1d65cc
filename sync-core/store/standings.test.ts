/** @file Tests of "why is this not synchronised?": what is found by a title, in which order, and what never is. */
import { afterEach, describe, expect, test } from 'vitest';
import { Rejected } from '../connectors/errors.ts';
import { createScene, meeting, quiet, type Scene, type SceneOptions, stillClock } from '../engine/testing/scene.ts';
import type { Appointment } from '../model/appointment.ts';
import type { ItemId, ItemVersion } from '../model/side.ts';
import type { Instant, LocalDate, ZoneId } from '../model/time.ts';
import type { Link } from './records.ts';
import { openStore } from './store.ts';

const open: Scene[] = [];
async function scene(options: SceneOptions = {}): Promise<Scene> {
  const made = await createScene(options);
  open.push(made);
  return made;
}
afterEach(() => {
  for (const one of open.splice(0)) one.store.close();
});

const day = 24 * 3_600_000;
const find = (s: Scene, search: string) => s.store.standings(search, 20);

describe('an item', () => {
  test('that is linked is synchronised, with both its places', async () => {
    const s = await scene();
    const crm = s.crm.create(meeting({ title: 'Økonomi' }));
    await s.run();
    expect(find(s, 'økonom')).toEqual([
      {
        kind: 'appointment',
        title: 'Økonomi',
        when: '2026-12-01T09:00:00Z',
        standing: 'synchronised',
        reason: null,
        since: '2026-11-23T09:00:00.000Z',
        entry: null,
        items: { crm: { id: crm }, calendar: { id: s.calendar.items()[0]?.id } },
      },
    ]);
  });

  test('that is left out says why and since when, and under its newest title', async () => {
    const s = await scene();
    const span = { kind: 'allDay', firstDay: '2026-12-01' as LocalDate, lastDay: '2026-12-01' as LocalDate } as const;
    const id = s.calendar.create(meeting({ title: 'Holiday', span }), { webUrl: 'https://outlook.example/1' });
    await s.run({ 'calendar.allDay': false });
    const since = new Date(s.clock.now()).toISOString();
    expect(find(s, 'holiday')).toMatchObject([
      {
        standing: 'leftOut',
        reason: { kind: 'leftOut', code: 'allDayOff' },
        since,
        when: '2026-12-01',
        entry: s.entries()[0]?.id,
        items: { calendar: { id, webUrl: 'https://outlook.example/1' } },
      },
    ]);
    s.calendar.edit(id, { title: 'Day off' });
    await s.run({ 'calendar.allDay': false });
    expect(find(s, 'holiday')).toEqual([]);
    expect(find(s, 'day off')).toMatchObject([{ standing: 'leftOut', since }]);
    expect(s.entries()).toHaveLength(1);
  });

  test('that was set aside says what the system answered', async () => {
    const error = new Rejected('no', { system: 'microsoft365', status: 400 });
    const s = await scene({
      calendar: {
        mishap: (call) => (call === 'create' || call === 'update' ? { kind: 'failBefore', error } : undefined),
      },
    });
    s.crm.create(meeting({ title: 'Refused' }));
    const crm = s.crm.create(meeting({ title: 'Linked' }));
    s.calendar.create(meeting({ title: 'Linked' }));
    await s.run();
    s.crm.edit(crm, { location: 'Room 4' });
    await s.run();
    const reason = { kind: 'error', code: 'rejected' };
    expect(find(s, 'refused')).toMatchObject([{ standing: 'setAside', reason, entry: expect.any(Number) }]);
    expect(find(s, 'linked')).toMatchObject([{ standing: 'setAside', reason, items: { crm: { id: crm } } }]);
  });

  test('that waits for the user says so', async () => {
    const s = await scene();
    for (let n = 0; n < 3; n++) s.crm.create(meeting({ title: `Meeting ${n}` }));
    await s.run();
    for (const { id } of s.crm.items()) s.crm.remove(id);
    await s.run();
    expect(find(s, 'meeting 1')).toMatchObject([
      { standing: 'waitsForYou', reason: { kind: 'ask', code: 'manyRemovals' }, entry: expect.any(Number) },
    ]);
  });

  test('that goes its own way says why', async () => {
    const s = await scene();
    s.crm.create(meeting());
    const other = s.crm.create(meeting({ title: 'Other' }));
    await s.run();
    const copy = s.calendar.items().find(({ fields }) => fields.title === 'Other');
    if (copy === undefined) throw new Error('no copy');
    s.calendar.edit(copy.id, {}, { protection: { edit: false, remove: false, why: 'hasGuests' } });
    s.crm.remove(other);
    await s.run();
    expect(find(s, 'other')).toMatchObject([
      { standing: 'onItsOwn', reason: { kind: 'protected', code: 'hasGuests' }, items: { calendar: { id: copy.id } } },
    ]);
  });

  test('that is private is neither shown nor found', async () => {
    const s = await scene();
    s.calendar.create(meeting({ title: 'Doctor', visibility: 'private' }));
    s.crm.create(meeting({ title: 'Doctor too', visibility: 'private' }));
    await s.run();
    expect(s.entries()).not.toEqual([]);
    expect(find(s, 'doctor')).toEqual([]);
  });

  test('that was never read is not known, and no words find nothing', async () => {
    const s = await scene();
    s.crm.create(meeting());
    await s.run();
    expect(find(s, 'budget')).toEqual([]);
    expect(find(s, '  ')).toEqual([]);
  });
});

test('the very title comes first, then what begins so, then the newest', async () => {
  const s = await scene();
  for (const title of ['Weekly forecast', 'Forecast', 'Forecast Q1', 'My forecast']) {
    s.crm.create(meeting({ title }));
    s.clock.advance(day);
    await s.run();
  }
  const titles = ['Forecast', 'Forecast Q1', 'My forecast', 'Weekly forecast'];
  expect(find(s, 'FORECAST').map(({ title }) => title)).toEqual(titles);
  expect(s.store.standings('forecast', 2).map(({ title }) => title)).toEqual(titles.slice(0, 2));
});

test('a pair that has two titles is found by each of them, once, with the nearer one and when that one begins', async () => {
  const s = await scene();
  const later = {
    kind: 'timed',
    start: '2026-12-02T09:00:00Z' as Instant,
    end: '2026-12-02T10:00:00Z' as Instant,
    zone: 'Europe/Berlin' as ZoneId,
  } as const;
  const side = (id: string, fields: Partial<Appointment>) => ({
    id: id as ItemId,
    version: 'v1' as ItemVersion,
    replaced: null,
    agreed: meeting(fields),
    seen: {
      form: { kind: 'single' as const },
      protection: { edit: true as const, remove: true as const },
      editedAt: '2026-11-20T08:00:00Z' as Instant,
      categories: [],
    },
  });
  s.store.tables.links.table('appointment', { crm: 'a', calendar: 'b' }).insert({
    id: 'l1',
    ...({ state: 'linked', why: null, origin: 'crm', incarnation: 0, footing: 'sound' } as const),
    sides: { crm: side('c1', { title: 'About the budget' }), calendar: side('k1', { title: 'Budget', span: later }) },
  });
  expect(find(s, 'budget')).toMatchObject([{ title: 'Budget', when: later.start }]);
  expect(find(s, 'about')).toMatchObject([{ title: 'About the budget', when: '2026-12-01T09:00:00Z' }]);
});

test('ten thousand links are looked through with a few statements', async () => {
  const statements: string[] = [];
  const store = await openStore({
    file: ':memory:',
    clock: stillClock(),
    log: quiet,
    onStatement: (sql) => void statements.push(sql),
  });
  const links = store.tables.links.table('appointment', { crm: 'a', calendar: 'b' });
  const side = (id: string, title: string) => ({
    id: id as ItemId,
    version: 'v1' as ItemVersion,
    replaced: null,
    agreed: meeting({ title, body: '<p>Agenda</p>'.repeat(20) }),
    seen: {
      form: { kind: 'single' as const },
      protection: { edit: true as const, remove: true as const },
      editedAt: '2026-11-20T08:00:00Z' as Instant,
      categories: [],
    },
  });
  store.tables.transaction(() => {
    for (let n = 0; n < 10_000; n++) {
      const sides = { crm: side(`c${n}`, `Meeting ${n}`), calendar: side(`k${n}`, `Meeting ${n}`) };
      const rest = { state: 'linked', why: null, origin: 'crm', incarnation: 0, footing: 'sound' } as const;
      links.insert({ id: `l${n}`, ...rest, sides } satisfies Omit<Link, 'kind'>);
    }
  });
  statements.length = 0;
  const started = performance.now();
  expect(store.standings('meeting 77', 10)).toHaveLength(10);
  console.info(`looked through 10,000 links in ${Math.round(performance.now() - started)} ms`);
  expect(statements.length).toBeLessThanOrEqual(3 + 4 * 10);
  store.close();
});
