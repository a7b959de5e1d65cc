/**
 * @file Many deletions at once in the real application: nothing is deleted before the person has seen the list and decided;
 * what is kept stays on both sides, and what is carried out is gone from both.
 */
import type { ElectronApplication, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../../build/demo/application.ts';
import type { Bridge } from '../../preload/contract.ts';
import { type Practice, startPractice } from '../support/practice.ts';

declare global {
  // What the preload script gives the page; code handed to Playwright runs there.
  var synchronizer: Bridge;
}

const many = 24;
let practice: Practice;
let app: ElectronApplication;
let page: Page;

beforeAll(async () => {
  practice = await startPractice();
  await practice.connect('superoffice');
  await practice.connect('microsoft365');
  const day = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString().slice(0, 10);
  for (let index = 0; index < many; index += 1) {
    practice.sandbox.superoffice.control.createAppointment({
      title: `Serie ${index}`,
      start: `${day}T10:00:00`,
      end: `${day}T11:00:00`,
      zone: 'Europe/Berlin',
    });
  }
  expect((await practice.syncOnce()).report.outcome).toBe('ok');
  // From the second run on the change list tells of every deletion by itself; before, one is looked for twice.
  expect((await practice.syncOnce()).report.outcome).toBe('ok');
  app = await launch(practice.profile);
  page = await app.firstWindow();
});

afterAll(async () => {
  await app.close();
  await practice.close();
});

const titles = () => practice.sandbox.superoffice.control.list().map((row) => row.title);
const mine = () => titles().filter((title) => title.startsWith('Serie '));
const state = () => page.evaluate(() => globalThis.synchronizer.call('state:get'));

test('a mass deletion waits, is kept in part and carried out in part', async () => {
  const { microsoft365 } = practice.sandbox;
  const events = microsoft365.control.list().filter((event) => event.title.startsWith('Serie '));
  expect(events).toHaveLength(many);
  for (const { id } of events) microsoft365.control.deleteEvent({ id });

  await page.keyboard.press('Control+r');
  await expect.poll(async () => (await state()).held, { timeout: 30_000 }).toBe(many);
  expect(mine()).toHaveLength(many);
  expect((await state()).status).toBe('needsYou');

  const { entries } = await page.evaluate(() =>
    globalThis.synchronizer.call('activity:list', { filter: 'needsYou', search: '', before: null, limit: 200 }),
  );
  const ids = entries.map((entry) => entry.id);
  expect(ids).toHaveLength(many);
  const decide = (chosen: readonly number[], decision: 'apply' | 'keep') =>
    page.evaluate((ask) => globalThis.synchronizer.call('held:decide', ask), { ids: [...chosen], decision });
  await decide(ids.slice(0, 4), 'keep');
  await decide(ids.slice(4), 'apply');

  await expect.poll(() => mine().length, { timeout: 60_000 }).toBe(4);
  await expect.poll(async () => (await state()).held).toBe(0);
});
