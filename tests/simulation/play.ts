/**
 * @file Plays a script to its calm end, and checks what must be true after each run and then. The same script plays the same
 * history, to the last write.
 */

import type { RunReport } from '../../sync-core/engine/report.ts';
import { itemKind, type Side } from '../../sync-core/model/side.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { plainSubject } from '../support/plain-subject.ts';
import { type Chance, chanceOf } from './chance.ts';
import { Device, type Ran } from './device.ts';
import { Ledger, Violation } from './ledger.ts';
import { fileMemory, keptMemory } from './memory.ts';
import { memoryClock, memoryWorld } from './memory-world.ts';
import { beginning, Person } from './person.ts';
import type { Deed, RunStep, Script, Setting, Step } from './script.ts';
import { nameOf } from './values.ts';
import { bothSides, type SimulatedClock, type SimulatedWorld, type Surroundings } from './world.ts';

const hour = 3_600_000;
/** Requests to one side in a run that finds nothing new: facts, a change list of two parts, the guard's look. */
const quietRequests = 4;

/** The sides that may be written in each direction. */
const writable: Readonly<Record<Preferences['direction'], readonly Side[]>> = {
  twoWay: bothSides,
  crmToCalendar: ['calendar'],
  calendarToCrm: ['crm'],
  none: [],
};

/** What a history was about. */
export interface Told {
  readonly story: readonly string[];
  /** How often each thing happened: faults that struck, deaths, deeds. */
  readonly counts: Readonly<Record<string, number>>;
}

/** A history that went wrong. */
export class Failure extends Error {
  readonly told: Told;
  constructor(message: string, told: Told, cause: unknown) {
    super(message, { cause });
    this.name = 'Failure';
    this.told = told;
  }
}

export type MakeWorld = (setting: Setting, clock: SimulatedClock, around: Surroundings) => SimulatedWorld;

/** @throws Failure that says what is wrong, with the story so far. */
export async function play(script: Script, makeWorld: MakeWorld = memoryWorld): Promise<Told> {
  const history = await History.begin(script, makeWorld);
  try {
    for (const step of script.steps) await history.take(step);
    await history.calmDown();
    return history.told;
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error), history.told, error);
  } finally {
    await history.end();
  }
}

class History {
  readonly told: { readonly story: string[]; readonly counts: Record<string, number> } = { story: [], counts: {} };
  readonly #world: SimulatedWorld;
  readonly #ledger: Ledger;
  readonly #person: Person;
  readonly #setting: Setting;
  readonly #devices = new Map<number, Device>();
  readonly #backups = new Map<number, unknown>();
  #preferences: Preferences = plainSubject;
  #chance: Chance = chanceOf(0);
  #calls = 0;
  #meanwhile: { readonly after: number; readonly deed: Deed }[] = [];
  #wrong: unknown;
  #calmRuns = 0;
  #undoing = false;
  /** Whether the last run reached its end: else what it had begun to write may be finished, whatever the direction is by then. */
  #whole = true;
  #mayFinish = false;
  /** The installation that ran last. */
  #last = 0;

  static async begin({ setting, steps }: Script, makeWorld: MakeWorld): Promise<History> {
    const history = new History(setting, makeWorld);
    if (steps.some(needsSecondDevice)) history.#ledger.manyDevices();
    await history.#device(0);
    return history;
  }

