/**
 * @file One first synchronisation of a new profile with practice servers, during which the application is killed again and
 * again; and what has come of it in the end.
 */
import { compareSides } from '../../build/demo/compare-sides.ts';
import { listCrm, listOutlook } from '../../build/demo/list-sides.ts';
import type { SampleAppointment } from '../../sandbox/sample/world.ts';
import type { RunReport } from '../../sync-core/engine/report.ts';
import type { Chance } from '../simulation/chance.ts';
import { type Practice, startPractice } from '../support/practice.ts';
import { type Creations, countCreations } from './creations.ts';
import { lookIntoMemory, type Memory, putOldStore } from './memory.ts';
import { chooseMoment, type Moment, untilMoment } from './moment.ts';
import { killNow, type Start, startApplication, syncProcess, untilGone, type Victim } from './start.ts';
import { type Traffic, type Work, watchTraffic } from './traffic.ts';

export type Phase =
  | 'starting'
  | 'bringing the store to a new shape'
  | 'signing in'
  | 'looking for its creations'
  | 'reading'
  | 'comparing'
  | 'writing to SuperOffice'
  | 'writing to Microsoft 365'
  | 'writing to both'
  | 'settling';

/** One kill that hit before the synchronisation was complete. */
export interface Kill {
  readonly victim: Victim;
  readonly phase: Phase;
  /** How long the application had lived. */
  readonly livedMs: number;
  /** Writes whose outcome nobody had noted. */
  readonly open: number;
  /** How long the other processes outlived the main one; null where they were killed with it. */
  readonly orphansMs: number | null;
  /** Requests that came in after the main process was gone. */
  readonly orphanRequests: number;
}

/** How things stand at the end of one first synchronisation. */
export interface Verdict {
  readonly equal: number;
  readonly onlyCrm: number;
  readonly onlyCalendar: number;
  readonly created: { readonly crm: number; readonly calendar: number; readonly refused: number };
  /** Items that were created more than once at a server. */
  readonly twice: readonly string[];
  readonly mails: number;
  readonly memory: Memory;
  /** What the run after the last one wrote. */
  readonly writtenAgain: number;
}

export interface FirstSync {
  /** @returns undefined when the application was through before the moment came: the synchronisation is complete. */
  killOnce(victim: Victim): Promise<Kill | undefined>;
  /** One run that nobody disturbs, and what both sides hold then. */
  finish(): Promise<Verdict>;
  close(): Promise<void>;
}

/** Servers as slow as real ones, so that there is always something on its way. */
const latencies = [
  { system: 'superoffice', path: '/api/v1/', milliseconds: 25 },
  { system: 'superoffice', path: 'CreateAppointmentForUID', milliseconds: 120 },
  { system: 'microsoft365', path: '/me/calendarView', milliseconds: 40 },
  { system: 'microsoft365', path: '/me/events$', milliseconds: 35 },
] as const;

const migrationsFirst = 2;

/**
 * Of twenty-five appointments two stand on both sides, two in the calendar alone and the rest in the CRM alone. Few are
 * created in SuperOffice, because every one costs a look for its key with each start, at ten a second.
 */
function placeOf(index: number): SampleAppointment['on'] {
  const place = index % 25;
  return place < 2 ? 'both' : place < 4 ? 'calendar' : 'crm';
}

/** How many are to be created on each side. */
interface Wanted {
  readonly crm: number;
  readonly calendar: number;
}

/** @returns what is to be created; the servers have new sign-ins afterwards. */
function spreadOut({ sandbox }: Practice): Wanted {
  const appointments = sandbox.world.appointments.map((one, index) => ({ ...one, on: placeOf(index) }));
  for (const system of ['superoffice', 'microsoft365'] as const) {
    sandbox[system].load({ ...sandbox.world, appointments });
  }
  const on = (place: SampleAppointment['on']) => appointments.filter((one) => one.on === place).length;
  return { crm: on('calendar'), calendar: on('crm') };
}

