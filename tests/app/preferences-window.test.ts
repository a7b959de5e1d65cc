/**
 * @file The pages of preferences in the real application, with the practice servers behind them: what is offered is SuperOffice's own, what
 * is chosen stands in the settings file at once and is what the next run does, and a file of a newer version is kept aside and named.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launch } from '../../build/demo/application.ts';
import { type Practice, startPractice } from '../support/practice.ts';

const day = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10);
let practice: Practice;
let app: ElectronApplication | undefined;
let page: Page;

const file = () => path.join(practice.profile.folder, 'settings.json');
const stored = (): Record<string, unknown> => JSON.parse(fs.readFileSync(file(), 'utf8')).values ?? {};

async function open(): Promise<void> {
  app = await launch(practice.profile);
  page = await app.firstWindow();
}

async function show(name: string, title: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

beforeAll(async () => {
  practice = await startPractice();
  await practice.connect('superoffice');
  await practice.connect('microsoft365');
  const at = { start: `${day}T10:00:00`, end: `${day}T11:00:00`, zone: 'Europe/Berlin' };
  practice.sandbox.superoffice.control.createAppointment({ ...at, title: 'Angebot', location: 'Zimmer 1' });
  expect((await practice.syncOnce()).report.outcome).toBe('ok');
});
beforeEach(open);
afterEach(async () => {
  await app?.close();
  app = undefined;
});
afterAll(() => practice.close());

test('what is offered comes from SuperOffice, and what is chosen holds at once and can be undone', async () => {
  await show('SuperOffice', 'SuperOffice preferences');
  const selections = page.getByRole('group', { name: 'Static selection(s)' });
  const known = practice.sandbox.superoffice.control.persons().length;
  expect(known).toBeGreaterThan(0);
  await selections.getByRole('checkbox').first().check();
  await expect.poll(() => stored()['crm.persons.selections']).toHaveLength(1);
  await page.getByText('Static selection(s): saved.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => stored()['crm.persons.selections']).toBeUndefined();

  const department = page.getByRole('combobox', { name: 'Department field' });
  await department.click();
  const ofCompany = page.getByRole('group', { name: 'Fields of the company' }).getByRole('option').first();
  await ofCompany.click();
  await expect.poll(() => stored()['crm.fields.department']).toMatch(/^contact:/);
  await page.getByRole('button', { name: 'Use default for Department field' }).click();
  await expect.poll(() => stored()['crm.fields.department']).toBeUndefined();
});

test('the subject is shown on the user’s own next appointments, and is what the next run writes', async () => {
  await show('SuperOffice', 'SuperOffice preferences');
  const preview = page.getByRole('region', { name: 'On your next appointments' });
  await preview.getByText('Angebot').waitFor();
  await page.getByRole('button', { name: 'Usual subjects' }).click();
  await page.getByRole('menuitem', { name: 'Description alone' }).click();
  await preview.getByText('Angebot', { exact: true }).waitFor();
  await expect.poll(() => stored()['crm.subject.parts']).toEqual(['title']);
  await app?.close();
  app = undefined;
  const at = { start: `${day}T14:00:00`, end: `${day}T15:00:00`, zone: 'Europe/Berlin' };
  practice.sandbox.superoffice.control.createAppointment({ ...at, title: 'Nachlese' });
  expect((await practice.syncOnce()).report.outcome).toBe('ok');
  const titles = practice.sandbox.microsoft365.control.list().map(({ title }) => title);
  expect(titles.filter((title) => title.includes('Nachlese'))).toEqual(['Nachlese']);
});

test('a value out of range is refused beside its field, and what was stays', async () => {
  await show('Advanced', 'Advanced');
  const days = page.getByRole('spinbutton', { name: 'Days before today' });
  await days.fill('1096');
  await days.press('Enter');
  await page.getByText('Not possible here: it takes a whole number from 0 to 1,095.').waitFor();
  expect(stored()['window.pastDays']).toBeUndefined();
});

test('a settings file of a newer version is kept aside and named, and who is signed in stays so', async () => {
  await app?.close();
  const before = fs.readFileSync(file(), 'utf8');
  fs.writeFileSync(file(), JSON.stringify({ ...JSON.parse(before), version: 99, values: { 'window.pastDays': 20 } }));
  await open();
  await page.getByText('Your settings could not be used').waitFor();
  const aside = fs.readdirSync(practice.profile.folder).find((name) => name.startsWith('settings.newer-')) ?? '';
  await page.getByText(aside).first().waitFor();
  expect(JSON.parse(fs.readFileSync(path.join(practice.profile.folder, aside), 'utf8')).version).toBe(99);
  expect(stored()).toEqual({});
  await show('Advanced', 'Advanced');
  expect(await page.getByRole('spinbutton', { name: 'Days before today' }).inputValue()).toBe('7');
  await show('Accounts', 'Accounts');
  expect(await page.getByRole('button', { name: 'Disconnect' }).count()).toBe(2);
});
