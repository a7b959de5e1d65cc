/**
 * @file A series between SuperOffice and Microsoft 365, both ways: whatever a person does to it on one side, the other shows the same
 * occurrences at the same moments after one run, and the next has nothing to do. The person's hand is a connector of its own.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppointmentFace, RemoteAppointment, WriteOperation } from '../../sync-core/connectors/connector.ts';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { type Appointment, type AppointmentPatch, appointment } from '../../sync-core/model/appointment.ts';
import { occurrencesWithin } from '../../sync-core/model/occurrences.ts';
import type { OccurrenceChange, Recurrence } from '../../sync-core/model/recurrence.ts';
import { readRuleText } from '../../sync-core/model/rule-text.ts';
import type { ItemId, Side } from '../../sync-core/model/side.ts';
import type { Instant, LocalDate, Span, ZoneId } from '../../sync-core/model/time.ts';
import { defaultPreferences } from '../../sync-core/preferences/schema.ts';
import { windowAround } from '../../sync-core/preferences/scope.ts';
import { clockOf, connectAccounts } from '../support/sandbox-accounts.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

const never = new AbortController().signal;
const oslo = 'Europe/Oslo' as ZoneId;
const day = (text: string) => text as LocalDate;
const at = (start: string, end: string): Span => ({
  kind: 'timed',
  start: start as Instant,
  end: end as Instant,
  zone: oslo,
});
const title = 'Stand-up of the team';
const first = at('2026-12-01T09:00:00Z', '2026-12-01T09:30:00Z');

let stage: Stage;
let faces: Readonly<Record<Side, AppointmentFace>>;
let ids: Record<Side, ItemId | undefined>;
let keys: number;

beforeEach(async () => {
  stage = await openStage();
  for (const { id } of stage.sandbox.microsoft365.control.list())
    stage.sandbox.microsoft365.control.deleteEvent({ id });
  const { superoffice: superOffice, microsoft365 } = stage.sandbox;
  const hands = connectAccounts({ superOffice, microsoft365, clock: clockOf(stage.servers), random: () => 0.5 });
  await Promise.all([hands.crm.facts(never), hands.calendar.facts(never)]);
  faces = { crm: hands.crm.appointments, calendar: hands.calendar.appointments };
  ids = { crm: undefined, calendar: undefined };
  keys = 0;
  await stage.run();
});

afterEach(async () => {
  for (const { control } of [stage.sandbox.superoffice, stage.sandbox.microsoft365])
    expect(control.mails()).toEqual([]);
  await stage.close();
});

const window = () => windowAround(stage.servers.now(), defaultPreferences, oslo);

async function write(side: Side, operation: WriteOperation): Promise<void> {
  for await (const outcome of faces[side].write([operation], window(), never)) {
    if (outcome.result === 'failed') throw outcome.error;
    ids[side] = 'item' in outcome ? outcome.item.id : undefined;
  }
}

async function itemsOn(side: Side): Promise<readonly RemoteAppointment[]> {
  const known = { versionOf: () => undefined, idsWithin: () => [] };
  const found = new Map<ItemId, RemoteAppointment>();
  for await (const page of faces[side].changes({ cursor: null, window: window(), known, signal: never }))
    for (const item of page.changed) if (item.fields.title === title) found.set(item.id, item);
  return [...found.values()];
}

async function itemOn(side: Side): Promise<RemoteAppointment> {
  const [item, ...others] = await itemsOn(side);
  if (item === undefined || others.length > 0) throw new Error(`${others.length} too many, or none, in ${side}`);
  return item;
}

async function shows(side: Side): Promise<readonly string[]> {
  const items = await itemsOn(side);
  return items
    .flatMap(({ fields }) => occurrencesWithin(fields, window()))
    .map(({ span, fields }) => `${span.kind === 'timed' ? span.start : span.firstDay} ${fields.location}`.trim())
    .toSorted();
}

async function create(side: Side, rule: string, rest: Partial<Recurrence> = {}): Promise<void> {
  const pattern = { kind: 'rule', rule: readRuleText(rule, first) } as const;
  const plain = { title, body: '', location: '', availability: 'busy', reminderMinutes: null, visibility: 'public' };
  const fields = appointment.parse({
    ...plain,
    span: first,
    recurrence: { pattern, cancelled: [], changed: [], ...rest },
  });
  keys += 1;
  const mark = { key: `018f6f0e-7c3a-7000-8000-${String(keys).padStart(12, '0')}`, marker: `hand:${keys}` };
  await write(side, { do: 'create', mark, fields, categories: [] });
}

async function edit(side: Side, change: (before: Appointment) => AppointmentPatch): Promise<void> {
  const { id, version, fields } = await itemOn(side);
  stage.servers.advance(5000);
  await write(side, { do: 'update', id, version, patch: change(fields), current: fields });
}

const series = ({ recurrence }: Appointment): Recurrence => {
  if (recurrence === null) throw new Error('no series');
  return recurrence;
};
const changeDay = (side: Side, one: LocalDate, change: OccurrenceChange) =>
  edit(side, (before) => {
    const { changed, cancelled, pattern } = series(before);
    const others = changed.filter((other) => other.day !== one);
    const kept = Object.keys(change).length === 0 ? others : [...others, { day: one, change }];
    return {
      recurrence: {
        pattern,
        changed: kept.toSorted((a, b) => (a.day < b.day ? -1 : 1)),
        cancelled: cancelled.filter((other) => other !== one),
      },
    };
  });
const cancelDay = (side: Side, one: LocalDate) =>
  edit(side, (before) => {
    const { changed, cancelled, pattern } = series(before);
    return { recurrence: { pattern, changed, cancelled: [...cancelled, one].toSorted() } };
  });
const changeRule = (side: Side, rule: string, span: Span = first) =>
  edit(side, () => ({
    span,
    recurrence: { pattern: { kind: 'rule', rule: readRuleText(rule, span) }, cancelled: [], changed: [] },
  }));

/** @returns what both sides show now; the next run has nothing to do. */
async function settled(): Promise<readonly string[]> {
  await stage.run();
  const crm = await shows('crm');
  expect(crm).toEqual(await shows('calendar'));
  expect(writesOf(await stage.run())).toEqual(nothing);
  expect(await itemsOn('crm')).toHaveLength(1);
  expect(await itemsOn('calendar')).toHaveLength(1);
  return crm;
}