export async function startFirstSync(items: number, chance: Chance): Promise<FirstSync> {
  const practice = await startPractice({ size: 'large', appointments: items });
  const wanted = spreadOut(practice);
  const traffic = watchTraffic(practice.sandbox.descriptions);
  const creations = countCreations(practice.sandbox);
  await practice.connect('superoffice');
  await practice.connect('microsoft365');
  for (const { system, path, milliseconds } of latencies) {
    const effect = { kind: 'latency', milliseconds } as const;
    practice.sandbox[system].control.fault({ path, times: Number.POSITIVE_INFINITY, effect });
  }
  // So many starts within minutes would use up the mailbox's quota, and what is left of it is not what is looked at here.
  practice.sandbox.microsoft365.control.set('requestsPerTenMinutes', 10_000_000);
  const world = { practice, traffic, creations, wanted };
  // Whatever answers from the store makes it.
  await practice.command(['--status']);
  const newestShape = lookIntoMemory(practice.profile.folder).shape;
  let kills = 0;

  /** While nothing is synchronised yet, the store may as well be one that an older version of the program left. */
  async function nextMoment(victim: Victim): Promise<Moment> {
    const memory = lookIntoMemory(practice.profile.folder);
    if (kills < migrationsFirst && victim !== 'sync' && memory.linked === 0) {
      await putOldStore(practice.profile.folder);
      return { after: 'migration', delayMs: chance.int(8), latestMs: 4000 };
    }
    const moment = chooseMoment(chance, leftToWrite(world));
    if (victim !== 'sync' || moment.after !== 'start') return moment;
    // Before its run has begun the engine has nothing to lose.
    return { after: 'asked', work: 'read', nth: 1, delayMs: moment.delayMs, latestMs: moment.latestMs };
  }

  return {
    async killOnce(victim) {
      const moment = await nextMoment(victim);
      kills += 1;
      const killed = victim === 'sync' ? await killSync(world, moment) : await killApplication(world, victim, moment);
      creations.takeIn();
      if (killed === undefined) return undefined;
      const memory = lookIntoMemory(practice.profile.folder);
      if (!['ok', 'none'].includes(memory.sound)) throw new Error(`a kill damaged the store: ${memory.sound}`);
      if (memory.complete) return undefined;
      return { ...killed, phase: phaseOf(killed.sight, memory, newestShape), open: memory.open };
    },
    finish: () => judge(world),
    async close() {
      traffic.close();
      await practice.close();
    },
  };
}

interface World {
  readonly practice: Practice;
  readonly traffic: Traffic;
  readonly creations: Creations;
  readonly wanted: Wanted;
}

/** A side that is as good as through is not worth waiting for. */
function leftToWrite({ creations, wanted }: World): readonly ('writeCrm' | 'writeCalendar')[] {
  const calendar = creations.calendar < wanted.calendar - 40;
  const crm = creations.crm < wanted.crm - 5;
  return [...(crm ? (['writeCrm'] as const) : []), ...(calendar ? (['writeCalendar'] as const) : [])];
}

/** What was seen at the servers at the moment of the kill. */
interface KillSight {
  readonly requests: number;
  readonly wrote: boolean;
  readonly last: Work | undefined;
  readonly underWay: ReturnType<Traffic['underWay']>;
}

type Killed = Pick<Kill, 'victim' | 'livedMs' | 'orphansMs' | 'orphanRequests'> & { readonly sight: KillSight };

function sightOf(traffic: Traffic): KillSight {
  const writes = traffic.asked('writeCrm') + traffic.asked('writeCalendar');
  const others = traffic.asked('signIn') + traffic.asked('lookUp') + traffic.asked('read');
  return { requests: writes + others, wrote: writes > 0, last: traffic.last(), underWay: traffic.underWay() };
}

function phaseOf({ wrote, last, underWay }: KillSight, { shape }: Memory, newest: number): Phase {
  if (underWay.has('writeCrm') && underWay.has('writeCalendar')) return 'writing to both';
  if (underWay.has('writeCrm')) return 'writing to SuperOffice';
  if (underWay.has('writeCalendar')) return 'writing to Microsoft 365';
  if (wrote) return 'settling';
  if (last === 'lookUp') return 'looking for its creations';
  if (last === 'read') return underWay.size > 0 ? 'reading' : 'comparing';
  if (last === 'signIn') return 'signing in';
  return shape > 0 && shape < newest ? 'bringing the store to a new shape' : 'starting';
}

