/** @file A series is one item: what people change about it on both sides, occurrence by occurrence. */
import { describe, expect, test } from 'vitest';
import type { Appointment } from '../../model/appointment.ts';
import { occurrencesWithin } from '../../model/occurrences.ts';
import type { OccurrenceChange, Recurrence, RecurrenceRule } from '../../model/recurrence.ts';
import type { ItemId, Side } from '../../model/side.ts';
import type { Instant, LocalDate, Span, ZoneId } from '../../model/time.ts';
import { defaultPreferences } from '../../preferences/schema.ts';
import { windowAround } from '../../preferences/scope.ts';
import { createScene, meeting, type Scene, writesOf } from '../testing/scene.ts';

const zone = 'Europe/Berlin' as ZoneId;
const day = (text: string) => text as LocalDate;
const at = (start: string, end: string): Span => ({
  kind: 'timed',
  start: start as Instant,
  end: end as Instant,
  zone,
});
/** Every Tuesday at ten, from 1 December 2026, for ever. */
const weekly: RecurrenceRule = {
  frequency: 'weekly',
  interval: 1,
  byDay: [{ day: 'TU', nth: null }],
  byMonthDay: [],
  byMonth: [],
  bySetPosition: [],
  weekStart: 'MO',
  end: { kind: 'never' },
};

function repeating(rule: Partial<RecurrenceRule> = {}, rest: Partial<Recurrence> = {}): Recurrence {
  return { pattern: { kind: 'rule', rule: { ...weekly, ...rule } }, cancelled: [], changed: [], ...rest };
}

const standup = (over: Partial<Appointment> = {}) =>
  meeting({ title: 'Stand-up', recurrence: repeating(), reminderMinutes: null, ...over });

interface Stage {
  readonly s: Scene;
  readonly crm: ItemId;
  readonly calendar: ItemId;
  fields(side: Side): Appointment;
  /** What takes place on a side in the window: moments and titles. */
  shows(side: Side): readonly string[];
  /** Changes the exceptions of the series as a person would. */
  change(side: Side, one: LocalDate, change: OccurrenceChange): void;
  cancel(side: Side, one: LocalDate): void;
  /** Changes the pattern. */
  rule(side: Side, rule: Partial<RecurrenceRule>): void;
}

async function linked(fields: Appointment = standup(), from: Side = 'calendar'): Promise<Stage> {
  const s = await createScene({ crm: { seriesAsRows: true } });
  s[from].create(fields);
  await s.run();
  const [crm] = s.crm.items();
  const [calendar] = s.calendar.items();
  if (crm === undefined || calendar === undefined) throw new Error('not linked');
  const idOf = { crm: crm.id, calendar: calendar.id };
  const now = (side: Side) => s[side].item(idOf[side])?.fields ?? meeting();
  const edit = (side: Side, patch: (before: Recurrence) => Partial<Recurrence>) => {
    const { recurrence } = now(side);
    if (recurrence === null) throw new Error('no series');
    s[side].edit(idOf[side], { recurrence: { ...recurrence, ...patch(recurrence) } });
  };
  return {
    s,
    ...idOf,
    fields: now,
    shows: (side) => {
      const window = windowAround(s.clock.now(), defaultPreferences, zone);
      return occurrencesWithin(now(side), window).map(
        ({ span, fields: { title } }) => `${span.kind === 'timed' ? span.start : span.firstDay} ${title}`,
      );
    },
    change: (side, one, change) =>
      edit(side, ({ changed, cancelled }) => ({
        changed: [...changed.filter((other) => other.day !== one), { day: one, change }],
        cancelled: cancelled.filter((other) => other !== one),
      })),
    cancel: (side, one) =>
      edit(side, ({ changed, cancelled }) => ({
        changed: changed.filter((other) => other.day !== one),
        cancelled: [...cancelled, one],
      })),
    rule: (side, rule) =>
      edit(side, ({ pattern }) => ({
        pattern: pattern.kind === 'rule' ? { kind: 'rule', rule: { ...pattern.rule, ...rule } } : pattern,
      })),
  };
}

