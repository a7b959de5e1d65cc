/**
 * @file One task of To Do in the neutral form. Pure.
 *
 * [Note: a due date is a date] To Do answers midnight in UTC for a date that was set through Graph, and for one that was set in
 * another program midnight where its owner is: the day before in UTC east of Greenwich. Both are read as the day that the owner
 * sees.
 */
import { Temporal } from 'temporal-polyfill';
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import type { Task } from '../../../model/task.ts';
import { type Instant, type LocalDate, toInstant, type ZoneId } from '../../../model/time.ts';
import { splitAddedText } from '../../../translate/added-text.ts';
import { plainHtml } from '../../../translate/plain-words.ts';
import { canonicalHtml, htmlOfPlainText } from '../../../translate/text.ts';
import type { RemoteItem, UnreadableItem } from '../../connector.ts';
import { oneLine } from '../../outlook/one-line.ts';
import { zoneOfName } from '../../outlook/windows-zones.ts';
import { type GraphTask, graphTask, type TaskTime, taskRemains } from './todo-schemas.ts';

const isUtc = (name: string) => /^(Etc\/)?(UTC|GMT)$/i.test(name);

/** Of a date in another zone than UTC its author's day is written there. */
function dateOf({ dateTime, timeZone }: TaskTime, owner: ZoneId): LocalDate {
  const wall = Temporal.PlainDateTime.from(dateTime);
  const isMidnight = wall.toPlainTime().equals(Temporal.PlainTime.from('00:00'));
  const shown = isMidnight || !isUtc(timeZone) ? wall : wall.toZonedDateTime('UTC').withTimeZone(owner);
  return shown.toPlainDate().toString() as LocalDate;
}

/** @returns undefined where the zone has no known meaning: guessing would move the reminder. */
function momentOf({ dateTime, timeZone }: TaskTime): Instant | undefined {
  const zone = isUtc(timeZone) ? 'UTC' : zoneOfName(timeZone);
  return zone && toInstant(Temporal.PlainDateTime.from(dateTime).toZonedDateTime(zone).toInstant());
}

/** `waitingOnOthers` and `deferred` say nothing about how far it is. */
const percentages: Readonly<Record<GraphTask['status'], number>> = {
  notStarted: 0,
  inProgress: 50,
  completed: 100,
  waitingOnOthers: 0,
  deferred: 0,
};

function readBody(body: GraphTask['body']) {
  const content = body?.content ?? '';
  const html = body?.contentType === 'html' ? canonicalHtml(content) : htmlOfPlainText(content);
  return splitAddedText(plainHtml(html));
}

/**
 * @param owner the zone in which the owner's days are counted.
 * @returns undefined for what is no task in a form that is known.
 */
export function readTask(row: unknown, owner: ZoneId): RemoteItem<Task> | undefined {
  const parsed = graphTask.safeParse(row);
  if (!parsed.success) return undefined;
  const task = parsed.data;
  const { reminderDateTime, startDateTime, dueDateTime } = task;
  const reminderAt = task.isReminderOn && reminderDateTime ? momentOf(reminderDateTime) : null;
  if (reminderAt === undefined) return undefined;
  const { body, added } = readBody(task.body);
  return {
    id: task.id as ItemId,
    version: task['@odata.etag'] as ItemVersion,
    fields: {
      title: oneLine(task.title ?? ''),
      body,
      startDate: startDateTime ? dateOf(startDateTime, owner) : null,
      dueDate: dueDateTime ? dateOf(dueDateTime, owner) : null,
      done: task.status === 'completed',
      percentComplete: percentages[task.status],
      importance: task.importance,
      reminderAt,
      visibility: 'public',
    },
    // One that repeats is the one that is to be done now: its successor is another task.
    form: { kind: 'single' },
    protection: { edit: true, remove: true },
    editedAt: toInstant(Temporal.Instant.from(task.lastModifiedDateTime)),
    categories: task.categories,
    ...(added === '' ? {} : { added }),
  };
}

/** What can be told of a task of which the whole cannot be read. @param row as it came. */
export function unreadableTask(id: ItemId, row: unknown, owner: ZoneId): UnreadableItem {
  const { title, dueDateTime } = taskRemains.safeParse(row).data ?? {};
  return {
    unreadable: true,
    id,
    isPublic: false,
    ...(title === undefined ? {} : { title: oneLine(title ?? '') }),
    ...(dueDateTime ? { start: dateOf(dueDateTime, owner) } : {}),
  };
}