  private constructor(setting: Setting, makeWorld: MakeWorld) {
    this.#setting = setting;
    this.#world = makeWorld(setting, memoryClock(beginning), {
      chance: () => this.#chance,
      knowsLess: () => this.#ledger.knowsLess,
      onCall: () => this.#onCall(),
      onFault: (kind) => this.#count(`fault: ${kind}`),
      onWrite: (side) => this.#noting(() => this.#checkDirection(side)),
      onCreated: (side, fields) => this.#noting(() => this.#ledger.sawCreation(side, fields)),
    });
    for (const kind of itemKind.options) {
      this.#preferences = { ...this.#preferences, [`kinds.${kind}`]: kind === this.#world.kind };
    }
    this.#ledger = new Ledger(this.#world, this.#preferences);
    this.#person = new Person(this.#world, this.#ledger);
  }

  async #device(number: number): Promise<Device> {
    const known = this.#devices.get(number);
    if (known !== undefined) return known;
    const memory = this.#setting.file ? fileMemory() : await keptMemory();
    const device = new Device(number, memory, this.#world);
    this.#devices.set(number, device);
    return device;
  }

  async end(): Promise<void> {
    for (const { memory } of this.#devices.values()) memory.end();
    await this.#world.close();
  }

  #count(what: string): void {
    this.told.counts[what] = (this.told.counts[what] ?? 0) + 1;
  }

  /** What is noticed in the middle of a run must not be taken for a failure of the system. */
  #noting(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#wrong ??= error;
    }
  }

  /** In a one-way direction nothing is written on the side that leads, and in none nothing at all. */
  #checkDirection(side: Side): void {
    const { direction } = this.#preferences;
    const allowed = writable[direction];
    if (allowed.includes(side) || this.#undoing || this.#mayFinish) return;
    throw new Violation(`the ${side} is written, and the direction is ${direction}`);
  }

  #onCall(): void {
    this.#calls += 1;
    for (const { deed } of this.#meanwhile.filter(({ after }) => after === this.#calls)) {
      this.#noting(() => this.#act(deed, '  meanwhile '));
    }
  }

  #act(deed: Deed, indent = ''): void {
    const words = this.#person.act(deed);
    if (words === undefined) return;
    this.#count(`deed: ${deed.do}`);
    this.told.story.push(indent + words);
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'run':
        return await this.#run(step);
      case 'together':
        return await this.#together(step.runs);
      case 'wait':
        this.#world.clock.advance(step.minutes * 60_000);
        this.told.story.push(`${step.minutes} minutes go by`);
        return;
      case 'prefer':
        this.#preferences = { ...this.#preferences, ...step.change };
        this.#mayFinish ||= !this.#whole;
        this.#ledger.prefer(this.#preferences);
        this.told.story.push(`preferences: ${JSON.stringify(step.change)}`);
        break;
      case 'clock':
        (await this.#device(step.device)).ahead = step.ahead;
        this.told.story.push(`device ${step.device}: its clock is ${step.ahead} minutes ahead`);
        break;
      case 'zone':
        this.#world.sides[step.side].setZone(step.zone);
        this.told.story.push(`${step.side}: the person's zone is ${step.zone} now`);
        break;
      case 'backup':
      case 'restore':
      case 'delete':
      case 'damage':
        await this.#handleMemory(step.do, step.device);
        return;
      case 'decide':
        return await this.#decide(step);
      case 'undo':
        return await this.#undo(step);
      case 'takeOver':
        await (await this.#device(step.device)).takeOver();
        this.told.story.push(`device ${step.device}: is to synchronise from now on`);
        break;
      case 'clone': {
        if (this.#ledger.isLeaving()) return;
        const from = await this.#device(step.from);
        const to = await this.#device(step.to);
        to.memory.bring(from.memory.keep());
        this.#forget(to, `the database of device ${step.from} is copied to device ${step.to}`);
        break;
      }
      default:
        this.#act(step);
        return;
    }
    this.#count(`event: ${step.do}`);
  }

  async #handleMemory(what: 'backup' | 'restore' | 'delete' | 'damage', number: number): Promise<void> {
    const device = await this.#device(number);
    if (what === 'backup') {
      this.#backups.set(number, device.memory.keep());
      this.told.story.push(`device ${number}: its database is backed up`);
      return;
    }
    if (this.#ledger.isLeaving()) return;
    if (what === 'restore') {
      if (!this.#backups.has(number)) return;
      device.memory.bring(this.#backups.get(number));
      this.#forget(device, `device ${number}: the backup of its database is brought back`);
    } else {
      device.memory[what]();
      this.#forget(device, `device ${number}: its database is ${what === 'delete' ? 'deleted' : 'damaged'}`);
    }
    this.#count(`event: ${what}`);
  }

  #forget(device: Device, words: string): void {
    device.forgot();
    this.#ledger.forgot();
    this.told.story.push(words);
  }

  async #run(step: RunStep): Promise<void> {
    if (this.#last !== step.device && this.#ledger.isLeaving()) return;
    this.#prepare([step]);
    this.#takeOver(step.device);
    const ran = await (await this.#device(step.device)).run(step, this.#preferences);
    this.#conclude([{ step, ran }]);
  }

  async #together(steps: readonly RunStep[]): Promise<void> {
    if (this.#ledger.isLeaving()) return;
    this.#prepare(steps);
    this.#ledger.forgot();
    this.#last = -1;
    const devices = await Promise.all(steps.map(({ device }) => this.#device(device)));
    const runs = await Promise.all(
      steps.map(async (step, index) => {
        const ran = await devices[index]?.run(step, this.#preferences);
        return ran === undefined ? [] : [{ step, ran }];
      }),
    );
    this.#count('event: together');
    this.#conclude(runs.flat());
  }

  /** What another installation did in between is unknown to this one. */
  #takeOver(device: number): void {
    if (this.#last !== device) this.#ledger.forgot();
    this.#last = device;
  }

  #prepare(steps: readonly RunStep[]): void {
    this.#chance = chanceOf(steps[0]?.luck ?? 0);
    this.#calls = 0;
    this.#ledger.runs();
    this.#meanwhile = steps.flatMap(({ meanwhile }) => meanwhile);
    for (const fault of steps.flatMap(({ faults }) => faults)) this.#world.sides[fault.side].arm(fault);
  }

  #conclude(runs: readonly { readonly step: RunStep; readonly ran: Ran }[]): void {
    this.#meanwhile = [];
    for (const side of bothSides) this.#world.sides[side].disarm();
    for (const { step, ran } of runs) {
      this.told.story.push(describeRun(step, ran));
      this.#count('runs');
      if (ran.died) this.#count('deaths');
      else if (ran.report.outcome === 'stopped') this.#count('stops');
      if (!ran.died && ran.report.problem?.code === 'internal') {
        throw new Violation(`the run failed in a way that nobody thought of: ${ran.stack}`);
      }
      this.#ledger.told(ran.entries.map((entry) => this.#world.asTold?.(entry) ?? entry));
    }
    if (this.#wrong !== undefined) throw this.#wrong;
    const whole = runs.length === 1 && runs.every(({ ran }) => !ran.died && ran.report.outcome === 'ok');
    this.#whole = whole;
    this.#mayFinish &&= !whole;
    const { [`kinds.${this.#world.kind}` as const]: takesPart, direction } = this.#preferences;
    const faults = runs.flatMap(({ step }) => step.faults);
    const oldCopies = new Set(faults.filter(({ kind }) => kind === 'staleRead').map(({ side }) => side));
    this.#ledger.observe(whole && takesPart && direction === 'twoWay', oldCopies);
  }

  async calmDown(): Promise<void> {
    this.told.story.push('all is calm');
    this.#preferences = { ...this.#preferences, [`kinds.${this.#world.kind}`]: true, direction: 'twoWay' };
    this.#ledger.prefer(this.#preferences);
    for (const number of [...this.#devices.keys()]) await this.#untilQuiet(number);
    this.#ledger.finish();
    const before = { crm: this.#world.sides.crm.requests(), calendar: this.#world.sides.calendar.requests() };
    const [number] = [...this.#devices.keys()].slice(-1);
    const last = await this.#calmRun(number ?? 0);
    if (!isQuiet(last)) throw new Violation(`the run after the last still writes: ${JSON.stringify(last)}`);
    for (const side of bothSides) {
      const asked = this.#world.sides[side].requests() - before[side];
      if (asked > quietRequests) throw new Violation(`${asked} requests to the ${side} in a quiet run`);
    }
    this.#ledger.finish();
    const [offence] = this.#world.offences();
    if (offence !== undefined) throw new Violation(offence);
  }

  async #untilQuiet(number: number): Promise<void> {
    let last: RunReport | undefined;
    for (let n = 0; n < 16; n++) {
      // Every day that goes by may bring a day of a series that has no end.
      this.#world.clock.advance(n % 2 === 0 ? 26 * hour : hour / 60);
      await this.#answerAll(number);
      last = await this.#calmRun(number);
      if (isQuiet(last)) return;
    }
    throw new Violation(`it does not become quiet: ${JSON.stringify(last)}`);
  }

  /** Deletions and changes are meant; of a conflict the CRM's value stays. */
  async #answerAll(number: number): Promise<void> {
    const device = await this.#device(number);
    for (const entry of await device.questions()) {
      await device.decide(entry, 0);
      this.#ledger.decided(entry.title === null ? null : nameOf({ title: entry.title }), false);
    }
  }

  async #decide({ device: number, which, answer }: Extract<Step, { do: 'decide' }>): Promise<void> {
    const device = await this.#device(number);
    const questions = await device.questions();
    const entry = questions[Math.min(questions.length - 1, Math.floor(which * questions.length))];
    if (entry === undefined) return;
    const decision = await device.decide(entry, answer);
    const name = entry.title === null ? null : nameOf({ title: entry.title });
    this.#ledger.decided(name, decision === 'keep');
    this.#count(`decision: ${decision}`);
    this.told.story.push(
      `device ${number}: to the question about ${name ?? 'something private'} the answer is ${decision}`,
    );
  }

  async #undo(step: Extract<Step, { do: 'undo' }>): Promise<void> {
    const device = await this.#device(step.device);
    const deeds = await device.deeds();
    const entry = deeds[Math.min(deeds.length - 1, Math.floor(step.which * deeds.length))];
    if (entry === undefined) return;
    this.#chance = chanceOf(step.luck);
    this.#undoing = true;
    const ofRun = async () => (await device.deeds('all')).filter(({ runId }) => runId === entry.runId);
    for (const one of step.wholeRun ? await ofRun() : [entry]) {
      this.#ledger.decided(one.title === null ? null : nameOf({ title: one.title }), true);
    }
    const { undone, refused } = await device.undo(step.wholeRun ? { runId: entry.runId } : { entries: [entry.id] });
    this.#undoing = false;
    this.#count(step.wholeRun ? 'undo: run' : 'undo: entry');
    this.told.story.push(
      `device ${step.device}: ${undone} taken back, ${refused.length} not (${entry.action} of ${entry.title})`,
    );
    this.#ledger.observe(false);
  }

  async #calmRun(device: number): Promise<RunReport> {
    this.#takeOver(device);
    const step: RunStep = { do: 'run', device, luck: 1_000_000 + ++this.#calmRuns, faults: [], meanwhile: [] };
    this.#prepare([step]);
    const ran = await (await this.#device(device)).run(step, this.#preferences);
    this.#conclude([{ step, ran }]);
    return ran.report;
  }
}

function needsSecondDevice(step: Step): boolean {
  if (step.do === 'together') return step.runs.some(needsSecondDevice);
  return ('device' in step && step.device > 0) || step.do === 'clone';
}

function isQuiet(report: RunReport): boolean {
  if (report.outcome !== 'ok' || report.parked > 0 || report.held > 0) return false;
  return [report.written.crm, report.written.calendar].every((one) => one.created + one.updated + one.removed === 0);
}

function describeRun({ device, faults }: RunStep, { report, died, at }: Ran): string {
  const wrong = faults.length === 0 ? '' : ` [${faults.map(({ side, kind }) => `${side} ${kind}`).join(', ')}]`;
  const run = `device ${device} runs${wrong}:`;
  if (died) return `${run} the process dies ${at}`;
  const line = (side: 'crm' | 'calendar') => {
    const { created, updated, removed } = report.written[side];
    return `${side} +${created} ~${updated} -${removed}`;
  };
  const { outcome, problem, held, parked } = report;
  const rest = held + parked > 0 ? `, ${held} held, ${parked} parked` : '';
  return `${run} ${outcome}${problem === undefined ? '' : ` (${problem.code})`}, ${line('crm')}, ${line('calendar')}${rest}`;
}
