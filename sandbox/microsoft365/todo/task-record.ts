/** @file A task list and a task as Microsoft To Do keeps them. Records are replaced, never changed in place. */
import type { Recurrence } from '../mailbox/event-record.ts';
import type { RevisedRecord } from '../mailbox/revised-records.ts';

export interface TaskList {
  readonly number: number;
  readonly displayName: string;
  readonly wellknownListName: 'none' | 'defaultList' | 'flaggedEmails';
}

export interface LinkedResource {
  readonly id: string;
  readonly applicationName: string | null;
  readonly displayName: string | null;
  readonly externalId: string | null;
  readonly webUrl: string | null;
}

/** Everything of a task that its owner can write. */
export interface TaskContent {
  readonly title: string;
  readonly body: { readonly content: string; readonly contentType: 'text' | 'html' };
  readonly status: 'notStarted' | 'inProgress' | 'completed' | 'waitingOnOthers' | 'deferred';
  readonly importance: 'low' | 'normal' | 'high';
  readonly categories: readonly string[];
  readonly isReminderOn: boolean;
  /** Moments, milliseconds since 1970: dates are kept as the moment that they are told as. */
  readonly reminder: number | null;
  readonly start: number | null;
  readonly due: number | null;
  readonly completed: number | null;
  readonly recurrence: Recurrence | null;
}

/** Its folder is the number of its list. */
export interface TaskRecord extends TaskContent, RevisedRecord {
  /** When its body was written last; milliseconds since 1970. */
  readonly bodyModifiedAt: number;
  readonly linkedResources: readonly LinkedResource[];
}
