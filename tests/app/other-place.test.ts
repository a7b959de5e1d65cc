/**
 * @file Another computer at work for the same person, and links of another account: in the real application both are asked
 * about before anything is touched, and the answer is carried out.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { command, launch } from '../../build/demo/application.ts';
import type { Bridge } from '../../preload/contract.ts';
import { type Practice, startPractice } from '../support/practice.ts';

declare global {
  // What the preload script gives the page; code handed to Playwright runs there.
  var synchronizer: Bridge;
}

const day = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString().slice(0, 10);
const copied = path.join(os.tmpdir(), `synchronizer-test-copy-${process.pid}`);
let practice: Practice;
let app: ElectronApplication;
let page: Page;

beforeAll(async () => {
  practice = await startPractice();
  await practice.connect('superoffice');
  await practice.connect('microsoft365');
  practice.sandbox.superoffice.control.createAppointment({
    title: 'Besprechung',
    start: `${day}T10:00:00`,
    end: `${day}T11:00:00`,
    zone: 'Europe/Berlin',
  });
  expect((await practice.syncOnce()).report.outcome).toBe('ok');
  // As a person does who takes a profile along to a second computer.
  fs.cpSync(practice.profile.folder, copied, { recursive: true });
  app = await launch({ ...practice.profile, folder: copied });
  page = await app.firstWindow();
});

afterAll(async () => {
  await app.close();
  await practice.close();
  fs.rmSync(copied, { recursive: true, force: true });
});

const state = () => page.evaluate(() => globalThis.synchronizer.call('state:get'));
const ended = async () => {
  const { progress, lastRun } = await state();
  return progress === null ? (lastRun?.problem?.code ?? lastRun?.outcome) : undefined;
};
const titles = () => practice.sandbox.microsoft365.control.list().map(({ title }) => title);

test('another computer is named, and this one is used when the person says so', async () => {
  const before = titles().length;
  await page.keyboard.press('Control+r');
  await expect.poll(ended, { timeout: 60_000 }).toBe('otherDevice');
  expect(await state()).toMatchObject({ status: 'needsYou' });
  await page.getByText(`“${os.hostname()}” synchronises for you`).waitFor();

  await page.getByRole('button', { name: 'Use this computer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(`${os.hostname()} stops within the hour`).waitFor();
  await dialog.getByRole('button', { name: 'Use this computer' }).click();
  await expect.poll(ended, { timeout: 60_000 }).toBe('ok');
  await page.getByText('synchronises for you').waitFor({ state: 'detached' });
  expect(titles()).toHaveLength(before);
});

test('links of another account are asked about, and made anew when the person says so', async () => {
  const other = practice.description('microsoft365').users[1];
  if (!other) throw new Error('The practice world has one user only.');
  const theirs = () => practice.sandbox.microsoft365.control.list({ user: other.userName }).map(({ title }) => title);
  const before = theirs();
  const profile = { ...practice.profile, folder: copied };
  const connected = await command(profile, ['--connect', 'microsoft365', '--user', other.userName], other.refreshToken);
  expect(connected.code, connected.errors).toBe(0);
  await expect.poll(ended, { timeout: 60_000 }).toBe('otherAccount');
  expect(theirs()).toEqual(before);

  await page.getByRole('button', { name: 'Go to Accounts' }).click();
  await page.getByRole('heading', { name: 'Microsoft 365 is another account now' }).waitFor();
  await page.getByRole('radio', { name: /Match everything anew/ }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect.poll(ended, { timeout: 60_000 }).toMatch(/^(ok|partly)$/);
  expect(theirs().filter((title) => title === 'Besprechung')).toHaveLength(1);
  const crm = practice.sandbox.superoffice.control.list().filter(({ title }) => title === 'Besprechung');
  expect(crm).toHaveLength(1);
});
