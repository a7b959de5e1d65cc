/** @file GetFolder, FindFolder and UpdateFolder: which folders there are, and what programs leave on the calendar. */
import { extendedKeyOf, extendedPath } from '../items/extended.ts';
import type { Element } from '../soap/element.ts';
import { childOf, textOf } from '../soap/element.ts';
import type { XmlObject } from '../soap/envelope.ts';
import { ItemError, notInSandbox } from '../soap/ews-error.ts';
import type { ExchangeMailbox } from '../store/exchange-mailbox.ts';
import { type FolderName, folderNamed, folderNames, folders } from '../store/folders.ts';
import { type EwsCall, eachAnswered, type Operation } from './call.ts';

/** Of the calendar alone changes are known: nothing else can be left on a folder. */
function changeKeyOf(mailbox: ExchangeMailbox, name: FolderName): string {
  const revision = Buffer.alloc(4);
  revision.writeUInt32LE(name === 'calendar' ? mailbox.calendar.calendar.revision : 0);
  return Buffer.concat([Buffer.from([1]), revision]).toString('base64');
}

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
  const id = { 't:FolderId': { '@Id': mailbox.folderId(name), '@ChangeKey': changeKeyOf(mailbox, name) } };
  const extended = name === 'calendar' ? extendedOf(mailbox, shape) : {};
  const more = childOf(shape, 'AdditionalProperties')?.children ?? [];
  if (childOf(shape, 'BaseShape')?.text === 'IdOnly' && more.every((path) => path.name === 'ExtendedFieldURI'))
    return { [`t:${element}`]: { ...id, ...extended } };
  const parent =
    name === 'msgfolderroot'
      ? {}
      : {
          't:ParentFolderId': {
            '@Id': mailbox.folderId('msgfolderroot'),
            '@ChangeKey': changeKeyOf(mailbox, 'msgfolderroot'),
          },
        };
  return {
    [`t:${element}`]: {
      ...id,
      ...parent,
      't:FolderClass': folderClass,
      't:DisplayName': displayName,
      't:TotalCount': countOf(mailbox, name, asOf),
      't:ChildFolderCount': name === 'msgfolderroot' ? folderNames.length - 1 : 0,
      ...extended,
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

function extendedOf(mailbox: ExchangeMailbox, shape: Element | undefined): XmlObject {
  const paths = childOf(shape, 'AdditionalProperties')?.children ?? [];
  const kept = mailbox.calendar.calendar.extended;
  const told = paths.flatMap((path) => {
    const key = path.name === 'ExtendedFieldURI' ? extendedKeyOf(path) : '';
    const value = kept[key];
    return value === undefined ? [] : [{ 't:ExtendedFieldURI': extendedPath(key), 't:Value': value }];
  });
  return told.length === 0 ? {} : { 't:ExtendedProperty': told };
}

/** Extended properties of the calendar, and nothing else. */
export const updateFolder: Operation = (request, call) =>
  eachAnswered(call, childOf(request, 'FolderChanges')?.children ?? [], (change) => {
    const [id, updates] = change.children;
    if (!id || !updates) throw new ItemError('ErrorIncorrectUpdatePropertyCount', 'There is nothing to change.');
    const { mailbox } = call;
    const name = folderOf(mailbox, id);
    if (name !== 'calendar') throw notInSandbox(`changes of the folder ${name}`);
    const given = id.attributes['ChangeKey'];
    if (given === undefined)
      throw new ItemError('ErrorChangeKeyRequiredForWriteOperations', 'A change key is required for this operation.');
    const isOld = given !== changeKeyOf(mailbox, name);
    if (isOld && call.kit.switches.text('folderChangeKey') === 'compared')
      throw new ItemError('ErrorIrresolvableConflict', 'The folder was changed since.');
    mailbox.calendar.calendar.setExtended(updates.children.map(extendedChange));
    return {
      'm:Folders': {
        't:CalendarFolder': {
          't:FolderId': { '@Id': mailbox.folderId(name), '@ChangeKey': changeKeyOf(mailbox, name) },
        },
      },
    };
  });

function extendedChange({ name, children: [path, holder] }: Element): { id: string; value: string | null } {
  if (path?.name !== 'ExtendedFieldURI') throw notInSandbox('changes of a folder but for extended properties');
  const value = name === 'DeleteFolderField' ? null : (textOf(holder?.children[0], 'Value') ?? null);
  return { id: extendedKeyOf(path), value };
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
