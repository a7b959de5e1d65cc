/**
 * @file A task of Exchange in the neutral form, and back. Pure. What is written must be read as the same task, or the next run sees a
 * change that nobody made.
 *
 * [Note: a date is a date] Exchange keeps the dates of tasks as midnights, of UTC or of where the mailbox is, and takes them for one or the other. A
 * midnight in UTC is read as that day, and any other moment as the day that it is where the owner lives; what is written is a moment that lies in that day by
 * both clocks.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import type { Task } from '../../../model/task.ts';
import { type Instant, type LocalDate, toInstant, type ZoneId } from '../../../model/time.ts';
import { splitAddedText } from '../../../translate/added-text.ts';
import { canonicalHtml, htmlOfPlainText } from '../../../translate/text.ts';
import type { RemoteItem, UnreadableItem } from '../../connector.ts';
import { line, timestamp, token } from '../../outlook/event-schemas.ts';
import { oneLine } from '../../outlook/one-line.ts';
import { bodyProperty, categoriesProperty, sensitivityProperty } from '../common-properties.ts';
import {
  extendedProperty,
  fieldPath,
  type ItemKind,
  itemShape,
  ownPath,
  type Property,
  textProperty,
} from '../properties.ts';
import type { Creation, RecordKind, Update } from '../records/record-kind.ts';
import { childOf, childrenOf, textOf, type XmlNode } from '../soap/xml.ts';

const taskItem: ItemKind = {
  element: 't:Task',
  order: [
    ...['t:Subject', 't:Sensitivity', 't:Body', 't:Categories', 't:Importance', 't:ReminderDueBy', 't:ReminderIsSet'],
    ...['t:ExtendedProperty', 't:DueDate', 't:PercentComplete', 't:StartDate', 't:Status'],
  ],
};

const asked = [
  ...['Subject', 'Sensitivity', 'Body', 'Categories', 'Importance', 'ReminderDueBy', 'ReminderIsSet'],
  'LastModifiedTime',
].map((name) => fieldPath(`item:${name}`));
const askedOfTask = ['DueDate', 'PercentComplete', 'StartDate', 'Status'].map((name) => fieldPath(`task:${name}`));

const moment = timestamp.transform((text) => Temporal.Instant.from(text));

const told = z
  .object({
    id: token.max(1024),
    changeKey: token.max(1024),
    subject: line.optional(),
    sensitivity: z.enum(['Normal', 'Personal', 'Private', 'Confidential']),
    importance: z.enum(['Low', 'Normal', 'High']),
    isReminderSet: z.enum(['true', 'false']).optional(),
    reminder: moment.optional(),
    editedAt: moment,
    start: moment.optional(),
    due: moment.optional(),
    status: z.enum(['NotStarted', 'InProgress', 'Completed', 'WaitingOnOthers', 'Deferred']),
    percent: z.coerce.number().min(0).max(100),
  })
  .refine(({ isReminderSet, reminder }) => isReminderSet !== 'true' || reminder !== undefined, 'reminds at no time');

function tell(item: XmlNode) {
  const { Id: id, ChangeKey: changeKey } = childOf(item, 'ItemId')?.attributes ?? {};
  return told.safeParse({
    id,
    changeKey,
    subject: textOf(item, 'Subject'),
    sensitivity: textOf(item, 'Sensitivity'),
    importance: textOf(item, 'Importance'),
    isReminderSet: textOf(item, 'ReminderIsSet'),
    reminder: textOf(item, 'ReminderDueBy'),
    editedAt: textOf(item, 'LastModifiedTime'),
    start: textOf(item, 'StartDate'),
    due: textOf(item, 'DueDate'),
    status: textOf(item, 'Status'),
    percent: textOf(item, 'PercentComplete'),
  }).data;
}

/** See the note. */
function dateOf(at: Temporal.Instant, owner: ZoneId): LocalDate {
  const inUtc = at.toZonedDateTimeISO('UTC');
  const isMidnight = inUtc.hour === 0 && inUtc.minute === 0;
  return (isMidnight ? inUtc : at.toZonedDateTimeISO(owner)).toPlainDate().toString() as LocalDate;
}

/** The later of both midnights, see the note. */
function momentIn(day: LocalDate, owner: ZoneId): Instant {
  const date = Temporal.PlainDate.from(day);
  const [one, other] = [date.toZonedDateTime('UTC').toInstant(), date.toZonedDateTime(owner).toInstant()];
  return toInstant(Temporal.Instant.compare(one, other) < 0 ? other : one);
}

function readBody(body: XmlNode | undefined) {
  const content = body?.text ?? '';
  return splitAddedText(body?.attributes['BodyType'] === 'Text' ? htmlOfPlainText(content) : canonicalHtml(content));
}

function readTask(item: XmlNode, owner: ZoneId): RemoteItem<Task> | undefined {
  const task = tell(item);
  if (task === undefined) return undefined;
  const { body, added } = readBody(childOf(item, 'Body'));
  const done = task.status === 'Completed';
  return {
    id: task.id as ItemId,
    version: task.changeKey as ItemVersion,
    fields: {
      title: oneLine(task.subject ?? ''),
      body,
      startDate: task.start ? dateOf(task.start, owner) : null,
      dueDate: task.due ? dateOf(task.due, owner) : null,
      done,
      percentComplete: done ? 100 : Math.min(Math.round(task.percent), mostOfOpen),
      importance: task.importance.toLowerCase() as Task['importance'],
      reminderAt: task.isReminderSet === 'true' && task.reminder ? toInstant(task.reminder) : null,
      visibility: task.sensitivity === 'Normal' ? 'public' : 'private',
    },
    // One that repeats is the one that is to be done now: its successor is another task.
    form: { kind: 'single' },
    protection: { edit: true, remove: true },
    editedAt: toInstant(task.editedAt),
    categories: childrenOf(childOf(item, 'Categories'), 'String').map(({ text }) => text),
    ...(added === '' ? {} : { added }),
  };
}

