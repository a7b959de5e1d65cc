/** @file The application is killed in the middle of its first run, again and again; then both sides are whole. */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandLine } from '../../build/demo/application.ts';
import { compareSides } from '../../build/demo/compare-sides.ts';
import { listCalendar, listCrm } from '../../build/demo/list-sides.ts';
import { type Practice, startPractice } from '../support/practice.ts';

let practice: Practice;

beforeAll(async () => {
  practice = await startPractice({ size: 'sample' });
  await practice.connect('superoffice');
  await practice.connect('microsoft365');
});

afterAll(() => practice.close());

/** Waits until both servers together took so many writes, so that the kill meets a run that writes. */
async function untilWritten(writes: number): Promise<void> {
  const { superoffice, microsoft365 } = practice.sandbox;
  const written = () =>
    [...superoffice.control.journal(), ...microsoft365.control.journal()].filter(
      (entry) => /CreateAppointmentForUID|\/me\/events/.test(entry.path) && entry.method === 'POST',
    ).length;
  const before = written();
  while (written() - before < writes) await pause(5);
}

test('two kills in mid-run double nothing and lose nothing', { timeout: 180_000 }, async () => {
  const [program = '', ...args] = commandLine(practice.profile, ['--sync-once']);
  for (const writes of [3, 60]) {
    const child = spawn(program, args, {
      env: { ...process.env, ...practice.profile.environment },
      stdio: 'ignore',
      detached: true,
    });
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    await untilWritten(writes);
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    expect(await ended).toBe('SIGKILL');
  }
  expect((await practice.syncOnce()).report.outcome).toBe('ok');
  const now = Date.now();
  const comparison = compareSides(listCrm(practice.sandbox, now), listCalendar(practice.sandbox, now));
  expect(comparison.onlyCrm).toEqual([]);
  expect(comparison.onlyCalendar).toEqual([]);
  expect(comparison.equal).toBeGreaterThan(400);
  expect((await practice.syncOnce()).report.written).toEqual({
    crm: { created: 0, updated: 0, removed: 0 },
    calendar: { created: 0, updated: 0, removed: 0 },
  });
  expect([...practice.sandbox.superoffice.control.mails(), ...practice.sandbox.microsoft365.control.mails()]).toEqual(
    [],
  );
});
