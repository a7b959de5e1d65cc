/**
 * @file Random histories of persons: somebody chooses persons in the CRM, edits them there, and edits, makes and deletes contacts;
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
import type { RunStep } from './script.ts';
import { bothSides, type SimulatedClock } from './world.ts';

const minute = 60_000;
/** Texts that are edited; the last name alone names a person. */
const texts = ['jobTitle', 'companyName', 'mobilePhone', 'department'] as const;
type Text = (typeof texts)[number];

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

/** @returns how often each thing happened. @throws Error that says what is wrong, and the story so far. */
export async function playPersons(seed: number): Promise<Readonly<Record<string, number>>> {
  const history = new PersonHistory(seed);
  try {
    return await history.play();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`seed ${seed}: ${message}\n  ${history.story.join('\n  ')}`, { cause: error });
  }
}

class PersonHistory {
  readonly story: string[] = [];
  readonly #chance: Chance;
  readonly #clock: SimulatedClock = memoryClock(beginning);
  readonly #systems: Readonly<Record<Side, MemorySystem<Person>>>;
  readonly #known = new Map<string, Known>();
  readonly #counts: Record<string, number> = {};
  readonly #preferences: Preferences;
  #faults = 0;
  #words = 0;
  #wrong: string | undefined;
  #forgot = false;

