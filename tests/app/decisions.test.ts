/**
 * @file What a person decides in the window of the real application, by real clicks: whose version of a conflict stays, what
 * is taken back of a deed and of a whole run, and why an appointment is not synchronised.
 */
import AxeBuilder from '@axe-core/playwright';
import type { ElectronApplication, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../../build/demo/application.ts';
import type { Bridge } from '../../preload/contract.ts';
import { type Practice, startPractice } from '../support/practice.ts';

declare global {
  // What the preload script gives the page; code handed to Playwright runs there.
  var synchronizer: Bridge;
}

const day = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString().slice(0, 10);
const at = { start: `${day}T10:00:00`, end: `${day}T11:00:00`, zone: 'Europe/Berlin' };
let practice: Practice;
let app: ElectronApplication;
let page: Page;

beforeAll(async () => {
  practice = await startPractice();
  await practice.connect('superoffice');
  await practice.connect('microsoft365');
  expect((await practice.command(['--set', 'conflict.rule=ask'])).code).toBe(0);
  const { superoffice, microsoft365 } = practice.sandbox;
  superoffice.control.createAppointment({ ...at, title: 'Angebot', location: 'Zimmer 1' });
  microsoft365.control.createEvent({ ...at, title: 'Wochenrunde', weekly: 4 });
  expect((await practice.syncOnce()).report.outcome).toBe('ok');
  app = await launch(practice.profile);
  page = await app.firstWindow();
});

afterAll(async () => {
  await app.close();
  await practice.close();
});

const state = () => page.evaluate(() => globalThis.synchronizer.call('state:get'));
const inCrm = (title: string) => practice.sandbox.superoffice.control.list().find((row) => row.title === title);
const inCalendar = (title: string) => practice.sandbox.microsoft365.control.list().find((one) => one.title === title);

const patient = { timeout: 60_000 };

/** One whole run, begun by a key, and none beside it: the application makes one by itself when it starts. */
async function sync(): Promise<void> {
  await expect.poll(async () => (await state()).progress, patient).toBeNull();
  const before = Date.now();
  await page.keyboard.press('Control+r');
  await expect
    .poll(async () => {
      const { lastRun, progress } = await state();
      return progress === null && lastRun !== null && Date.parse(lastRun.startedAt) >= before;
    }, patient)
    .toBe(true);
}

async function show(name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name }).click();
}

async function noBarriers(): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().exclude('[data-tabster-dummy]').analyze();
  expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([]);
}

