/** @file A mailbox whose time zone nobody knows, met by the real application: no guess is made, and nothing is touched. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Practice, startPractice } from '../support/practice.ts';

let practice: Practice;

beforeAll(async () => {
  practice = await startPractice();
  const { sandbox } = practice;
  const users = sandbox.world.users.map((user) => ({ ...user, zone: 'Customized Time Zone' }));
  // The events keep their own zones: only the mailbox's is one of its own making.
  sandbox.microsoft365.load({ ...sandbox.world, users });
});

afterAll(() => practice.close());

test('an unknown time zone is said, and nothing is written', async () => {
  const { sandbox } = practice;
  await practice.connect('superoffice');
  const [user] = sandbox.microsoft365.describe().users;
  const connected = await practice.command(
    ['--connect', 'microsoft365', '--user', user?.userName ?? ''],
    user?.refreshToken,
  );
  expect(connected.code).toBe(0);
  const before = [sandbox.superoffice.control.list(), sandbox.microsoft365.control.list()];

  const { code, report } = await practice.syncOnce();
  expect(report).toMatchObject({ outcome: 'failed', problem: { code: 'unknownZone', system: 'microsoft365' } });
  expect(code).toBe(1);
  const words = await practice.command(['--sync-once']);
  expect(words.output + words.errors).toMatch(/time zone of your Microsoft 365 account is unknown/);
  expect([sandbox.superoffice.control.list(), sandbox.microsoft365.control.list()]).toEqual(before);

  // The user says which zone it is: nothing is in the way any more.
  const refused = await practice.command(['--set', 'timeZone.calendar=Nowhere/None']);
  expect(refused.code).not.toBe(0);
  expect(refused.errors).toContain('a time zone such as Europe/Oslo');
  expect((await practice.command(['--set', 'timeZone.calendar=Europe/Berlin'])).code).toBe(0);
  expect((await practice.syncOnce()).report).toMatchObject({ outcome: 'ok' });
});
