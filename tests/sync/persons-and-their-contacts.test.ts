/**
 * @file Which contact is whose, through both practice servers: what the user has in the address book already, what is known of it after
 * the memory is lost, and what becomes of it when a person moves on.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { type Computer, type Computers, startComputers } from '../support/computers.ts';
import { nothing } from '../support/stage.ts';

const hour = 3_600_000;
// One of the twenty has retired.
const contactsOf53 = 19;

let computers: Computers;
let computer: Computer;
beforeEach(async () => {
  computers = await startComputers();
  for (const { id } of contacts()) outlook().deleteContact({ id });
  computer = await computers.computer();
});
afterEach(async () => {
  await computers.close();
});

const crm = () => computers.sandbox.superoffice.control;
const outlook = () => computers.sandbox.microsoft365.control;
const contacts = () => outlook().contacts();
const run = async (more: Partial<Preferences> = {}) => {
  computers.advance(hour);
  return await computer.run({
    ...{ 'kinds.appointment': false, 'kinds.task': false, 'crm.persons.selections': [53] },
    ...more,
  });
};
const firstPerson = () => crm().person({ personId: crm().persons()[0]?.personId ?? 0 });
const named = (surname: string) => contacts().filter((contact) => contact.surname === surname);
const mine = (address: string) => {
  const { firstName: givenName, lastName: surname } = firstPerson();
  const contact = { givenName, surname, emailAddresses: [{ address, name: '' }], personalNotes: 'Met in Oslo' };
  return outlook().createContact({ contact });
};

test('an equal contact that was there long before its person was chosen is linked, and what is not ours stays', async () => {
  const { id } = mine(firstPerson().emails[0]?.value.toUpperCase() ?? '');
  await run({ 'crm.persons.selections': [] });
  await run({ 'crm.persons.selections': [54] });
  expect(contacts()).toHaveLength(1);
  await run();
  expect(contacts()).toHaveLength(contactsOf53);
  const [contact, ...others] = named(firstPerson().lastName);
  expect(others).toEqual([]);
  expect(contact).toMatchObject({ id, personalNotes: 'Met in Oslo', jobTitle: firstPerson().jobTitle });
  expect(writesOf(await run())).toEqual(nothing);
});

test('a namesake with another address is shown beside the person, and nothing is written to either', async () => {
  const { id } = mine('somebody.else@home.example');
  expect(await run()).toMatchObject({ leftOut: { ambiguousMatch: 2 } });
  expect(contacts()).toHaveLength(contactsOf53);
  expect(named(firstPerson().lastName)).toEqual([expect.objectContaining({ id, categories: [] })]);
});

test('after the memory is lost a contact is known by its mark, whatever its owner calls it by now', async () => {
  await run();
  const [contact] = named(firstPerson().lastName);
  outlook().changeContact({ id: contact?.id ?? '', contact: { givenName: 'Jo', surname: 'From the harbour' } });
  await run();
  computer = await computers.computer();
  await run();
  await run();
  expect(contacts()).toHaveLength(contactsOf53);
  expect(contacts().map(({ id }) => id)).toContain(contact?.id);
  expect(writesOf(await run())).toEqual(nothing);
});

test.each([
  ['number', { homePhones: ['+49 1'] }],
  ['name', { givenName: 'Jo', surname: 'From the harbour' }],
])('who is chosen again is the contact that was kept for its other %s, and no second one', async (_, edited) => {
  await run();
  const { personId, lastName } = firstPerson();
  const id = named(lastName)[0]?.id ?? '';
  outlook().changeContact({ id, contact: edited });
  crm().removeMembers({ id: 53, personIds: [personId] });
  for (let runs = 0; runs < 3; runs++) await run();
  const kept = () => contacts().find((contact) => contact.id === id);
  expect(kept()).toMatchObject({ ...edited, categories: [] });
  crm().addMembers({ id: 53, personIds: [personId] });
  expect(await run()).toMatchObject({ adopted: 1 });
  expect(contacts()).toHaveLength(contactsOf53);
  crm().changePerson({ personId, jobTitle: 'Head of buying' });
  await run();
  expect(kept()?.jobTitle).toBe('Head of buying');
  expect(writesOf(await run())).toEqual(nothing);
});

test('who moves to another company takes the contact along', async () => {
  await run();
  const { personId, contactId, lastName } = firstPerson();
  const another = crm()
    .persons()
    .find((one) => one.contactId !== contactId);
  crm().changePerson({ personId, contactId: another?.contactId ?? 0 });
  expect(writesOf(await run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
  const company = crm().company({ contactId: another?.contactId ?? 0 }).name;
  expect(named(lastName)).toMatchObject([{ companyName: company, categories: ['SuperOffice Person'] }]);
});

test('of a selection that the user takes out of the preferences only those stay whom another one has too', async () => {
  const both = [51, 53];
  await run({ 'crm.persons.selections': both });
  expect(contacts()).toHaveLength(contactsOf53);
  const members = crm()
    .selections()
    .find(({ id }) => id === 51)?.members;
  for (let runs = 0; runs < 3; runs++) await run({ 'crm.persons.selections': [51] });
  const held = computer.store.activity({ filter: 'needsYou', search: '', before: null, limit: 100 }).entries;
  computer.engine.decideHeld(
    held.map(({ id }) => id),
    'apply',
  );
  for (let runs = 0; runs < 2; runs++) await run({ 'crm.persons.selections': [51] });
  const staying = members?.filter(({ personId }) => personId !== 0 && !crm().person({ personId }).retired) ?? [];
  expect(staying.length).toBeGreaterThan(0);
  expect(contacts()).toHaveLength(staying.length);
});
