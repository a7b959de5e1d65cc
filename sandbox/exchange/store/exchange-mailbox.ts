/**
 * @file One person's mailbox as Exchange Server keeps it: a calendar that is the same as in the cloud, and tasks and contacts
 * with all that the web service knows of them.
 */
import type { MailAddress } from '../../microsoft365/mailbox/event-record.ts';
import { createItemIds, type ItemIds } from '../../microsoft365/mailbox/item-ids.ts';
import { Mailbox, type MailboxState } from '../../microsoft365/mailbox/mailbox.ts';
import { RevisedRecords, type RevisedRecordsState } from '../../microsoft365/mailbox/revised-records.ts';
import type { ContactRecord } from '../items/contact-kind.ts';
import type { TaskRecord } from '../items/task-kind.ts';
import { type FolderName, folderIdOf, folderNames } from './folders.ts';

/** What lies in Deleted Items; it has another id there. */
export interface DeletedItem {
  readonly number: number;
  readonly from: FolderName;
  /** `IPM.Task` */
  readonly itemClass: string;
  readonly subject: string;
  readonly at: number;
}

export interface ExchangeMailboxState {
  readonly calendar: MailboxState;
  readonly tasks: RevisedRecordsState<TaskRecord>;
  readonly contacts: RevisedRecordsState<ContactRecord>;
  readonly deleted: readonly DeletedItem[];
  readonly generations: readonly (readonly [FolderName, number])[];
}

export class ExchangeMailbox {
  readonly owner: MailAddress;
  /** Windows name. */
  readonly zone: string;
  readonly calendar: Mailbox;
  readonly taskIds: ItemIds;
  readonly tasks: RevisedRecords<TaskRecord>;
  readonly contactIds: ItemIds;
  readonly contacts: RevisedRecords<ContactRecord>;
  readonly deletedIds: ItemIds;
  #deleted: readonly DeletedItem[] = [];
  #generations = new Map<FolderName, number>();
  readonly #now: () => number;

  constructor(owner: MailAddress, zone: string, seed: number, now: () => number) {
    const name = `${seed}/exchange/${owner.address}`;
    this.owner = owner;
    this.zone = zone;
    this.#now = now;
    this.calendar = new Mailbox(owner, zone, seed, now);
    this.taskIds = createItemIds(`${name}/tasks`);
    this.tasks = new RevisedRecords(now, (number) => this.taskIds.idOf(number, 'ordinary'));
    this.contactIds = createItemIds(`${name}/contacts`);
    this.contacts = new RevisedRecords(now, (number) => this.contactIds.idOf(number, 'ordinary'));
    this.deletedIds = createItemIds(`${name}/deleted`);
  }

  folderId(name: FolderName): string {
    if (name === 'calendar') return this.calendar.calendar.id;
    return folderIdOf(this.owner.address, name, this.#generations.get(name) ?? 0);
  }

  /** null: an id of none of these folders. */
  folderWithId(id: string): FolderName | null {
    return folderNames.find((name) => this.folderId(name) === id) ?? null;
  }

  /** How many there were of that name before; part of what a sync state is bound to. */
  generation(name: FolderName): string {
    return this.folderId(name).slice(-12);
  }

  /** Another, empty folder takes the place of this one, as after a mailbox was restored. */
  replaceFolder(name: 'tasks' | 'contacts'): void {
    const records = name === 'tasks' ? this.tasks : this.contacts;
    for (const record of records.inFolder(0, null)) records.remove(record as TaskRecord & ContactRecord);
    this.#generations.set(name, (this.#generations.get(name) ?? 0) + 1);
  }

  get deleted(): readonly DeletedItem[] {
    return this.#deleted;
  }

  /** Puts something into Deleted Items. */
  keepDeleted(item: Omit<DeletedItem, 'number' | 'at'>): void {
    const number = this.#deleted.length;
    this.deletedIds.idOf(number, 'ordinary');
    this.#deleted = [...this.#deleted, { ...item, number, at: this.#now() }];
  }

  save(): ExchangeMailboxState {
    return {
      calendar: this.calendar.save(),
      tasks: this.tasks.save(),
      contacts: this.contacts.save(),
      deleted: this.#deleted,
      generations: [...this.#generations],
    };
  }

  restore(state: ExchangeMailboxState): void {
    this.calendar.restore(state.calendar);
    this.tasks.restore(state.tasks);
    this.contacts.restore(state.contacts);
    this.#deleted = state.deleted;
    for (const { number } of state.deleted) this.deletedIds.idOf(number, 'ordinary');
    this.#generations = new Map(state.generations);
  }
}
