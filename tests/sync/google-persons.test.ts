/**
 * @file The story of the persons of a selection and the contacts of Google, through the whole engine: real connectors, real store, both
 * sandbox servers. What holds after every story is checked when it is closed; no person of the CRM is ever made or removed.
 */
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { type GoogleStory, only, openGoogleStory } from '../support/google-story.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };
const chosen = { 'kinds.appointment': false, 'kinds.task': false, 'crm.persons.selections': [53] };
// One of the twenty has retired.
const contactsOf53 = 19;

let story: GoogleStory;
let wanted: Partial<Preferences>;
let personsBefore: number;

const crm = () => story.sandbox.superoffice.control;
const google = () => story.sandbox.google.control;
const contacts = () => google().contacts();
const named = (surname: string) => contacts().filter(({ names }) => names?.[0]?.familyName === surname);
const groups = () =>
  google()
    .contactGroups()
    .map(({ name, members }) => [name, members]);
const firstPerson = () => crm().person({ personId: crm().persons()[0]?.personId ?? 0 });
const run = (more: Partial<Preferences> = {}, minutes?: number) => {
  wanted = { ...wanted, ...more };
  return story.run(wanted, minutes);
};

beforeEach(async () => {
  wanted = chosen;
  story = await openGoogleStory();
  personsBefore = crm().persons().length;
});
afterEach(async () => {
  expect(crm().persons()).toHaveLength(personsBefore);
  await story.close(wanted);
});

test('each member becomes one contact in the group, in few requests, and a quiet run costs one', async () => {
  expect(await run()).toMatchObject({ outcome: 'ok', linkedOf: { person: contactsOf53 } });
  expect(groups()).toEqual([['SuperOffice', contactsOf53]]);
  const batches = google()
    .journal()
    .filter(({ path }) => path.includes('batchCreate'));
  expect(batches).toHaveLength(1);
  const { firstName, lastName, emails } = firstPerson();
  expect(only(named(lastName))).toMatchObject({
    names: [{ givenName: firstName }],
    emailAddresses: emails.map(({ value }) => ({ value, type: 'work' })),
  });
  await run();
  expect(writesOf(await run())).toEqual(nothing);
  expect(story.requests).toMatchObject({ calendar: 1 });
});

test('edits of the person arrive, and what the contact’s owner adds stays', async () => {
  await run();
  const { personId, lastName } = firstPerson();
  const { resourceName } = only(named(lastName));
  google().changeContact({ resourceName, contact: { nicknames: [{ value: 'Ski' }] } });
  await run();
  expect(writesOf(await run())).toEqual(nothing);
  crm().changePerson({ personId, jobTitle: 'Head of buying' });
  await run();
  expect(only(named(lastName))).toMatchObject({
    organizations: [{ title: 'Head of buying', type: 'work' }],
    nicknames: [{ value: 'Ski' }],
  });
});

test('what the person has no longer leaves the contact, and its owner’s second number stays', async () => {
  const { personId, lastName } = firstPerson();
  await run({ 'crm.persons.takeEditsBack': true });
  const contact = only(named(lastName));
  const [work] = (contact.phoneNumbers ?? []).filter(({ type }) => type === 'mobile');
  const phoneNumbers = [...(contact.phoneNumbers ?? []), { value: '+49 2', type: 'mobile' }];
  google().changeContact({ resourceName: contact.resourceName, contact: { phoneNumbers } });
  await run();
  crm().changePerson({ personId, mobilePhones: [] });
  await run({}, 25 * 60);
  expect(work).toBeDefined();
  expect(only(named(lastName)).phoneNumbers?.filter(({ type }) => type === 'mobile')).toMatchObject([
    { value: '+49 2' },
  ]);
  expect(writesOf(await run())).toEqual(nothing);
  expect(crm().person({ personId }).mobilePhones).toEqual([]);
});

test('an edit of the contact goes back where that is wanted, also while the list lags', async () => {
  await run({ 'crm.persons.takeEditsBack': true });
  const { personId, lastName } = firstPerson();
  const { resourceName, organizations } = only(named(lastName));
  google().changeContact({ resourceName, contact: { organizations: [{ ...organizations?.[0], title: 'Director' }] } });
  await run();
  expect(crm().person({ personId }).jobTitle).toBe('Director');
  story.advance(minute);
  crm().changePerson({ personId, jobTitle: 'Boss' });
  await run({}, 1);
  await run({}, 1);
  expect(crm().person({ personId }).jobTitle).toBe('Boss');
  expect(only(named(lastName)).organizations?.[0]?.title).toBe('Boss');
});

test('persons of whom no answer came are made once, however soon the next run comes', async () => {
  google().fault({ method: 'POST', path: 'batchCreate', effect: { kind: 'dropAfter' } });
  for (const minutes of [5, 0, 0, 1, 5, 5]) await run({}, minutes);
  expect(contacts()).toHaveLength(contactsOf53);
  expect(groups()).toEqual([['SuperOffice', contactsOf53]]);
});

