/** @file Tests of the three-way merge: every combination of what two sides can do to one field. */
import { describe, expect, test } from 'vitest';
import type { Appointment } from '../model/appointment.ts';
import type { Side } from '../model/side.ts';
import type { Instant } from '../model/time.ts';
import { directionOf } from '../preferences/direction.ts';
import { defaultPreferences } from '../preferences/schema.ts';
import { adoptionBase, conflictWinner, merge } from './merge.ts';
import type { MergeRules, MergeSide } from './merge-draft.ts';
import { keptByCrm, meeting } from './testing/scene.ts';

const early = '2026-11-23T08:00:00Z' as Instant;
const late = '2026-11-23T09:00:00Z' as Instant;
const twoWay = directionOf(defaultPreferences, 'appointment');
const window = { from: '2026-11-16T00:00:00Z' as Instant, until: '2027-05-22T00:00:00Z' as Instant };
const rules: MergeRules = {
  decide: () => 'crm',
  answered: () => undefined,
  carries: () => true,
  direction: twoWay,
  window,
  instead: {},
};

function sides(crm: Partial<MergeSide> = {}, calendar: Partial<MergeSide> = {}): Record<Side, MergeSide> {
  const same = (fields: Appointment) => fields;
  const base = {
    fields: meeting(),
    agreed: meeting(),
    stale: [],
    unsure: [],
    isPart: false,
    isDoneAsWhole: false,
    editable: true,
    editedAt: early,
    express: same,
  };
  const both = { crm: { ...base, express: keptByCrm, ...crm }, calendar: { ...base, ...calendar } };
  return {
    crm: { offered: both.calendar.fields, ...both.crm },
    calendar: { offered: both.crm.fields, ...both.calendar },
  };
}
const title = (text: string) => ({ fields: meeting({ title: text }) });

describe('a field of which more stands there than was seen where it was changed', () => {
  const both = sides(title('B'), { unsure: ['title'] });

  test('is a question, and written nowhere', () => {
    expect(merge(both, rules)).toMatchObject({ patches: { crm: {}, calendar: {} }, undecided: ['title'], learned: [] });
  });
  test('is written as the user has answered', () => {
    expect(merge(both, { ...rules, answered: () => 'crm' }).patches.calendar).toEqual({ title: 'B' });
    expect(merge(both, { ...rules, answered: () => 'calendar' }).patches.crm).toEqual({ title: meeting().title });
    expect(merge(both, { ...rules, answered: () => 'keep' })).toMatchObject({ learned: ['title'], undecided: [] });
  });
  test('is no question where it was changed on the other side', () => {
    const other = sides({}, { ...title('B'), unsure: ['title'] });
    expect(merge(other, rules)).toMatchObject({ patches: { crm: { title: 'B' } }, undecided: [] });
  });
});

describe('one field', () => {
  test('that nobody changed is not mentioned', () => {
    expect(merge(sides(), rules)).toMatchObject({
      patches: { crm: {}, calendar: {} },
      learned: [],
      conflicts: [],
      putBack: { crm: [], calendar: [] },
    });
  });

  test.each(['crm', 'calendar'] as const)('changed on %s goes to the other side', (side) => {
    const { patches, conflicts } = merge(sides(...(side === 'crm' ? [title('new')] : [{}, title('new')])), rules);
    expect(patches).toEqual(
      side === 'crm' ? { crm: {}, calendar: { title: 'new' } } : { crm: { title: 'new' }, calendar: {} },
    );
    expect(conflicts).toEqual([]);
  });

  test('changed alike on both is agreed on silently', () => {
    const merged = merge(sides(title('new'), title('new  ')), rules);
    expect(merged.patches).toEqual({ crm: {}, calendar: {} });
    expect(merged.learned).toEqual(['title']);
  });

  test('changed to what the other side can only hold in a coarser form is agreed on', () => {
    const merged = merge(sides({}, { fields: meeting({ availability: 'tentative' }) }), rules);
    expect(merged.patches.crm).toEqual({});
    expect(merged.learned).toEqual(['availability']);
  });

  test('that differs between the sides without anybody having changed it is left alone', () => {
    const fields = meeting({ availability: 'tentative' });
    const merged = merge(sides({ ...title('new') }, { fields, agreed: fields }), rules);
    expect(merged.patches).toEqual({ crm: {}, calendar: { title: 'new' } });
  });

  test('is compared with what its own side showed, not with the other side', () => {
    const crm = meeting({ reminderMinutes: 60 });
    const calendar = meeting({ reminderMinutes: 5 });
    const merged = merge(sides({ fields: crm, agreed: crm }, { fields: calendar, agreed: calendar }), rules);
    expect(merged).toMatchObject({ patches: { crm: {}, calendar: {} }, learned: [], conflicts: [] });
  });

  test.each([
    ['laterEdit', early, late, 'calendar'],
    ['laterEdit', late, early, 'crm'],
    ['laterEdit', early, early, 'crm'],
    ['crm', early, late, 'crm'],
    ['calendar', late, early, 'calendar'],
  ] as const)('changed differently on both is decided by %s (%s, %s): %s', (conflict, crm, calendar, winner) => {
    const both = sides({ ...title('in crm'), editedAt: crm }, { ...title('in calendar'), editedAt: calendar });
    const merged = merge(both, { ...rules, decide: () => conflictWinner(conflict, { crm, calendar }) });
    expect(merged.conflicts).toEqual([{ field: 'title', winner }]);
    expect(merged.patches).toEqual(
      winner === 'crm' ? { crm: {}, calendar: { title: 'in crm' } } : { crm: { title: 'in calendar' }, calendar: {} },
    );
    expect(conflictWinner(conflict, { crm, calendar })).toBe(winner);
  });

  test('that does not travel in one direction is learnt there and carried in the other', () => {
    const oneWay: MergeRules = { ...rules, carries: (_field, from) => from === 'calendar' };
    expect(merge(sides(title('x')), oneWay)).toMatchObject({ patches: { crm: {}, calendar: {} }, learned: ['title'] });
    expect(merge(sides(title('x'), title('y')), oneWay)).toMatchObject({
      patches: { crm: { title: 'y' } },
      conflicts: [],
    });
  });
});

describe('a side that must not be written', () => {
  test('gives its value back to where it was changed', () => {
    const merged = merge(sides(title('mine'), { editable: false }), rules);
    expect(merged.patches).toEqual({ crm: { title: 'Forecast Q1' }, calendar: {} });
    expect(merged.putBack).toEqual({ crm: ['title'], calendar: [] });
    expect(merged.conflicts).toEqual([]);
  });

  test('leaves things as they are when the other must not be written either', () => {
    const merged = merge(sides({ ...title('mine'), editable: false }, { editable: false }), rules);
    expect(merged.patches).toEqual({ crm: {}, calendar: {} });
    expect(merged.learned).toEqual(['title']);
  });
});

describe('two items that are found to be one', () => {
  test('look as if only the winner had changed what differs', () => {
    const both = sides(
      { fields: meeting({ location: 'Room 4', title: 'same' }), editedAt: early },
      { fields: meeting({ body: '<p>x</p>', title: 'same', reminderMinutes: 5 }), editedAt: late },
    );
    const base = adoptionBase(both, 'laterEdit', null, window);
    const merged = merge(
      { crm: { ...both.crm, agreed: base.crm }, calendar: { ...both.calendar, agreed: base.calendar } },
      rules,
    );
    expect(merged.patches).toEqual({ crm: { body: '<p>x</p>', reminderMinutes: 5 }, calendar: { location: 'Room 4' } });
    expect(merged.conflicts).toEqual([]);
  });
});
