/** @file Which rights are asked for in a calendar system: those that every sign-in needs, and one for each kind that is synchronised. */
import type { ItemKind } from '../../sync-core/model/side.ts';

/** Of a sign-in; what the first version asked for, too. */
export const basicRights: readonly string[] = ['User.Read', 'Calendars.ReadWrite', 'MailboxSettings.ReadWrite'];

const rightOf: Readonly<Partial<Record<ItemKind, string>>> = {
  task: 'Tasks.ReadWrite',
  person: 'Contacts.ReadWrite',
};

/** @param kinds that are to be synchronised. */
export function wantedRights(kinds: readonly ItemKind[]): readonly string[] {
  return [...basicRights, ...kinds.flatMap((kind) => rightOf[kind] ?? [])];
}

const scope = (name: string) => `https://www.googleapis.com/auth/${name}`;
const googleRights: Readonly<Record<ItemKind, string>> = {
  appointment: scope('calendar'),
  task: scope('tasks'),
  person: scope('contacts'),
};

/** The calendar with its settings and labels always. @param kinds that are to be synchronised. */
export function wantedGoogleRights(kinds: readonly ItemKind[]): readonly string[] {
  return [...new Set<ItemKind>(['appointment', ...kinds])].map((kind) => googleRights[kind]);
}

/** @param granted in whatever letters. @returns those of `wanted` that are not among them. */
export function lackingRights(wanted: readonly string[], granted: readonly string[]): readonly string[] {
  const has = new Set(granted.map((right) => right.toLowerCase()));
  return wanted.filter((right) => !has.has(right.toLowerCase()));
}
