/** @file What becomes of single items that a system shows in a form that nobody understands. */
import { afterEach, describe, expect, test } from 'vitest';
import type { RemoteAppointment } from '../connectors/connector.ts';
import { readRuleText } from '../model/rule-text.ts';
import type { Side } from '../model/side.ts';
import type { Instant, ZoneId } from '../model/time.ts';
import { createScene, meeting, type Scene, writesOf } from './testing/scene.ts';

let open: Scene | undefined;
async function scene(): Promise<Scene> {
  open = await createScene();
  return open;
}
afterEach(() => open?.store.close());

const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };
const at = (start: string, end: string) => ({
  span: { kind: 'timed', start: start as Instant, end: end as Instant, zone: 'Europe/Berlin' as ZoneId } as const,
});
const later = at('2026-12-02T09:00:00Z', '2026-12-02T10:00:00Z');

/** Enough runs for every pause to be over. */
async function settle(s: Scene): Promise<void> {
  for (let run = 0; run < 4; run += 1) {
    s.clock.advance(24 * 3_600_000);
    await s.run();
  }
}

describe.each<Side>(['crm', 'calendar'])('an item that cannot be read in %s', (side) => {
  const other = (s: Scene) => (side === 'crm' ? s.calendar : s.crm);

  test('is named and set aside, all others go on, and it follows once it can be read', async () => {
    const s = await scene();
    const id = s[side].create(meeting({ title: 'Garbled' }));
    s[side].create(meeting({ title: 'Plain', ...later }));
    s[side].garbled.set(id, 'allButTimes');
    const report = await s.run();
    expect(report.outcome).toBe('partly');
    expect(report.problem).toBeUndefined();
    expect(
      other(s)
        .items()
        .map(({ fields }) => fields.title),
    ).toEqual(['Plain']);
    expect(s.entries()).toContainEqual(
      expect.objectContaining({
        outcome: 'parked',
        side,
        title: null,
        when: '2026-12-01T09:00:00Z',
        items: { [side]: { id } },
        reason: expect.objectContaining({ kind: 'error', code: 'nonsense' }),
      }),
    );
    s[side].garbled.clear();
    await settle(s);
    expect(
      other(s)
        .items()
        .map(({ fields }) => fields.title)
        .toSorted(),
    ).toEqual(['Garbled', 'Plain']);
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test.each(['allButTimes', 'all'] as const)('is not made once more from its other half (%s)', async (how) => {
    const s = await scene();
    const id = s[side].create(meeting());
    other(s).create(meeting());
    s[side].garbled.set(id, how);
    expect(writesOf(await s.run())).toEqual(nothing);
    await settle(s);
    expect(s[side].items()).toHaveLength(1);
    s[side].garbled.clear();
    await settle(s);
    expect([s[side].items().length, other(s).items().length]).toEqual([1, 1]);
    expect(s.store.counts()).toMatchObject({ parked: 0, linked: { appointment: 1 } });
  });

  test('is neither overwritten nor taken for gone while it is linked', async () => {
    const s = await scene();
    const partner = other(s).create(meeting());
    await s.run();
    const id = s[side].items()[0]?.id;
    if (id === undefined) throw new Error('nothing was created');
    s[side].edit(id, { location: 'Room 4' });
    s[side].garbled.set(id, 'all');
    other(s).edit(partner, { title: 'Forecast Q2' });
    const report = await s.run();
    expect(writesOf(report)).toEqual(nothing);
    expect(s.entries()[0]).toMatchObject({ outcome: 'parked', side, title: 'Forecast Q1' });
    s[side].garbled.clear();
    await settle(s);
    for (const one of [s.crm, s.calendar]) {
      expect(one.items().map(({ fields }) => fields)).toEqual([
        expect.objectContaining({ title: 'Forecast Q2', location: 'Room 4' }),
      ]);
    }
  });
});

test('a series that cannot be read is not made once more from the part of it that the CRM holds', async () => {
  open = await createScene({ crm: { seriesAsRows: true } });
  const s = open;
  const rule = readRuleText('FREQ=WEEKLY', meeting().span);
  const recurrence = { pattern: { kind: 'rule', rule } as const, cancelled: [], changed: [] };
  const series = meeting({ reminderMinutes: null, recurrence });
  const began = at('2019-06-04T08:00:00Z', '2019-06-04T09:00:00Z');
  const id = s.calendar.create({ ...series, ...began });
  s.crm.create({ ...series, ...at('2026-11-17T09:00:00Z', '2026-11-17T10:00:00Z') });
  s.calendar.garbled.set(id, 'allButTimes');
  expect(writesOf(await s.run())).toEqual(nothing);
  s.calendar.garbled.clear();
  await settle(s);
  expect([s.crm.items().length, s.calendar.items().length]).toEqual([1, 1]);
  expect(s.store.counts()).toMatchObject({ parked: 0, linked: { appointment: 1 } });
});

test('what two runs noticed of one and the same trouble is told once', async () => {
  const s = await scene();
  s.calendar.garbled.set(s.calendar.create(meeting()), 'allButTimes');
  await settle(s);
  expect(s.entries()).toHaveLength(1);
});

test('a creation that is answered with an item of another link is in doubt, and is found by its key', async () => {
  const s = await scene();
  s.crm.create(meeting({ title: 'First' }));
  await s.run();
  const linked = s.calendar.items()[0] as RemoteAppointment;
  const face = s.calendar.connector.appointments;
  const { write } = face;
  async function* mixedUp(...given: Parameters<typeof write>): ReturnType<typeof write> {
    for await (const outcome of write(...given))
      yield outcome.result === 'created' ? { ...outcome, item: linked } : outcome;
  }
  Object.assign(face, { write: mixedUp });
  s.crm.create(meeting({ title: 'Second', ...later }));
  const report = await s.run();
  expect(report.problem).toBeUndefined();
  expect(report.outcome).toBe('partly');
  Object.assign(face, { write });
  await settle(s);
  expect(
    s.calendar
      .items()
      .map(({ fields }) => fields.title)
      .toSorted(),
  ).toEqual(['First', 'Second']);
  expect(s.store.counts()).toMatchObject({ parked: 0, linked: { appointment: 2 } });
});
