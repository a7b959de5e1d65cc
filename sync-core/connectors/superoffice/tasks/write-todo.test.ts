import { describe, expect, it } from 'vitest';
import type { Task } from '../../../model/task.ts';
import type { Instant, LocalDate } from '../../../model/time.ts';
import { profileWith, simpleWith } from '../testing.ts';
import { todoRows } from './read-todo.ts';
import { expressTask, newTodo, todoWriting } from './write-todo.ts';

const profile = profileWith();
const context = { profile, place: { api: '', web: 'https://crm.example' }, serverNow: 0 };
const row = { updated: '2026-11-20T08:00:00Z' as Instant, ruleId: 0, department: '' };
const due = '2026-11-27' as LocalDate;

function taskWith(over: Partial<Task> = {}): Task {
  return {
    ...{ title: 'Plan', body: '<p>Agenda</p>', startDate: null, dueDate: due, done: false, percentComplete: 0 },
    ...{ importance: 'normal', reminderAt: null, visibility: 'public' },
    ...over,
  } as Task;
}

function read(over: Parameters<typeof simpleWith>[0] = {}) {
  const midnight = '2026-11-27T00:00:00+0100';
  const todo = { Type: 'inChecklist', StartDate: midnight, EndDate: midnight, HasAlarm: false, TaskId: 5 };
  return todoRows.readSimple(simpleWith({ ...todo, ...over }), row, context);
}

describe('a to-do', () => {
  it.each([
    ['NotStarted', false, 0],
    ['Started', false, 50],
    ['Completed', true, 100],
    ['Unknown', false, 0],
  ])('that is %s is done by so much', (Completed, done, percentComplete) => {
    expect(read({ Completed }).fields).toMatchObject({ done, percentComplete });
  });

  it.each([
    ['an open assignment', { Type: 'BookingForChecklist', AssignmentStatus: 'Assigning' }, 'bookingOfOthers'],
    ['one that was seen', { AssignmentStatus: 'Seen' }, 'bookingOfOthers'],
    ['one that colleagues share', { IsBooking: true, MotherId: 5001, BookingType: 'Owner' }, 'bookingWithColleagues'],
    ['one that may only be read', { TableRight: { Mask: 'Select' } }, 'noRight'],
  ])('is not written, being %s', (_, over, why) => {
    expect(read(over).protection).toEqual({ edit: false, remove: false, why });
  });

  it.each([
    ['somebody else’s', { AssociateId: 15 }, 'noLongerMine'],
    ['declined', { Type: 'BookingForChecklist', AssignmentStatus: 'Declined' }, 'declined'],
  ])('takes no part, being %s', (_, over, unfit) => {
    expect(read(over).unfit).toBe(unfit);
  });

  it('is itself where it is one of several by a rule, and says so in its version', () => {
    const item = todoRows.readSimple(simpleWith({ Type: 'inChecklist' }), { ...row, ruleId: 7 }, context);
    expect(item.form).toEqual({ kind: 'single' });
    expect(item.version).not.toBe(read().version);
  });
});

describe('what SuperOffice makes of a task', () => {
  it.each([
    ['a share of it is half of it', { percentComplete: 20 }, { percentComplete: 50 }],
    ['what is done is done whole', { done: true, percentComplete: 30 }, { percentComplete: 100 }],
    ['a first day has no place', { startDate: due }, { startDate: null }],
    ['a date of another age has none either', { dueDate: '1601-01-01' as LocalDate }, { dueDate: null }],
    [
      'a reminder on the day itself comes at its beginning',
      { reminderAt: '2026-11-27T09:00:00Z' as Instant },
      { reminderAt: '2026-11-26T23:00:00Z' },
    ],
    [
      'without a date nothing reminds',
      { dueDate: null, reminderAt: '2026-11-27T09:00:00Z' as Instant },
      { reminderAt: null },
    ],
  ])('%s', (_, over, becomes) => {
    const held = expressTask(taskWith(over), profile);
    expect(held).toMatchObject(becomes);
    expect(expressTask(held, profile)).toEqual(held);
  });

  it('is written property by property, the reminder with the date that it counts from', () => {
    const patch = (over: Partial<Task>) => todoWriting.properties(over, taskWith(over), profile);
    expect(patch({ title: 'New' })).toEqual({ Title: 'New' });
    expect(patch({ done: true })).toEqual({ Completed: 'Completed' });
    expect(patch({ dueDate: null })).toEqual({
      StartDate: '0001-01-01T00:00:00',
      EndDate: '0001-01-01T00:00:00',
      HasAlarm: false,
    });
    expect(patch({ reminderAt: '2026-11-26T22:30:00Z' as Instant })).toEqual({
      HasAlarm: true,
      AlarmLeadTime: '00:30:00',
    });
    expect(patch({ visibility: 'private' })).toMatchObject({ Private: 'PrivateUser' });
  });

  it('is a to-do from the beginning, of a type for to-dos, about one person and with nobody else', () => {
    const person = { personId: 9, contactId: 3, name: 'A', isColleague: false };
    const template = { Title: '', Agenda: '', Task: { TaskListItemId: 5 }, Participants: [{ AssociateId: 12 }] };
    const operation = { do: 'create', mark: { key: 'k', marker: 'm' }, fields: taskWith() } as const;
    const more = { categories: ['Besprechung'], persons: [person, { ...person, personId: 10 }] };
    const entity = newTodo({ ...operation, ...more }, profile, template);
    expect(entity).toMatchObject({
      Type: 'inChecklist',
      Task: { TaskListItemId: 5 },
      Person: { PersonId: 9 },
      Contact: { ContactId: 3 },
      StartDate: '2026-11-27T00:00:00+01:00',
    });
    expect(entity).not.toHaveProperty('Participants');
    expect(entity).not.toHaveProperty('Completed');
  });
});
