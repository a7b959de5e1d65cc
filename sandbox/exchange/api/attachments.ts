/** @file CreateAttachment, GetAttachment and DeleteAttachment, as far as a contact's picture is one: there are no others here. */

import type { ContactRecord } from '../items/contact-kind.ts';
import type { Element } from '../soap/element.ts';
import { childOf, textOf } from '../soap/element.ts';
import type { XmlObject } from '../soap/envelope.ts';
import { ItemError, itemNotFound, notInSandbox } from '../soap/ews-error.ts';
import { type EwsCall, eachAnswered, type Operation } from './call.ts';
import { demandChangeKey, type Entry, entryId, entryWithId, findEntry, pictureAttachment } from './find-entry.ts';

/** Behind the id of its contact. */
const suffix = 'picture';
/** Exchange's own limit for attachments lies higher; a picture is made small by whoever shows it. */
const mostBytes = 4 * 1024 * 1024;

export const createAttachment: Operation = (request, call) => {
  const parent = childOf(request, 'ParentItemId');
  return eachAnswered(call, childOf(request, 'Attachments')?.children ?? [], (attachment) => {
    if (!parent) throw itemNotFound();
    const entry = findEntry(call, { ...parent, name: 'ItemId' });
    if (parent.attributes['ChangeKey'] !== undefined) demandChangeKey(call.mailbox, entry, parent);
    const contact = contactOf(entry);
    if (attachment.name !== 'FileAttachment' || textOf(attachment, 'IsContactPhoto') !== 'true') {
      throw notInSandbox('attachments that are no picture of a contact');
    }
    const picture = pictureIn(attachment);
    const written = call.mailbox.contacts.replace(contact, { picture });
    const id = entryId(call.mailbox, { kind: 'contact', record: written });
    return {
      'm:Attachments': {
        't:FileAttachment': {
          't:AttachmentId': {
            '@Id': `${id['@Id']}${suffix}`,
            '@RootItemId': id['@Id'],
            '@RootItemChangeKey': id['@ChangeKey'],
          },
        },
      },
    };
  });
};

export const getAttachment: Operation = (request, call) =>
  eachAnswered(call, childOf(request, 'AttachmentIds')?.children ?? [], (attachment) => {
    const contact = contactWithPicture(call, attachment);
    const id = String(entryId(call.mailbox, { kind: 'contact', record: contact })['@Id']);
    return { 'm:Attachments': { 't:FileAttachment': pictureAttachment(contact, id, contact.picture) } };
  });

export const deleteAttachment: Operation = (request, call) =>
  eachAnswered(call, childOf(request, 'AttachmentIds')?.children ?? [], (attachment): XmlObject => {
    const record = call.mailbox.contacts.replace(contactWithPicture(call, attachment), { picture: null });
    const id = entryId(call.mailbox, { kind: 'contact', record });
    return { 'm:RootItemId': { '@RootItemId': id['@Id'], '@RootItemChangeKey': id['@ChangeKey'] } };
  });

function pictureIn(attachment: Element): string {
  const content = textOf(attachment, 'Content') ?? '';
  if (Buffer.byteLength(content, 'base64') > mostBytes) {
    throw new ItemError('ErrorAttachmentSizeLimitExceeded', 'The attachment exceeds the size limit.');
  }
  return content.replaceAll(/\s/g, '');
}

function contactWithPicture(call: EwsCall, { attributes }: Element): ContactRecord {
  const id = attributes['Id'] ?? '';
  if (!id.endsWith(suffix)) throw new ItemError('ErrorInvalidAttachmentId', 'The attachment id is invalid.');
  const contact = contactOf(entryWithId(call, id.slice(0, -suffix.length)));
  if (contact.picture === null) throw itemNotFound();
  return contact;
}

function contactOf(entry: Entry): ContactRecord {
  if (entry.kind !== 'contact') throw notInSandbox('attachments of anything but contacts');
  return entry.record;
}
