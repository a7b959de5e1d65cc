/** @file GetFolder and FindFolder: which folders there are. */
import type { Element } from '../soap/element.ts';
import { childOf } from '../soap/element.ts';
import type { XmlObject } from '../soap/envelope.ts';
import { ItemError } from '../soap/ews-error.ts';
import type { ExchangeMailbox } from '../store/exchange-mailbox.ts';
import { type FolderName, folderNamed, folderNames, folders } from '../store/folders.ts';
import { type EwsCall, eachAnswered, type Operation } from './call.ts';

/** Changes of a folder itself are not told. */
const folderChangeKey = 'AQAAAA==';

/** @param id `FolderId` or `DistinguishedFolderId` @throws ItemError for one that is not there, or is somebody else's */
export function folderOf(mailbox: ExchangeMailbox, id: Element): FolderName {
  if (id.name === 'DistinguishedFolderId') {
    const address = childOf(childOf(id, 'Mailbox'), 'EmailAddress')?.text;
    if (address !== undefined && address.toLowerCase() !== mailbox.owner.address.toLowerCase()) {
      throw new ItemError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
    }
    return folderNamed(id.attributes['Id'] === 'root' ? 'msgfolderroot' : (id.attributes['Id'] ?? ''));
  }
  const found = mailbox.folderWithId(id.attributes['Id'] ?? '');
  if (found === null)
    throw new ItemError('ErrorFolderNotFound', 'The specified folder could not be found in the store.');
  return found;
}

export const getFolder: Operation = (request, call) =>
  eachAnswered(call, childOf(request, 'FolderIds')?.children ?? [], (id) => ({
    'm:Folders': showFolder(call, folderOf(call.mailbox, id), childOf(request, 'FolderShape')),
  }));

export const findFolder: Operation = (request, call) =>
  eachAnswered(call, childOf(request, 'ParentFolderIds')?.children ?? [], (id) => {
    const parent = folderOf(call.mailbox, id);
    const found = parent === 'msgfolderroot' ? folderNames.filter((name) => name !== 'msgfolderroot') : [];
    return {
      'm:RootFolder': {
        '@IndexedPagingOffset': found.length,
        '@TotalItemsInView': found.length,
        '@IncludesLastItemInRange': true,
        't:Folders': { '#': found.map((name) => showFolder(call, name, childOf(request, 'FolderShape'))) },
      },
    };
  });

function showFolder({ mailbox, asOf }: EwsCall, name: FolderName, shape: Element | undefined): XmlObject {
  const { displayName, element, folderClass } = folders[name];
  const id = { 't:FolderId': { '@Id': mailbox.folderId(name), '@ChangeKey': folderChangeKey } };
  if (childOf(shape, 'BaseShape')?.text === 'IdOnly' && !childOf(shape, 'AdditionalProperties'))
    return { [`t:${element}`]: id };
  const parent =
    name === 'msgfolderroot'
      ? {}
      : { 't:ParentFolderId': { '@Id': mailbox.folderId('msgfolderroot'), '@ChangeKey': folderChangeKey } };
  return {
    [`t:${element}`]: {
      ...id,
      ...parent,
      't:FolderClass': folderClass,
      't:DisplayName': displayName,
      't:TotalCount': countOf(mailbox, name, asOf),
      't:ChildFolderCount': name === 'msgfolderroot' ? folderNames.length - 1 : 0,
      't:EffectiveRights': {
        't:CreateAssociated': true,
        't:CreateContents': true,
        't:CreateHierarchy': true,
        't:Delete': true,
        't:Modify': true,
        't:Read': true,
      },
      't:DistinguishedFolderId': name,
    },
  };
}

function countOf(mailbox: ExchangeMailbox, name: FolderName, asOf: number | null): number {
  switch (name) {
    case 'calendar':
      return mailbox.calendar.view(asOf).slots.filter((record) => record !== null && record.occurrenceOf === null)
        .length;
    case 'tasks':
      return mailbox.tasks.inFolder(0, asOf).length;
    case 'contacts':
      return mailbox.contacts.inFolder(0, asOf).length;
    case 'deleteditems':
      return mailbox.deleted.length;
    case 'inbox':
    case 'msgfolderroot':
      return 0;
  }
}
