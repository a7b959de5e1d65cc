/**
 * @file Whose mailbox it is, the time zone that its owner lives in, and which calendar is the default one.
 *
 * The web service has no question for the first two. Who somebody is, the organisation's address book says of the name that
 * they sign in with. The zone stands where Outlook on the web and Outlook keep it, in settings within the mailbox; where it is in
 * neither, nobody knows it, and the user is asked.
 */
import { Folder, FolderId, PropertySet, ResolveNameSearchLocation, WellKnownFolderName } from 'ews-javascript-api';
import type { ZoneId } from '../../model/time.ts';
import type { AccountFacts } from '../connector.ts';
import { Nonsense, NotFound, Rejected, RightMissing } from '../errors.ts';
import { createKeptFact, factsIn, keptAccountFacts } from '../http/kept-fact.ts';
import { zoneOfName } from '../outlook/windows-zones.ts';
import type { Clock, Remembered } from '../ports.ts';
import type { EwsSession } from './session.ts';
import { errorOf } from './soap/ews-error.ts';
import { childOf, childrenOf, readXml, textOf, type XmlNode } from './soap/xml.ts';
import { readConfiguration } from './user-configuration.ts';

const system = 'exchange';
/** A changed time zone is noticed after so long; a run with nothing to do costs no request for it. */
const rememberedMs = 60 * 60_000;

export interface EwsAccount {
  /** See `Connector.facts`. */
  facts(signal: AbortSignal, zone?: ZoneId | null): Promise<AccountFacts>;
  /** See `Connector.confirm`. */
  confirm(facts: AccountFacts, signal: AbortSignal): Promise<AccountFacts>;
  /** The zone by the user's own word, if there is one: it stands for zones that nobody knows. */
  readonly zoneSaid: ZoneId | null;
}

export interface EwsAccountOptions {
  readonly session: EwsSession;
  /** What the user signs in with: an e-mail address, `name@domain`, or `DOMAIN\name`. */
  readonly userName: string;
  readonly clock: Clock;
  readonly remembered: Remembered;
}

/** @returns a reader of the account's facts that remembers them for an hour. */
export function createEwsAccount({ session, userName, clock, remembered }: EwsAccountOptions): EwsAccount {
  const kept = createKeptFact(remembered, 'mailbox', keptAccountFacts);
  let said: ZoneId | null = null;

  async function read(signal: AbortSignal): Promise<AccountFacts> {
    const until = clock.now() + rememberedMs;
    const folder = await defaultCalendar(session, signal);
    const person = await personNamed(session, userName, signal);
    const zoneName = (await zoneOfOptions(session, signal)) ?? (await zoneOfWorkingHours(session, signal)) ?? '';
    const address = person?.address ?? userName;
    const told = {
      accountKey: `${system}:${address.toLowerCase()}`,
      userName: address,
      displayName: person?.name || address,
      addresses: [address].filter((one) => one.includes('@')),
      zoneTold: { name: zoneName, zone: zoneOfName(zoneName) ?? null },
      canBePrivate: true,
      folder,
    };
    // A zone that is put right there is to be noticed at once.
    if (told.zoneTold.zone !== null || said !== null) kept.keep(told, until);
    return factsIn(told, said, system);
  }

  async function known(signal: AbortSignal): Promise<AccountFacts> {
    const told = kept.current();
    return told === undefined ? await read(signal) : factsIn(told, said, system);
  }

  return {
    get zoneSaid() {
      return said;
    },
    async facts(signal, zone) {
      if (zone !== undefined) said = zone;
      return await known(signal);
    },
    confirm: async (facts, signal) =>
      (await defaultCalendar(session, signal)) === facts.folder ? facts : await read(signal),
  };
}

/** @throws Nonsense and others */
async function defaultCalendar(session: EwsSession, signal: AbortSignal): Promise<string> {
  const calendar = new FolderId(WellKnownFolderName.Calendar);
  const [message] = await session.ask((service) => Folder.Bind(service, calendar, PropertySet.IdOnly), signal);
  if (message !== undefined && !message.isGood) throw errorOf(message.code, message.backOffMs);
  const [folder] = childOf(message?.node, 'Folders')?.children ?? [];
  const id = childOf(folder, 'FolderId')?.attributes['Id'];
  if (!id) throw new Nonsense('the calendar is in an unknown form', { system });
  return id;
}

interface Named {
  readonly name: string;
  readonly address: string;
}

/** @returns undefined where the address book knows nobody of that name, or several. */
async function personNamed(session: EwsSession, userName: string, signal: AbortSignal): Promise<Named | undefined> {
  const wanted = userName.slice(userName.indexOf('\\') + 1);
  const [message] = await session.ask(
    (service) => service.ResolveName(wanted, ResolveNameSearchLocation.DirectoryOnly, false),
    signal,
  );
  // Several are a warning; nobody, and somebody without a mailbox, are errors.
  if (message === undefined || (!message.isGood && message.code.startsWith('ErrorNameResolution'))) return undefined;
  if (!message.isGood) throw errorOf(message.code, message.backOffMs);
  const found = childrenOf(childOf(message.node, 'ResolutionSet'), 'Resolution').flatMap((resolution) => {
    const mailbox = childOf(resolution, 'Mailbox');
    const address = textOf(mailbox, 'EmailAddress') ?? '';
    return address.includes('@') ? [{ name: textOf(mailbox, 'Name') ?? '', address }] : [];
  });
  const same = found.find(({ address }) => address.toLowerCase() === wanted.toLowerCase());
  const local = found.filter(({ address }) => address.toLowerCase().startsWith(`${wanted.toLowerCase()}@`));
  return same ?? (local.length === 1 ? local[0] : found.length === 1 ? found[0] : undefined);
}

/** As Outlook on the web keeps it. */
async function zoneOfOptions(session: EwsSession, signal: AbortSignal): Promise<string | undefined> {
  const options = await orNone(readConfiguration(session, 'OWA.UserOptions', WellKnownFolderName.Root, signal));
  const entries = childrenOf(childOf(options, 'Dictionary'), 'DictionaryEntry');
  const entry = entries.find((one) => textOf(childOf(one, 'DictionaryKey'), 'Value')?.toLowerCase() === 'timezone');
  return textOf(childOf(entry, 'DictionaryValue'), 'Value') || undefined;
}

/** As Outlook keeps it with the hours of work. */
async function zoneOfWorkingHours(session: EwsSession, signal: AbortSignal): Promise<string | undefined> {
  const hours = await orNone(readConfiguration(session, 'WorkHours', WellKnownFolderName.Calendar, signal));
  const data = textOf(hours, 'XmlData');
  const root = data === undefined ? undefined : readXml(Buffer.from(data, 'base64').toString('utf8'));
  return textOf(childOf(root?.children[0], 'TimeZone'), 'Name') || undefined;
}

/** A setting that is not there, or that somebody has closed, says nothing. */
async function orNone(configuration: Promise<XmlNode>): Promise<XmlNode | undefined> {
  try {
    return await configuration;
  } catch (error) {
    if (error instanceof NotFound || error instanceof RightMissing || error instanceof Rejected) return undefined;
    throw error;
  }
}
