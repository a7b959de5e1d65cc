/** @file The person in SuperOffice, in the real kind. */
import type { createSuperOffice } from '../../sandbox/superoffice/index.ts';
import type { TodoWords } from '../../sandbox/superoffice/todo-operations.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import { allDaySpan, type SandboxCalendar, seenItem, whollyDays } from './sandbox-calendar.ts';
import { seenRow, wordsOf } from './simple-hands.ts';

type SuperOffice = ReturnType<typeof createSuperOffice>;

/** In the diary. */
export function diaryHands({ control }: SuperOffice): SandboxCalendar['hands'] {
  const list = () => control.list().map((row) => seenRow(String(row.id), row));
  return {
    list,
    create: (fields) => void control.createAppointment(wordsOf(fields)),
    edit: (id, patch) => control.changeAppointment({ id: Number(id), ...wordsOf(patch) }),
    remove: (id) => control.deleteAppointment({ id: Number(id) }),
    copy(id, title) {
      const original = list().find((item) => item.id === id);
      if (original === undefined) throw new Error(`no row ${id}`);
      control.createAppointment({ ...wordsOf(original.fields), title });
    },
    move: () => false,
  };
}

function todoOf(fields: Partial<Appointment>): TodoWords {
  const { title, body, span, availability } = fields;
  return {
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
    ...(span === undefined ? {} : { due: whollyDays(span).lastDay }),
    ...(availability === undefined ? {} : { completed: availability === 'free' ? 'Completed' : 'NotStarted' }),
  };
}

/**
 * Among the to-dos, told as appointments of whole days. Only what every system of tasks has is played: of a change of anything else the other
 * side shows nothing, and an edit that nobody sees is worth more than a deletion all the same.
 */
export function todoHands({ control }: SuperOffice): SandboxCalendar['hands'] {
  const found = (id: string) => {
    const todo = control.todos().find((one) => String(one.id) === id);
    if (todo === undefined) throw new Error(`no to-do ${id}`);
    return todo;
  };
  return {
    create: (fields) => void control.createTodo({ ...todoOf(fields), reminderMinutes: fields.reminderMinutes }),
    edit(id, patch) {
      const isDone = found(id).completed === 'Completed';
      const words = todoOf(patch);
      const done = words.completed ?? (isDone ? 'Completed' : undefined);
      // What is done has to be opened before it can be changed.
      if (isDone) control.changeTodo({ id: Number(id), completed: 'NotStarted' });
      control.changeTodo({ id: Number(id), ...words, ...(done === undefined ? {} : { completed: done }) });
    },
    remove: (id) => control.deleteAppointment({ id: Number(id) }),
    copy(id, title) {
      const { body, due, completed } = found(id);
      control.createTodo({ title, body, due, completed: completed === 'Completed' ? completed : 'NotStarted' });
    },
    move: () => false,
    list: () =>
      control.todos().map(({ id, title, body, due, completed }) => {
        const span = allDaySpan(due ?? '', due ?? '');
        const availability = completed === 'Completed' ? 'free' : 'busy';
        return seenItem(String(id), { title, body, location: '', span, availability, reminderMinutes: null }, false);
      }),
  };
}
