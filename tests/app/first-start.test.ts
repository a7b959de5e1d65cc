/**
 * @file The main story on the real application: first start, both accounts connected on the real sign-in pages, a first
 * run, an edit on each side, and the tray that shows it and starts a run.
 */
import path from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../../build/demo/application.ts';
import { projectRoot } from '../../build/machine.mjs';
import type { Bridge } from '../../preload/contract.ts';
import type { RunReport } from '../../sync-core/engine/report.ts';
import { openBrowser, signInOnPage } from '../support/browser.ts';
import { type Practice, startPractice } from '../support/practice.ts';
import { startTrayHost } from '../support/tray-watcher.mjs';

declare global {
  // What the preload script gives the page; code handed to Playwright runs there.
  var synchronizer: Bridge;
}

let practice: Practice;
let tray: Awaited<ReturnType<typeof startTrayHost>>;
let app: ElectronApplication;
let page: Page;

beforeAll(async () => {
  practice = await startPractice();
  tray = await startTrayHost();
  app = await launch(practice.profile);
  page = await app.firstWindow();
});

afterAll(async () => {
  await app.close();
  tray.close();
  await practice.close();
});

/** The tray follows the state a moment later. */
async function traySays(words: RegExp): Promise<void> {
  const item = await tray.waitForItem();
  await expect.poll(async () => (await item.properties()).ToolTip[2], { timeout: 5000 }).toMatch(words);
}

const state = () => page.evaluate(() => globalThis.synchronizer.call('state:get'));
const picture = (name: string) =>
  page.screenshot({ animations: 'disabled', path: path.join(projectRoot, 'out/screenshots', `app-${name}.png`) });

/** Waits until a run that ended after `since` left nothing running. */
async function untilRunAfter(since: number): Promise<Awaited<ReturnType<typeof state>>> {
  await expect
    .poll(
      async () => {
        const now = await state();
        return !now.progress && now.lastRun !== null && Date.parse(now.lastRun.finishedAt) >= since;
      },
      { timeout: 90_000, interval: 200 },
    )
    .toBe(true);
  return state();
}

async function connectOnPages(system: 'superoffice' | 'microsoft365', label: string): Promise<string> {
  await page.getByRole('button', { name: label }).first().click();
  const browser = await openBrowser(await practice.browser.waitForOpenedUrl());
  const user = practice.mainUser(system);
  try {
    return await signInOnPage(browser.page, user.userName, user.password);
  } finally {
    await browser.close();
  }
}

/** What the window says before Start is pressed; nothing was written to find it out. */
async function previewShown(): Promise<RunReport> {
  const { superoffice, microsoft365 } = practice.sandbox;
  const before = [superoffice.control.list().length, microsoft365.control.list().length];
  const shown = page.getByRole('region', { name: 'What the first run will do' });
  await shown.waitFor({ timeout: 60_000 });
  const { preview, lastRun } = await state();
  if (!preview) throw new Error('the window shows a preview that the state does not have');
  expect(lastRun).toBeNull();
  expect([superoffice.control.list().length, microsoft365.control.list().length]).toEqual(before);
  const { crm, calendar } = preview.written;
  expect(crm.created).toBeGreaterThan(0);
  expect(calendar.created).toBeGreaterThan(0);
  const said = await shown.innerText();
  expect(said).toMatch(new RegExp(`^${crm.created} items? will be added to SuperOffice$`, 'm'));
  expect(said).toMatch(new RegExp(`^${calendar.created} items? will be added to Microsoft 365$`, 'm'));
  await traySays(/ready for the first run/);
  await picture('preview');
  return preview;
}

test('the first start shows three steps and an icon in the tray', async () => {
  await expect.poll(async () => (await state()).status).toBe('setUp');
  await page.getByText('Three steps', { exact: false }).waitFor();
  await traySays(/Synchronizer: connect your accounts/);
  await picture('first-start');
});

test('both accounts are connected on the real sign-in pages', async () => {
  const started = Date.now();
  await connectOnPages('superoffice', 'Connect SuperOffice');
  await expect.poll(async () => (await state()).accounts.map((account) => account.status)).toContain('connected');
  await connectOnPages('microsoft365', 'Connect Microsoft 365');
  await expect
    .poll(async () => (await state()).accounts.map((account) => account.status))
    .toEqual(['connected', 'connected']);
  await picture('connected');
  const preview = await previewShown();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const after = await untilRunAfter(started);
  expect(after.lastRun).toMatchObject({ outcome: 'ok', parked: 0, held: 0 });
  expect(after.linked.appointment).toBeGreaterThan(5);
  expect(after.status).toBe('upToDate');
  expect(after.lastRun).toMatchObject({
    written: preview.written,
    adopted: preview.adopted,
    leftOut: preview.leftOut,
  });
  await picture('first-run');
});

test('an edit on each side arrives on the other, started from the tray', async () => {
  const { superoffice, microsoft365 } = practice.sandbox;
  const crmId = superoffice.control.createAppointment({
    title: 'Besichtigung Kai 4',
    start: tomorrowAt('10:00:00'),
    end: tomorrowAt('11:00:00'),
    zone: 'Europe/Berlin',
  });
  const eventId = microsoft365.control.createEvent({
    title: 'Lunch with Ingrid',
    start: tomorrowAt('12:00:00'),
    end: tomorrowAt('13:00:00'),
    zone: 'Europe/Berlin',
  });
  expect(crmId).toBeDefined();
  expect(eventId).toBeDefined();
  await traySays(/up to date/);
  const started = Date.now();
  await (await tray.waitForItem()).clickMenu('Sync now');
  const after = await untilRunAfter(started);
  expect(after.lastRun?.written).toMatchObject({ crm: { created: 1 }, calendar: { created: 1 } });
  expect(microsoft365.control.list().map((event) => event.title)).toContain('Besichtigung Kai 4');
  expect(superoffice.control.list().map((row) => row.title)).toContain('Lunch with Ingrid');
  expect([...superoffice.control.mails(), ...microsoft365.control.mails()]).toEqual([]);
  await page.getByRole('navigation').getByText('Activity').click();
  await page.getByText('Besichtigung Kai 4').first().waitFor();
  await picture('activity');
  await traySays(/up to date/);
});

test('a run with nothing to do writes nothing', async () => {
  const started = Date.now();
  await page.keyboard.press('Control+r');
  const after = await untilRunAfter(started);
  expect(after.lastRun?.written).toEqual({
    crm: { created: 0, updated: 0, removed: 0 },
    calendar: { created: 0, updated: 0, removed: 0 },
  });
});

test('the closed window is gone, and a second start opens it again', async () => {
  await page.close();
  await expect.poll(() => app.windows().length).toBe(0);
  const opened = app.waitForEvent('window');
  const second = await practice.command(['--open']);
  expect(second.code).toBe(0);
  page = await opened;
  await page.getByRole('navigation').waitFor();
});

function tomorrowAt(time: string): string {
  const day = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10);
  return `${day}T${time}`;
}
