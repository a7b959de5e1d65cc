/**
 * @file What can go wrong outside, met by the real application: each ends with one clear sentence and its exit code, and
 * nothing is lost. After every mishap the next run is well again and both sides are as they were.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { commandLine } from '../../build/demo/application.ts';
import type { RunReport } from '../../sync-core/engine/report.ts';
import { withFullDisk, withReadOnlyFolder } from '../support/confined.ts';
import { type Practice, startPractice } from '../support/practice.ts';

let practice: Practice;
let world: { readonly crm: number; readonly calendar: number };

const storeFile = () => path.join(practice.profile.folder, 'synchronizer.sqlite');
const counted = () => ({
  crm: practice.sandbox.superoffice.control.list().length,
  calendar: practice.sandbox.microsoft365.control.list().length,
});

beforeAll(async () => {
  practice = await startPractice();
  await practice.connect('superoffice');
  await practice.connect('microsoft365');
  const first = await practice.syncOnce();
  expect(first.report).toMatchObject({ outcome: 'ok' });
  world = counted();
});

afterEach(async () => {
  practice.sandbox.superoffice.control.clearFaults();
  practice.sandbox.microsoft365.control.clearFaults();
  expect(counted()).toEqual(world);
});

afterAll(() => practice.close());

/** Runs once and expects to be told `sentence`. */
async function expectRefusal(problem: RunReport['problem'], code: number, sentence: RegExp): Promise<void> {
  const json = await practice.syncOnce();
  expect(json).toMatchObject({ code, report: { outcome: 'failed', problem } });
  const words = await practice.command(['--sync-once']);
  expect(words.code).toBe(code);
  expect(words.output + words.errors).toMatch(sentence);
}

async function expectWell(): Promise<RunReport> {
  const { code, report } = await practice.syncOnce();
  expect(report).toMatchObject({ outcome: 'ok' });
  expect(code).toBe(0);
  return report;
}

test('a tenant in maintenance is said to be in maintenance', async () => {
  practice.sandbox.superoffice.control.set('tenantState', 'OfflineMaintenance');
  await expectRefusal({ code: 'tenantUnavailable', system: 'superoffice' }, 4, /SuperOffice/);
  practice.sandbox.superoffice.control.set('tenantState', 'Running');
  await expectWell();
});

test('a tenant that moved to another host is followed', async () => {
  practice.sandbox.superoffice.control.set('tenantHost', 'api2');
  await expectWell();
  practice.sandbox.superoffice.control.set('tenantHost', 'api');
  await expectWell();
});

test('a server that answers nonsense deletes nothing', async () => {
  for (const body of ['html', 'truncated', 'shape'] as const) {
    practice.sandbox.microsoft365.control.fault({
      path: 'calendarView',
      times: 50,
      effect: { kind: 'nonsense', body },
    });
    await expectRefusal(expect.objectContaining({ code: 'nonsense' }), 4, /Microsoft 365/);
    practice.sandbox.microsoft365.control.clearFaults();
    practice.sandbox.superoffice.control.fault({ path: '/Appointment', times: 50, effect: { kind: 'nonsense', body } });
    await expectRefusal(expect.objectContaining({ code: 'nonsense' }), 4, /SuperOffice/);
    practice.sandbox.superoffice.control.clearFaults();
  }
  await expectWell();
});

test('a damaged database is set aside, and everything is found again', async () => {
  fs.writeFileSync(storeFile(), 'this is no database');
  const report = await expectWell();
  expect(report.written).toEqual({
    crm: { created: 0, updated: 0, removed: 0 },
    calendar: { created: 0, updated: 0, removed: 0 },
  });
  expect(report.linked).toBeGreaterThan(5);
  expect(fs.readdirSync(practice.profile.folder).some((name) => /damaged/.test(name))).toBe(true);
});

test('a database that cannot be written is said, and nothing is done', async () => {
  const command = commandLine(practice.profile, ['--sync-once', '--json']);
  const done = await withReadOnlyFolder(practice.profile.folder, command, {
    ...process.env,
    ...practice.profile.environment,
  });
  expect(done.code).toBe(5);
  expect(done.output + done.errors).toMatch(/writ/);
  await expectWell();
});

test('a full disk is said, and the next run goes on', async () => {
  const inAWeek = new Date(Date.now() + 7 * 24 * 3_600_000).toISOString().slice(0, 10);
  const items = Array.from({ length: 40 }, (_, index) =>
    practice.sandbox.superoffice.control.createAppointment({
      title: `Voller Datenträger ${index} ${'x'.repeat(400)}`,
      start: `${inAWeek}T10:00:00`,
      end: `${inAWeek}T11:00:00`,
      zone: 'Europe/Berlin',
    }),
  );
  const command = commandLine(practice.profile, ['--sync-once', '--json']);
  const done = await withFullDisk(practice.profile.folder, 16, command, {
    ...process.env,
    ...practice.profile.environment,
  });
  expect(done.code).toBe(5);
  expect(done.output + done.errors).toMatch(/disk|space/i);
  await expectWell();
  const after = counted();
  expect(after).toEqual({ crm: world.crm + items.length, calendar: world.calendar + items.length });
  world = after;
});

test('an unreadable settings file is kept aside, and the standard settings hold', async () => {
  const file = path.join(practice.profile.folder, 'settings.json');
  const before = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, '{ "values": { "window.past');
  const status = JSON.parse((await practice.command(['--status', '--json'])).output) as { settingsSetAside: string };
  expect(fs.readFileSync(path.join(practice.profile.folder, path.basename(status.settingsSetAside)), 'utf8')).toContain(
    'window.past',
  );
  fs.writeFileSync(file, before);
  await expectWell();
});

test('a value out of range is refused with what is possible', async () => {
  const refused = await practice.command(['--set', 'window.pastDays=4000']);
  expect(refused.code).toBe(2);
  expect(refused.errors).toMatch(/1,?095/);
  expect((await practice.command(['--get', 'window.pastDays'])).output).toContain('7');
});

test('an app that is not approved is named, with what to do', async () => {
  practice.sandbox.superoffice.control.set('appApproval', 'notApproved');
  const user = practice.mainUser('superoffice');
  const refused = await practice.command(['--connect', 'superoffice', '--user', user.userName], user.refreshToken);
  expect(refused.code).toBe(3);
  expect(refused.errors).toMatch(/administrator/i);
  practice.sandbox.superoffice.control.set('appApproval', 'approved');
  await practice.connect('superoffice');
  await expectWell();
});

test('a revoked sign-in asks to sign in again, once, and keeps the work', async () => {
  const { control } = practice.sandbox.microsoft365;
  control.revokeSignIn(practice.mainUser('microsoft365').userName);
  control.expireAccessTokens();
  await expectRefusal({ code: 'authExpired', system: 'microsoft365' }, 3, /sign in/i);
  const status = await practice.command(['--status']);
  expect(status.code).toBe(3);
  expect(status.output).toMatch(/sign in to Microsoft 365 again/);
});

test('without a network nothing is done, and it is said so', async () => {
  await practice.sandbox.superoffice.close();
  const { code, report } = await practice.syncOnce();
  expect(code).not.toBe(0);
  expect(report).toMatchObject({ outcome: 'failed' });
});
