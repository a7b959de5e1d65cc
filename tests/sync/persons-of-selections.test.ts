/**
 * @file Persons of chosen selections and the contacts that they become, through the whole engine and both practice servers. Nothing of
 * the user's own is touched, and no person of the CRM is ever made or removed.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { ChoiceSource } from '../../sync-core/model/choice.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { clockOf, connectAccounts } from '../support/sandbox-accounts.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

// One of the twenty has retired.
const contactsOf53 = 19;
const chosen: Partial<Preferences> = {
  'kinds.appointment': false,
  'kinds.task': false,
  'crm.persons.selections': [53],
};
const hour = 3_600_000;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  for (const { id } of contacts()) stage.sandbox.microsoft365.control.deleteContact({ id });
});
afterEach(async () => {
  await stage.close();
});

const crm = () => stage.sandbox.superoffice.control;
const contacts = () => stage.sandbox.microsoft365.control.contacts();
const run = (preferences: Partial<Preferences> = {}, after = hour) =>
  stage.run({ preferences: { ...chosen, ...preferences }, after });
const contactOf = (personId: number) => {
  const { email } = crm()
    .persons()
    .find((one) => one.personId === personId) ?? { email: '' };
  const found = contacts().filter((one) => one.emailAddresses[0]?.address === email);
  expect(found).toHaveLength(1);
  return found[0] as (typeof found)[number];
};
const firstPerson = () => crm().persons()[0]?.personId ?? 0;
const own = { givenName: 'Ada', surname: 'Own', emailAddresses: [{ address: 'ada@own.example', name: 'Ada' }] };

describe('the members of a chosen selection', () => {
  test('become contacts with what the CRM knows of them, and a run after that asks little and writes nothing', async () => {
    crm().changePerson({
      personId: firstPerson(),
      middleName: 'K.',
      privatePhones: ['+49 30 1'],
      address: { line1: 'Deichweg 8', city: 'Nordenham', zip: '26954' },
      birthday: '1984-06-09',
    });
    const report = await run();
    expect(report).toMatchObject({ outcome: 'ok', linkedOf: { person: contactsOf53 } });
    expect(contacts()).toHaveLength(contactsOf53);
    const contact = contactOf(firstPerson());
    expect(contact).toMatchObject({
      middleName: 'K.',
      homePhones: ['+49 30 1'],
      homeAddress: { street: 'Deichweg 8', city: 'Nordenham', postalCode: '26954' },
      categories: ['SuperOffice Person'],
    });
    expect(new Date(contact.birthday ?? 0).toISOString()).toContain('1984-06-09');
    expect(contact.companyName).not.toBe('');
    await run();
    const before = { ...stage.requests };
    expect(writesOf(await run({}, 10 * 60_000))).toEqual(nothing);
    // The tenant's state, the selections, and who has changed.
    expect([stage.requests.crm - before.crm, stage.requests.calendar - before.calendar]).toEqual([3, 1]);
  });

  test('of several selections that overlap are there once, and companies alone are nobody', async () => {
    await run({ 'crm.persons.selections': [51, 52, 53, 54] });
    expect(contacts()).toHaveLength(contactsOf53);
  });

  test('cost what has changed: one person, three requests and three for the reading of one', async () => {
    await run();
    const before = stage.requests.crm;
    crm().changePerson({ personId: firstPerson(), jobTitle: 'Head of buying' });
    expect(writesOf(await run({}, 10 * 60_000))).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
    expect(contactOf(firstPerson()).jobTitle).toBe('Head of buying');
    // The person, the company, and which picture there is.
    expect(stage.requests.crm - before).toBeLessThanOrEqual(3 + 3);
  });

  test('follow their company, and what changes without a time is seen within a day', async () => {
    await run();
    const company =
      crm()
        .persons()
        .find(({ personId }) => personId === firstPerson())?.contactId ?? 0;
    crm().changeCompany({ contactId: company, name: 'Hafenbau AG' });
    await run({}, 2 * hour);
    expect(contactOf(firstPerson()).companyName).toBe('Hafenbau AG');
    crm().changePerson({ personId: firstPerson(), privatePhones: ['+49 30 77'] });
    expect(writesOf(await run())).toEqual(nothing);
    await run({}, 25 * hour);
    expect(contactOf(firstPerson()).homePhones).toEqual(['+49 30 77']);
  });

  test('come and go with the selection; a contact that was edited stays, without the category', async () => {
    await run();
    const [first, second] = crm()
      .persons()
      .map(({ personId }) => personId);
    if (first === undefined || second === undefined) throw new Error('nobody');
    const edited = contactOf(second);
    stage.sandbox.microsoft365.control.changeContact({ id: edited.id, contact: { homePhones: ['+49 1'] } });
    crm().removeMembers({ id: 53, personIds: [first, second] });
    await run();
    await run();
    await run();
    expect(contacts()).toHaveLength(contactsOf53 - 1);
    expect(contacts().find(({ id }) => id === edited.id)).toMatchObject({ homePhones: ['+49 1'], categories: [] });
    crm().addMembers({ id: 53, personIds: [first] });
    await run();
    expect(contacts()).toHaveLength(contactsOf53);
  });

  test('stay where they are when their selection can no longer be read', async () => {
    await run();
    crm().changeSelection({ id: 53, owner: 15, visibleFor: 'owner' });
    for (let runs = 0; runs < 3; runs++) expect(await run()).toMatchObject({ outcome: 'partly', closed: ['53'] });
    expect(contacts()).toHaveLength(contactsOf53);
    crm().changeSelection({ id: 53, visibleFor: 'all' });
    expect(writesOf(await run())).toEqual(nothing);
    crm().deleteSelection({ id: 53 });
    for (let runs = 0; runs < 3; runs++) await run();
    expect(contacts()).toHaveLength(contactsOf53);
  });

  test('who have retired or were deleted are contacts no more', async () => {
    await run();
    const [first, second] = crm()
      .persons()
      .map(({ personId }) => personId);
    crm().changePerson({ personId: first ?? 0, retired: true });
    crm().deletePerson({ personId: second ?? 0 });
    for (let runs = 0; runs < 3; runs++) await run({}, 25 * hour);
    expect(contacts()).toHaveLength(contactsOf53 - 2);
    expect(crm().persons()).toHaveLength(20);
  });
});

describe('whatever SuperOffice does', () => {
  const reopen = async (switches: Record<string, string>) => {
    await stage.close();
    stage = await openStage({ switches: { superoffice: switches } });
    for (const { id } of contacts()) stage.sandbox.microsoft365.control.deleteContact({ id });
    await run();
  };
  const second = () => crm().persons()[1]?.personId ?? 0;

  test.each(['none', 'refused'])(
    'an edited contact of a closed selection stays what it is (members: %s)',
    async (told) => {
      await reopen({ unreadableMembers: told });
      crm().changeSelection({ id: 53, owner: 15, visibleFor: 'owner' });
      const { id } = contactOf(firstPerson());
      stage.sandbox.microsoft365.control.changeContact({ id, contact: { homePhones: ['+49 1'] } });
      for (const preferences of [{}, { 'crm.persons.takeEditsBack': true }]) {
        for (let runs = 0; runs < 3; runs++) expect(await run(preferences)).toMatchObject({ closed: ['53'] });
      }
      expect(contacts().find((one) => one.id === id)).toMatchObject({ categories: ['SuperOffice Person'] });
      expect(contacts()).toHaveLength(contactsOf53);
    },
  );

  test.each(['notFound', 'entity'])('who is in the recycle bin is no contact (asked for: %s)', async (told) => {
    await reopen({ deletedPersonRead: told });
    crm().deletePerson({ personId: second() });
    for (let runs = 0; runs < 3; runs++) await run({}, 25 * hour);
    expect(contacts()).toHaveLength(contactsOf53 - 1);
  });
});

test('words that are no entry of a list stay in the contact, and the field as it is', async () => {
  const wanted = { 'crm.fields.jobTitle': 'person:SuperOffice:1', 'crm.persons.takeEditsBack': true };
  await run(wanted);
  const { id } = contactOf(firstPerson());
  stage.sandbox.microsoft365.control.changeContact({ id, contact: { jobTitle: 'Friend' } });
  const before = crm().person({ personId: firstPerson() }).fields;
  for (let runs = 0; runs < 3; runs++) await run(wanted);
  expect(await run(wanted)).toMatchObject({ outcome: 'ok', parked: 0 });
  expect(crm().person({ personId: firstPerson() }).fields).toEqual(before);
});

describe('contacts of the user’s own', () => {
  test('are never touched, and an equal one is linked instead of doubled', async () => {
    const { microsoft365 } = stage.sandbox;
    const mine = microsoft365.control.createContact({ contact: own });
    await run();
    await run();
    expect(contacts().find(({ id }) => id === mine.id)).toMatchObject({ givenName: 'Ada', categories: [] });
    expect(contacts()).toHaveLength(contactsOf53 + 1);
  });

  test('are all there is while no selection is chosen', async () => {
    await run({ 'crm.persons.selections': [] });
    expect(contacts()).toEqual([]);
  });
});

describe('edits of a contact', () => {
  test('stay where they are, unless they are to be taken back', async () => {
    await run();
    const { id } = contactOf(firstPerson());
    stage.sandbox.microsoft365.control.changeContact({ id, contact: { jobTitle: 'Friend' } });
    expect(writesOf(await run())).toEqual(nothing);
    const back = { 'crm.persons.takeEditsBack': true };
    await run(back);
    expect(writesOf(await run(back))).toEqual(nothing);
    const writes = crm()
      .journal()
      .filter(({ method }) => method === 'PATCH');
    expect(writes.map(({ requestBody }) => requestBody)).toEqual([
      [{ op: 'replace', path: '/Title', value: 'Friend' }],
    ]);
  });
});

test('fields that the customer has defined feed the contact, and the user’s choice of them is followed', async () => {
  crm().changePerson({ personId: firstPerson(), fields: { 'SuperOffice:2': 'Decides' } });
  await run({ 'crm.fields.jobTitle': 'person:SuperOffice:2' });
  expect(contactOf(firstPerson()).jobTitle).toBe('Decides');
  expect(await run()).toMatchObject({ held: contactsOf53 });
  // So many contacts are written over at once only when the user has said so.
  const held = stage.store.activity({ filter: 'needsYou', search: '', before: null, limit: 100 }).entries;
  stage.decide(
    held.map(({ id }) => id),
    'apply',
  );
  expect(writesOf(await run())).toEqual({ crm: '+0 ~0 -0', calendar: `+0 ~${contactsOf53} -0` });
  expect(contactOf(firstPerson()).jobTitle).not.toBe('Decides');
});

test('the lists that they are chosen from have the names of the CRM in the reader’s language, and the sizes of selections', async () => {
  const { crm: connector } = connectAccounts({
    superOffice: stage.sandbox.superoffice,
    microsoft365: stage.sandbox.microsoft365,
    clock: clockOf(stage.servers),
    random: () => 0.5,
  });
  const { signal } = new AbortController();
  const choices = async (source: ChoiceSource) => (await connector.choices?.(source, 'de', signal)) ?? [];
  expect(await choices('selections')).toContainEqual({ value: 53, label: 'Newsletter', size: 20 });
  expect((await choices('selections')).map(({ value }) => value)).not.toContain(56);
  expect(await choices('jobTitleFields')).toContainEqual({
    value: 'person:SuperOffice:2',
    label: 'Rolle',
    of: 'person',
  });
  expect(await choices('departmentFields')).toContainEqual({
    value: 'contact:SuperOffice:1',
    label: 'Region',
    of: 'company',
  });
});
