/** @file A series takes several steps to be written: what a run that ended among them left is finished, and is nobody's edit. */
import { describe, expect, test } from 'vitest';
import { Unavailable } from '../connectors/errors.ts';
import type { Appointment } from '../model/appointment.ts';
import type { Recurrence, RecurrenceRule } from '../model/recurrence.ts';
import type { Instant, LocalDate, ZoneId } from '../model/time.ts';
import { isHalfWritten } from './half-written.ts';
import type { Call, Mishap } from './testing/memory-system.ts';
import { createScene, meeting, writesOf } from './testing/scene.ts';

const day = (text: string) => text as LocalDate;
const rule: RecurrenceRule = {
  frequency: 'weekly',
  interval: 1,
  byDay: [{ day: 'TU', nth: null }],
  byMonthDay: [],
  byMonth: [],
  bySetPosition: [],
  weekStart: 'MO',
  end: { kind: 'count', count: 8 },
};
const recurrence = (over: Partial<Recurrence> = {}, change: Partial<RecurrenceRule> = {}): Recurrence => ({
  pattern: { kind: 'rule', rule: { ...rule, ...change } },
  cancelled: [day('2026-12-22')],
  changed: [{ day: day('2026-12-15'), change: { title: 'At the client' } }],
  ...over,
});
const bare = { cancelled: [], changed: [] };
const standup: Appointment = meeting({
  title: 'Stand-up',
  reminderMinutes: null,
  span: {
    kind: 'timed',
    start: '2026-12-01T09:00:00Z' as Instant,
    end: '2026-12-01T10:00:00Z' as Instant,
    zone: 'Europe/Berlin' as ZoneId,
  },
  recurrence: recurrence(),
});

/** A scene of which the calendar answers one of the calls of a kind with nothing. */
async function scene() {
  let lost: { call: Call; kind: 'failBefore' | 'failAfter' } | undefined;
  const error = new Unavailable('no answer', { system: 'microsoft365' });
  const mishap = (call: Call): Mishap | undefined => {
    if (lost?.call !== call) return undefined;
    const { kind } = lost;
    lost = undefined;
    return { kind, error };
  };
  const s = await createScene({ calendar: { mishap } });
  const lose = (call: Call, kind: 'failBefore' | 'failAfter') => {
    lost = { call, kind };
  };
  return { s, lose };
}

describe('a series that was cut off', () => {
  test('when it was made is finished, and the CRM keeps what its occurrences say', async () => {
    const { s, lose } = await scene();
    const crm = s.crm.create(standup);
    lose('create', 'failAfter');
    await s.run();
    const [half] = s.calendar.items();
    // As it is when the run dies before its occurrences are written.
    s.calendar.edit(half?.id as typeof crm, { recurrence: recurrence(bare) });
    await s.run();
    expect(s.crm.item(crm)?.fields.recurrence).toEqual(recurrence());
    expect(s.calendar.items().map(({ fields }) => fields.recurrence)).toEqual([recurrence()]);
    expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
    s.store.close();
  });

  test.each<[string, Partial<Appointment>]>([
    ['after its rule, which took the occurrences along', { recurrence: recurrence(bare, { interval: 2 }) }],
    ['while it was no series', { recurrence: null }],
    ['with one of two occurrences', { recurrence: recurrence({ changed: [] }, { interval: 2 }) }],
  ])('when it was changed, %s, is finished too', async (_name, left) => {
    const { s, lose } = await scene();
    const crm = s.crm.create({ ...standup, recurrence: recurrence({ cancelled: [day('2026-12-29')] }) });
    await s.run();
    const calendar = s.calendar.items()[0]?.id as typeof crm;
    const wanted = recurrence({ cancelled: [day('2026-12-29')], changed: recurrence().changed }, { interval: 2 });
    s.crm.edit(crm, { recurrence: wanted });
    lose('update', 'failBefore');
    await s.run();
    const partly =
      left.recurrence && left.recurrence.cancelled.length > 0
        ? { ...left.recurrence, cancelled: wanted.cancelled }
        : left.recurrence;
    s.calendar.edit(calendar, { recurrence: partly ?? null });
    await s.run();
    expect(s.crm.item(crm)?.fields.recurrence).toEqual(wanted);
    expect(s.calendar.item(calendar)?.fields.recurrence).toEqual(wanted);
    s.store.close();
  });

  test('and was edited by somebody since is met as any edit', async () => {
    const { s, lose } = await scene();
    const crm = s.crm.create(standup);
    lose('create', 'failAfter');
    await s.run();
    const [half] = s.calendar.items();
    s.calendar.edit(half?.id as typeof crm, {
      recurrence: recurrence({ cancelled: [day('2026-12-22'), day('2027-01-12')] }),
    });
    await s.run();
    expect(s.crm.item(crm)?.fields.recurrence?.cancelled).toEqual(['2026-12-22', '2027-01-12']);
    s.store.close();
  });
});

