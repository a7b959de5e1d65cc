/** @file An administrator's policy, met by the real application: it holds whatever the user sets, and a wrong one stops all. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandLine } from '../../build/demo/application.ts';
import { withFileInEtc } from '../support/confined.ts';
import { type Practice, startPractice } from '../support/practice.ts';

let practice: Practice;

beforeAll(async () => {
  practice = await startPractice();
  await practice.connect('superoffice');
  await practice.connect('microsoft365');
});

afterAll(() => practice.close());

const under = (policy: object, ...args: string[]) =>
  withFileInEtc('synchronizer/policy.json', JSON.stringify(policy), commandLine(practice.profile, args), {
    ...process.env,
    ...practice.profile.environment,
  });

const counted = () => [
  practice.sandbox.superoffice.control.list().length,
  practice.sandbox.microsoft365.control.list().length,
];

test('what it locks cannot be changed, and what it brings holds until the user chooses', async () => {
  const policy = { version: 1, defaults: { 'schedule.minutes': 30 }, locked: { direction: 'crmToCalendar' } };
  // Stands in the settings file, and comes back when the lock is gone.
  expect((await practice.command(['--set', 'direction=calendarToCrm'])).code).toBe(0);
  const refused = await under(policy, '--set', 'direction=twoWay');
  expect(refused.code).toBe(2);
  expect(refused.errors).toContain('direction is settled by your administrator');
  const shown = await under(policy, '--get', 'direction', '--get', 'schedule.minutes');
  expect(shown.output).toBe('direction=crmToCalendar\nschedule.minutes=30\n');
  expect((await under(policy, '--set', 'schedule.minutes=10')).code).toBe(0);
  expect((await under(policy, '--get', 'schedule.minutes')).output).toBe('schedule.minutes=10\n');
  // Without the policy everything is the user's own again.
  expect((await practice.command(['--get', 'direction'])).output).toBe('direction=calendarToCrm\n');
  expect((await practice.command(['--set', 'direction=twoWay'])).output).toBe('direction=twoWay\n');
});

test('lists are set and shown on the command line, and one that is locked is refused', async () => {
  const set = await practice.command(['--set', 'crm.persons.selections=12, 3', '--set', 'crm.types=']);
  expect(set).toMatchObject({ code: 0, output: 'crm.persons.selections=[12,3]\ncrm.types=[]\n' });
  const locked = { version: 1, locked: { 'crm.persons.selections': [7] } };
  expect((await under(locked, '--get', 'crm.persons.selections')).output).toBe('crm.persons.selections=[7]\n');
  expect((await under(locked, '--set', 'crm.types=2', '--set', 'crm.persons.selections=3')).code).toBe(2);
  const kept = await practice.command(['--get', 'crm.persons.selections', '--get', 'crm.types']);
  expect(kept.output).toBe('crm.persons.selections=[12,3]\ncrm.types=[]\n');
  expect((await practice.command(['--set', 'crm.persons.selections='])).code).toBe(0);
});

test('editing can be turned off', async () => {
  const refused = await under({ version: 1, editPreferences: false }, '--set', 'calendar.free=no');
  expect(refused.code).toBe(2);
  expect(refused.errors).toContain('turned editing of preferences off');
});

test('one that is wrong is said, nothing is written, and all goes on when it is mended', async () => {
  const before = counted();
  const wrong = { version: 1, locked: { 'crm.colour': 'blue' } };
  const stopped = await under(wrong, '--sync-once', '--json');
  expect(stopped.code).toBe(5);
  expect(JSON.parse(stopped.output)).toMatchObject({ outcome: 'failed', problem: { code: 'policyUnusable' } });
  expect((await under(wrong, '--sync-once')).errors).toMatch(
    /policy for Synchronizer cannot be used[\s\S]*crm\.colour/,
  );
  expect(counted()).toEqual(before);

  const mended = await under({ version: 1, locked: { direction: 'crmToCalendar' } }, '--sync-once', '--json');
  expect(JSON.parse(mended.output)).toMatchObject({ outcome: 'ok', written: { crm: { created: 0 } } });
  expect(counted()[1]).toBeGreaterThan(before[1] ?? 0);
  expect(counted()[0]).toBe(before[0]);
});
