/** @file A task as Exchange shows it, and what writing its properties does. */
import type { Recurrence } from '../../microsoft365/mailbox/event-record.ts';
import { storedHtml } from '../../microsoft365/mailbox/html-body.ts';
import type { RevisedRecord } from '../../microsoft365/mailbox/revised-records.ts';
import { patternedRecurrence } from '../../microsoft365/mailbox/write-recurrence.ts';
import { calculableZone, instantOf, wallOf } from '../../microsoft365/zones.ts';
import type { Element } from '../soap/element.ts';
import type { Xml } from '../soap/envelope.ts';
import { ItemError } from '../soap/ews-error.ts';
import { readInstant, showInstant } from './moments.ts';
import type { Kind, Property } from './property.ts';
import { readRecurrence, showRecurrence } from './recurrence.ts';
import {
  ownRights,
  readBoolean,
  readImportance,
  readSensitivity,
  readStrings,
  showBody,
  showStrings,
  showWord,
} from './values.ts';

export type TaskStatus = 'NotStarted' | 'InProgress' | 'Completed' | 'WaitingOnOthers' | 'Deferred';

/** Everything of a task that its owner can write. Dates are dates; moments are milliseconds since 1970. */
export interface TaskContent {
  readonly subject: string;
  readonly html: string;
  /** As it was written, where it was written as text. */
  readonly text: string | null;
  readonly sensitivity: string;
  readonly importance: string;
  readonly categories: readonly string[];
  readonly isReminderOn: boolean;
  readonly reminder: number | null;
  /** Kept and told; of no meaning for a task. */
  readonly reminderMinutes: number;
  readonly start: string | null;
  readonly due: string | null;
  readonly completed: string | null;
  readonly status: TaskStatus;
  readonly percent: number;
  readonly recurrence: Recurrence | null;
  readonly extended: Readonly<Record<string, string>>;
}

export interface TaskRecord extends TaskContent, RevisedRecord {}

export interface TaskEntry extends TaskContent {
  readonly id: Xml;
  readonly folderId: Xml;
  readonly owner: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** IANA name of the zone that its dates are told as midnights of. */
  readonly dateZone: string;
}

export interface TaskDraft {
  content: TaskContent;
  readonly extended: Record<string, string | null>;
  /** See `TaskEntry.dateZone`. */
  readonly dateZone: string;
  /** Today, by that zone. */
  readonly today: string;
}

export const emptyTask: TaskContent = {
  subject: '',
  html: '',
  text: null,
  sensitivity: 'normal',
  importance: 'normal',
  categories: [],
  isReminderOn: false,
  reminder: null,
  reminderMinutes: 0,
  start: null,
  due: null,
  completed: null,
  status: 'NotStarted',
  percent: 0,
  recurrence: null,
  extended: {},
};

type TaskProperty = Property<TaskEntry, TaskDraft>;

function value(
  uri: string,
  element: string,
  show: (task: TaskEntry) => Xml | undefined,
  read?: (value: Element, draft: TaskDraft) => Partial<TaskContent>,
  without?: Partial<TaskContent>,
): TaskProperty {
  return {
    uri,
    element,
    show,
    ...(read
      ? {
          set: (draft: TaskDraft, given: Element) => {
            draft.content = { ...draft.content, ...read(given, draft) };
          },
        }
      : {}),
    ...(without
      ? {
          clear: (draft: TaskDraft) => {
            draft.content = { ...draft.content, ...without };
          },
        }
      : {}),
  };
}

const standard = (property: TaskProperty): TaskProperty => ({ ...property, standard: true });

function date(element: 'StartDate' | 'DueDate' | 'CompleteDate', name: 'start' | 'due' | 'completed'): TaskProperty {
  return value(
    `task:${element}`,
    element,
    (task) => {
      const day = task[name];
      return day === null ? undefined : showInstant(instantOf(`${day}T00:00:00`, task.dateZone), 'UTC');
    },
    ({ text }, { dateZone }) => ({ [name]: wallOf(readInstant(text, dateZone), dateZone).slice(0, 10) }),
    { [name]: null },
  );
}

