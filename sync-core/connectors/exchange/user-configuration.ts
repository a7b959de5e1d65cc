/** @file Settings that programs keep in a folder of the mailbox. */
import { FolderId, UserConfigurationProperties, type WellKnownFolderName } from 'ews-javascript-api';
import { Nonsense } from '../errors.ts';
import type { EwsSession } from './session.ts';
import { errorOf } from './soap/ews-error.ts';
import { childOf, type XmlNode, xml } from './soap/xml.ts';

/** @returns `UserConfiguration`. @throws NotFound where there is none, and others */
export async function readConfiguration(
  session: EwsSession,
  name: string,
  folder: WellKnownFolderName,
  signal: AbortSignal,
): Promise<XmlNode> {
  const [message] = await session.ask(
    (service) => service.GetUserConfiguration(name, new FolderId(folder), UserConfigurationProperties.All),
    signal,
  );
  if (message !== undefined && !message.isGood) throw errorOf(message.code, message.backOffMs);
  const configuration = childOf(message?.node, 'UserConfiguration');
  if (configuration === undefined) throw new Nonsense('a setting is in an unknown form', { system: 'exchange' });
  return configuration;
}

/** Writes the XML of a setting in the calendar. @param isNew whether it is not there yet. @throws ConnectorError */
export async function writeCalendarConfiguration(
  session: EwsSession,
  { name, data, isNew }: { readonly name: string; readonly data: string; readonly isNew: boolean },
  signal: AbortSignal,
): Promise<void> {
  const configuration = xml(
    'm:UserConfiguration',
    {},
    xml('t:UserConfigurationName', { Name: name }, xml('t:DistinguishedFolderId', { Id: 'calendar' })),
    xml('t:XmlData', {}, Buffer.from(data).toString('base64')),
  );
  const operation = xml(isNew ? 'm:CreateUserConfiguration' : 'm:UpdateUserConfiguration', {}, configuration);
  // Sent twice, it says the same; a second creation is refused.
  const [message] = await session.send(operation, signal, isNew ? 'once' : 'idempotent');
  if (message === undefined || !message.isGood) throw errorOf(message?.code ?? '', message?.backOffMs);
}