/** What can be told of a task of which the whole cannot be read. */
function unreadableTask(id: ItemId, item: XmlNode | undefined, owner: ZoneId): UnreadableItem {
  const subject = item && textOf(item, 'Subject');
  const due = moment.safeParse(item && textOf(item, 'DueDate')).data;
  return {
    unreadable: true,
    id,
    isPublic: item !== undefined && textOf(item, 'Sensitivity') === 'Normal',
    ...(subject === undefined ? {} : { title: oneLine(subject) }),
    ...(due === undefined ? {} : { start: dateOf(due, owner) }),
  };
}

/** All of it done is done. */
const mostOfOpen = 99;

/** What Exchange would give back if this were written to it. */
export function expressTask(fields: Task): Task {
  const { startDate, dueDate, done, percentComplete } = fields;
  return {
    ...fields,
    title: oneLine(fields.title),
    body: splitAddedText(canonicalHtml(fields.body)).body,
    percentComplete: done ? 100 : Math.min(percentComplete, mostOfOpen),
    // No task begins after it is due.
    startDate: startDate !== null && dueDate !== null && startDate > dueDate ? dueDate : startDate,
  };
}

function dateProperty(name: 'StartDate' | 'DueDate', day: LocalDate | null, owner: ZoneId): Property {
  return textProperty(`task:${name}`, `t:${name}`, day === null ? '' : momentIn(day, owner));
}

function reminderProperties(at: Instant | null): readonly Property[] {
  const isSet = textProperty('item:ReminderIsSet', 't:ReminderIsSet', String(at !== null));
  return at === null ? [isSet] : [textProperty('item:ReminderDueBy', 't:ReminderDueBy', at), isSet];
}

/** Done by its status, which brings the rest along; what is open by how much of it is done. */
function progressProperties({ done, percentComplete }: Task, wasDone: boolean): readonly Property[] {
  if (done) return [textProperty('task:Status', 't:Status', 'Completed')];
  const percent = textProperty('task:PercentComplete', 't:PercentComplete', String(percentComplete));
  const status = textProperty('task:Status', 't:Status', percentComplete > 0 ? 'InProgress' : 'NotStarted');
  return wasDone ? [status, percent] : [percent];
}

function propertiesOf(patch: Partial<Task>, whole: Task, owner: ZoneId, wasDone: boolean): readonly Property[] {
  const { title, importance, visibility } = patch;
  const has = (...names: readonly (keyof Task)[]) => names.some((name) => patch[name] !== undefined);
  return [
    ...(title === undefined ? [] : [textProperty('item:Subject', 't:Subject', whole.title)]),
    ...(visibility === undefined ? [] : [sensitivityProperty(visibility)]),
    ...(importance === undefined
      ? []
      : [textProperty('item:Importance', 't:Importance', importance.charAt(0).toUpperCase() + importance.slice(1))]),
    ...(has('reminderAt') ? reminderProperties(whole.reminderAt) : []),
    // One moves with the other.
    ...(has('startDate', 'dueDate') ? [dateProperty('DueDate', whole.dueDate, owner)] : []),
    ...(has('startDate', 'dueDate') ? [dateProperty('StartDate', whole.startDate, owner)] : []),
    ...(has('done', 'percentComplete') ? progressProperties(whole, wasDone) : []),
  ];
}

function newProperties({ fields, added = '', categories, mark }: Creation<Task>, owner: ZoneId): readonly Property[] {
  const whole = expressTask(fields);
  return [
    ...propertiesOf(whole, whole, owner, false),
    bodyProperty(whole.body + added),
    categoriesProperty(categories),
    extendedProperty(ownPath('SynchronizerMarker'), mark.marker),
    extendedProperty(ownPath('SynchronizerKey'), mark.key),
  ];
}

function changedProperties(operation: Update<Task>, owner: ZoneId): readonly Property[] {
  const { patch, current, added, categories } = operation;
  // What is open again is not begun unless somebody says so.
  const reopened = current.done && patch.done === false && patch.percentComplete === undefined;
  const whole = expressTask({ ...current, ...patch, ...(reopened ? { percentComplete: 0 } : {}) });
  const hasText = patch.body !== undefined || added !== undefined;
  return [
    ...propertiesOf(patch, whole, owner, current.done),
    ...(hasText ? [bodyProperty(whole.body + (added ?? ''))] : []),
    ...(categories === undefined ? [] : [categoriesProperty(categories)]),
  ];
}

export const taskKind: RecordKind<Task> = {
  folder: 'tasks',
  item: taskItem,
  shape: itemShape([...asked, ...askedOfTask], 'HTML'),
  read: readTask,
  remains: unreadableTask,
  newProperties,
  changedProperties,
  holds({ fields }, { patch }) {
    const wanted = expressTask({ ...fields, ...patch });
    return (Object.keys(patch) as (keyof Task)[]).every((field) => wanted[field] === fields[field]);
  },
};