  constructor(seed: number) {
    this.#chance = chanceOf(seed);
    const takeEditsBack = this.#chance.happens(0.3);
    this.#preferences = {
      ...defaultPreferences,
      'kinds.appointment': false,
      'kinds.task': false,
      'crm.persons.selections': [58],
      'crm.persons.takeEditsBack': takeEditsBack,
    };
    const systemOf = (side: Side): MemorySystem<Person> => {
      const system: SystemId = side === 'crm' ? 'superoffice' : 'microsoft365';
      return new MemorySystem<Person>({
        system,
        kind: 'person',
        withoutMarkers: side === 'crm',
        pageSize: 1 + this.#chance.int(6),
        now: () => this.#clock.now(),
        mishap: (call) => this.#mishap(call, system),
        onWrite: (operation) => {
          const isEdit = operation.do === 'update' && takeEditsBack;
          if (side === 'crm' && !isEdit) this.#wrong ??= `the CRM is written (${operation.do})`;
        },
      });
    };
    this.#systems = { crm: systemOf('crm'), calendar: systemOf('calendar') };
  }

  #mishap(call: Call, system: SystemId): Mishap | undefined {
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
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  }

  #tell(words: string, what: string): void {
    this.#count(what);
    this.story.push(words);
  }

  async play(): Promise<Readonly<Record<string, number>>> {
    const device = this.#device(await keptMemory());
    for (let round = 2 + this.#chance.int(5); round > 0; round--) {
      for (let deeds = this.#chance.int(5); deeds >= 0; deeds--) this.#act();
      if (this.#chance.happens(0.1)) this.#forget(device);
      await this.#run(device, this.#chance.happens(0.4) ? 1 + this.#chance.int(3) : 0, this.#chance.happens(0.3));
      this.#clock.advance((1 + this.#chance.int(20)) * minute);
    }
    await this.#calmDown(device);
    device.memory.end();
    return this.#counts;
  }

  #device(memory: Device['memory']): Device {
    const sideOf = (side: Side) => ({ connector: () => this.#systems[side].connector });
    return new Device(0, memory, { clock: this.#clock, sides: { crm: sideOf('crm'), calendar: sideOf('calendar') } });
  }

  #forget(device: Device): void {
    device.memory.delete();
    device.forgot();
    this.#forgot = true;
    // Who is chosen no more and was forgotten is the user's own contact from now on.
    this.#tell('the database is deleted', 'event: delete');
  }

  #act(): void {
    const kind = this.#chance.int(20);
    if (kind < 6) this.#choose();
    else if (kind < 11) this.#edit('crm');
    else if (kind < 15) this.#edit('calendar');
    else if (kind < 16) this.#makeOwn();
    else if (kind < 18) this.#removeContact();
    else this.#unchoose();
  }

  #word(): string {
    this.#words += 1;
    return `v${this.#words}v`;
  }

  #choose(): void {
    const name = `P${this.#known.size + 1}`;
    this.#systems.crm.create(someone({ surname: name, jobTitle: this.#word(), companyName: this.#word() }));
    this.#known.set(name, {
      name,
      own: false,
      edited: new Set(),
      kept: new Set(),
      edits: new Set(),
      contactDeleted: false,
      unchosen: false,
    });
    this.#tell(`crm: ${name} is chosen`, 'deed: choose');
  }

  #makeOwn(): void {
    const name = `P${this.#known.size + 1}`;
    this.#systems.calendar.create(someone({ surname: name, jobTitle: this.#word() }));
    this.#known.set(name, {
      name,
      own: true,
      edited: new Set(),
      kept: new Set(),
      edits: new Set(),
      contactDeleted: false,
      unchosen: false,
    });
    this.#tell(`calendar: the user makes ${name}`, 'deed: make');
  }

  #pick(side: Side): { readonly id: ItemId; readonly known: Known } | undefined {
    const items = this.#systems[side].items();
    const item = items[this.#chance.int(Math.max(1, items.length))];
    const known = item && this.#known.get(item.fields.surname);
    return item === undefined || known === undefined ? undefined : { id: item.id, known };
  }

  #edit(side: Side): void {
    const one = this.#pick(side);
    if (one === undefined) return;
    const text = this.#chance.pick(texts);
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

  #removeContact(): void {
    const one = this.#pick('calendar');
    if (one === undefined) return;
    this.#systems.calendar.remove(one.id);
    one.known.contactDeleted = true;
    this.#tell(`calendar: ${one.known.name} is deleted`, 'deed: delete');
  }

  #unchoose(): void {
    const one = this.#pick('crm');
    if (one === undefined) return;
    this.#systems.crm.remove(one.id);
    one.known.unchosen = true;
    this.#tell(`crm: ${one.known.name} is chosen no more`, 'deed: unchoose');
  }

  async #run(device: Device, faults: number, mayDie: boolean): Promise<RunReport> {
    this.#faults = faults;
    const step: RunStep = {
      do: 'run',
      device: 0,
      luck: this.#chance.int(1_000_000),
      faults: [],
      meanwhile: [],
      ...(mayDie ? { dies: Math.floor(2 ** (2 + this.#chance.next() * 7)) } : {}),
    };
    const { report, died, stack } = await device.run(step, this.#preferences);
    this.#faults = 0;
    this.#tell(`runs: ${died ? 'dies' : report.outcome} ${JSON.stringify(report.written)}`, died ? 'deaths' : 'runs');
    if (!died && report.problem?.code === 'internal') throw new Error(`the run failed: ${stack}`);
    if (this.#wrong !== undefined) throw new Error(this.#wrong);
    this.#checkNames();
    return report;
  }

  #checkNames(): void {
    for (const { name } of this.#known.values()) {
      const contacts = this.#contacts(name).length;
      if (contacts > 1) throw new Error(`${name} is ${contacts} times among the contacts`);
    }
  }

  #contacts(name: string) {
    return this.#systems.calendar.items().filter(({ fields }) => fields.surname === name);
  }

  async #calmDown(device: Device): Promise<void> {
    this.story.push('all is calm');
    let quiet = false;
    for (let runs = 0; !quiet && runs < 12; runs++) {
      this.#clock.advance(70 * minute);
      for (const entry of await device.questions()) await device.decide(entry, 0);
      quiet = isQuiet(await this.#run(device, 0, false));
    }
    if (!quiet) throw new Error('it does not become quiet');
    const before = bothSides.map((side) => this.#systems[side].requests);
    this.#clock.advance(minute);
    if (!isQuiet(await this.#run(device, 0, false))) throw new Error('the run after the last still writes');
    for (const [index, side] of bothSides.entries()) {
      const asked = this.#systems[side].requests - (before[index] ?? 0);
      if (asked > 4) throw new Error(`${asked} requests to the ${side} in a quiet run`);
    }
    for (const one of this.#known.values()) this.#checkOne(one);
  }

  #checkOne({ name, own, edited, kept, contactDeleted, unchosen }: Known): void {
    const [contact] = this.#contacts(name);
    const person = this.#systems.crm.items().find(({ fields }) => fields.surname === name);
    if (own || contactDeleted) {
      if (own && !contactDeleted && contact === undefined) throw new Error(`${name}, the user's own, is gone`);
      return;
    }
    if (unchosen) {
      const keeps = kept.size > 0 && !this.#preferences['crm.persons.takeEditsBack'];
      if (contact === undefined && keeps) throw new Error(`${name}, edited by the user, is gone`);
      if (contact !== undefined && edited.size === 0 && !this.#forgot) throw new Error(`${name} is still a contact`);
      return;
    }
    if (person === undefined) throw new Error(`${name} is gone from the CRM`);
    if (contact === undefined) throw new Error(`${name} is no contact`);
    for (const text of texts) {
      const isSame = contact.fields[text] === person.fields[text];
      const mayDiffer = edited.has(text) && !this.#preferences['crm.persons.takeEditsBack'];
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
