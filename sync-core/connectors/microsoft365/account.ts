/** @file Whose mailbox it is, the time zone that its owner lives in, and which calendar is the default one. */
import type { z } from 'zod';
import type { ZoneId } from '../../model/time.ts';
import type { AccountFacts } from '../connector.ts';
import { Nonsense } from '../errors.ts';
import { createKeptFact, factsIn, keptAccountFacts } from '../http/kept-fact.ts';
import { zoneOfName } from '../outlook/windows-zones.ts';
import type { Clock, Remembered } from '../ports.ts';
import type { Graph } from './graph.ts';
import { graphCalendar, graphUser, mailboxSettings } from './graph-schemas.ts';

const system = 'microsoft365';
/** A changed time zone is noticed after so long; a run with nothing to do costs no request for it. */
const rememberedMs = 60 * 60_000;

export interface Account {
  /** See `Connector.facts`. */
  facts(signal: AbortSignal, zone?: ZoneId | null): Promise<AccountFacts>;
  /** See `Connector.confirm`. */
  confirm(facts: AccountFacts, signal: AbortSignal): Promise<AccountFacts>;
  /** The zone by the user's own word, if there is one: it stands for zones that nobody knows. */
  readonly zoneSaid: ZoneId | null;
}

/** @returns a reader of the account's facts that remembers them for an hour. */
export function createAccount(graph: Graph, clock: Clock, remembered: Remembered): Account {
  const kept = createKeptFact(remembered, 'mailbox', keptAccountFacts);

  async function get<Schema extends z.ZodType>(path: string, schema: Schema, signal: AbortSignal) {
    const { body } = await graph.send({ method: 'GET', url: graph.url(path), repeat: 'idempotent' }, signal);
    const answer = schema.safeParse(body);
    if (!answer.success) throw new Nonsense('the account is in an unknown form', { system });
    return answer.data;
  }

  const defaultCalendar = async (signal: AbortSignal) =>
    (await get('/me/calendar?$select=id', graphCalendar, signal)).id;

  let said: ZoneId | null = null;

  async function read(signal: AbortSignal): Promise<AccountFacts> {
    const until = clock.now() + rememberedMs;
    const user = await get('/me?$select=id,displayName,mail,userPrincipalName', graphUser, signal);
    const settings = await get('/me/mailboxSettings', mailboxSettings, signal);
    const folder = await defaultCalendar(signal);
    const { id, displayName, mail, userPrincipalName } = user;
    const { timeZone } = settings;
    const userName = userPrincipalName || mail || id;
    const [language] = /^[a-z]{2}(?=-|$)/i.exec(settings.language?.locale ?? '') ?? [];
    const told = {
      accountKey: `${system}:${id}`,
      userName,
      displayName: displayName || userName,
      addresses: [...new Set([mail, userPrincipalName].flatMap((one) => one || []))],
      zoneTold: { name: timeZone, zone: zoneOfName(timeZone) ?? null },
      ...(language === undefined ? {} : { language: language.toLowerCase() }),
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
    confirm: async (facts, signal) => ((await defaultCalendar(signal)) === facts.folder ? facts : await read(signal)),
  };
}
