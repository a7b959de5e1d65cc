/**
 * @file The story of the persons of selections through the whole engine: SuperOffice's persons and the contacts of Microsoft 365.
 * After every story the next run writes nothing, and no person of the CRM was made or removed.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

let stage: Stage;
let personsBefore: number;

const crm = () => stage.sandbox.superoffice.control;
const calendar = () => stage.sandbox.microsoft365.control;
/** "Outlook contacts" and "Newsletter" of the sample world: the second has members of the first. */
const selections = [51, 53];
const run = (preferences: object = {}) =>
  stage.run({ preferences: { 'crm.persons.selections': selections, ...preferences } });
const emails = () =>
  calendar()
    .contacts()
    .flatMap(({ emailAddresses }) => emailAddresses[0]?.address ?? []);

beforeEach(async () => {
  stage = await openStage();
  for (const { id } of calendar().contacts()) calendar().deleteContact({ id });
  personsBefore = crm().persons().length;
});
afterEach(async () => {
  expect(writesOf(await run()), 'the run after the last').toEqual(nothing);
  expect(crm().persons()).toHaveLength(personsBefore);
  await stage.close();
});

test('each member becomes one contact with the category of persons, also one of two selections', async () => {
  const report = await run();
  expect(report.linkedOf?.person).toBe(calendar().contacts().length);
  expect(calendar().contacts().length).toBeGreaterThan(0);
  expect(new Set(emails()).size).toBe(emails().length);
  const categories = new Set(
    calendar()
      .contacts()
      .flatMap((contact) => contact.categories),
  );
  expect(categories).toEqual(new Set(['SuperOffice Person']));
});

test('what its owner adds to a contact stays, and the CRM is told nothing of it', async () => {
  await run();
  const [contact] = calendar().contacts();
  const change = { personalNotes: 'likes skiing', nickName: 'Ski' };
  calendar().changeContact({ id: String(contact?.id), contact: change });
  expect(writesOf(await run())).toEqual(nothing);
  const after = calendar()
    .contacts()
    .find(({ id }) => id === contact?.id);
  expect(after).toEqual({ ...contact, ...change });
});

test('persons of whom no answer came are made once', async () => {
  calendar().fault({ method: 'POST', path: 'contacts$', skip: 2, times: 3, effect: { kind: 'status', status: 504 } });
  for (let runs = 0; runs < 3; runs += 1) await run();
  expect(new Set(emails()).size).toBe(emails().length);
  const once = calendar().contacts().length;
  calendar().expireCursors();
  await run();
  expect(calendar().contacts()).toHaveLength(once);
});
