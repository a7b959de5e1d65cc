/**
 * @file A sign-in that is no longer accepted in the middle of a run: that side pauses, the work is kept, the person is asked
 * once and no more, and whatever was left over is done as soon as they have signed in again.
 */
import type { ElectronApplication, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../../build/demo/application.ts';
import type { Bridge } from '../../preload/contract.ts';
import { openBrowser, signInOnPage } from '../support/browser.ts';
import { startNotificationHost } from '../support/notification-host.mjs';
import { type Practice, startPractice } from '../support/practice.ts';
import { startTrayHost } from '../support/tray-watcher.mjs';

declare global {
  // What the preload script gives the page; code handed to Playwright runs there.
  var synchronizer: Bridge;
}

const many = 30;
let practice: Practice;
let tray: Awaited<ReturnType<typeof startTrayHost>>;
let notifications: Awaited<ReturnType<typeof startNotificationHost>>;
let app: ElectronApplication;
let page: Page;

beforeAll(async () => {
  practice = await startPractice();
  await practice.connect('superoffice');
  await practice.connect('microsoft365');
  expect((await practice.syncOnce()).report.outcome).toBe('ok');
  tray = await startTrayHost();
  notifications = await startNotificationHost();
  app = await launch(practice.profile);
  page = await app.firstWindow();
});

afterAll(async () => {
  await app.close();
  tray.close();
  notifications.close();
  await practice.close();
});

const state = () => page.evaluate(() => globalThis.synchronizer.call('state:get'));
const accounts = async () =>
  Object.fromEntries((await state()).accounts.map(({ system, status }) => [system, status] as const));
const copies = () =>
  practice.sandbox.microsoft365.control.list().filter(({ title }) => title.startsWith('Aufgabe ')).length;

/** Presses the key, and waits until a run that began after that is over. */
async function runAgain(): Promise<void> {
  const before = (await state()).lastRun?.runId;
  await page.keyboard.press('Control+r');
  await expect
    .poll(async () => (await state()).lastRun?.runId !== before && (await state()).progress === null, {
      timeout: 60_000,
    })
    .toBe(true);
}

test('a sign-in that ends in the middle of a run pauses that side, and the person is asked once', async () => {
  const { superoffice, microsoft365 } = practice.sandbox;
  const day = new Date(Date.now() + 5 * 24 * 3_600_000).toISOString().slice(0, 10);
  for (let index = 0; index < many; index += 1) {
    superoffice.control.createAppointment({
      title: `Aufgabe ${index}`,
      start: `${day}T10:00:00`,
      end: `${day}T11:00:00`,
      zone: 'Europe/Berlin',
    });
  }
  microsoft365.control.fault({ path: 'batch', times: 100, effect: { kind: 'latency', milliseconds: 700 } });
  const { userName } = practice.mainUser('microsoft365');
  await page.keyboard.press('Control+r');
  await expect.poll(copies, { timeout: 60_000, interval: 20 }).toBeGreaterThan(0);
  microsoft365.control.revokeSignIn(userName);
  microsoft365.control.expireAccessTokens();
  await expect.poll(accounts, { timeout: 60_000 }).toEqual({ superoffice: 'connected', microsoft365: 'signInAgain' });
  microsoft365.control.clearFaults();
  expect(copies()).toBeLessThan(many);
  await expect.poll(async () => (await state()).status, { timeout: 30_000 }).toBe('needsYou');
  await expect.poll(() => notifications.shown.length, { timeout: 10_000 }).toBe(1);
  expect(notifications.shown[0]?.title).toMatch(/Microsoft 365/);
  const item = await tray.waitForItem();
  await expect.poll(async () => (await item.properties()).ToolTip[2], { timeout: 5000 }).toMatch(/sign in/i);

  await runAgain();
  await runAgain();
  expect(notifications.shown).toHaveLength(1);
  expect(copies()).toBeLessThan(many);
});

test('what was left over is done after signing in again, and nothing twice', async () => {
  const user = practice.mainUser('microsoft365');
  await page
    .getByRole('button', { name: /sign in again/i })
    .first()
    .click();
  const browser = await openBrowser(await practice.browser.waitForOpenedUrl());
  try {
    await signInOnPage(browser.page, user.userName, user.password);
  } finally {
    await browser.close();
  }
  await expect.poll(accounts).toEqual({ superoffice: 'connected', microsoft365: 'connected' });
  await expect.poll(copies, { timeout: 60_000 }).toBe(many);
  await expect.poll(async () => (await state()).status, { timeout: 30_000 }).toBe('upToDate');
  await expect.poll(() => notifications.shown.every(({ open }) => !open)).toBe(true);
  await runAgain();
  expect(copies()).toBe(many);
  expect(notifications.shown).toHaveLength(1);
});
