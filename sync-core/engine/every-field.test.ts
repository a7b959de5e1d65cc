/** @file Every field of an appointment, in whole runs: what each side can do to it, and what must come of that. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Appointment, type AppointmentField, appointmentFields } from '../model/appointment.ts';
import { otherSide, type Side } from '../model/side.ts';
import type { Instant, ZoneId } from '../model/time.ts';
import type { Preferences } from '../preferences/schema.ts';
import { describeField, sameField } from './fields.ts';
import { createScene, keptByCrm, meeting, type Scene, type SceneOptions, writesOf } from './testing/scene.ts';

const open: Scene[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.store.close();
});

const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };
const sides = ['crm', 'calendar'] as const;
const hours = (start: string, end: string): Pick<Appointment, 'span'> => ({
  span: {
    kind: 'timed',
    start: `2026-12-01T${start}Z` as Instant,
    end: `2026-12-01T${end}Z` as Instant,
    zone: 'Europe/Berlin' as ZoneId,
  },
});

/** Those of a single appointment: how a series is merged has tests of its own. */
const fields = appointmentFields.filter((field) => field !== 'recurrence');

/** Another value of each field for each side; some have but one other. */
const edits: Readonly<Record<Exclude<AppointmentField, 'recurrence'>, Readonly<Record<Side, Partial<Appointment>>>>> = {
  title: { crm: { title: 'By the CRM' }, calendar: { title: 'By the calendar' } },
  body: { crm: { body: '<p>By the CRM</p>' }, calendar: { body: '<p>By the calendar</p>' } },
  location: { crm: { location: 'Room 4' }, calendar: { location: 'Room 5' } },
  span: { crm: hours('11:00:00', '12:00:00'), calendar: hours('13:00:00', '14:00:00') },
  availability: { crm: { availability: 'free' }, calendar: { availability: 'outOfOffice' } },
  reminderMinutes: { crm: { reminderMinutes: 30 }, calendar: { reminderMinutes: null } },
  visibility: { crm: { visibility: 'private' }, calendar: { visibility: 'private' } },
  importance: { crm: { importance: 'low' }, calendar: { importance: 'high' } },
  joinUrl: {
    crm: { joinUrl: 'https://meet.example/crm' },
    calendar: { joinUrl: 'https://meet.example/calendar' },
  },
  done: { crm: { done: true }, calendar: { done: true } },
};
const contestable = fields.filter((field) => field !== 'visibility' && field !== 'done');

async function linked(over: Partial<Appointment> = {}, options: SceneOptions = {}) {
  const s = await createScene(options);
  open.push(s);
  const crm = s.crm.create(meeting(over));
  await s.run();
  const [calendar] = s.calendar.items();
  if (calendar === undefined) throw new Error('not copied');
  const ids = { crm, calendar: calendar.id };
  return {
    s,
    edit: (side: Side, patch: Partial<Appointment>) => s[side].edit(ids[side], patch),
    remove: (side: Side) => s[side].remove(ids[side]),
    shows: (side: Side): Appointment => {
      const item = s[side].item(ids[side]);
      if (item === undefined) throw new Error(`gone from the ${side}`);
      return item.fields;
    },
  };
}
type Pair = Awaited<ReturnType<typeof linked>>;

/** Both sides show this value, each as finely as it can. */
function expectBoth({ shows }: Pair, field: AppointmentField, patch: Partial<Appointment>): void {
  const value = meeting(patch);
  expect(sameField(field, shows('calendar'), value) || sameField(field, shows('calendar'), keptByCrm(value))).toBe(
    true,
  );
  expect(sameField(field, shows('crm'), keptByCrm(value))).toBe(true);
}

