/** @file Promises about contacts in Google, broken one by one. */
import type { Mutant } from './mutant.ts';

const here = 'sync-core/connectors/google/contacts/';
const contacts = 'tests/sync/contacts-google';
const stories = 'tests/sync/google-persons';

export const googleContactMutants: readonly Mutant[] = [
  {
    name: 'google-contact-made-twice',
    file: `${here}creations-under-way.ts`,
    find: 'const isRecent = (at: number) => Math.abs(clock.now() - at) < lagMs;',
    replace: 'const isRecent = (at: number) => Math.abs(clock.now() - at) < 0;',
    breaks: 'a contact whose creation had no answer is created once more before a list can tell of it',
    seenBy: [contacts, stories],
  },
  {
    name: 'google-contact-of-an-old-list',
    file: `${here}contact-changes.ts`,
    find: 'if (row.metadata?.deleted || known.versionOf(id) !== row.etag) round.doubtful.add(id);',
    replace: 'if (row.metadata?.deleted) round.doubtful.add(id);',
    breaks: 'what was changed in Google is not read, or is read from a list that lags behind',
    seenBy: [contacts, stories],
  },
  {
    name: 'google-contacts-gone-with-their-token',
    file: `${here}contact-changes.ts`,
    find: 'throw since === undefined ? error : expiredOr(error);',
    replace: 'throw error;',
    breaks: 'a dead token that Google tells without its reason ends every run',
    seenBy: [contacts],
  },
  {
    name: 'google-contact-under-another-name',
    file: `${here}contact-changes.ts`,
    find: '    held.delete(resourceName as ItemId);\n',
    replace: '',
    breaks: 'a contact that Google has given another name is told of a second time, as somebody new',
    seenBy: [contacts],
  },
  {
    name: 'google-contact-written-over',
    file: `${here}contact-writes.ts`,
    find: 'else if (contact.etag !== operation.version)',
    replace: "else if (contact.etag === '')",
    breaks: 'a contact is written over or removed that somebody else has just changed',
    seenBy: [contacts],
  },
  {
    name: 'google-contact-loses-what-is-not-ours',
    file: `${here}write-contact.ts`,
    find: 'return [...written, ...entries.filter(({ value }) => !ours.has(keyOf(value)))];',
    replace: 'return written;',
    breaks: 'e-mail addresses of the contact’s owner are taken away',
    seenBy: [contacts],
  },
  {
    name: 'google-birthday-without-a-year',
    file: `${here}write-contact.ts`,
    find: 'if (birthday === null) return current.filter(({ date }) => date !== undefined && (date.year ?? 0) === 0);',
    replace: 'if (birthday === null) return [];',
    breaks: 'a birthday that its owner wrote without a year is taken away',
    seenBy: [contacts],
  },
  {
    name: 'google-picture-makes-news',
    file: `${here}pictures.ts`,
    find: 'return { ...outcome, item: item ?? (await readAgain(book, outcome.item, signal)) };',
    replace: 'return item === undefined ? outcome : outcome;',
    breaks: 'the version that a picture makes is not known, so that the contact seems to be edited',
    seenBy: [contacts],
  },
  {
    name: 'google-group-not-filled',
    file: `${here}contact-group.ts`,
    find: 'return mark === filling ? await fillUp(group, signal) : group;',
    replace: 'return group;',
    breaks: 'a group that was made again and not filled to its end stays so',
    seenBy: [contacts],
  },
  {
    name: 'google-group-kept-after-release',
    file: 'sync-core/engine/context.ts',
    find: "group === undefined ? run.preferences : { ...run.preferences, 'crm.outgoing.personCategory': group.name };",
    replace: 'run.preferences;',
    breaks: 'a contact whose person is no longer chosen stays in the group',
    seenBy: [stories],
  },
  {
    name: 'google-group-not-kept',
    file: 'sync-core/engine/run.ts',
    find: '  await context.faces.calendar.group?.keep(context.run.signal);\n',
    replace: '',
    breaks: 'the group is not renamed with the preference, nor made again',
    seenBy: [stories],
  },
];
