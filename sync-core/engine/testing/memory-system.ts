/**
 * @file A system in memory that keeps the connector contract to the letter, and is as unpleasant as the contract allows: new
 * versions with every change, rows that repeat, our own writes coming back, rewriting of what is written, silence about what
 * came and went between two listings, a key that is never taken twice. For tests of the engine that must be fast or must name what happens.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import {
  type AccountFacts,
  type ChangePage,
  type ChangesRequest,
  type Connector,
  type CreationMark,
  type Cursor,
  type ItemFace,
  type ItemForm,
  type ItemProtection,
  isReadable,
  type KnownPerson,
  type LeaseFace,
  type LeaseRecord,
  type RemoteItem,
  type UnreadableItem,
  type Window,
  type WriteOperation,
  type WriteOutcome,
} from '../../connectors/connector.ts';
import { Conflict, type ConnectorError, CursorExpired, NotFound } from '../../connectors/errors.ts';
import type { Appointment } from '../../model/appointment.ts';
import { boundedTo } from '../../model/bounded.ts';
import { type ItemFields, isAppointment, repeats } from '../../model/item.ts';
import { extentOf } from '../../model/series-compare.ts';
import type { ItemId, ItemKind, ItemVersion, SystemId } from '../../model/side.ts';
import { type Instant, toInstant, type ZoneId } from '../../model/time.ts';
import { coverage } from '../../store/records.ts';
import { startOf } from '../fields.ts';

/** Everything that a call can be made to do instead of what it should. */
export type Mishap =
  | { readonly kind: 'throw'; readonly error: ConnectorError }
  /** The write is not done, or done, and the answer is this error. */
  | { readonly kind: 'failBefore' | 'failAfter'; readonly error: ConnectorError }
  /** Reads show the items as they were this many changes ago. */
  | { readonly kind: 'stale'; readonly changes: number }
  /** A listing ends before its last page; a page comes twice; the cursor is refused in the middle. */
  | { readonly kind: 'cutShort' | 'repeats' | 'expires' }
  /** The version changes without the content. */
  | { readonly kind: 'newVersion' };

export type Call =
  | 'facts'
  | 'confirm'
  | 'changes'
  | 'get'
  | 'markers'
  | 'findCreated'
  | 'findPersons'
  | 'create'
  | 'update'
  | 'remove'
  | 'readLease'
  | 'writeLease';

export interface MemorySystemOptions<F extends ItemFields = Appointment> {
  readonly system: SystemId;
  readonly now: () => number;
  /** What the system keeps of what is written to it, by a write for this window; must be its own result's result. */
  readonly keep?: (fields: F, window: Window) => F;
  /** What its connector says that it keeps, where that is not the whole truth. */
  readonly express?: (fields: F, window: Window) => F;
  /** A series is kept as rows: nothing beyond the window of the write that made them, and nothing before it but what stands there. */
  readonly seriesAsRows?: boolean;
  readonly facts?: Partial<AccountFacts>;
  /** What the account says of itself is kept, and asked for anew only when it is to be confirmed. */
  readonly keepsFacts?: boolean;
  /** Room for the lease. */
  readonly withLease?: boolean;
  /** No room for a hidden marker on items. */
  readonly withoutMarkers?: boolean;
  /** Which items it holds; absent: appointments. Of all others it then has none. */
  readonly kind?: ItemKind;
  /** Asked with every call; undefined: all is well. */
  readonly mishap?: (call: Call) => Mishap | undefined;
  /** Rows of a page. */
  readonly pageSize?: number;
  /** Called before a write of a connector is carried out. */
  readonly onWrite?: (operation: WriteOperation<F>) => void;
  /** An address book to be searched, by address in small letters; absent: there is none. */
  readonly persons?: () => ReadonlyMap<string, readonly KnownPerson[]>;
  /** Waited for before and after whatever a call does: who is answered when. */
  readonly turn?: () => Promise<void>;
  /** The order in which so many operations of one call are done; absent: the last first. */
  readonly order?: (operations: number) => readonly number[];
  /** How many operations are done already when the first outcome is told. */
  readonly ahead?: () => number;
}

