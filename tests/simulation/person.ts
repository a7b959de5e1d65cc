/** @file The person who works in both programs: carries out the deeds of a script, and tells the ledger of each. */
import type { Appointment } from '../../sync-core/model/appointment.ts';
import type { Side } from '../../sync-core/model/side.ts';
import type { Instant, LocalDate, Span, ZoneId } from '../../sync-core/model/time.ts';
import type { Ledger } from './ledger.ts';
import {
  atAnotherTime,
  cancelling,
  changing,
  halvesOf,
  movedTo,
  onWholeDays,
  repeating,
  restoring,
} from './person-series.ts';
import type { Change, Deed } from './script.ts';
import { nameOf } from './values.ts';
import type { SeenItem, SimulatedWorld } from './world.ts';

export const beginning = Date.parse('2026-11-23T08:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;
/** Inside the window of half a year, for as long as a history lasts; outside of it; before it. */
const distance = { near: 30 * day, far: 400 * day, past: -200 * day };

const home = 'Europe/Berlin' as ZoneId;

const plain: Appointment = {
  title: '',
  body: '',
  location: '',
  span: { kind: 'allDay', firstDay: '2026-12-01' as LocalDate, lastDay: '2026-12-01' as LocalDate },
  availability: 'busy',
  reminderMinutes: 15,
  visibility: 'public',
  importance: 'normal',
  joinUrl: '',
  done: false,
  recurrence: null,
};

export class Person {
  readonly #world: SimulatedWorld;
  readonly #ledger: Ledger;
  #words = 0;
  #names = 0;

  constructor(world: SimulatedWorld, ledger: Ledger) {
    this.#world = world;
    this.#ledger = ledger;
  }

  /** @returns what was done, in words; undefined where there was nothing to do it to. */
  act(deed: Deed): string | undefined {
    switch (deed.do) {
      case 'create':
        return this.#create(deed.side, deed.like);
      case 'invite':
        return this.#invite(deed.side);
      case 'clash':
        return this.#clash(deed.which, deed.change, deed.alike);
      default: {
        const item = this.#pick(deed.side, deed.which, kindOf(deed));
        if (item === undefined) return undefined;
        // What has just got another id is left alone until it is known by it.
        if (deed.do !== 'copy' && this.#ledger.isMoving(deed.side, item.fields)) return undefined;
        if (deed.do !== 'copy' && this.#isKnownByLooks(deed.side, item.fields)) return undefined;
        return this.#actOn(item, deed);
      }
    }
  }

  #isKnownByLooks(side: Side, fields: Appointment): boolean {
    return this.#world.knownByLooks === side && this.#ledger.isUnfound(side, fields);
  }

  #actOn(item: SeenItem, deed: Exclude<Deed, { readonly do: 'create' | 'clash' | 'invite' }>): string | undefined {
    switch (deed.do) {
      case 'edit':
        return this.#edit(deed.side, item, deed.changes);
      case 'remove':
        return this.#remove(deed.side, item);
      case 'copy':
        // The copy of somebody else's meeting is the person's own, and says of itself that it is not.
        return item.isMeeting === true ? undefined : this.#copy(deed.side, item);
      case 'move':
        return this.#move(deed.side, item);
      case 'occurrence':
        return this.#occurrence(item, deed);
      case 'callOff':
        return this.#callOff(deed.side, item);
      case 'split':
        return this.#split(deed.side, item, deed.nth);
      default:
        return this.#repeat(item, deed);
    }
  }

  #repeat({ id, fields }: SeenItem, deed: Extract<Deed, { readonly do: 'repeat' | 'single' }>): string | undefined {
    const { side } = deed;
    const inSight = this.#ledger.isInSight(side, fields) && Date.parse(startOf(fields)) > this.#world.clock.now();
    if (!inSight) return undefined;
    const changesForm = deed.do === 'single' || fields.recurrence === null;
    if (changesForm && this.#ledger.knowsLess) return undefined;
    if (deed.do === 'single') {
      if (fields.recurrence === null) return undefined;
      return this.#write(side, { id, fields }, { recurrence: null }, 'the series, to one appointment,');
    }
    const { every, end, zone = 'its own zone' } = deed.how;
    return this.#write(side, { id, fields }, repeating(fields, deed.how, side), `(${every}, ${end}, ${zone}) the rule`);
  }

  #occurrence({ id, fields }: SeenItem, deed: Extract<Deed, { readonly do: 'occurrence' }>): string | undefined {
    const { side, nth, change } = deed;
    this.#words += 1;
    const word = `v${this.#words}v`;
    const minutes = this.#words * 7;
    const changes = {
      cancel: () => cancelling(fields, nth),
      restore: () => restoring(fields, nth),
      move: () => changing(fields, nth, (planned) => ({ span: movedTo(planned, minutes) })),
      title: () => changing(fields, nth, () => ({ title: `${nameOf(fields)} ${word} of the day` })),
      location: () => changing(fields, nth, () => ({ location: `Room ${word}` })),
    };
    const recurrence = changes[change]();
    if (recurrence === undefined) return undefined;
    return this.#write(side, { id, fields }, { recurrence }, `(${change}) an occurrence`);
  }

  #split(side: Side, item: SeenItem, nth: number): string | undefined {
    if (item.isMeeting === true) return undefined;
    const halves = halvesOf(item.fields, nth);
    if (halves === undefined) return undefined;
    const copied = this.#copy(side, item);
    const name = `#${this.#names}`;
    const other = this.#world.sides[side].list().find(({ fields }) => nameOf(fields) === name);
    if (other === undefined) throw new Error(`${name} was not made`);
    this.#write(side, other, halves.after, 'the beginning');
    this.#write(side, item, halves.before, 'the end');
    return `${copied}, which goes on from a later day, and the series ends before`;
  }

  #pick(side: Side, which: number, isOfKind: (item: SeenItem) => boolean = () => true): SeenItem | undefined {
    const items = this.#byName(side).filter(isOfKind);
    return items[Math.min(items.length - 1, Math.floor(which * items.length))];
  }

  #byName(side: Side): readonly SeenItem[] {
    const number = ({ fields }: SeenItem) => Number(nameOf(fields).slice(1));
    return this.#world.sides[side].list().toSorted((one, other) => number(one) - number(other));
  }

  #create(side: Side, like: readonly Change[]): string {
    this.#names += 1;
    const name = `#${this.#names}`;
    const ofTask: readonly Change[] = [{ field: 'title' }, { field: 'body' }, { field: 'allDay', days: 1 }];
    const usual: readonly Change[] =
      this.#world.kind === 'task'
        ? ofTask
        : [{ field: 'title' }, { field: 'body' }, { field: 'location' }, { field: 'time', to: 'near' }];
    const fields = { ...plain, ...this.#patches({ ...plain, title: name }, [...usual, ...like]) };
    this.#world.sides[side].create(fields);
    this.#ledger.created(side, name);
    return `${side}: creates ${name}${like.length === 0 ? '' : ` (${describe(like)})`}`;
  }

  #invite(side: Side): string | undefined {
    const { invite } = this.#world.sides[side];
    if (invite === undefined) return undefined;
    this.#names += 1;
    const name = `#${this.#names}`;
    const words: readonly Change[] = [{ field: 'title' }, { field: 'location' }, { field: 'time', to: 'near' }];
    invite({ ...plain, ...this.#patches({ ...plain, title: name }, words) });
    this.#ledger.created(side, name);
    this.#ledger.owned(side, name);
    return `${side}: somebody else makes the meeting ${name}`;
  }

  #callOff(side: Side, item: SeenItem): string | undefined {
    const { callOff } = this.#world.sides[side];
    if (callOff === undefined) return undefined;
    callOff(item.id);
    this.#ledger.calledOff(item.fields);
    return `${side}: the meeting ${nameOf(item.fields)} is called off`;
  }

  #edit(side: Side, item: SeenItem, changes: readonly Change[]): string | undefined {
    const isLost = this.#ledger.isForgetful || this.#ledger.isUnknown(side, item.fields);
    const vanishes = !this.#ledger.isInSight(side, item.fields) || changes.some(isHiding);
    if (isLost && changes.some(isTime) && vanishes) return undefined;
    return this.#write(side, item, this.#patches(item.fields, changes), describe(changes));
  }

  #write(side: Side, item: SeenItem, patch: Partial<Appointment>, words: string): string {
    this.#world.sides[side].edit(item.id, patch);
    const after = this.#world.sides[side].list().find(({ id }) => id === item.id);
    this.#ledger.edited(side, item.fields, after?.fields ?? item.fields);
    return `${side}: changes ${words} of ${nameOf(item.fields)}`;
  }

  #clash(which: number, change: Change, alike: boolean): string | undefined {
    const item = this.#pick('crm', which);
    if (item === undefined) return undefined;
    const name = nameOf(item.fields);
    const other = this.#byName('calendar').find(({ fields }) => nameOf(fields) === name);
    if (other === undefined || this.#ledger.isMoving('calendar', other.fields)) return undefined;
    if (this.#isKnownByLooks('calendar', other.fields)) return undefined;
    if (this.#ledger.isForgetful && isTime(change)) return undefined;
    const repeats = [item, other].some(({ fields }) => fields.recurrence !== null);
    // Each program keeps a rule in a way of its own: nobody writes the same one into both.
    if (repeats && alike && isTime(change)) return undefined;
    const patch = this.#patch(item.fields, change);
    const words = describe([change]);
    const first = this.#write('crm', item, patch, words);
    this.#write('calendar', other, alike ? patch : this.#patch(other.fields, change), words);
    return `${first}, and in the same second in the calendar ${alike ? 'to the same' : 'to something else'}`;
  }

  #remove(side: Side, item: SeenItem): string | undefined {
    if (this.#ledger.knowsLess && this.#ledger.isCopied(item.fields)) return undefined;
    if (this.#ledger.isBeingFound(item.fields)) return undefined;
    this.#ledger.removed(side, item.fields);
    this.#world.sides[side].remove(item.id);
    return `${side}: deletes ${nameOf(item.fields)}`;
  }

  #copy(side: Side, item: SeenItem): string {
    this.#names += 1;
    const name = `#${this.#names}`;
    this.#world.sides[side].copy(
      item.id,
      this.#patch({ ...item.fields, title: name }, { field: 'title' }).title ?? name,
    );
    this.#ledger.created(side, name, nameOf(item.fields));
    return `${side}: copies ${nameOf(item.fields)} as ${name}`;
  }

  #move(side: Side, item: SeenItem): string | undefined {
    if (!this.#ledger.isSettled(side, item.fields)) return undefined;
    if (!this.#world.sides[side].move(item.id)) return undefined;
    this.#ledger.moved(side, item.fields);
    return `${side}: moves ${nameOf(item.fields)} away and back (it has another id now)`;
  }

  #patches(fields: Appointment, changes: readonly Change[]): Partial<Appointment> {
    return Object.assign({}, ...changes.map((change) => this.#patch(fields, change)));
  }

  #patch(fields: Appointment, change: Change): Partial<Appointment> {
    this.#words += 1;
    const word = `v${this.#words}v`;
    const name = nameOf(fields);
    const repeats = fields.recurrence !== null;
    switch (change.field) {
      case 'title':
        return { title: `${name} ${word} of the day` };
      case 'body':
        return { body: `<p>${word}</p>` };
      case 'location':
        return { location: `Room ${word}` };
      case 'time':
        if (repeats) return atAnotherTime(fields, this.#words * 7, home);
        return {
          span: timed(beginning + distance[this.#ledger.isForgetful ? 'near' : change.to] + this.#words * 45 * minute),
        };
      case 'allDay':
        if (repeats) return onWholeDays(fields, 1 + (this.#words % 2));
        return {
          span: allDay(
            beginning + distance.near + (this.#words % 100) * day,
            change.days + Math.floor(this.#words / 100),
          ),
        };
      case 'availability':
        return { availability: change.to };
      case 'reminder':
        return { reminderMinutes: change.to === 'none' ? null : this.#words };
      case 'privacy':
        return { visibility: change.to };
      case 'importance':
        return { importance: change.to };
    }
  }
}

/** To what a deed can be done at all. */
function kindOf(deed: Deed): (item: SeenItem) => boolean {
  if (deed.do === 'occurrence' || deed.do === 'split' || deed.do === 'single')
    return ({ fields }) => fields.recurrence !== null;
  if (deed.do === 'callOff') return ({ isMeeting = false }) => isMeeting;
  return () => true;
}

function isHiding(change: Change): boolean {
  return change.field === 'privacy' && change.to === 'private';
}

function isTime({ field }: Change): boolean {
  return field === 'time' || field === 'allDay';
}

function timed(start: number): Span {
  const moment = (milliseconds: number) => new Date(milliseconds).toISOString().replace('.000Z', 'Z') as Instant;
  return { kind: 'timed', start: moment(start), end: moment(start + 30 * minute), zone: home };
}

function startOf({ span }: Appointment): string {
  return span.kind === 'timed' ? span.start : span.firstDay;
}

function allDay(first: number, days: number): Span {
  const date = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10) as LocalDate;
  return { kind: 'allDay', firstDay: date(first), lastDay: date(first + (days - 1) * day) };
}

export function describe(changes: readonly Change[]): string {
  return changes
    .map((change) => {
      if (change.field === 'time') return change.to === 'near' ? 'the time' : `the time (${change.to})`;
      if (change.field === 'allDay') return `the time (${change.days} whole days)`;
      return 'to' in change ? `${change.field} (${change.to})` : `the ${change.field}`;
    })
    .join(', ');
}
