/**
 * @file What the demo does once the machine is ready: practice servers, the real application linked to them, one
 * synchronisation, and the proof that both sides are equal.
 *
 *   node build/demo/session.ts [--visible] [--calendar microsoft365|google|exchange]
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import type { ElectronApplication, Page } from 'playwright';
import reasons from '../../locales/en/reasons.json' with { type: 'json' };
import states from '../../locales/en/states.json' with { type: 'json' };
import type { Bridge } from '../../preload/contract.ts';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import type { SystemDescription } from '../../sandbox/kit/system.ts';
import type { RunReport } from '../../sync-core/engine/report.ts';
import { startTrayHost } from '../../tests/support/tray-watcher.mjs';
import { projectRoot, say } from '../machine.mjs';
import { command, launch, type Profile } from './application.ts';
import { type Comparison, compareSides } from './compare-sides.ts';
import { listContacts, listMembers } from './list-persons.ts';
import { type DemoCalendar, listCalendar, listCrm } from './list-sides.ts';
import { listTasks, listTodos } from './list-tasks.ts';
import { saveTrayPicture } from './tray-picture.ts';

declare global {
  // What the preload script gives the page; code handed to Playwright runs there.
  var synchronizer: Bridge;
}

const { values: asked } = parseArgs({
  options: { visible: { type: 'boolean', default: false }, calendar: { type: 'string', default: 'microsoft365' } },
});
const { visible } = asked;
const calendarSystem = chosenCalendar(asked.calendar);
const calendarName = states.system[calendarSystem];
const out = path.join(projectRoot, 'out/demo');
const pages = ['Overview', 'Accounts', 'SuperOffice', 'Calendar', 'Activity', 'Advanced', 'About'] as const;
const patienceMinutes = 5;
/** "Outlook contacts" of the sample world: 40 persons. */
const selection = 51;
/** Of the practice Google's application. */
const googleSecret = 'GOCSPX-sandbox-secret';

/** A step of the set-up that must work. @throws Error with what the program said. */
async function must(profile: Profile, args: readonly string[], secret?: string): Promise<string> {
  const done = await command(profile, args, secret);
  if (done.code !== 0)
    throw new Error(`The application answered ${args[0]} with ${done.code}: ${done.output}${done.errors}`);
  return done.output;
}

function described(sandbox: Sandbox, system: SystemDescription['system']) {
  const found = sandbox.descriptions.find((one) => one.system === system);
  const user = found?.users[0];
  if (!found || !user) throw new Error(`The practice servers did not start ${system}.`);
  return { ...found, user };
}

/** @throws Error for one that there is no demo of */
function chosenCalendar(name: string): DemoCalendar {
  if (name !== 'microsoft365' && name !== 'google' && name !== 'exchange')
    throw new Error(`--calendar is microsoft365, google or exchange, not ${name}.`);
  return name;
}

/** Where the practice servers are, as settings of the application. */
function settingsOf({ system, addresses, clientId }: SystemDescription): Readonly<Record<string, string>> {
  if (system === 'exchange') return { 'exchange.server': addresses['mail'] ?? '' };
  return {
    [`${system}.loginUrl`]: addresses['login'] ?? '',
    [`${system}.clientId`]: clientId,
    ...(system === 'microsoft365' ? { 'microsoft365.graphUrl': `${addresses['graph']}/v1.0` } : {}),
    ...(system === 'google' ? { 'google.apiUrl': addresses['api'] ?? '', 'google.clientSecret': googleSecret } : {}),
  };
}

/** Tells the application where the practice servers are, and signs it in with a refresh token of theirs, or a password. */
async function link(profile: Profile, sandbox: Sandbox): Promise<void> {
  const linked = [described(sandbox, 'superoffice'), described(sandbox, calendarSystem)];
  const settings = { ...Object.assign({}, ...linked.map(settingsOf)), 'crm.persons.selections': String(selection) };
  await must(
    profile,
    Object.entries(settings).flatMap(([id, value]) => ['--set', `${id}=${value}`]),
  );
  for (const { system, user } of linked) {
    const secret = system === 'exchange' ? user.password : user.refreshToken;
    say((await must(profile, ['--connect', system, '--user', user.userName], secret)).trim());
  }
}

