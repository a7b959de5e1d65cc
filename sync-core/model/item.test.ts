/** @file Tests of what tells the kinds of item apart. */
import { describe, expect, test } from 'vitest';
import { appointment } from './appointment.ts';
import { fieldsOf, type ItemFields, isAppointment, isPerson, isTask, kindOf, titleOf } from './item.ts';
import { noAddress, type Person, person } from './person.ts';
import { itemKind } from './side.ts';
import { task } from './task.ts';

const jonas: Person = person.parse({
  givenName: 'Jonas',
  middleName: '',
  surname: 'Reuter',
  namePrefix: 'Herr',
  jobTitle: '',
  companyName: 'Hafenbau',
  department: '',
  birthday: null,
  emails: ['j.reuter@hafenbau.example'],
  businessPhones: [],
  mobilePhone: '',
  homePhone: '',
  otherPhone: '',
  businessFax: '',
  homeFax: '',
  businessAddress: noAddress,
  homeAddress: noAddress,
  otherAddress: noAddress,
  businessHomePage: '',
  homePage: '',
});
const offer = task.parse({
  title: 'Send the offer',
  body: '',
  startDate: null,
  dueDate: '2026-12-01',
  done: false,
  percentComplete: 0,
  importance: 'normal',
  reminderAt: null,
  visibility: 'public',
});
const visit = appointment.parse({
  title: 'Visit',
  body: '',
  location: '',
  span: { kind: 'allDay', firstDay: '2026-12-01', lastDay: '2026-12-01' },
  availability: 'busy',
  reminderMinutes: null,
  visibility: 'public',
});

describe('the fields of an item', () => {
  test.each([
    ['appointment', visit, 'Visit'],
    ['task', offer, 'Send the offer'],
    ['person', jonas, 'Jonas Reuter'],
  ] as const)('say that it is of the kind %s', (kind, fields: ItemFields, title) => {
    expect(kindOf(fields)).toBe(kind);
    expect([isAppointment(fields), isTask(fields), isPerson(fields)]).toEqual(
      itemKind.options.map((one) => one === kind),
    );
    expect(titleOf(fields)).toBe(title);
    expect(Object.keys(fields).toSorted()).toEqual([...fieldsOf(kind)].toSorted());
  });

  test('of nobody who is named are called by the company, else by the e-mail address', () => {
    const nobody = { ...jonas, givenName: '', surname: '' };
    expect(titleOf(nobody)).toBe('Hafenbau');
    expect(titleOf({ ...nobody, companyName: '' })).toBe('j.reuter@hafenbau.example');
    expect(titleOf({ ...nobody, companyName: '', emails: [] })).toBe('');
  });
});