test('a dead token costs a whole list, and nobody is taken away', async () => {
  await run();
  story.advance(8 * day);
  expect(writesOf(await run())).toEqual(nothing);
  google().expireCursors();
  expect(writesOf(await run())).toEqual(nothing);
  expect(contacts()).toHaveLength(contactsOf53);
});

describe('what the owner of the address book has there already', () => {
  const mine = (address: string) => {
    const { firstName: givenName, lastName: familyName } = firstPerson();
    const names = [{ givenName, familyName }];
    const biographies = [{ value: 'Met in Oslo' }];
    return google().createContact({ contact: { names, emailAddresses: [{ value: address }], biographies } });
  };

  test('is linked where name and address are equal, and is never taken away', async () => {
    const { resourceName } = mine(firstPerson().emails[0]?.value.toUpperCase() ?? '');
    story.advance(5 * minute);
    await run();
    expect(contacts()).toHaveLength(contactsOf53);
    const { personId, lastName, jobTitle } = firstPerson();
    expect(only(named(lastName))).toMatchObject({
      resourceName,
      biographies: [{ value: 'Met in Oslo' }],
      organizations: [{ title: jobTitle }],
    });
    crm().removeMembers({ id: 53, personIds: [personId] });
    for (let runs = 0; runs < 3; runs++) await run();
    expect(only(named(lastName)).resourceName).toBe(resourceName);
  });

  test('with the name of a person and another address is shown, and not written to', async () => {
    const { resourceName } = mine('somebody.else@home.example');
    story.advance(5 * minute);
    expect(await run()).toMatchObject({ leftOut: { ambiguousMatch: 2 } });
    expect(only(named(firstPerson().lastName))).toMatchObject({ resourceName, groups: ['myContacts'] });
  });
});

test('who is no longer chosen goes, unless the contact was edited: that one leaves the group', async () => {
  await run();
  const [one, other] = crm().persons();
  const edited = crm().person({ personId: one?.personId ?? 0 });
  const plain = crm().person({ personId: other?.personId ?? 0 });
  const { resourceName } = only(named(edited.lastName));
  google().changeContact({ resourceName, contact: { phoneNumbers: [{ value: '+49 1', type: 'home' }] } });
  await run();
  crm().removeMembers({ id: 53, personIds: [edited.personId, plain.personId] });
  for (let runs = 0; runs < 3; runs++) await run();
  expect(named(plain.lastName)).toEqual([]);
  expect(only(named(edited.lastName)).groups).toEqual(['myContacts']);
  crm().addMembers({ id: 53, personIds: [edited.personId] });
  expect(await run()).toMatchObject({ adopted: 1 });
  expect(only(named(edited.lastName)).resourceName).toBe(resourceName);
});

test('after the database is lost each contact and the group are known by their marks', async () => {
  await run();
  const { resourceName } = only(named(firstPerson().lastName));
  google().changeContact({ resourceName, contact: { names: [{ givenName: 'Jo', familyName: 'From the harbour' }] } });
  await run();
  await story.forget();
  story.advance(2 * 60 * minute);
  for (let runs = 0; runs < 2; runs++) await run();
  expect(contacts()).toHaveLength(contactsOf53);
  expect(groups()).toEqual([['SuperOffice', contactsOf53]]);
});

test('the group is renamed with the preference, and made again when it was deleted', async () => {
  await run();
  await run({ 'google.contactGroup': 'Kunden' });
  expect(groups()).toEqual([['Kunden', contactsOf53]]);
  google().deleteContactGroup({ resourceName: google().contactGroups()[0]?.resourceName ?? '' });
  await run({}, 65);
  expect(groups()).toEqual([['Kunden', contactsOf53]]);
  expect(writesOf(await run())).toEqual(nothing);
});

test('a preview makes no group and writes nothing', async () => {
  google().clearJournal();
  await story.preview(chosen);
  const writes = google()
    .journal()
    .filter(({ method, path }) => method !== 'GET' && path.startsWith('/v1/'));
  expect(writes).toEqual([]);
  expect(groups()).toEqual([]);
  await run();
});

test('a contact that Google has joined with a profile stays its person’s', async () => {
  await run();
  const { personId, lastName } = firstPerson();
  const { resourceName } = google().renameContact({ resourceName: only(named(lastName)).resourceName });
  await run();
  crm().changePerson({ personId, jobTitle: 'Head of buying' });
  await run();
  expect(only(named(lastName))).toMatchObject({ resourceName, organizations: [{ title: 'Head of buying' }] });
  google().expireCursors();
  expect(writesOf(await run())).toEqual(nothing);
  expect(contacts()).toHaveLength(contactsOf53);
});

test('a picture comes with its person, and is taken away with it', async () => {
  const { personId, lastName } = firstPerson();
  const red = sharp({ create: { width: 8, height: 8, channels: 3, background: '#ff0000' } });
  crm().setPicture({ personId, base64: (await red.png().toBuffer()).toString('base64'), type: 'image/png' });
  await run();
  expect(only(named(lastName)).hasPhoto).toBe(true);
  crm().setPicture({ personId, base64: null });
  await run({}, 25 * 60);
  expect(only(named(lastName)).hasPhoto).toBe(false);
});