async function killApplication(world: World, victim: 'tree' | 'main', moment: Moment): Promise<Killed | undefined> {
  const { practice, traffic } = world;
  traffic.begin();
  const begun = performance.now();
  const start = startApplication(practice.profile, ['--sync-once', '--json']);
  const folder = practice.profile.folder;
  const come = await untilMoment(moment, { traffic, folder, over: start.ended });
  if (!come || start.isOver()) {
    demandSuccess(await start.ended);
    return undefined;
  }
  killNow(victim === 'tree' ? -start.pid : start.pid);
  const sight = sightOf(traffic);
  const livedMs = performance.now() - begun;
  await start.ended;
  const waited = await untilGone(start);
  const orphanRequests = sightOf(traffic).requests - sight.requests;
  return { victim, livedMs, sight, orphansMs: victim === 'main' ? waited : null, orphanRequests };
}

/**
 * The engine's process dies in the application in the tray. Whoever waits for the run is told so, the application lives, and
 * its next answer comes from a new process.
 */
async function killSync(world: World, moment: Moment): Promise<Killed | undefined> {
  const { practice, traffic } = world;
  const tray = startApplication(practice.profile, []);
  const begun = performance.now();
  while ((await syncProcess(tray)) === undefined) {
    if (tray.isOver()) throw new Error('the application in the tray ended by itself');
  }
  traffic.begin();
  const run = startApplication(practice.profile, ['--sync-once', '--json']);
  try {
    const folder = practice.profile.folder;
    const come = await untilMoment(moment, { traffic, folder, over: run.ended });
    const engine = await syncProcess(tray);
    if (!come || engine === undefined || run.isOver()) {
      demandSuccess(await run.ended);
      return undefined;
    }
    killNow(engine);
    const sight = sightOf(traffic);
    const livedMs = performance.now() - begun;
    await demandRecovery(practice, tray, run, engine);
    return { victim: 'sync', livedMs, sight, orphansMs: null, orphanRequests: 0 };
  } finally {
    if (!tray.isOver()) killNow(-tray.pid);
    if (!run.isOver()) killNow(-run.pid);
    await Promise.all([untilGone(tray), untilGone(run)]);
  }
}

/** @throws Error unless the application goes on with a new process for the engine, and says what happened to the run. */
async function demandRecovery(practice: Practice, tray: Start, run: Start, dead: number): Promise<void> {
  const { output } = await run.ended;
  const { outcome, problem } = JSON.parse(output) as RunReport;
  const status = await practice.command(['--status', '--json']);
  if (tray.isOver()) throw new Error('the application in the tray went down with the engine');
  const now = await syncProcess(tray);
  if (now === undefined || now === dead) throw new Error(`no new process for the engine: ${status.errors}`);
  // Where the engine died before the run had reached it, a new one has carried the run out.
  if (outcome !== 'ok' && problem?.code !== 'internal') throw new Error(`the run that was killed says: ${output}`);
}

function demandSuccess({ code, output }: { readonly code: number | null; readonly output: string }): void {
  if (code !== 0) throw new Error(`the application ended by itself, with code ${code}: ${output}`);
}

async function judge({ practice, traffic, creations }: World): Promise<Verdict> {
  for (const system of ['superoffice', 'microsoft365'] as const) practice.sandbox[system].control.clearFaults();
  traffic.begin();
  const last = await practice.syncOnce();
  if (last.code !== 0) throw new Error(`the undisturbed run failed: ${JSON.stringify(last.report)}`);
  const again = await practice.syncOnce();
  creations.takeIn();
  const now = Date.now();
  const { equal, onlyCrm, onlyCalendar } = compareSides(
    listCrm(practice.sandbox, now),
    listOutlook(practice.sandbox.microsoft365, now),
  );
  const { superoffice, microsoft365 } = practice.sandbox;
  const { crm, calendar } = again.report.written;
  return {
    equal,
    onlyCrm: onlyCrm.length,
    onlyCalendar: onlyCalendar.length,
    created: { crm: creations.crm, calendar: creations.calendar, refused: creations.refused },
    twice: creations.twice,
    mails: superoffice.control.mails().length + microsoft365.control.mails().length,
    memory: lookIntoMemory(practice.profile.folder),
    writtenAgain: [crm, calendar].reduce((sum, { created, updated, removed }) => sum + created + updated + removed, 0),
  };
}