describe.each(fields)('%s', (field) => {
  test.each(sides)('edited on the %s is carried over, and it stays quiet', async (side) => {
    const pair = await linked();
    pair.edit(side, edits[field][side]);
    const wrote = writesOf(await pair.s.run());
    // What the CRM can only show as it does already need not be written there.
    const seen = !sameField(field, keptByCrm(meeting(edits[field][side])), meeting());
    expect(wrote).toEqual(seen || side === 'crm' ? { ...nothing, [otherSide(side)]: '+0 ~1 -0' } : nothing);
    expectBoth(pair, field, edits[field][side]);
    expect(writesOf(await pair.s.run())).toEqual(nothing);
  });

  test('edited alike on both sides is agreed on silently', async () => {
    const pair = await linked();
    for (const side of sides) pair.edit(side, edits[field].crm);
    const before = pair.s.entries().length;
    expect(writesOf(await pair.s.run())).toEqual(nothing);
    expect(pair.s.entries()).toHaveLength(before);
    pair.edit('crm', { title: 'Later' });
    expect(writesOf(await pair.s.run())).toEqual({ ...nothing, calendar: '+0 ~1 -0' });
    expectBoth(pair, field, field === 'title' ? { title: 'Later' } : edits[field].crm);
  });

  test.each(fields.filter((other) => other !== field))(
    'edited in the CRM stays beside %s edited in the calendar',
    async (other) => {
      const pair = await linked();
      pair.edit('crm', edits[field].crm);
      pair.edit('calendar', edits[other].calendar);
      const report = await pair.s.run();
      expect(report).toMatchObject({ outcome: 'ok', conflicts: 0 });
      expectBoth(pair, field, edits[field].crm);
      expectBoth(pair, other, edits[other].calendar);
      expect(writesOf(await pair.s.run())).toEqual(nothing);
    },
  );

  test.each(sides)('edited on the %s brings back what was deleted on the other side', async (side) => {
    const pair = await linked();
    // What the other side could not even show is no edit that it could lose.
    const patch = field === 'availability' ? { availability: 'free' as const } : edits[field][side];
    pair.edit(side, patch);
    pair.remove(otherSide(side));
    expect((await pair.s.run()).outcome).toBe('ok');
    const [again] = pair.s[otherSide(side)].items();
    expect(again !== undefined && sameField(field, again.fields, meeting(patch))).toBe(true);
    expect(sameField(field, pair.shows(side), meeting(patch))).toBe(true);
    expect(writesOf(await pair.s.run())).toEqual(nothing);
  });
});

describe.each(contestable)('a conflict about %s', (field) => {
  const minute = 60_000;
  test.each([
    ['laterEdit', 'crm', minute, 'crm'],
    ['laterEdit', 'calendar', minute, 'calendar'],
    // SuperOffice keeps whole seconds: what is finer says nothing about which came first.
    ['laterEdit', 'calendar', 400, 'crm'],
    ['laterEdit', 'crm', 0, 'crm'],
    ['crm', 'calendar', minute, 'crm'],
    ['calendar', 'crm', minute, 'calendar'],
  ] as const)('with the rule %s, last edited on the %s by %i ms, is won by the %s', async (rule, last, by, winner) => {
    const preferences: Partial<Preferences> = { 'conflict.rule': rule };
    const pair = await linked();
    pair.edit(otherSide(last), edits[field][otherSide(last)]);
    pair.s.clock.advance(by);
    pair.edit(last, edits[field][last]);
    const loser = otherSide(winner);
    const lost = pair.shows(loser);
    expect((await pair.s.run(preferences)).conflicts).toBe(1);
    expectBoth(pair, field, edits[field][winner]);
    const [entry] = pair.s.entries();
    expect(entry).toMatchObject({ outcome: 'conflict', side: loser, reason: { kind: 'conflict', winner } });
    expect(entry?.changes).toMatchObject([{ field, lost: describeField(field, lost) }]);
    expect(writesOf(await pair.s.run(preferences))).toEqual(nothing);
    // The journal knows it, and can bring it back.
    const report = await pair.s.engine.undo({ entries: [entry?.id ?? 0] }, new AbortController().signal);
    expect(report).toEqual({ undone: 1, refused: [] });
    expect(sameField(field, pair.shows(loser), lost)).toBe(true);
  });
});

