/** @file One person's contacts, in the default folder and in folders beside it. */
import { createItemIds, type ItemIds } from '../mailbox/item-ids.ts';
import { RevisedRecords, type RevisedRecordsState } from '../mailbox/revised-records.ts';
import type { ContactFolder, ContactRecord } from './contact-record.ts';

export interface ContactsState {
  readonly folders: readonly ContactFolder[];
  readonly contacts: RevisedRecordsState<ContactRecord>;
}

/** The number of the folder that is always there and in no list of folders. */
export const defaultFolder = 0;

export class Contacts {
  readonly ids: ItemIds;
  readonly records: RevisedRecords<ContactRecord>;
  readonly #folderIds: ItemIds;
  #folders: readonly ContactFolder[] = [];
  #nextFolder = defaultFolder + 1;

  constructor(owner: string, now: () => number) {
    this.ids = createItemIds(`${owner}/contacts`);
    this.records = new RevisedRecords(now, (number) => {
      this.ids.idOf(number, 'ordinary');
      this.ids.idOf(number, 'immutable');
    });
    this.#folderIds = createItemIds(`${owner}/contactFolders`);
    this.folderId(defaultFolder);
  }

  get folders(): readonly ContactFolder[] {
    return this.#folders;
  }

  folderId(number: number): string {
    return this.#folderIds.idOf(number, 'ordinary');
  }

  /** @throws RangeError for what has not the form of an id */
  folder(id: string): ContactFolder | null {
    const number = this.#folderIds.read(id)?.number;
    return this.#folders.find((folder) => folder.number === number) ?? null;
  }

  /** null: there is one with this name. */
  addFolder(displayName: string): ContactFolder | null {
    if (this.#folders.some((folder) => folder.displayName.toLowerCase() === displayName.toLowerCase())) return null;
    const folder = { number: this.#nextFolder, displayName };
    this.#nextFolder += 1;
    this.#folders = [...this.#folders, folder];
    this.folderId(folder.number);
    return folder;
  }

  /** With all that is in it. */
  removeFolder(folder: ContactFolder): void {
    for (const contact of this.records.inFolder(folder.number, null)) this.records.remove(contact);
    this.#folders = this.#folders.filter((each) => each !== folder);
  }

  save(): ContactsState {
    return { folders: this.#folders, contacts: this.records.save() };
  }

  restore(state: ContactsState): void {
    this.#folders = state.folders;
    for (const { number } of this.#folders) this.folderId(number);
    this.#nextFolder = Math.max(defaultFolder, ...this.#folders.map(({ number }) => number)) + 1;
    this.records.restore(state.contacts);
  }
}
