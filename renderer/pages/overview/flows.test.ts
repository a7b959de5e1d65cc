/** @file Tests of which way each kind is said to go. */
import { expect, it } from 'vitest';
import { defaultPreferences, type Preferences } from '../../../sync-core/preferences/schema.ts';
import { flowsOf } from './flows.ts';

const flows = (chosen: Partial<Preferences>) => flowsOf({ ...defaultPreferences, ...chosen });

it('is nothing to speak of as long as nobody has chosen otherwise: persons go out, all else both ways', () => {
  expect(flows({})).toEqual({
    all: 'twoWay',
    of: { appointment: 'twoWay', task: 'twoWay', person: 'crmToCalendar' },
    unusual: false,
  });
  expect(flows({ 'crm.persons.takeEditsBack': true })).toMatchObject({ of: { person: 'twoWay' }, unusual: false });
});

it('is each kind’s own', () => {
  expect(flows({ direction: 'crmToCalendar', 'direction.task': 'calendarToCrm', 'kinds.person': false })).toEqual({
    all: 'twoWay',
    of: { appointment: 'crmToCalendar', task: 'calendarToCrm', person: 'off' },
    unusual: true,
  });
});

it.each([
  ['crmToCalendar', 'crmToCalendar', 'crmToCalendar'],
  ['calendarToCrm', 'calendarToCrm', 'none'],
  ['none', 'none', 'none'],
] as const)('is the general one where no kind has its own: %s', (direction, all, person) => {
  expect(flows({ direction })).toMatchObject({ all, of: { appointment: all, task: all, person }, unusual: true });
});

it('is none where every kind is switched off', () => {
  const off = { 'kinds.appointment': false, 'kinds.task': false, 'kinds.person': false };
  expect(flows(off)).toMatchObject({ all: 'none', unusual: true });
});

it('leads one way where the only kind that goes back is switched off', () => {
  expect(flows({ 'direction.appointment': 'crmToCalendar', 'kinds.task': false }).all).toBe('crmToCalendar');
});