async function settled({ s, shows }: Stage): Promise<void> {
  await s.run();
  expect(shows('crm')).toEqual(shows('calendar'));
  expect(writesOf(await s.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
}

const second = day('2026-12-08');
const third = day('2026-12-15');

describe('a series', () => {
  test.each(['crm', 'calendar'] as const)('of %s comes to the other side as one item', async (from) => {
    const stage = await linked(standup({ recurrence: repeating({ end: { kind: 'count', count: 10 } }) }), from);
    expect(stage.shows('crm')).toHaveLength(10);
    await settled(stage);
    expect(stage.s.store.counts().linked.appointment).toBe(1);
  });

  test('without an end is written to the CRM as far as the window, and grows as days go by', async () => {
    const stage = await linked();
    expect(stage.shows('crm')).toEqual(stage.shows('calendar'));
    expect(stage.fields('calendar').recurrence?.pattern).toMatchObject({ rule: { end: { kind: 'never' } } });
    const before = stage.shows('crm').at(-1);
    stage.s.clock.advance(21 * 86_400_000);
    const report = await stage.s.run();
    expect(writesOf(report)).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect(report.held).toBe(0);
    expect(stage.shows('crm').at(-1)).not.toBe(before);
    await settled(stage);
    expect(stage.fields('calendar').recurrence?.pattern).toMatchObject({ rule: { end: { kind: 'never' } } });
  });

  test('with nothing due is not even looked at', async () => {
    const stage = await linked();
    await stage.s.run();
    const requests = { crm: stage.s.crm.requests, calendar: stage.s.calendar.requests };
    stage.s.clock.advance(86_400_000);
    await stage.s.run();
    expect(stage.s.crm.requests - requests.crm).toBe(2);
    expect(stage.s.calendar.requests - requests.calendar).toBe(2);
  });

  test('that began years ago is carried from the window on, and keeps its beginning', async () => {
    const span = at('2019-06-04T08:00:00Z', '2019-06-04T09:00:00Z');
    const stage = await linked(standup({ span }));
    expect(stage.shows('crm')).toEqual(stage.shows('calendar'));
    const first = stage.fields('crm').span;
    expect(first.kind === 'timed' && first.start > '2026-11').toBe(true);
    await settled(stage);
    stage.rule('crm', { byDay: [{ day: 'TH', nth: null }] });
    const [moved] = [stage.fields('crm').span];
    if (moved.kind === 'timed')
      stage.s.crm.edit(stage.crm, { span: at(moved.start.replace('-17T', '-19T'), moved.end.replace('-17T', '-19T')) });
    await settled(stage);
    expect(stage.fields('calendar').span).toMatchObject({ start: '2019-06-06T08:00:00Z' });
    expect(stage.fields('calendar').recurrence?.pattern).toMatchObject({
      rule: { end: { kind: 'never' }, byDay: [{ day: 'TH' }] },
    });
  });
});

describe.each([
  ['crm', 'calendar'],
  ['calendar', 'crm'],
] as const)('what is changed in the %s', (side, other) => {
  test('about one occurrence arrives: its words, its time', async () => {
    const stage = await linked();
    const span = at('2026-12-09T13:00:00Z', '2026-12-09T14:00:00Z');
    stage.change(side, second, { title: 'Stand-up at the client', span });
    await settled(stage);
    expect(stage.shows(other)).toContain('2026-12-09T13:00:00Z Stand-up at the client');
    expect(stage.shows(other).some((line) => line.startsWith('2026-12-08'))).toBe(false);
  });

  test('a cancelled occurrence is cancelled, and one that is put back comes back', async () => {
    const stage = await linked();
    stage.cancel(side, second);
    await settled(stage);
    expect(stage.shows(other).some((line) => line.startsWith('2026-12-08'))).toBe(false);
    stage.change(side, second, {});
    await settled(stage);
    expect(stage.shows(other).some((line) => line.startsWith('2026-12-08'))).toBe(true);
  });

  test('the rule, the end and the time of all', async () => {
    const stage = await linked();
    stage.rule(side, { interval: 2 });
    await settled(stage);
    expect(stage.fields('calendar').recurrence?.pattern).toMatchObject({
      rule: { interval: 2, end: { kind: 'never' } },
    });
    stage.rule(side, { end: { kind: 'until', lastDay: day('2027-01-12') } });
    await settled(stage);
    expect(stage.shows(other)).toHaveLength(4);
    stage.s[side].edit(stage[side], { span: at('2026-12-01T13:00:00Z', '2026-12-01T14:00:00Z') });
    await settled(stage);
    expect(stage.shows(other)[0]).toBe('2026-12-01T13:00:00Z Stand-up');
    stage.rule(side, { end: { kind: 'until', lastDay: day('2027-02-09') } });
    await settled(stage);
    expect(stage.shows(other)).toHaveLength(6);
  });

  test('a single appointment becomes a series and single again, under the same link', async () => {
    const stage = await linked(standup({ recurrence: null }));
    stage.s[side].edit(stage[side], { recurrence: repeating({ end: { kind: 'count', count: 5 } }) });
    await settled(stage);
    expect(stage.shows(other)).toHaveLength(5);
    stage.s[side].edit(stage[side], { recurrence: null });
    await settled(stage);
    expect(stage.shows(other)).toHaveLength(1);
    expect(stage.s.store.counts().linked.appointment).toBe(1);
  });

  test('all of it is deleted as one item', async () => {
    const stage = await linked();
    for (const title of ['One', 'Two']) stage.s.crm.create(meeting({ title }));
    await stage.s.run();
    stage.s[side].remove(stage[side]);
    const report = await stage.s.run();
    expect(report.written[other].removed).toBe(1);
    expect(stage.s[other].item(stage[other])).toBeUndefined();
  });
});

describe('two people at once', () => {
  test('who change two occurrences are not in conflict', async () => {
    const stage = await linked();
    stage.change('crm', second, { title: 'From the CRM' });
    stage.change('calendar', third, { location: 'Room 4' });
    const report = await stage.s.run();
    expect(report.conflicts).toBe(0);
    await settled(stage);
    expect(stage.fields('crm').recurrence?.changed).toHaveLength(2);
    expect(stage.fields('calendar').recurrence?.changed).toHaveLength(2);
  });

  test('who change an occurrence and the rule are not in conflict', async () => {
    const stage = await linked();
    stage.change('crm', third, { title: 'From the CRM' });
    stage.rule('calendar', { interval: 2 });
    expect((await stage.s.run()).conflicts).toBe(0);
    await settled(stage);
    expect(stage.shows('calendar')).toContain('2026-12-15T09:00:00Z From the CRM');
    expect(stage.shows('calendar').some((line) => line.startsWith('2026-12-08'))).toBe(false);
  });

  test('who change different words of one occurrence are not in conflict', async () => {
    const stage = await linked();
    stage.change('crm', second, { title: 'From the CRM' });
    stage.change('calendar', second, { location: 'Room 4' });
    expect((await stage.s.run()).conflicts).toBe(0);
    await settled(stage);
    const change = { title: 'From the CRM', location: 'Room 4' };
    expect(stage.fields('crm').recurrence?.changed).toEqual([{ day: second, change }]);
    expect(stage.fields('calendar').recurrence?.changed).toEqual([{ day: second, change }]);
  });

  test.each(['crm', 'calendar'] as const)(
    'an occurrence that is cancelled and edited (in %s) takes place',
    async (edited) => {
      const stage = await linked();
      stage.cancel(edited === 'crm' ? 'calendar' : 'crm', second);
      stage.change(edited, second, { title: 'Still on' });
      await settled(stage);
      expect(stage.shows('crm')).toContain('2026-12-08T09:00:00Z Still on');
    },
  );

  test.each(['crm', 'calendar'] as const)(
    'the conflict rule (%s) decides on one and the same thing, and the loser is kept',
    async (rule) => {
      const stage = await linked();
      stage.change('crm', second, { title: 'From the CRM' });
      stage.change('calendar', second, { title: 'From the calendar' });
      stage.cancel('calendar', third);
      const report = await stage.s.run({ 'conflict.rule': rule });
      expect(report.conflicts).toBe(1);
      await stage.s.run({ 'conflict.rule': rule });
      await settled(stage);
      const title = rule === 'crm' ? 'From the CRM' : 'From the calendar';
      expect(stage.shows('calendar')).toContain(`2026-12-08T09:00:00Z ${title}`);
      expect(stage.shows('crm').some((line) => line.startsWith('2026-12-15'))).toBe(false);
      const entry = stage.s.entries().find(({ outcome }) => outcome === 'conflict');
      expect(JSON.stringify(entry)).toContain(rule === 'crm' ? 'From the calendar' : 'From the CRM');
    },
  );

  test('"ask" writes nothing until the user has said whose value stays', async () => {
    const stage = await linked();
    stage.change('crm', second, { title: 'From the CRM' });
    stage.change('calendar', second, { title: 'From the calendar' });
    const report = await stage.s.run({ 'conflict.rule': 'ask' });
    expect(report.held).toBe(1);
    expect(writesOf(report)).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
    const entry = stage.s.entries().find(({ outcome }) => outcome === 'held');
    stage.s.engine.decideHeld([entry?.id ?? 0], 'calendar');
    await stage.s.run({ 'conflict.rule': 'ask' });
    expect(stage.shows('crm')).toContain('2026-12-08T09:00:00Z From the calendar');
    await settled(stage);
  });
});

describe('a series that was deleted in the calendar', () => {
  const bounded = standup({ recurrence: repeating({ end: { kind: 'count', count: 5 } }) });

  test('goes from the CRM, too, where its rule was only saved there again in other words', async () => {
    const stage = await linked(bounded);
    stage.rule('crm', { end: { kind: 'until', lastDay: day('2026-12-29') } });
    stage.s.calendar.remove(stage.calendar);
    await stage.s.run();
    const removals = stage.s.entries().filter(({ action }) => action === 'remove');
    expect(removals.map(({ side }) => side)).toEqual(['crm']);
    expect(stage.s.calendar.items()).toEqual([]);
  });

  test('is made again where the CRM has one occurrence less', async () => {
    const stage = await linked(bounded);
    stage.rule('crm', { end: { kind: 'until', lastDay: day('2026-12-22') } });
    stage.s.calendar.remove(stage.calendar);
    await stage.s.run();
    expect(stage.s.calendar.items()).toHaveLength(1);
    expect(stage.shows('crm')).toHaveLength(4);
  });
});

describe('where the CRM alone is followed, what the calendar had of its own is told as lost', () => {
  test.each<[string, (stage: Stage) => void]>([
    ['when the occurrence is cancelled', (stage) => stage.cancel('crm', second)],
    ['when the occurrence gets another name', (stage) => stage.change('crm', second, { title: 'From the CRM' })],
  ])('%s', async (_, change) => {
    const stage = await linked();
    stage.change('calendar', second, { title: 'From the calendar' });
    change(stage);
    await stage.s.run({ direction: 'crmToCalendar' });
    expect(stage.shows('calendar').join()).not.toContain('From the calendar');
    const lost = 'CHANGED:2026-12-08 {"title":"From the calendar"}';
    expect(stage.s.entries()[0]?.changes).toMatchObject([{ field: 'recurrence', lost }]);
  });

  test('and nothing is, where both stay', async () => {
    const stage = await linked();
    stage.change('calendar', second, { title: 'From the calendar' });
    stage.cancel('crm', third);
    await stage.s.run({ direction: 'crmToCalendar' });
    expect(stage.shows('calendar')).toContain('2026-12-08T09:00:00Z From the calendar');
    expect(stage.s.entries()[0]?.changes.map(({ lost }) => lost)).toEqual([undefined]);
  });
});

test('a rule with an end wins over one without, where nothing repeated before, and keeps its end', async () => {
  const stage = await linked(standup({ recurrence: null }));
  stage.s.calendar.edit(stage.calendar, { recurrence: repeating() });
  stage.s.crm.edit(stage.crm, { recurrence: repeating({ end: { kind: 'count', count: 3 } }) });
  await stage.s.run({ 'conflict.rule': 'crm' });
  expect(stage.fields('calendar').recurrence).toEqual(stage.fields('crm').recurrence);
  expect(stage.shows('calendar')).toHaveLength(3);
});

test('the list tells which occurrence was changed, and in what', async () => {
  const stage = await linked();
  stage.cancel('calendar', third);
  await stage.s.run();
  stage.change('calendar', second, { title: 'At the client' });
  await stage.s.run();
  const [entry] = stage.s.entries();
  expect(entry?.changes).toEqual([
    { field: 'recurrence', before: null, after: 'CHANGED:2026-12-08 {"title":"At the client"}' },
  ]);
});

test('a single appointment that gets another id when it is made a series stays the same item', async () => {
  const stage = await linked(standup({ recurrence: null }));
  stage.s.crm.remove(stage.crm);
  stage.s.crm.create(standup({ recurrence: repeating({ end: { kind: 'count', count: 5 } }) }));
  await stage.s.run();
  expect(stage.s.calendar.items().map(({ id }) => id)).toEqual([stage.calendar]);
  expect(stage.shows('calendar')).toHaveLength(5);
});

test('an occurrence that is called like its series again takes part when the series is renamed on the other side (series seed 331029)', async () => {
  const stage = await linked(
    standup({
      recurrence: repeating(
        { end: { kind: 'count', count: 5 } },
        { changed: [{ day: second, change: { title: 'At the client' } }] },
      ),
    }),
  );
  stage.s.calendar.edit(stage.calendar, { title: 'Weekly' });
  stage.change('crm', second, {});
  await stage.s.run();
  const named = (side: Side) => stage.shows(side).filter((shown) => shown.includes('Weekly'));
  expect([named('crm'), named('calendar')].map(({ length }) => length)).toEqual([5, 5]);
});

test('an occurrence that the CRM cancels is cancelled though it was moved in a calendar that may change nothing (series seed 342417)', async () => {
  const stage = await linked(standup({ recurrence: repeating({ end: { kind: 'count', count: 5 } }) }), 'crm');
  const theirs = { protection: { edit: false, remove: false, why: 'organisedByOthers' } } as const;
  stage.s.crm.edit(stage.crm, {}, theirs);
  stage.change('calendar', second, { span: at('2026-12-08T15:00:00Z', '2026-12-08T16:00:00Z') });
  stage.change('crm', third, { title: 'At the client' });
  stage.cancel('crm', second);
  await settled(stage);
  expect(stage.shows('calendar')).toHaveLength(4);
});

test('a new rule stays where the other side puts back an occurrence that it has not (series seed 345192)', async () => {
  const stage = await linked(standup({ recurrence: repeating({ end: { kind: 'count', count: 5 } }) }));
  stage.cancel('crm', second);
  await settled(stage);
  stage.change('crm', second, {});
  stage.rule('calendar', { interval: 2 });
  await settled(stage);
  expect(stage.shows('crm').map((shown) => shown.slice(0, 10))).toEqual([
    '2026-12-01',
    '2026-12-15',
    '2026-12-29',
    '2027-01-12',
    '2027-01-26',
  ]);
});

test('an occurrence with words of its own that is cancelled stays so when the series is renamed (series seed 364433)', async () => {
  const stage = await linked(standup({ recurrence: repeating({ end: { kind: 'count', count: 5 } }) }));
  stage.change('calendar', second, { title: 'At the client' });
  await settled(stage);
  stage.cancel('calendar', second);
  stage.s.crm.edit(stage.crm, { title: 'Weekly' });
  await settled(stage);
  expect(stage.shows('crm').map((shown) => shown.split(' ')[1])).toEqual(['Weekly', 'Weekly', 'Weekly', 'Weekly']);
});

test('an edit of an occurrence before the window, which goes nowhere, keeps no series that is deleted on the other side', async () => {
  const span = at('2025-12-02T09:00:00Z', '2025-12-02T10:00:00Z');
  const yearly = repeating({ frequency: 'yearly', byDay: [], byMonth: [12], byMonthDay: [2] });
  const stage = await linked(standup({ span, recurrence: yearly }));
  expect(stage.shows('crm')).toHaveLength(1);
  // One of few would be asked about.
  const others = Array.from({ length: 20 }, (_, number) => `Visit ${number}`);
  for (const title of others) stage.s.calendar.create(meeting({ title }));
  await stage.s.run();
  stage.change('calendar', day('2025-12-02'), { span: at('2025-12-02T15:00:00Z', '2025-12-02T16:00:00Z') });
  stage.s.crm.remove(stage.crm);
  await stage.s.run();
  const hasIt = (side: Side) => stage.s[side].items().some(({ fields }) => fields.title === 'Stand-up');
  expect([hasIt('crm'), hasIt('calendar')]).toEqual([false, false]);
});