describe('what is there', () => {
  const window = { from: '2026-11-20T00:00:00Z' as Instant, until: '2027-05-20T00:00:00Z' as Instant };
  const series = (
    over: Partial<Recurrence>,
    change: Partial<RecurrenceRule> = {},
    more: Partial<Appointment> = {},
  ) => ({
    ...standup,
    ...more,
    recurrence: recurrence(over, change),
  });
  const before = series({});
  const meant = series({}, {}, { title: 'Stand-up of all' });
  const half = (is: Appointment) => isHalfWritten(is, before, meant, window);

  test('is a trace of our write, by whatever rule it is told, with occurrences that were reset or moved back', () => {
    const told = { end: { kind: 'until', lastDay: day('2027-01-19') } } as const;
    expect(half(series(bare, told))).toBe(true);
    expect(half(series({ changed: [] }, told, { title: 'Stand-up of all' }))).toBe(true);
    const another = series({}, { interval: 2 });
    expect(isHalfWritten({ ...standup, recurrence: null }, before, another, window)).toBe(true);
  });

  test('is an edit where words alone were written, and it is a single appointment now', () => {
    expect(half({ ...standup, recurrence: null })).toBe(false);
  });

  test('is nothing of ours when an occurrence is missing, in another place or in other words', () => {
    const span = { ...standup.span, start: '2026-12-16T11:00:00Z', end: '2026-12-16T12:00:00Z' } as Appointment['span'];
    expect(half(series({ cancelled: [day('2026-12-22'), day('2027-01-05')] }))).toBe(false);
    expect(half(series({ changed: [{ day: day('2026-12-15'), change: { span } }] }))).toBe(false);
    expect(half(series({ changed: [{ day: day('2026-12-15'), change: { title: 'Elsewhere' } }] }))).toBe(false);
    expect(half(series({}, {}, { location: 'Room 4' }))).toBe(false);
  });

  test('is an edit where single occurrences were written, and another one is plain now', () => {
    const moved = {
      ...standup.span,
      start: '2026-12-08T11:00:00Z',
      end: '2026-12-08T12:00:00Z',
    } as Appointment['span'];
    const wanted = [{ day: day('2026-12-08'), change: { span: moved, location: 'Room 4' } }, ...recurrence().changed];
    const is = (changed: Recurrence['changed']) =>
      isHalfWritten(series({ changed }), before, series({ changed: wanted }), window);
    expect(is(wanted.slice(0, 1))).toBe(false);
    expect(is([{ day: day('2026-12-08'), change: { span: moved } }, ...recurrence().changed])).toBe(true);
    // No write of occurrences makes a series a single appointment on its way (series seed 337511).
    expect(isHalfWritten({ ...before, recurrence: null }, before, series({ changed: wanted }), window)).toBe(false);
  });

  test('is not looked into where nothing of it, or all, is there', () => {
    expect([half(before), half(meant)]).toEqual([false, false]);
    expect(isHalfWritten(standup, null, { ...standup, recurrence: null }, window)).toBe(false);
  });
});
