/** @file Tests of the direction in which the items of each kind are carried. */
import { describe, expect, it } from 'vitest';
import { type ItemKind, side } from '../model/side.ts';
import { directionOf } from './direction.ts';
import { type Direction, defaultPreferences, type Preferences } from './schema.ts';

function strategy(kind: ItemKind, chosen: Partial<Preferences>) {
  const { listensTo, mayWrite, leader, idle } = directionOf({ ...defaultPreferences, ...chosen }, kind);
  return {
    listensTo: side.options.filter(listensTo),
    mayWrite: side.options.filter(mayWrite),
    leader,
    idle,
  };
}

const both = ['crm', 'calendar'];
const bothWays = { listensTo: both, mayWrite: both, leader: null, idle: false };
const out = {
  listensTo: ['crm'],
  mayWrite: ['calendar'],
  leader: 'crm',
  idle: false,
};
const into = {
  listensTo: ['calendar'],
  mayWrite: ['crm'],
  leader: 'calendar',
  idle: false,
};
const nothing = { listensTo: [], mayWrite: [], leader: null, idle: true };

const directions: readonly Direction[] = ['twoWay', 'crmToCalendar', 'calendarToCrm', 'none'];

describe.each(['appointment', 'task'] as const)('an %s', (kind) => {
  it.each([
    ['twoWay', bothWays],
    ['crmToCalendar', out],
    ['calendarToCrm', into],
    ['none', nothing],
  ] as const)('is carried as the general direction says: %s', (direction, expected) => {
    expect(strategy(kind, { direction })).toEqual(expected);
    expect(strategy(kind, { direction, 'crm.persons.takeEditsBack': true })).toEqual(expected);
  });

  it.each(directions)('has a direction of its own, which comes before the general one: %s', (own) => {
    for (const direction of directions)
      expect(strategy(kind, { direction, [`direction.${kind}`]: own })).toEqual(strategy(kind, { direction: own }));
  });

  it('keeps its direction whatever that of other kinds is', () => {
    const others = { 'direction.appointment': 'none', 'direction.task': 'none', 'direction.person': 'none' } as const;
    expect(strategy(kind, { ...others, [`direction.${kind}`]: 'asAbove' })).toEqual(bothWays);
  });
});

describe('a person', () => {
  it.each([
    ['twoWay', out],
    ['crmToCalendar', out],
    ['calendarToCrm', nothing],
    ['none', nothing],
  ] as const)('goes out of the CRM, or not at all: %s', (direction, expected) => {
    expect(strategy('person', { direction })).toEqual(expected);
    expect(strategy('person', { direction: 'none', 'direction.person': direction })).toEqual(expected);
  });

  it('that is edited in the address book is edited in the CRM where that is wanted', () => {
    expect(strategy('person', { 'crm.persons.takeEditsBack': true })).toEqual(bothWays);
    expect(
      strategy('person', { direction: 'none', 'direction.person': 'twoWay', 'crm.persons.takeEditsBack': true }),
    ).toEqual(bothWays);
  });

  it.each([
    ['crmToCalendar', out],
    ['calendarToCrm', nothing],
    ['none', nothing],
  ] as const)('is not edited from there where only one way is wanted: %s', (direction, expected) => {
    expect(strategy('person', { direction, 'crm.persons.takeEditsBack': true })).toEqual(expected);
  });
});