const common: readonly TaskProperty[] = [
  standard(value('item:ItemId', 'ItemId', ({ id }) => id)),
  value('item:ParentFolderId', 'ParentFolderId', ({ folderId }) => folderId),
  value(
    'item:ItemClass',
    'ItemClass',
    () => 'IPM.Task',
    () => ({}),
  ),
  standard(
    value(
      'item:Subject',
      'Subject',
      ({ subject }) => (subject === '' ? undefined : subject),
      ({ text }) => ({ subject: text }),
      { subject: '' },
    ),
  ),
  value(
    'item:Sensitivity',
    'Sensitivity',
    ({ sensitivity }) => showWord(sensitivity),
    (given) => ({ sensitivity: readSensitivity(given) }),
  ),
  {
    uri: 'item:Body',
    element: 'Body',
    show: ({ html, text }, showing) => showBody(html, text, showing),
    set: (draft, { attributes, text }) => {
      const isHtml = attributes['BodyType'] === 'HTML';
      draft.content = {
        ...draft.content,
        html: storedHtml(isHtml ? 'html' : 'text', text),
        text: isHtml ? null : text,
      };
    },
    clear: (draft) => {
      draft.content = { ...draft.content, html: '', text: null };
    },
  },
  value(
    'item:Categories',
    'Categories',
    ({ categories }) => showStrings(categories),
    (given) => ({ categories: readStrings(given) }),
    { categories: [] },
  ),
  value(
    'item:Importance',
    'Importance',
    ({ importance }) => showWord(importance),
    (given) => ({ importance: readImportance(given) }),
  ),
  value('item:DateTimeCreated', 'DateTimeCreated', ({ createdAt }) => showInstant(createdAt, 'UTC')),
  value(
    'item:ReminderDueBy',
    'ReminderDueBy',
    ({ reminder }) => (reminder === null ? undefined : showInstant(reminder, 'UTC')),
    ({ text }) => ({ reminder: readInstant(text, 'UTC') }),
    { reminder: null },
  ),
  value(
    'item:ReminderIsSet',
    'ReminderIsSet',
    ({ isReminderOn }) => isReminderOn,
    (given) => ({ isReminderOn: readBoolean(given) }),
  ),
  value(
    'item:ReminderMinutesBeforeStart',
    'ReminderMinutesBeforeStart',
    ({ reminderMinutes }) => reminderMinutes,
    ({ text }) => ({ reminderMinutes: Number(text) }),
  ),
  standard(value('item:HasAttachments', 'HasAttachments', () => false)),
  { uri: 'item:ExtendedProperty', element: 'ExtendedProperty' },
  value('item:EffectiveRights', 'EffectiveRights', () => ownRights),
  value('item:LastModifiedTime', 'LastModifiedTime', ({ modifiedAt }) => showInstant(modifiedAt, 'UTC')),
];

const own: readonly TaskProperty[] = [
  date('CompleteDate', 'completed'),
  standard(date('DueDate', 'due')),
  value('task:IsComplete', 'IsComplete', ({ status }) => status === 'Completed'),
  value('task:IsRecurring', 'IsRecurring', ({ recurrence }) => recurrence !== null),
  value('task:Owner', 'Owner', ({ owner }) => owner),
  standard(
    value(
      'task:PercentComplete',
      'PercentComplete',
      ({ percent }) => percent,
      ({ text }, { content, today }) => withPercent(content, Number(text), today),
    ),
  ),
  value(
    'task:Recurrence',
    'Recurrence',
    ({ recurrence }) => (recurrence === null ? undefined : showRecurrence(recurrence)),
    (given) => ({ recurrence: patternedRecurrence(readRecurrence(given), 'UTC') }),
    { recurrence: null },
  ),
  standard(date('StartDate', 'start')),
  standard(
    value(
      'task:Status',
      'Status',
      ({ status }) => status,
      ({ text }, { content, today }) => withStatus(content, text as TaskStatus, today),
    ),
  ),
];

export const taskKind: Kind<TaskEntry, TaskDraft> = { element: 'Task', properties: [...common, ...own], indexed: [] };

/** Done is done by whichever of its three signs. @throws ItemError beyond 0 to 100 */
function withPercent(content: TaskContent, percent: number, today: string): Partial<TaskContent> {
  if (!(percent >= 0 && percent <= 100))
    throw new ItemError('ErrorInvalidPercentCompleteValue', 'A task is 0 to 100 percent complete.');
  if (percent === 100) return { percent, status: 'Completed', completed: content.completed ?? today };
  const status = percent === 0 ? 'NotStarted' : 'InProgress';
  return {
    percent,
    status: content.status === 'Completed' || content.status === 'NotStarted' ? status : content.status,
    completed: null,
  };
}

function withStatus(content: TaskContent, status: TaskStatus, today: string): Partial<TaskContent> {
  if (status === 'Completed') return { status, percent: 100, completed: content.completed ?? today };
  return { status, percent: status === 'NotStarted' || content.percent === 100 ? 0 : content.percent, completed: null };
}

/** What is left of a draft, with its rules. @throws ItemError for values that contradict each other */
export function taskAfter({ content, extended }: TaskDraft): TaskContent {
  if (content.due !== null && content.start !== null && content.start > content.due) {
    throw new ItemError('ErrorInvalidPropertySet', 'A task cannot be due before it starts.');
  }
  const all: Record<string, string> = { ...content.extended };
  for (const [key, given] of Object.entries(extended)) {
    if (given === null) delete all[key];
    else all[key] = given;
  }
  const needsReminder = content.isReminderOn && content.reminder === null && content.due !== null;
  return { ...content, extended: all, ...(needsReminder ? { reminder: Date.parse(`${content.due}T08:00:00Z`) } : {}) };
}

/** The zone of a task's dates. @param zone the mailbox's, by its Windows name */
export function dateZoneOf(zone: string, rule: string): string {
  return rule === 'localMidnight' ? (calculableZone(zone) ?? 'UTC') : 'UTC';
}
