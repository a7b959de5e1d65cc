/**
 * @file Another calendar system in the place of the one that everything was linked with: nothing is touched before the user has said
 * what becomes of the links; the former system stays what it is; and one can go back.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import { createEngine } from '../../sync-core/engine/create-engine.ts';
import { countingRandom, writesOf } from '../../sync-core/engine/testing/scene.ts';
import { openStore, type Store } from '../../sync-core/store/store.ts';
import { plainSubject } from '../support/plain-subject.ts';
import { clockOf, connectAccounts, quiet } from '../support/sandbox-accounts.ts';

type CalendarSystem = 'microsoft365' | 'google';

const preferences = { ...plainSubject, 'crm.persons.selections': [53] };
const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };

let sandbox: Sandbox<'superoffice' | CalendarSystem>;
let store: Store;
let run: (system: CalendarSystem, minutes?: number) => ReturnType<ReturnType<typeof createEngine>['run']>;

beforeEach(async () => {
  const servers = createManualClock(Date.parse('2026-11-23T08:00:00Z'));
  const clock = clockOf(servers);
  const systems = ['superoffice', 'microsoft365', 'google'] as const;
  sandbox = await startSandbox({ systems, size: 'small', today: '2026-11-23', listen: false, clock: servers });
  store = await openStore({ file: ':memory:', clock, log: quiet });
  const installation = { id: 'this-computer', name: 'This computer' };
  const random = countingRandom();
  run = async (system, minutes = 10) => {
    servers.advance(minutes * 60_000);
    const connectors = connectAccounts({
      superOffice: sandbox.superoffice,
      ...(system === 'google' ? { google: sandbox.google } : { microsoft365: sandbox.microsoft365 }),
      clock,
      random: () => 0.5,
      remembered: (side) => store.remembered(`${side} ${system}`),
    });
    const engine = createEngine({
      store,
      connectors,
      clock,
      random,
      log: quiet,
      installation,
      onEvent: () => undefined,
    });
    return await engine.run({ trigger: 'timer', preferences, signal: new AbortController().signal });
  };
  for (const { id } of sandbox.microsoft365.control.contacts()) sandbox.microsoft365.control.deleteContact({ id });
  expect((await run('microsoft365')).problem).toBeUndefined();
});
afterEach(async () => {
  store.close();
  await sandbox.close();
});

/** Everything on the three servers, by what its owner calls it. */
function pictures() {
  const { superoffice, microsoft365, google } = sandbox;
  const sorted = (names: readonly unknown[]) => names.map(String).toSorted();
  const contactNames = google.control.contacts().map(({ names }) => names?.[0]?.familyName);
  return {
    crm: sorted([...superoffice.control.list(), ...superoffice.control.todos()].map(({ title }) => title)),
    microsoft365: sorted([
      ...[...microsoft365.control.list(), ...microsoft365.control.tasks()].map(({ title }) => title),
      ...microsoft365.control.contacts().map(({ surname }) => surname),
    ]),
    google: sorted([
      ...(google.control.list() as readonly { summary?: unknown }[]).map(({ summary }) => summary),
      ...google.control.listTasks().map(({ title }) => title),
      ...contactNames,
    ]),
    contacts: { microsoft365: microsoft365.control.contacts().length, google: contactNames.length },
  };
}

test('nothing is touched before the user has decided, and the problem names both systems', async () => {
  const before = pictures();
  const refused = await run('google');
  expect(refused.problem).toEqual({ code: 'otherAccount', system: 'google', former: 'microsoft365' });
  expect(pictures()).toEqual(before);
});

test('who goes back to the former system goes on as before', async () => {
  await run('google');
  const again = await run('microsoft365');
  expect(again.problem).toBeUndefined();
  expect(writesOf(again)).toEqual(nothing);
});

test('matched anew, each appointment, task and person is there once, and the former system stays what it is', async () => {
  await run('google');
  const before = pictures();
  store.relink('rematch');
  for (let runs = 0; runs < 3; runs++) expect((await run('google')).problem).toBeUndefined();
  expect(writesOf(await run('google'))).toEqual(nothing);
  const after = pictures();
  expect(after.microsoft365).toEqual(before.microsoft365);
  expect(after.contacts.google).toBe(before.contacts.microsoft365);
  expect(sandbox.google.control.contactGroups()).toMatchObject([
    { name: 'SuperOffice', members: before.contacts.microsoft365 },
  ]);
  // What was linked before is in the CRM once, as it was.
  for (const title of before.crm)
    expect([title, after.crm.filter((one) => one === title).length]).toEqual([
      title,
      before.crm.filter((one) => one === title).length,
    ]);
  expect((await run('microsoft365')).problem).toEqual({
    code: 'otherAccount',
    system: 'microsoft365',
    former: 'google',
  });
});

test('left as it is, what was linked stays alone on both sides', async () => {
  await run('google');
  const before = pictures();
  store.relink('leave');
  for (let runs = 0; runs < 3; runs++) expect((await run('google')).problem).toBeUndefined();
  const after = pictures();
  expect(after.microsoft365).toEqual(before.microsoft365);
  expect(after.contacts.google).toBe(0);
  expect(writesOf(await run('google'))).toEqual(nothing);
});
