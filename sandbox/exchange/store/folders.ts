/** @file The folders of a mailbox as far as the sandbox has them: fixed names, each with an id of its own. */
import { createHash } from 'node:crypto';
import { ItemError } from '../soap/ews-error.ts';

export type FolderName = 'msgfolderroot' | 'calendar' | 'tasks' | 'contacts' | 'deleteditems' | 'inbox';

interface FolderTraits {
  readonly displayName: string;
  /** Of its folder in the schema. */
  readonly element: 'Folder' | 'CalendarFolder' | 'TasksFolder' | 'ContactsFolder';
  readonly folderClass: string;
}

export const folders: Readonly<Record<FolderName, FolderTraits>> = {
  msgfolderroot: { displayName: 'Top of Information Store', element: 'Folder', folderClass: 'IPF' },
  calendar: { displayName: 'Calendar', element: 'CalendarFolder', folderClass: 'IPF.Appointment' },
  tasks: { displayName: 'Tasks', element: 'TasksFolder', folderClass: 'IPF.Task' },
  contacts: { displayName: 'Contacts', element: 'ContactsFolder', folderClass: 'IPF.Contact' },
  deleteditems: { displayName: 'Deleted Items', element: 'Folder', folderClass: 'IPF.Note' },
  inbox: { displayName: 'Inbox', element: 'Folder', folderClass: 'IPF.Note' },
};

export const folderNames = Object.keys(folders) as FolderName[];

/** @param generation counts the folders of that name, one after the other */
export function folderIdOf(owner: string, name: FolderName, generation: number): string {
  return `AQMkAG${createHash('sha256').update(`${owner}/folder/${name}/${generation}`).digest('base64')}`;
}

/** A name of the schema. @throws ItemError for a folder that the sandbox has not */
export function folderNamed(name: string): FolderName {
  const found = folderNames.find((each) => each === name);
  if (found === undefined)
    throw new ItemError('ErrorFolderNotFound', `The specified folder could not be found in the store: ${name}.`);
  return found;
}