/** What a server makes of what is written to it. */
const rewritings: Readonly<Record<string, (fields: Appointment) => Appointment>> = {
  'wraps HTML': (fields) =>
    fields.body === '' || fields.body.startsWith('<div>') ? fields : { ...fields, body: `<div>${fields.body}</div>` },
  'trims text': (fields) => ({ ...fields, location: fields.location.slice(0, 8), body: fields.body.slice(0, 12) }),
  'rounds seconds': (fields) => {
    const { span } = fields;
    if (span.kind !== 'timed') return fields;
    const whole = (moment: string) => `${moment.slice(0, 16)}:00Z` as Instant;
    return { ...fields, span: { ...span, start: whole(span.start), end: whole(span.end) } };
  },
  'adds its default reminder': (fields) => ({ ...fields, reminderMinutes: fields.reminderMinutes ?? 15 }),
  're-encodes titles': (fields) => ({
    ...fields,
    title: fields.title.replaceAll(/&(?!amp;)/g, '&amp;').normalize('NFD'),
  }),
};
const rewritten: Partial<Appointment> = {
  title: 'Café & more',
  body: '<p>What we will talk about</p>',
  location: 'Behind the third door',
  reminderMinutes: null,
  ...hours('09:00:30', '10:00:30'),
};

describe.each(Object.entries(rewritings))('a server that %s', (_name, rewrite) => {
  test.each(['its connector foretells', 'nobody foretells'])('is learnt from its echo, when %s it', async (how) => {
    const express = how.startsWith('its') ? rewrite : (fields: Appointment) => fields;
    const pair = await linked({}, { calendar: { keep: rewrite, express } });
    pair.edit('crm', rewritten);
    expect(writesOf(await pair.s.run())).toEqual({ ...nothing, calendar: '+0 ~1 -0' });
    const { crm } = { crm: pair.shows('crm') };
    expect(writesOf(await pair.s.run())).toEqual(nothing);
    pair.edit('calendar', { availability: 'free' });
    expect(writesOf(await pair.s.run())).toEqual({ ...nothing, crm: '+0 ~1 -0' });
    expect(pair.shows('crm')).toEqual({ ...crm, availability: 'free' });
  });

  test.each(['a creation', 'an update'])(
    'is learnt although its echo of %s is still as it was written',
    async (deed) => {
      const pair = await linked(deed === 'a creation' ? rewritten : {}, { calendar: { express: rewrite } });
      if (deed === 'an update') {
        pair.edit('crm', rewritten);
        await pair.s.run();
      }
      const crm = pair.shows('crm');
      pair.edit('calendar', rewrite(pair.shows('calendar')));
      const before = pair.s.entries().length;
      expect(writesOf(await pair.s.run())).toEqual(nothing);
      expect(pair.s.entries()).toHaveLength(before);
      pair.edit('calendar', { availability: 'free' });
      expect(writesOf(await pair.s.run())).toEqual({ ...nothing, crm: '+0 ~1 -0' });
      expect(pair.shows('crm')).toEqual({ ...crm, availability: 'free' });
      expect(writesOf(await pair.s.run())).toEqual(nothing);
    },
  );
});

test('a rewriting that shows late is no edit that could win against somebody who edits the same field', async () => {
  const rewrite = (fields: Appointment) => ({ ...fields, location: fields.location.toUpperCase() });
  const pair = await linked({ location: 'Room 4' }, { calendar: { express: rewrite } });
  pair.edit('crm', { location: 'Room 5' });
  pair.s.clock.advance(60_000);
  pair.edit('calendar', { location: 'ROOM 4' });
  expect(await pair.s.run()).toMatchObject({ conflicts: 0, written: { crm: { updated: 0 } } });
  expect([pair.shows('crm').location, pair.shows('calendar').location]).toEqual(['Room 5', 'Room 5']);
});

test('a rewriting that shows late and that nobody foretells is carried over once, like an edit, and no more', async () => {
  const pair = await linked({ body: '<p>Agenda</p>' });
  pair.edit('calendar', { body: '<div><p>Agenda</p></div>' });
  expect(writesOf(await pair.s.run())).toEqual({ ...nothing, crm: '+0 ~1 -0' });
  expect(writesOf(await pair.s.run())).toEqual(nothing);
});
