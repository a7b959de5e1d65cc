/**
 * @file The picture of a contact: an attachment. It is written after the contact, in requests of its own, and what becomes of it
 * never becomes the contact's.
 */
import type { ItemId, ItemVersion } from '../../../model/side.ts';
import type { Picture } from '../../connector.ts';
import { AuthExpired, Cancelled, ConnectorError, Nonsense } from '../../errors.ts';
import { type EwsMailbox, readEach } from '../items.ts';
import { fieldPath, itemIdOf, itemShape } from '../properties.ts';
import { errorOf } from '../soap/ews-error.ts';
import { childOf, textOf, type Xml, type XmlNode, xml } from '../soap/xml.ts';

const system = 'exchange';
/** What the other systems take, too; Exchange's own limit is its administrator's. */
const largest = 4 * 1024 * 1024;

/** The version that the contact has since; or that the picture was not taken, for now or for good. */
export type PictureFate = { readonly version: ItemVersion | undefined } | 'refused' | 'failed';

/** @param picture null: none any more. @param isNew whether the contact was made just now. @throws AuthExpired, Cancelled */
export async function putPicture(
  mailbox: EwsMailbox,
  id: ItemId,
  picture: Picture | null,
  isNew: boolean,
  signal: AbortSignal,
): Promise<PictureFate> {
  const { log } = mailbox.ports;
  if (picture !== null && picture.content.byteLength > largest) {
    log.warn('the picture of a contact is not accepted', { system, why: 'tooLarge' });
    return 'refused';
  }
  try {
    const taken = isNew ? undefined : await takeAway(mailbox, id, signal);
    return { version: picture === null ? taken : await put(mailbox, id, picture, signal) };
  } catch (error) {
    if (!(error instanceof ConnectorError) || error instanceof AuthExpired || error instanceof Cancelled) throw error;
    const isRefused = error.kind === 'rejected';
    log.warn('the picture of a contact could not be written', { system, error: error.details.code ?? error.kind });
    return isRefused ? 'refused' : 'failed';
  }
}

/** @returns the version that the contact has since, where it had a picture. */
async function takeAway(mailbox: EwsMailbox, id: ItemId, signal: AbortSignal): Promise<ItemVersion | undefined> {
  const [item] = await readEach(mailbox, [itemIdOf(id)], itemShape([fieldPath('item:Attachments')]), signal);
  if (item instanceof ConnectorError) throw item;
  const photos = childOf(item, 'Attachments')?.children.filter((one) => textOf(one, 'IsContactPhoto') === 'true') ?? [];
  const ids = photos.flatMap((photo) => childOf(photo, 'AttachmentId')?.attributes['Id'] ?? []);
  if (ids.length === 0) return undefined;
  const named = ids.map((attachment) => xml('t:AttachmentId', { Id: attachment }));
  const answer = await ask(mailbox, xml('m:DeleteAttachment', {}, xml('m:AttachmentIds', {}, ...named)), signal);
  return childOf(answer, 'RootItemId')?.attributes['RootItemChangeKey'] as ItemVersion | undefined;
}

async function put(
  mailbox: EwsMailbox,
  id: ItemId,
  { content, mediaType }: Picture,
  signal: AbortSignal,
): Promise<ItemVersion | undefined> {
  const file = xml(
    't:FileAttachment',
    {},
    // Outlook looks for it by this name, whatever it holds.
    xml('t:Name', {}, 'ContactPicture.jpg'),
    xml('t:ContentType', {}, mediaType),
    xml('t:IsInline', {}, 'false'),
    xml('t:IsContactPhoto', {}, 'true'),
    xml('t:Content', {}, Buffer.from(content).toString('base64')),
  );
  const parent = xml('m:ParentItemId', { Id: id });
  const answer = await ask(mailbox, xml('m:CreateAttachment', {}, parent, xml('m:Attachments', {}, file)), signal);
  const [made] = childOf(answer, 'Attachments')?.children ?? [];
  return childOf(made, 'AttachmentId')?.attributes['RootItemChangeKey'] as ItemVersion | undefined;
}

/** A second picture would be another attachment: what got no answer is tried another time, with the first one taken away. */
async function ask({ session }: EwsMailbox, operation: Xml, signal: AbortSignal): Promise<XmlNode> {
  const messages = await session.send(operation, signal, 'once');
  const bad = messages.find(({ isGood }) => !isGood);
  if (bad !== undefined) throw errorOf(bad.code, bad.backOffMs);
  const last = messages.at(-1);
  if (last === undefined) throw new Nonsense('an attachment is not answered', { system });
  return last.node;
}