test('a conflict waits with both values, and the chosen one goes to the other side', async () => {
  const { superoffice, microsoft365 } = practice.sandbox;
  superoffice.control.changeAppointment({ id: inCrm('Angebot')?.id ?? 0, location: 'Zimmer 2' });
  microsoft365.control.changeEvent({ id: inCalendar('Angebot')?.id ?? '', location: 'Beim Kunden' });
  await sync();
  expect(await state()).toMatchObject({ status: 'needsYou', held: 1 });
  expect((await state()).lastRun?.outcome).not.toBe('failed');
  expect([inCrm('Angebot')?.location, inCalendar('Angebot')?.location]).toEqual(['Zimmer 2', 'Beim Kunden']);

  await page.getByRole('button', { name: 'Review' }).click();
  const row = page.getByRole('row', { name: /Zimmer 2/ });
  await row.waitFor();
  expect(await row.getByRole('cell').allInnerTexts()).toEqual(['Zimmer 2', 'Beim Kunden', 'Zimmer 1']);
  await noBarriers();
  await page.getByRole('button', { name: "Keep Microsoft 365's version: Angebot" }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText("SuperOffice gets Microsoft 365's version").waitFor();
  await dialog.getByRole('button', { name: "Keep Microsoft 365's version" }).click();
  await expect.poll(() => inCrm('Angebot')?.location, patient).toBe('Beim Kunden');
  await expect.poll(async () => (await state()).held, patient).toBe(0);
  expect(inCalendar('Angebot')?.location).toBe('Beim Kunden');
});

test('the value that lost is put back from its entry, and stays', async () => {
  await expect.poll(async () => (await state()).progress, patient).toBeNull();
  await show('Activity');
  await page.getByRole('tab', { name: 'Changed' }).click();
  await page
    .getByRole('button', { name: /Angebot.*SuperOffice|Angebot.*both sides/ })
    .first()
    .click();
  await page.getByRole('button', { name: /^(Put this value back|Take back)$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('SuperOffice gets back what it had before').waitFor();
  await dialog.getByRole('button', { name: /^(Put this value back|Take back)$/ }).click();
  await dialog.getByText('What was taken back').waitFor();
  await dialog.getByText('1 change was taken back.').waitFor();
  await noBarriers();
  await dialog.getByRole('button', { name: 'Close' }).click();
  expect(inCrm('Angebot')?.location).toBe('Zimmer 2');
  await sync();
  expect([inCrm('Angebot')?.location, inCalendar('Angebot')?.location]).toEqual(['Zimmer 2', 'Beim Kunden']);
  expect((await state()).held).toBe(0);
});

test('a whole run is taken back, but for what was changed since', async () => {
  const { superoffice, microsoft365 } = practice.sandbox;
  for (const title of ['Neu A', 'Neu B', 'Neu C']) superoffice.control.createAppointment({ ...at, title });
  await sync();
  expect(inCalendar('Neu A')).toBeDefined();
  microsoft365.control.changeEvent({ id: inCalendar('Neu C')?.id ?? '', location: 'Anderswo' });

  await show('Overview');
  await page.getByRole('button', { name: 'Take back this run' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('3 added items are removed from Microsoft 365 again').waitFor();
  await dialog.getByRole('button', { name: 'Take back' }).click();
  await dialog.getByText('2 changes were taken back. 1 was not.').waitFor();
  await dialog.getByText('Changed since: 1.').waitFor();
  await noBarriers();
  await dialog.getByRole('button', { name: 'Neu C' }).click();
  await page.getByRole('searchbox').waitFor();
  await page.getByText('Could not be taken back').first().waitFor();

  await sync();
  expect([inCalendar('Neu A'), inCalendar('Neu B')]).toEqual([undefined, undefined]);
  expect(inCalendar('Neu C')?.location).toBe('Anderswo');
  expect(inCrm('Neu A')).toBeDefined();
});

test('why something is not synchronised is looked up by its title', async () => {
  await show('Look up');
  const field = page.getByRole('searchbox', { name: 'Title or name' });
  await field.fill('newsletter');
  const found = page.getByRole('region', { name: 'Newsletter kick-off' });
  await found.getByText('You declined it').waitFor();
  await found.getByText('Left out').waitFor();
  await found.getByRole('button', { name: 'Open in Microsoft 365' }).waitFor();
  await field.fill('Nirgendwo');
  await page.getByText('It is outside of the chosen days').waitFor();
  await noBarriers();
});

test('the command line finds the same, and answers by its exit code', async () => {
  const why = await practice.command(['--why', 'newsletter', '--json']);
  expect(why.code).toBe(1);
  expect(JSON.parse(why.output)[0]).toMatchObject({
    title: 'Newsletter kick-off',
    standing: 'leftOut',
    reason: { kind: 'leftOut', code: 'declined' },
  });
});

test('two rules of one series wait in words, and the chosen one goes to the other side', async () => {
  const { superoffice, microsoft365 } = practice.sandbox;
  const rows = () => superoffice.control.list().filter(({ title }) => title === 'Wochenrunde');
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(new Date(day));
  expect(rows()).toHaveLength(4);
  microsoft365.control.changeSeries({ id: inCalendar('Wochenrunde')?.id ?? '', ends: { count: 6 } });
  superoffice.control.changeAppointment({
    id: rows()[0]?.id ?? 0,
    reach: 'thisAndForward',
    rule: {
      Pattern: 'Daily',
      DayPattern: { Type: 'EveryDay', Cycle: 1 },
      RecurrenceEndType: 'Counter',
      RecurrenceCounter: 3,
    },
  });
  await sync();
  expect(await state()).toMatchObject({ status: 'needsYou', held: 1 });
  await show('Overview');
  await page.getByRole('button', { name: 'Review' }).click();
  const row = page.getByRole('row', { name: /Every day/ });
  await row.waitFor();
  expect(await row.getByRole('cell').allInnerTexts()).toEqual([
    'Every day, 3 times',
    `Every ${weekday}, 6 times`,
    `Every ${weekday}, 4 times`,
  ]);
  await noBarriers();
  await page.getByRole('button', { name: "Keep Microsoft 365's version: Wochenrunde" }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: "Keep Microsoft 365's version" }).click();
  await expect.poll(() => rows().length, patient).toBe(6);
  await expect.poll(async () => (await state()).held, patient).toBe(0);
});
