/**
 * @file Plays histories of persons: somebody chooses persons in the CRM, edits them there, and edits, makes and deletes contacts;
 * servers fail, the process dies, the memory is lost. Then it becomes calm, and what must be true of persons is checked: they go out
 * of the CRM alone, nothing of the user's own is touched, and nobody is there twice.
 */
import { Conflict, Offline, Rejected, Throttled, Unavailable } from '../../sync-core/connectors/errors.ts';
import type { RunReport } from '../../sync-core/engine/report.ts';
import { type Call, MemorySystem, type Mishap } from '../../sync-core/engine/testing/memory-system.ts';
import { someone } from '../../sync-core/engine/testing/scene.ts';
import type { Person } from '../../sync-core/model/person.ts';
import type { ItemId, Side, SystemId } from '../../sync-core/model/side.ts';
import { defaultPreferences, type Preferences } from '../../sync-core/preferences/schema.ts';
import { type Chance, chanceOf } from './chance.ts';
import { Device } from './device.ts';
import { keptMemory } from './memory.ts';
import { memoryClock } from './memory-world.ts';
import { beginning } from './person.ts';
import {
  type PersonDeed,
  type PersonRun,
  type PersonScript,
  type PersonStep,
  type Text,
  texts,
} from './persons-script.ts';
import { Failure, type Told } from './play.ts';
import { bothSides, type SimulatedClock } from './world.ts';

const minute = 60_000;

/** What the user has done with one person, on either side. */
interface Known {
  readonly name: string;
  /** The user made the contact themselves. */
  readonly own: boolean;
  /** Texts that were changed in the contact. */
  readonly edited: Set<Text>;
  /** Those of them that were not changed in the CRM as well: what is changed there is written over them. */
  readonly kept: Set<Text>;
  /** Texts that were ever changed in the CRM. */
  readonly edits: Set<Text>;
  contactDeleted: boolean;
  unchosen: boolean;
}

/** @throws Failure that says what is wrong, with the story so far. */
export async function playPersons(script: PersonScript): Promise<Told> {
  const history = new PersonHistory(script);
  try {
    await history.play();
    return history.told;
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message : String(error), history.told, error);
  }
}

class PersonHistory {
  readonly told = { story: [] as string[], counts: {} as Record<string, number> };
  readonly #script: PersonScript;
  readonly #clock: SimulatedClock = memoryClock(beginning);
  readonly #systems: Readonly<Record<Side, MemorySystem<Person>>>;
  readonly #known = new Map<string, Known>();
  #chance: Chance = chanceOf(0);
  #preferences: Preferences;
  #faults = 0;
  #calls = 0;
  #meanwhile: NonNullable<PersonRun['meanwhile']> = [];
  #words = 0;
  #runs = 0;
  #wrong: string | undefined;
  #forgot = false;
  #backup: unknown;