/** A profile of its own, emptied; without a key store its secrets go to a file that only this user may read. */
async function freshProfile(): Promise<Profile> {
  const folder = path.join(out, 'profile');
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const state = JSON.parse((await command({ folder }, ['--status', '--json'])).output) as { canKeepSecrets: boolean };
  if (state.canKeepSecrets) return { folder };
  say('This session has no key store: the demo keeps its practice sign-ins in a file.');
  const secretsFile = path.join(folder, 'secrets.json');
  fs.writeFileSync(secretsFile, '{}', { mode: 0o600 });
  return { folder, secretsFile };
}

/** Asks the window's own bridge until the answer is there. */
async function until<T>(page: Page, what: string, answer: () => Promise<T | null>): Promise<T> {
  const last = Date.now() + patienceMinutes * 60_000;
  for (;;) {
    const found = await answer();
    if (found !== null) return found;
    if (Date.now() > last) throw new Error(`${what} did not come within ${patienceMinutes} minutes.`);
    await page.waitForTimeout(250);
  }
}

const stateOf = (page: Page) => page.evaluate(() => globalThis.synchronizer.call('state:get'));

/** The window first says what the run will do; the first run of all waits for the person, and this is the button. */
async function firstRun(page: Page): Promise<RunReport> {
  await until(page, 'The preview', async () => (await stateOf(page)).preview);
  if (!visible)
    await page.screenshot({ path: path.join(out, 'first-start.png'), animations: 'disabled', fullPage: true });
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  return await until(page, 'The end of the first run', async () => {
    const { progress, lastRun } = await stateOf(page);
    return progress ? null : lastRun;
  });
}

async function takePictures(page: Page): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const name of pages) {
      await page
        .getByRole('navigation')
        .getByRole('button', { name, exact: name !== 'Activity' })
        .click();
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      // Lists and examples come from SuperOffice.
      await page.getByText('Asking SuperOffice').first().waitFor({ state: 'detached' });
      await page.waitForLoadState('networkidle');
      await page.screenshot({ path: path.join(out, `${name.toLowerCase()}-${theme}.png`), animations: 'disabled' });
    }
  }
}

const plain = { style: { head: [], border: [], compact: true } };

interface Comparisons {
  readonly appointments: Comparison;
  readonly tasks: Comparison;
  readonly persons: Comparison;
}

function printTable(report: RunReport, { appointments, tasks, persons }: Comparisons): void {
  const table = new Table({
    ...plain,
    head: ['', 'SuperOffice', calendarName],
    colAligns: ['left', 'right', 'right'],
  });
  const { crm, calendar } = report.written;
  table.push(
    ['Read', report.read.crm, report.read.calendar],
    ['Added', crm.created, calendar.created],
    ['Changed', crm.updated, calendar.updated],
    ['Deleted', crm.removed, calendar.removed],
    ['Appointments only there, though they take part', ...missing(appointments)],
    ['Tasks only there, though they take part', ...missing(tasks)],
    ['Persons only there, though they take part', ...missing(persons)],
  );
  const all = new Table({ ...plain, colAligns: ['left', 'right'] });
  all.push(
    ['Were on both sides and are linked', report.adopted],
    ['Linked in all', report.linked],
    ...Object.entries(report.linkedOf ?? {}).map(([kind, count]): [string, number] => [`Linked: ${kind}`, count]),
    ['Appointments equal on both servers, counted there', appointments.equal],
    ['Tasks equal on both servers, counted there', tasks.equal],
    ['Persons equal to their contacts, counted there', persons.equal],
    ['Set aside', report.parked],
    ['Waiting for a decision', report.held],
    ...Object.entries(report.leftOut).map(([code, count]): [string, number] => [
      `Left out: ${titleOfReason(code)}`,
      count ?? 0,
    ]),
  );
  console.log(`${table.toString()}\n${all.toString()}`);
  for (const { onlyCrm, onlyCalendar } of [appointments, tasks, persons]) {
    for (const { title, start } of [...onlyCrm, ...onlyCalendar].slice(0, 10)) {
      console.log(`Not on the other side: ${title}${start === '' ? '' : ` (${start})`}`);
    }
  }
}

