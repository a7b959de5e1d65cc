/**
 * @file Google Tasks in the real kind: no room for a mark, no token, and no more than a title, a text, a day and whether it is done. As in
 * all histories of tasks the person and the checker see appointments of whole days, see `task-world.ts`.
 */
import { createGoogle, type GoogleSystem } from '../../sandbox/google/index.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import { GoogleWay, type Wares } from './google-way.ts';
import { allDaySpan, type MakeSandboxCalendar, seenItem, whollyDays } from './sandbox-calendar.ts';
import type { Step } from './script.ts';

/** What the person writes, in the words of the Tasks API. What Tasks has no place for cannot be written there. */
function taskOf({ title, body, span, availability }: Partial<Appointment>) {
  return {
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { notes: body.replaceAll(/<[^>]*>/g, '') }),
    ...(span === undefined ? {} : { due: `${whollyDays(span).lastDay}T00:00:00.000Z` }),
    ...(availability === undefined ? {} : { status: availability === 'free' ? 'completed' : 'needsAction' }),
  };
}

/** The person in Google's own program. */
function handsOf({ control }: GoogleSystem) {
  return {
    create: (fields: Appointment) => void control.createTask({ task: taskOf(fields) }),
    edit: (id: string, patch: Partial<Appointment>) => void control.changeTask({ id, change: taskOf(patch) }),
    remove: (id: string) => control.deleteTask({ id }),
    copy(id: string, title: string) {
      const original = control.listTasks().find((task) => task.id === id);
      if (original === undefined) throw new Error(`no task ${id}`);
      const { notes = '', due, status } = original;
      control.createTask({ task: { title, notes, status, ...(due === undefined ? {} : { due }) } });
    },
    // Away and back it is another task, of which nothing says that it was this one.
    move: () => false,
    list: () =>
      control.listTasks().map(({ id, title, notes = '', due = '', status }) => {
        const span = allDaySpan(due.slice(0, 10), due.slice(0, 10));
        const availability = status === 'completed' ? 'free' : 'busy';
        return seenItem(id, { title, body: notes, location: '', span, availability, reminderMinutes: null }, false);
      }),
  } as const;
}

function waresOf({ control }: GoogleSystem): Wares {
  return {
    path: '/tasks/v1/',
    respell(body, inOtherWords) {
      const task = JSON.parse(body) as { readonly title?: string; readonly notes?: string };
      const title = inOtherWords ? task.title?.replace(/ of the day$/, ' of that day') : task.title;
      return JSON.stringify({
        ...task,
        ...(title === undefined ? {} : { title: `${title} ` }),
        ...(task.notes === undefined ? {} : { notes: task.notes.replaceAll('\n', '\r\n') }),
      });
    },
    touchAll() {
      for (const { id } of control.listTasks()) control.changeTask({ id, change: {} });
    },
  };
}

function kept(fields: Appointment): Appointment {
  const { lastDay } = whollyDays(fields.span);
  return { ...fields, span: allDaySpan(lastDay, lastDay) };
}

export const googleTasks: MakeSandboxCalendar = (setting, time, around) => {
  // Without it, an edit between our look and our write is written over, and nobody can know.
  const server = createGoogle({ clock: time, seed: 1, switches: { taskIfMatch: true } });
  const way = new GoogleWay(server, waresOf(server), setting, around);
  return {
    kind: 'task',
    server,
    account: { google: { ...server, fetch: (url, init) => way.fetch(url, init) } },
    hands: handsOf(server),
    arm: (fault) => way.arm(fault),
    disarm: () => way.disarm(),
    keeps: kept,
    offences: () => [],
  };
};

const memoryEvents: ReadonlySet<Step['do']> = new Set([
  'backup',
  'restore',
  'delete',
  'damage',
  'clone',
  'takeOver',
  'together',
]);

/**
 * What can be known of tasks that say nothing of where they come from: one installation, which keeps its memory. And Tasks is not asked
 * more often than every five minutes, by one clock: what was done since is seen by a later run, not by this one.
 */
export function withoutMarks(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step): readonly Step[] => {
    if (step.do === 'clock' || memoryEvents.has(step.do)) return [];
    if (step.do === 'run') return [{ ...step, device: 0 }];
    return step.do === 'wait' ? [{ ...step, minutes: step.minutes + 5 }] : [step];
  });
}
