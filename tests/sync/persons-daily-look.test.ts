/**
 * @file What changes in SuperOffice without a time (numbers, addresses, e-mails, user-defined fields, those of companies too) is seen within
 * a day, and costs the reading of those alone who are different.
 */
import { afterEach, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { nothing, openStage, type Stage, type StageOptions } from '../support/stage.ts';

const hour = 3_600_000;
const aDay = 25 * hour;
const chosen = {
  'kinds.appointment': false,
  'kinds.task': false,
  'crm.persons.selections': [53],
  'crm.fields.jobTitle': 'person:SuperOffice:1',
  'crm.fields.department': 'contact:SuperOffice:1',
};

let stage: Stage;
afterEach(() => stage.close());

const crm = () => stage.sandbox.superoffice.control;
const contacts = () => stage.sandbox.microsoft365.control.contacts();
const run = (after = aDay) => stage.run({ preferences: chosen, after });
const somebody = () => crm().person({ personId: crm().persons()[0]?.personId ?? 0 });
const contactOf = (email: string) =>
  contacts().find(({ emailAddresses }) => emailAddresses.some(({ address }) => address === email));
/** Who was read since the beginning of the journal. */
const readAnew = () => {
  const ids = crm()
    .journal()
    .flatMap(({ path }) => /\/Person\/(\d+)$/.exec(path)?.[1] ?? []);
  return [...new Set(ids.map(Number))];
};

/** With somebody who has everything, and a day after the first run. */
async function open(options: StageOptions = {}): Promise<void> {
  stage = await openStage(options);
  for (const { id } of contacts()) stage.sandbox.microsoft365.control.deleteContact({ id });
  const { personId, contactId, emails } = somebody();
  crm().changePerson({
    ...{ personId, birthday: '1984-06-09', emails: [emails[0]?.value ?? '', 'two@x.example', 'three@x.example'] },
    ...{ officePhones: ['1'], mobilePhones: ['2'], privatePhones: ['3'], otherPhones: ['4'], faxes: ['5'] },
    ...{ urls: ['own.example'], address: { line1: 'Deichweg 8', city: 'Nordenham', zip: '26954' } },
    fields: { 'SuperOffice:1': 4 },
  });
  crm().changeCompany({
    ...{ contactId, phones: ['6'], faxes: ['7'], urls: ['company.example'] },
    ...{ street: { line1: 'Kai 1', city: 'Bremerhaven' }, postal: { line1: 'Postfach 12' } },
    fields: { 'SuperOffice:1': 'Nord' },
  });
  await run();
  await run();
}

type Person = Parameters<ReturnType<typeof crm>['changePerson']>[0];
type Company = Parameters<ReturnType<typeof crm>['changeCompany']>[0];

const ofPerson: readonly (readonly [string, Omit<Person, 'personId'>, object])[] = [
  ['direct number', { officePhones: ['99'] }, { businessPhones: ['99', '6'] }],
  ['mobile number', { mobilePhones: [] }, { mobilePhone: null }],
  ['number at home', { privatePhones: ['99', '3'] }, { homePhones: ['99'] }],
  ['home', { address: { line1: 'Deichweg 8', city: 'Nordenham', zip: '26954', state: 'NI' } }, {}],
  ['chosen field', { fields: { 'SuperOffice:1': 5 } }, { jobTitle: 'Standard' }],
  ['other number', { otherPhones: ['99'] }, {}],
  ['fax', { faxes: ['99'] }, {}],
  ['web site', { urls: ['other.example'] }, {}],
];

test.each(ofPerson)('a person’s %s that changed is carried over, and nobody else is read', async (_, words, shown) => {
  await open();
  const { personId, emails } = somebody();
  crm().changePerson({ personId, ...words });
  crm().clearJournal();
  expect(writesOf(await run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
  expect(contactOf(emails[0]?.value ?? '')).toMatchObject(shown);
  expect(readAnew()).toEqual([personId]);
  expect(writesOf(await run())).toEqual(nothing);
});

test.each([
  ['the second', (emails: readonly string[]) => [emails[0] ?? '', 'new@x.example', emails[2] ?? '']],
  ['the third, which goes', (emails: readonly string[]) => emails.slice(0, 2)],
  ['their order', (emails: readonly string[]) => [emails[0] ?? '', emails[2] ?? '', emails[1] ?? '']],
])('of several e-mail addresses %s is carried over', async (_, change) => {
  await open();
  const { personId, emails } = somebody();
  const wanted = change(emails.map(({ value }) => value));
  crm().changePerson({ personId, emails: wanted });
  await run();
  expect(contactOf(wanted[0] ?? '')?.emailAddresses.map(({ address }) => address)).toEqual(wanted);
});

const ofCompany: readonly (readonly [string, Omit<Company, 'contactId'>, object])[] = [
  ['number', { phones: ['99'] }, { businessPhones: ['1', '99'] }],
  ['web site', { urls: ['other.example'] }, { businessHomePage: 'other.example' }],
  ['visiting address', { street: { line1: 'Kai 2', city: 'Bremerhaven' } }, { businessAddress: { street: 'Kai 2' } }],
  ['postal address', { postal: { line1: 'Postfach 13' } }, { otherAddress: { street: 'Postfach 13' } }],
  ['chosen field', { fields: { 'SuperOffice:1': 'Süd' } }, { department: 'Süd' }],
  ['fax', { faxes: ['99'] }, {}],
];

test.each(ofCompany)('a company’s %s is carried over to its persons', async (_, words, shown) => {
  await open();
  const { contactId, emails } = somebody();
  crm().changeCompany({ contactId, ...words });
  crm().clearJournal();
  expect(writesOf(await run()).calendar).not.toBe(nothing.calendar);
  expect(contactOf(emails[0]?.value ?? '')).toMatchObject(shown);
  for (const personId of readAnew()) expect(crm().person({ personId }).contactId).toBe(contactId);
});

test('a day in which nothing changed reads nobody', async () => {
  await open();
  crm().clearJournal();
  expect(writesOf(await run())).toEqual(nothing);
  expect(readAnew()).toEqual([]);
  const asked = crm()
    .journal()
    .map(({ path }) => path.slice(path.indexOf('/v1/') + 4))
    .filter((path) => /^(Archive|Person|Contact|Selection)/.test(path));
  expect(asked.length).toBeLessThanOrEqual(11);
  // Longer ones some servers refuse (IIS takes 2,048 characters by itself).
  for (const path of asked) expect(path.length).toBeLessThan(2000);
});

test('who is employed again is a contact within a day, and was not read in the meantime', async () => {
  await open();
  const retired = crm()
    .persons()
    .find(({ personId }) => crm().person({ personId }).retired);
  const { personId, emails } = crm().person({ personId: retired?.personId ?? 0 });
  expect(contactOf(emails[0]?.value ?? '')).toBeUndefined();
  crm().changePerson({ personId, retired: false });
  crm().clearJournal();
  expect(writesOf(await run())).toEqual({ crm: '+0 ~0 -0', calendar: '+1 ~0 -0' });
  expect(readAnew()).toEqual([personId]);
  expect(contactOf(emails[0]?.value ?? '')).toBeDefined();
});

test.each([
  ['closes its tables', { detailTablesReadable: false }],
  ['knows no column of a chosen field any more', {}],
])('where SuperOffice %s, everybody is read, and nothing is missed', async (_, switches) => {
  await open({ switches: { superoffice: switches } });
  if (!('detailTablesReadable' in switches)) {
    stage.hooks.onAnswer = async (_side, { url }, real) =>
      url.includes('personUdef') ? new Response('{"Error":true,"ErrorType":"SoIllegal"}', { status: 400 }) : real;
  }
  const { personId, emails } = somebody();
  crm().changePerson({ personId, privatePhones: ['99'] });
  crm().clearJournal();
  expect(writesOf(await run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~1 -0' });
  expect(contactOf(emails[0]?.value ?? '')).toMatchObject({ homePhones: ['99'] });
  // The one who has retired, too.
  expect(readAnew()).toHaveLength(contacts().length + 1);
});

test('a look that was cut short is taken again', async () => {
  await open();
  const { personId, emails } = somebody();
  crm().changePerson({ personId, privatePhones: ['99'] });
  // All have been looked at, and the reading that makes sure of the one that is different never comes to its end.
  let readings = 0;
  stage.hooks.onAnswer = async (_side, { url }, real) => {
    if (url.endsWith(`/Person/${personId}`)) readings += 1;
    return readings > 1 ? new Response('{}', { status: 500 }) : real;
  };
  expect((await run()).outcome).not.toBe('ok');
  stage.hooks.onAnswer = undefined;
  await run(10 * 60_000);
  await run(hour);
  expect(contactOf(emails[0]?.value ?? '')).toMatchObject({ homePhones: ['99'] });
});
