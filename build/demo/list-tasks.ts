/**
 * @file The to-dos and the tasks on the practice servers, as their controls list them, and whether they take part: the specification's
 * rules with the standard preferences, told a second time and without the product. Both sides must show title, due day and whether it is done.
 */
import { Temporal } from 'temporal-polyfill';
import type { Sandbox } from '../../sandbox/all.ts';
import type { ListedItem } from './compare-sides.ts';
import { type DemoCalendar, futureDays, namesOf, pastDays } from './list-sides.ts';

interface Shown {
  readonly id: string;
  readonly title: string;
  readonly names: readonly string[];
  /** `2026-11-24`. */
  readonly due: string | null;
  readonly done: boolean;
  readonly why: string;
}

function listed({ id, title, names, due, done, why }: Shown): ListedItem {
  return { id, title, names, start: due ?? '', end: done ? 'done' : '', allDay: true, takesPart: why === '', why };
}

/** What is open takes part whatever its day. */
function outside(due: string | null, done: boolean, today: Temporal.PlainDate): boolean {
  if (!done) return false;
  if (due === null) return true;
  const day = Temporal.PlainDate.from(due);
  const isBefore = Temporal.PlainDate.compare(day, today.subtract({ days: pastDays })) < 0;
  return isBefore || Temporal.PlainDate.compare(day, today.add({ days: futureDays })) > 0;
}

/** The day in the main user's zone. */
function todayIn(zone: string, now: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();
}

/** The main user's own to-dos: those that are handed to somebody, or that somebody wants to hand over, are left alone. */
export function listTodos(sandbox: Sandbox, now: number): readonly ListedItem[] {
  const { control } = sandbox.superoffice;
  const rows = new Map(control.list().map((row) => [row.id, row]));
  return control.todos().map(({ id, title, due, completed, assignment }) => {
    const row = rows.get(id);
    const done = completed === 'Completed';
    const today = todayIn(row?.zone ?? 'UTC', now);
    const why = assignment === 'None' ? '' : 'assigned';
    return listed({
      ...{ id: String(id), title, due, done },
      names: row === undefined ? [title] : namesOf(row),
      why: why || (outside(due, done, today) ? 'outside' : ''),
    });
  });
}

/** The main user's tasks in the linked system's first list. */
export function listTasks(sandbox: Sandbox, system: DemoCalendar, now: number): readonly ListedItem[] {
  const zone = sandbox.world.users[0]?.zone ?? 'UTC';
  const today = todayIn(zone, now);
  return tasksOf(sandbox, system).map((task) =>
    listed({ ...task, names: [task.title], why: outside(task.due, task.done, today) ? 'outside' : '' }),
  );
}

function tasksOf(
  { google, microsoft365, exchange }: Sandbox,
  system: DemoCalendar,
): readonly Omit<Shown, 'names' | 'why'>[] {
  if (system === 'google') {
    return google.control.listTasks().map(({ id, title, due, status }) => {
      return { id, title, due: due?.slice(0, 10) ?? null, done: status === 'completed' };
    });
  }
  if (system === 'exchange') {
    return exchange.control.tasks().map(({ id, title, due, status }) => {
      return { id, title, due, done: status === 'Completed' };
    });
  }
  return microsoft365.control.tasks().map(({ id, title, due, status }) => {
    return { id, title, due, done: status === 'completed' };
  });
}
