/** @file Promises about tasks and contacts in Microsoft 365, broken one by one. */
import type { Mutant } from './mutant.ts';

const here = 'sync-core/connectors/microsoft365/';
const tasks = 'tests/sync/tasks-microsoft365';
const contacts = 'tests/sync/contacts-microsoft365';

export const recordMutants: readonly Mutant[] = [
  {
    name: 'task-made-twice',
    file: `${here}batch.ts`,
    find: 'if (unknown && part.request.once === true) {',
    replace: 'if (unknown && status === 0) {',
    breaks: 'a task or contact whose creation had no answer is created once more',
    seenBy: [`${here}batch.test`, tasks],
  },
  {
    name: 'lost-creation-not-looked-up',
    file: `${here}records/record-writes.ts`,
    find: "const item = found?.get(marks[at]?.key ?? '');",
    replace: "const item = found?.get('');",
    breaks: 'what a creation without an answer has made is not found again',
    seenBy: [tasks],
  },
  {
    name: 'task-written-over',
    file: `${here}todo/task-face.ts`,
    find: 'looksFirst: () => true,',
    replace: 'looksFirst: () => false,',
    breaks: 'a task is written over that somebody else has just changed',
    seenBy: [tasks],
  },
  {
    name: 'waiting-task-begins-again',
    file: `${here}todo/write-task.ts`,
    find: 'if (percentOf(wanted) === percentOf(current)) return {};',
    replace: '',
    breaks: 'a task that waits on others is no longer said to',
    seenBy: [`${here}todo/`, tasks],
  },
  {
    name: 'task-due-the-day-before',
    file: `${here}todo/read-task.ts`,
    find: 'const shown = isMidnight || !isUtc(timeZone) ? wall : ',
    replace: 'const shown = timeZone !== null ? wall : ',
    breaks: 'a task is due the day before, east of Greenwich',
    seenBy: [`${here}todo/`, tasks],
  },
  {
    name: 'any-list-of-that-name',
    file: `${here}todo/default-list.ts`,
    find: "if (list?.wellknownListName !== 'defaultList') continue;",
    replace: "if (list === undefined || list.wellknownListName === 'none') continue;",
    breaks: 'tasks stand in another list than the default one',
    seenBy: [tasks],
  },
  {
    name: 'private-task-in-a-shared-list',
    file: `${here}todo/task-face.ts`,
    find: "return visibility === 'private';",
    replace: 'return visibility === undefined;',
    breaks: 'a private task is put where others see it',
    seenBy: [tasks],
  },
  {
    name: 'second-number-at-home-lost',
    file: `${here}contacts/write-contact.ts`,
    find: '(current?.homePhones ?? []).slice(1)',
    replace: '(current?.homePhones ?? []).slice(2)',
    breaks: 'a number that is none of ours is lost when ours is written',
    seenBy: [`${here}contacts/`, contacts],
  },
  {
    name: 'own-shown-name-lost',
    file: `${here}contacts/write-contact.ts`,
    find: 'if (displayName && displayName !== made) return { displayName };',
    replace: '',
    breaks: 'the name by which its owner has a contact shown is replaced',
    seenBy: [`${here}contacts/`, contacts],
  },
  {
    name: 'faxes-forgotten',
    file: `${here}contacts/contact-face.ts`,
    find: 'toldWhole: false,',
    replace: 'toldWhole: true,',
    breaks: 'faxes and other numbers look as if somebody had deleted them',
    seenBy: [contacts],
  },
  {
    name: 'moved-contact-stays',
    file: `${here}contacts/contact-face.ts`,
    find: 'return own !== undefined && folder !== undefined && own !== folder;',
    replace: 'return own === folder && folder === undefined;',
    breaks: 'a contact among the deleted ones counts as there',
    seenBy: [contacts],
  },
  {
    name: 'renewal-asks-for-more',
    file: 'main/accounts/microsoft365-sign-in.ts',
    find: 'scopes: [...kept.rights], forceRefresh',
    replace: 'scopes, forceRefresh',
    breaks: 'a sign-in from before tasks came ends when its token is renewed',
    seenBy: ['tests/sync/sign-in'],
  },
];