describe.each(['crm', 'calendar'] as const)('what a person does in the %s', (side) => {
  test.each([
    ['FREQ=DAILY;COUNT=5', 5],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=8', 8],
    ['FREQ=MONTHLY;BYMONTHDAY=1;COUNT=4', 4],
    ['FREQ=MONTHLY;BYDAY=1TU;COUNT=4', 4],
    ['FREQ=YEARLY;COUNT=1', 1],
    ['FREQ=WEEKLY;UNTIL=20270105T225959Z', 6],
  ] as const)('a new series %s', async (rule, count) => {
    await create(side, rule);
    expect(await settled()).toHaveLength(count);
  });

  test('one occurrence moved, another edited, a third cancelled, and put back', async () => {
    await create(side, 'FREQ=WEEKLY;COUNT=6');
    await settled();
    await changeDay(side, day('2026-12-08'), { span: at('2026-12-09T12:00:00Z', '2026-12-09T12:30:00Z') });
    expect(await settled()).toContain('2026-12-09T12:00:00Z');
    await changeDay(side, day('2026-12-15'), { location: 'Room 4' });
    expect(await settled()).toContain('2026-12-15T09:00:00Z Room 4');
    await cancelDay(side, day('2026-12-22'));
    expect(await settled()).toHaveLength(5);
    await changeDay(side, day('2026-12-22'), {});
    expect(await settled()).toHaveLength(6);
  });

  test('the rule changed, the series shortened, lengthened, made single', async () => {
    await create(side, 'FREQ=WEEKLY;COUNT=6');
    await settled();
    await changeRule(side, 'FREQ=WEEKLY;INTERVAL=2;COUNT=6');
    expect(await settled()).toHaveLength(6);
    await changeRule(side, 'FREQ=WEEKLY;COUNT=3');
    expect(await settled()).toHaveLength(3);
    await changeRule(side, 'FREQ=WEEKLY;COUNT=9');
    expect(await settled()).toHaveLength(9);
    await edit(side, () => ({ span: first, recurrence: null }));
    expect(await settled()).toEqual(['2026-12-01T09:00:00Z']);
  });

  test('all of it deleted', async () => {
    await create(side, 'FREQ=WEEKLY;COUNT=6');
    await settled();
    const { id, version, fields } = await itemOn(side);
    await write(side, { do: 'remove', id, version, current: fields });
    await stage.run();
    await stage.run();
    expect([await itemsOn('crm'), await itemsOn('calendar')]).toEqual([[], []]);
  });
});

test.each(['crm', 'calendar'] as const)('a single appointment is made a series in the %s', async (side) => {
  await create(side, 'FREQ=WEEKLY;COUNT=6');
  await settled();
  await edit(side, () => ({ span: first, recurrence: null }));
  await settled();
  await changeRule(side, 'FREQ=DAILY;COUNT=4');
  expect(await settled()).toHaveLength(4);
});

test('a series without an end reaches as far as the window, also after three weeks of holiday', async () => {
  await create('calendar', 'FREQ=WEEKLY');
  const before = await settled();
  const report = await stage.run({ after: 21 * 86_400_000 });
  expect(writesOf(report)).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
  const after = await settled();
  expect(after.at(-1)).not.toBe(before.at(-1));
  expect((await itemOn('calendar')).fields.recurrence?.pattern).toMatchObject({ rule: { end: { kind: 'never' } } });
});

test('a rule that SuperOffice does not have is held there as its days, and goes on with the window', async () => {
  await create('calendar', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1');
  const before = await settled();
  expect(before.length).toBeGreaterThan(3);
  await stage.run({ after: 42 * 86_400_000 });
  expect((await settled()).at(-1)).not.toBe(before.at(-1));
});