/** As the window calls it. */
function titleOfReason(code: string): string {
  const known: Readonly<Record<string, { readonly title: string }>> = reasons.reason;
  return known[code]?.title ?? code;
}

function missing({ onlyCrm, onlyCalendar }: Comparison): [number, number] {
  return [onlyCrm.length, onlyCalendar.length];
}

async function compare(sandbox: Sandbox): Promise<Comparisons> {
  const now = Date.now();
  return {
    appointments: compareSides(listCrm(sandbox, now), await listCalendar(sandbox, calendarSystem, now)),
    tasks: compareSides(listTodos(sandbox, now), listTasks(sandbox, calendarSystem, now)),
    persons: compareSides(listMembers(sandbox, selection), listContacts(sandbox, calendarSystem)),
  };
}

/** Each kind is there, and the same on both sides. */
function areEqual(comparisons: Comparisons): boolean {
  return Object.values(comparisons).every(
    (one: Comparison) => one.equal > 0 && missing(one).every((many) => many === 0),
  );
}

function mailsSent(sandbox: Sandbox): number {
  return sandbox.superoffice.control.mails().length + sandbox[calendarSystem].control.mails().length;
}

function requestsOf(sandbox: Sandbox, system: 'superoffice' | DemoCalendar): number {
  return sandbox[system].control.journal().filter((entry) => entry.inBatch === undefined).length;
}

async function untilClosed(app: ElectronApplication): Promise<void> {
  say('The window and the tray are open. Close with Quit in the tray’s menu, or with Ctrl+C here.');
  await new Promise<void>((resolve) => app.on('close', () => resolve()));
}

async function demo(): Promise<number> {
  const sandbox = await startSandbox({ size: 'sample', seed: 1, listen: true });
  say(`Practice servers: ${sandbox.world.appointments.length} appointments of ${sandbox.world.users[0]?.fullName}.`);
  const tray = process.platform === 'linux' && !visible ? await startTrayHost() : undefined;
  try {
    const profile = await freshProfile();
    await link(profile, sandbox);
    sandbox.superoffice.control.clearJournal();
    sandbox[calendarSystem].control.clearJournal();
    const app = await launch(profile);
    const page = await app.firstWindow();
    const report = await firstRun(page);
    const requests = [requestsOf(sandbox, 'superoffice'), requestsOf(sandbox, calendarSystem)];
    const comparisons = await compare(sandbox);
    const trayItem = await tray?.waitForItem();
    if (!visible) await takePictures(page);
    printTable(report, comparisons);
    if (trayItem) {
      await saveTrayPicture(trayItem, path.join(out, 'tray.png'));
      console.log(`Tray: ${(await trayItem.properties()).ToolTip[2]}`);
    }
    console.log(
      `Requests: ${requests[0]} to SuperOffice, ${requests[1]} to ${calendarName}. Mails sent: ${mailsSent(sandbox)}.`,
    );
    const well = areEqual(comparisons) && report.outcome === 'ok' && mailsSent(sandbox) === 0;
    console.log(well ? 'Both sides are equal.' : `Both sides are NOT equal (the run ended ${report.outcome}).`);
    if (visible) await untilClosed(app);
    else {
      console.log(`Pictures: ${path.relative(projectRoot, out)}`);
      await app.close();
    }
    return well ? 0 : 1;
  } finally {
    tray?.close();
    await sandbox.close();
  }
}

process.exit(await demo());
