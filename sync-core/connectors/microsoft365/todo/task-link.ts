/**
 * @file The mark that every task created by us carries: To Do has no hidden property, and lets a task be linked to where it came
 * from. Whoever copies a task copies that too, and so does a repetition to its next task, so that it says where a task came from,
 * not that it is the only one.
 */
import type { CreationMark } from '../../connector.ts';
import type { Json } from '../records/record-kind.ts';
import type { LinkedTask } from './todo-schemas.ts';

/** Shown beside the task; it must never change, or tasks made before would no longer be recognised. */
const applicationName = 'Synchronizer';
const form = /^([0-9a-f-]{36}) (.+)$/i;

/** Both parts of a mark in the one property that programs have for themselves. */
export function linkTo({ key, marker }: CreationMark): Json {
  return { applicationName, displayName: applicationName, externalId: `${key} ${marker}` };
}

/** @returns what we wrote on it when it, or what it was made from, was created; the links of others say nothing. */
export function markOn({ linkedResources }: LinkedTask): CreationMark | undefined {
  for (const link of linkedResources ?? []) {
    const [, key, marker] = (link.applicationName === applicationName && form.exec(link.externalId ?? '')) || [];
    if (key !== undefined && marker !== undefined) return { key, marker };
  }
  return undefined;
}
