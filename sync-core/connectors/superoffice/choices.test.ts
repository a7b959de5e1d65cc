import { describe, expect, it } from 'vitest';
import { choicesOf } from './choices.ts';
import { profileWith } from './testing.ts';

const tenant = profileWith({
  diaryTypes: [2, 7, 9],
  todoTypes: [7],
  typeNames: new Map([
    [2, { en: 'Meeting', de: 'Besprechung' }],
    [7, { '': 'Audit' }],
    [8, { en: 'Letter', fr: 'Lettre' }],
  ]),
});

describe('lists to choose from', () => {
  it('are in the user’s language where there is a name in it, by the alphabet', () => {
    expect(choicesOf('appointmentTypes', tenant, 'de')).toEqual([
      { value: 9, label: '9' },
      { value: 7, label: 'Audit' },
      { value: 2, label: 'Besprechung' },
    ]);
    expect(choicesOf('followUpTypes', tenant, 'nl').map(({ label }) => label)).toEqual(['9', 'Audit', 'Meeting']);
  });

  it('offer for a to-do what is meant for to-dos', () => {
    expect(choicesOf('taskTypes', tenant, 'de')).toEqual([{ value: 7, label: 'Audit' }]);
  });

  it('offer what appointments and to-dos can be, each once, where both are asked for', () => {
    const types = choicesOf('followUpTypes', { ...tenant, todoTypes: [7, 8] }, 'de');
    expect(types.map(({ value }) => value).toSorted()).toEqual([2, 7, 8, 9]);
  });

  it('have the languages that types have names in', () => {
    expect(choicesOf('languages', tenant, 'de')).toEqual([
      { value: 'de', label: 'Deutsch' },
      { value: 'en', label: 'Englisch' },
      { value: 'fr', label: 'Französisch' },
    ]);
  });
});