type Extras = Partial<Omit<RemoteItem, 'id' | 'version' | 'fields' | 'editedAt'>>;

interface Stored<F extends ItemFields> {
  readonly item: RemoteItem<F>;
  readonly mark: CreationMark | null;
}

const freely: ItemProtection = { edit: true, remove: true };
const position = z.object({ generation: z.int(), change: z.int(), from: z.string(), until: z.string() });

export class MemorySystem<F extends ItemFields = Appointment> {
  readonly connector: Connector;
  /** Every write that reached the system, also those whose answer was lost. */
  readonly writes: WriteOperation<F>[] = [];
  /** Calls so far, batches counted once. */
  requests = 0;
  /** Items that are shown in a form that nobody understands; of what can be read see `UnreadableItem`. */
  readonly garbled = new Map<ItemId, 'allButTimes' | 'all'>();
  /** What the account says of itself, where it is not as usual; another person's account, for instance. */
  facts: Partial<AccountFacts>;
  /** The lease as it stands there. */
  lease: LeaseRecord | null = null;
  /** Something stands where the lease is kept, and nobody can read it. */
  leaseDamaged = false;
  readonly #options: MemorySystemOptions<F>;
  readonly #items = new Map<ItemId, Stored<F>>();
  /** Latest change of each item, the removed ones included. */
  readonly #changes = new Map<ItemId, number>();
  /** The change that brought each item. */
  readonly #births = new Map<ItemId, number>();
  readonly #past: { readonly change: number; readonly id: ItemId; readonly before: Stored<F> | undefined }[] = [];
  #kept: AccountFacts | undefined;
  readonly #takenKeys = new Map<string, ItemId>();
  #change = 0;
  #generation = 0;

  constructor(options: MemorySystemOptions<F>) {
    this.#options = options;
    const { system } = options;
    this.facts = options.facts ?? {};
    this.connector = {
      system,
      facts: async () =>
        await this.#answer(() => {
          this.#meet('facts');
          if (options.keepsFacts !== true) return this.#factsNow();
          this.#kept ??= this.#factsNow();
          return this.#kept;
        }),
      ...(options.keepsFacts === true ? { confirm: async () => await this.#answer(() => this.#confirmed()) } : {}),
      ...this.#faces(),
      ...(options.withLease === true ? { lease: this.#leaseFace() } : {}),
    };
  }

  #factsNow(): AccountFacts {
    return {
      accountKey: `${this.#options.system}:tenant:12`,
      userName: 'mara.wendt@nordlicht.example',
      displayName: 'Mara Wendt',
      zone: 'Europe/Berlin' as ZoneId,
      canBePrivate: true,
      ...this.facts,
    };
  }

  #confirmed(): AccountFacts {
    this.#meet('confirm');
    this.#kept = this.#factsNow();
    return this.#kept;
  }

  /** As the user, or somebody else, in another program. */
  create(fields: F, extras: Extras = {}, mark: CreationMark | null = null): ItemId {
    const id = `${this.#options.system}-${this.#change + 1}` as ItemId;
    const item = { form: formOf(id, fields), protection: freely, categories: [], ...extras };
    this.#store({ item: { ...item, id, ...this.#stamp(), fields }, mark });
    this.#births.set(id, this.#change);
    return id;
  }

  edit(id: ItemId, patch: Partial<F>, extras: Extras = {}): void {
    const { item, mark } = this.#existing(id);
    const fields = { ...item.fields, ...patch };
    const form = 'recurrence' in patch ? formOf(id, fields) : item.form;
    this.#store({ item: { ...item, form, ...extras, ...this.#stamp(), fields }, mark });
  }

  /** Copied by the user, hidden marker and all. @param patch in what the copy differs */
  copy(id: ItemId, patch: Partial<F> = {}): ItemId {
    const { item, mark } = this.#existing(id);
    const { id: _id, version: _version, editedAt: _editedAt, form: _form, fields, ...extras } = item;
    return this.create({ ...fields, ...patch }, extras, mark === null ? null : { ...mark, key: '' });
  }