  constructor(script: PersonScript) {
    this.#script = script;
    this.#preferences = {
      ...defaultPreferences,
      'kinds.appointment': false,
      'kinds.task': false,
      'crm.persons.selections': [58],
      'crm.persons.takeEditsBack': script.takeEditsBack,
    };
    this.#systems = { crm: this.#system('crm'), calendar: this.#system('calendar') };
  }

  #system(side: Side): MemorySystem<Person> {
    const system: SystemId = side === 'crm' ? 'superoffice' : 'microsoft365';
    return new MemorySystem<Person>({
      system,
      kind: 'person',
      withoutMarkers: side === 'crm',
      pageSize: this.#script.page,
      now: () => this.#clock.now(),
      mishap: (call) => this.#mishap(call, system),
      onWrite: (operation) => this.#checkWrite(side, operation.do),
    });
  }

  /** Persons go out alone, edits come back where that is wished, and neither against the direction. */
  #checkWrite(side: Side, what: string): void {
    const { direction } = this.#preferences;
    const goesOut = direction === 'twoWay' || direction === 'crmToCalendar';
    const isEdit = what === 'update' && this.#script.takeEditsBack && direction === 'twoWay';
    if (side === 'crm' ? !isEdit : !goesOut)
      this.#wrong ??= `the ${side} is written (${what}), and the direction is ${direction}`;
  }

  #mishap(call: Call, system: SystemId): Mishap | undefined {
    this.#calls += 1;
    for (const { deed } of this.#meanwhile.filter(({ after }) => after === this.#calls)) this.#act(deed);
    if (this.#faults === 0 || !this.#chance.happens(0.2)) return undefined;
    this.#faults -= 1;
    this.#count('faults');
    const isWrite = call === 'create' || call === 'update' || call === 'remove';
    const error = this.#chance.pick([
      new Unavailable('busy', { system, status: 503 }),
      new Offline('the connection was cut', { system }),
      new Throttled('slow down', { system, retryAfterMs: minute }),
      ...(isWrite ? [new Rejected('no', { system, status: 400 })] : []),
      ...(call === 'update' ? [new Conflict('changed meanwhile', { system, status: 412 })] : []),
    ]);
    if (!isWrite) return { kind: 'throw', error };
    const isDone = error instanceof Unavailable || error instanceof Offline;
    return { kind: isDone && this.#chance.happens(0.5) ? 'failAfter' : 'failBefore', error };
  }

  #count(what: string): void {
    this.told.counts[what] = (this.told.counts[what] ?? 0) + 1;
  }

  #tell(words: string, what: string): void {
    this.#count(what);
    this.told.story.push(words);
  }

  async play(): Promise<void> {
    const memory = await keptMemory();
    const sideOf = (side: Side) => ({ connector: () => this.#systems[side].connector });
    const device = new Device(0, memory, {
      clock: this.#clock,
      sides: { crm: sideOf('crm'), calendar: sideOf('calendar') },
    });
    try {
      for (const step of this.#script.steps) await this.#take(device, step);
      await this.#calmDown(device);
    } finally {
      memory.end();
    }
  }

  async #take(device: Device, step: PersonStep): Promise<void> {
    switch (step.do) {
      case 'run':
        await this.#run(device, step);
        return;
      case 'wait':
        this.#clock.advance(step.minutes * minute);
        return;
      case 'direction':
        this.#preferences = { ...this.#preferences, direction: step.to };
        this.#tell(`the direction is ${step.to}`, 'event: direction');
        return;
      case 'backup':
        this.#backup = device.memory.keep();
        this.#tell('the database is backed up', 'event: backup');
        return;
      case 'delete':
      case 'restore':
        this.#forget(device, step.do);
        return;
      default:
        this.#act(step);
    }
  }

  #forget(device: Device, what: 'delete' | 'restore'): void {
    if (what === 'delete') device.memory.delete();
    else if (this.#backup === undefined) return;
    else device.memory.bring(this.#backup);
    device.forgot();
    // Who is chosen no more and was forgotten is the user's own contact from now on.
    this.#forgot = true;
    this.#tell(what === 'delete' ? 'the database is deleted' : 'the backup is brought back', `event: ${what}`);
  }

  #act(deed: PersonDeed): void {
    if (deed.do === 'choose') this.#choose(deed.known === true);
    else if (deed.do === 'make') this.#makeOwn();
    else if (deed.do === 'edit') this.#edit(deed.side, deed.which, deed.text);
    else if (deed.do === 'remove') this.#removeContact(deed.which);
    else this.#unchoose(deed.which);
  }

  #word(): string {
    this.#words += 1;
    return `v${this.#words}v`;
  }

  #meet(own: boolean): string {
    const name = `P${this.#known.size + 1}`;
    const nothingYet = { edited: new Set<Text>(), kept: new Set<Text>(), edits: new Set<Text>() };
    this.#known.set(name, { name, own, ...nothingYet, contactDeleted: false, unchosen: false });
    return name;
  }

  #choose(known: boolean): void {
    const name = this.#meet(known);
    const emails = known ? [`${name}@customer.example`] : [];
    const person = someone({ surname: name, jobTitle: this.#word(), companyName: this.#word(), emails });
    this.#systems.crm.create(person);
    if (known) this.#systems.calendar.create(person);
    this.#tell(`crm: ${name} is chosen${known ? ', who is a contact already' : ''}`, 'deed: choose');
  }

  #makeOwn(): void {
    const name = this.#meet(true);
    this.#systems.calendar.create(someone({ surname: name, jobTitle: this.#word() }));
    this.#tell(`calendar: the user makes ${name}`, 'deed: make');
  }

  #pick(side: Side, which: number): { readonly id: ItemId; readonly known: Known } | undefined {
    const items = this.#systems[side].items();
    const item = items[Math.min(items.length - 1, Math.floor(which * items.length))];
    const known = item && this.#known.get(item.fields.surname);
    return item === undefined || known === undefined ? undefined : { id: item.id, known };
  }

  #edit(side: Side, which: number, text: Text): void {
    const one = this.#pick(side, which);
    if (one === undefined) return;
    this.#systems[side].edit(one.id, { [text]: this.#word() });
    const { edited, kept, edits } = one.known;
    if (side === 'crm') {
      edits.add(text);
      kept.delete(text);
    } else {
      edited.add(text);
      if (!edits.has(text)) kept.add(text);
    }
    this.#tell(`${side}: ${text} of ${one.known.name} is v${this.#words}v`, `deed: edit ${side}`);
  }

  #removeContact(which: number): void {
    const one = this.#pick('calendar', which);
    if (one === undefined) return;
    this.#systems.calendar.remove(one.id);
    one.known.contactDeleted = true;
    this.#tell(`calendar: ${one.known.name} is deleted`, 'deed: delete');
  }

  #unchoose(which: number): void {
    const one = this.#pick('crm', which);
    if (one === undefined) return;
    this.#systems.crm.remove(one.id);
    one.known.unchosen = true;
    this.#tell(`crm: ${one.known.name} is chosen no more`, 'deed: unchoose');
  }

  async #run(device: Device, { luck, faults = 0, dies, meanwhile = [] }: PersonRun): Promise<RunReport> {
    this.#chance = chanceOf(luck);
    this.#faults = faults;
    this.#meanwhile = meanwhile;
    this.#calls = 0;
    // Ids of runs are random, and no two may be the same.
    const random = luck + 1_000_000 * ++this.#runs;
    const whole = { do: 'run', device: 0, luck: random, faults: [], meanwhile: [] } as const;
    const step = dies === undefined ? whole : { ...whole, dies };
    const { report, died, stack } = await device.run(step, this.#preferences);
    this.#faults = 0;
    this.#meanwhile = [];
    this.#tell(`runs: ${died ? 'dies' : report.outcome} ${JSON.stringify(report.written)}`, died ? 'deaths' : 'runs');
    if (!died && report.problem?.code === 'internal') throw new Error(`the run failed: ${stack}`);
    if (this.#wrong !== undefined) throw new Error(this.#wrong);
    for (const { name } of this.#known.values()) {
      const contacts = this.#contacts(name).length;
      if (contacts > 1) throw new Error(`${name} is ${contacts} times among the contacts`);
    }
    return report;
  }

  #contacts(name: string) {
    return this.#systems.calendar.items().filter(({ fields }) => fields.surname === name);
  }

  async #calmDown(device: Device): Promise<void> {
    this.told.story.push('all is calm');
    this.#preferences = { ...this.#preferences, direction: 'twoWay' };
    let quiet = false;
    for (let runs = 0; !quiet && runs < 12; runs++) {
      this.#clock.advance(70 * minute);
      for (const entry of await device.questions()) await device.decide(entry, 0);
      quiet = isQuiet(await this.#run(device, { do: 'run', luck: runs }));
    }
    if (!quiet) throw new Error('it does not become quiet');
    const before = bothSides.map((side) => this.#systems[side].requests);
    this.#clock.advance(minute);
    if (!isQuiet(await this.#run(device, { do: 'run', luck: 0 })))
      throw new Error('the run after the last still writes');
    for (const [index, side] of bothSides.entries()) {
      const asked = this.#systems[side].requests - (before[index] ?? 0);
      if (asked > 4) throw new Error(`${asked} requests to the ${side} in a quiet run`);
    }
    for (const one of this.#known.values()) this.#checkOne(one);
  }

  #checkOne({ name, own, edited, kept, contactDeleted, unchosen }: Known): void {
    const [contact] = this.#contacts(name);
    if (contactDeleted) return;
    if (own && contact === undefined) throw new Error(`${name}, the user's own, is gone`);
    const person = this.#systems.crm.items().find(({ fields }) => fields.surname === name);
    if (unchosen || (own && person === undefined)) {
      const keeps = kept.size > 0 && !this.#script.takeEditsBack;
      if (contact === undefined && keeps) throw new Error(`${name}, edited by the user, is gone`);
      const isLeft = contact !== undefined && !own && edited.size === 0 && !this.#forgot;
      if (isLeft) throw new Error(`${name} is still a contact`);
      return;
    }
    if (person === undefined) throw new Error(`${name} is gone from the CRM`);
    if (contact === undefined) throw new Error(`${name} is no contact`);
    for (const text of texts) {
      const isSame = contact.fields[text] === person.fields[text];
      const mayDiffer = edited.has(text) && !this.#script.takeEditsBack;
      if (!isSame && !mayDiffer) {
        throw new Error(`${text} of ${name} is ${person.fields[text]} there and ${contact.fields[text]} here`);
      }
    }
  }
}

function isQuiet(report: RunReport): boolean {
  if (report.outcome !== 'ok' || report.parked > 0 || report.held > 0) return false;
  return [report.written.crm, report.written.calendar].every((one) => one.created + one.updated + one.removed === 0);
}