  /** Moved away and back by the user: the same item under another id. @returns the new one */
  move(id: ItemId): ItemId {
    const { item, mark } = this.#existing(id);
    const { id: _id, version: _version, editedAt: _editedAt, form: _form, fields, ...extras } = item;
    this.remove(id);
    return this.create(fields, extras, mark === null ? null : { ...mark, key: '' });
  }

  remove(id: ItemId): void {
    this.#remember(id);
    this.#items.delete(id);
    this.#changes.set(id, this.#change);
  }

  items(): readonly RemoteItem<F>[] {
    return [...this.#items.values()].map(({ item }) => item);
  }

  item(id: ItemId): RemoteItem<F> | undefined {
    return this.#items.get(id)?.item;
  }

  expireCursors(): void {
    this.#generation += 1;
  }

  #existing(id: ItemId): Stored<F> {
    const stored = this.#items.get(id);
    if (stored === undefined) throw new Error(`no item ${id}`);
    return stored;
  }

  #stamp(): { version: ItemVersion; editedAt: Instant } {
    const editedAt = toInstant(Temporal.Instant.fromEpochMilliseconds(this.#options.now()));
    return { version: `v${this.#change + 1}` as ItemVersion, editedAt };
  }

  #remember(id: ItemId): void {
    this.#change += 1;
    this.#past.push({ change: this.#change, id, before: this.#items.get(id) });
  }

  #store(stored: Stored<F>): void {
    const { id } = stored.item;
    this.#remember(id);
    this.#items.set(id, stored);
    this.#changes.set(id, this.#change);
    if (stored.mark !== null && stored.mark.key !== '') this.#takenKeys.set(stored.mark.key, id);
  }

  /** @returns what the call has to suffer, other than failing at once. */
  #meet(call: Call): Mishap | undefined {
    this.requests += 1;
    const mishap = this.#options.mishap?.(call);
    if (mishap?.kind === 'throw') throw mishap.error;
    return mishap;
  }

  #shown(item: RemoteItem<F> | undefined): RemoteItem<F> | UnreadableItem | undefined {
    const garbled = item && this.garbled.get(item.id);
    if (item === undefined || garbled === undefined) return item;
    const start = startOf(item.fields) as Instant | null;
    return {
      unreadable: true,
      id: item.id,
      isPublic: false,
      ...(garbled === 'all' || start === null ? {} : { start }),
    };
  }

  async #answer<T>(work: () => T): Promise<T> {
    await this.#options.turn?.();
    const result = work();
    await this.#options.turn?.();
    return result;
  }

  /** The items as a read sees them. */
  #view(mishap: Mishap | undefined): ReadonlyMap<ItemId, Stored<F>> {
    if (mishap?.kind === 'newVersion') for (const { item } of [...this.#items.values()]) this.edit(item.id, {});
    if (mishap?.kind !== 'stale') return this.#items;
    const view = new Map(this.#items);
    for (const { change, id, before } of this.#past.toReversed()) {
      if (change <= this.#change - mishap.changes) break;
      if (before === undefined) view.delete(id);
      else view.set(id, before);
    }
    return view;
  }

  /** The record itself is the stamp: whoever names another one than stands there has lost. */
  #leaseFace(): LeaseFace {
    const stampOf = (record: LeaseRecord | null) => JSON.stringify(record);
    return {
      read: async () => {
        this.#meet('readLease');
        const everWritten = this.lease !== null || this.leaseDamaged;
        return { record: this.lease, everWritten, stamp: stampOf(this.lease) };
      },
      write: async (record, { stamp }) => {
        this.#meet('writeLease');
        if (stamp !== stampOf(this.lease)) return 'lost';
        this.lease = record;
        return 'written';
      },
    };
  }

  #faces(): Pick<Connector, 'appointments' | 'tasks' | 'contacts' | 'persons'> {
    const { kind = 'appointment', system, now } = this.#options;
    const face: unknown = this.#face();
    if (kind === 'appointment') return { appointments: face as Connector['appointments'] };
    const { appointments } = new MemorySystem({ system, now }).connector;
    if (kind === 'task') return { appointments, tasks: face as NonNullable<Connector['tasks']> };
    const persons = face as NonNullable<Connector['contacts']>;
    return { appointments, contacts: persons, persons: () => persons };
  }

  #face(): ItemFace<F> {
    const marking = {
      markers: async (ids: readonly ItemId[]) =>
        await this.#answer(() => {
          const view = this.#view(this.#meet('markers'));
          return new Map(
            ids.flatMap((id) => {
              const mark = view.get(id)?.mark;
              return mark === null || mark === undefined ? [] : [[id, mark.marker] as const];
            }),
          );
        }),
    };
    const { persons } = this.#options;
    return {
      express: (fields, window) => {
        const { express, keep = (one: F) => one } = this.#options;
        return this.#inRows((express ?? keep)(fields, window), window);
      },
      changes: (request) => this.#list(request),
      get: async (ids) =>
        await this.#answer(() => {
          const view = this.#view(this.#meet('get'));
          return new Map(ids.map((id) => [id, this.#shown(view.get(id)?.item) ?? 'gone']));
        }),
      ...(this.#options.withoutMarkers === true ? {} : marking),
      findCreated: async (marks) =>
        await this.#answer(() => {
          const view = this.#view(this.#meet('findCreated'));
          return new Map(
            marks.flatMap(({ key }) => {
              const id = this.#takenKeys.get(key);
              const item = id === undefined ? undefined : view.get(id)?.item;
              return item === undefined ? [] : [[key, item] as const];
            }),
          );
        }),
      ...(persons === undefined
        ? {}
        : {
            findPersons: async (addresses: readonly string[]) =>
              await this.#answer(() => {
                this.#meet('findPersons');
                const known = persons();
                return new Map(addresses.map((one) => [one, known.get(one) ?? []]));
              }),
          }),
      write: (operations, window) => this.#write(operations, window),
    };
  }

  #inRows(fields: F, window: Window): F {
    if (this.#options.seriesAsRows !== true || !isAppointment(fields)) return fields;
    return { ...fields, ...boundedTo(fields, window) };
  }

  async *#list({ cursor, window, known }: ChangesRequest): AsyncGenerator<ChangePage<F>> {
    await this.#options.turn?.();
    const mishap = this.#meet('changes');
    const view = this.#view(mishap);
    // What happens from now on, and what a copy that lags behind does not show, comes with the next listing.
    const seen = cursor === null ? undefined : position.parse(JSON.parse(cursor));
    // A list never goes back behind where it was left.
    const lag = mishap?.kind === 'stale' ? mishap.changes : 0;
    const change = Math.max(seen?.change ?? 0, this.#change - lag);
    if (seen !== undefined && seen.generation !== this.#generation) {
      throw new CursorExpired('unknown', { system: this.#options.system });
    }
    const told = (id: ItemId, item: RemoteItem) =>
      seen !== undefined &&
      (this.#changes.get(id) ?? 0) <= seen.change &&
      touches(item, { from: seen.from as Instant, until: seen.until as Instant });
    const changed = [...view.values()]
      .map(({ item }) => item)
      .filter((item) => touches(item, window) || known.versionOf(item.id) !== undefined)
      .filter((item) => !told(item.id, item) && known.versionOf(item.id) !== item.version);
    const mentioned = [...this.#changes].flatMap(([id, last]) =>
      seen !== undefined && last > seen.change && last <= change && (this.#births.get(id) ?? 0) <= seen.change
        ? [id]
        : [],
    );
    // What a copy that lags behind does not have may never have got there.
    const lags = mishap?.kind === 'stale';
    const asked = seen === undefined ? known.idsWithin(window) : (known.createdSince ?? []);
    const gone = [...new Set([...asked, ...mentioned])]
      .filter((id) => known.versionOf(id) !== undefined && !view.has(id))
      .map((id) => ({ id, proof: lags && !mentioned.includes(id) ? ('notFound' as const) : ('tombstone' as const) }));
    const size = this.#options.pageSize ?? 50;
    for (let at = 0; at < changed.length; at += size) {
      // The last row of a page comes again with the next one.
      const rows = changed.slice(Math.max(0, at - 1), at + size).flatMap((item) => this.#shown(item) ?? []);
      const unreadable = rows.flatMap((item) => (isReadable<F>(item) ? [] : [item]));
      const page = { changed: rows.filter((item) => isReadable<F>(item)), gone: [], unreadable, total: changed.length };
      yield page;
      await this.#options.turn?.();
      if (mishap?.kind === 'repeats') yield page;
      if (mishap?.kind === 'expires') break;
    }
    if (mishap?.kind === 'expires') throw new CursorExpired('in the middle', { system: this.#options.system });
    if (mishap?.kind === 'cutShort') return;
    const next = { generation: this.#generation, change, ...window };
    yield { changed: [], gone, cursor: JSON.stringify(next) as Cursor };
  }

  async *#write(operations: readonly WriteOperation<F>[], window: Window): AsyncGenerator<WriteOutcome<F>> {
    await this.#options.turn?.();
    const { order = (count: number) => Array.from({ length: count }, (_, index) => count - 1 - index) } = this.#options;
    const ahead = this.#options.ahead?.() ?? 0;
    const done: WriteOutcome<F>[] = [];
    for (const index of order(operations.length)) {
      const operation = operations[index];
      if (operation === undefined) continue;
      done.push({ index, ...this.#meetWrite(operation, window) });
      await this.#options.turn?.();
      for (; done.length > ahead; ) yield* done.splice(0, 1);
    }
    yield* done;
  }

  #meetWrite(operation: WriteOperation<F>, window: Window) {
    const mishap = this.#meet(operation.do);
    if (mishap?.kind === 'failBefore') return { result: 'failed' as const, error: mishap.error };
    const outcome = this.#carryOut(operation, window);
    return mishap?.kind === 'failAfter' ? { result: 'failed' as const, error: mishap.error } : outcome;
  }

  #carryOut(operation: WriteOperation<F>, window: Window) {
    const { system, keep = (fields: F) => fields, onWrite } = this.#options;
    const failed = (error: ConnectorError) => ({ result: 'failed' as const, error });
    if (operation.do === 'create') {
      const taken = this.#takenKeys.get(operation.mark.key);
      if (taken !== undefined) {
        const item = this.#items.get(taken)?.item;
        if (item !== undefined) return { result: 'existed' as const, item };
        return failed(new Conflict('the key was used before', { system }));
      }
      onWrite?.(operation);
      this.writes.push(operation);
      const extras = {
        categories: operation.categories,
        ...(operation.typeId === undefined ? {} : { typeId: operation.typeId }),
        ...(operation.added === undefined ? {} : { added: operation.added }),
      };
      const id = this.create(this.#inRows(keep(operation.fields, window), window), extras, operation.mark);
      return { result: 'created' as const, item: this.#existing(id).item };
    }
    const stored = this.#items.get(operation.id);
    if (stored === undefined) {
      return operation.do === 'remove' ? { result: 'removed' as const } : failed(new NotFound('gone', { system }));
    }
    if (stored.item.version !== operation.version) return failed(new Conflict('changed meanwhile', { system }));
    onWrite?.(operation);
    this.writes.push(operation);
    if (operation.do === 'remove') {
      this.remove(operation.id);
      return { result: 'removed' as const };
    }
    const { fields } = stored.item;
    const { starts } = coverage(fields);
    // What has no end is not kept in rows.
    const ends = (isAppointment(fields) ? extentOf(fields).until : null) ?? window.until;
    const stands: Window = {
      from: earlier(window.from, starts),
      until: earlier(ends, window.until) === ends ? window.until : ends,
    };
    const { added, categories } = operation;
    const extras = { ...(added === undefined ? {} : { added }), ...(categories === undefined ? {} : { categories }) };
    this.edit(operation.id, this.#inRows(keep({ ...fields, ...operation.patch }, stands), stands), extras);
    return { result: 'updated' as const, item: this.#existing(operation.id).item };
  }
}

function formOf(id: ItemId, fields: ItemFields): ItemForm {
  return !repeats(fields) ? { kind: 'single' } : { kind: 'series', seriesId: id };
}

function earlier(one: Instant, other: Instant): Instant {
  return one < other ? one : other;
}

function touches(item: RemoteItem, window: Window): boolean {
  const { starts, ends } = coverage(item.fields);
  return starts < window.until && ends >= window.from;
}
