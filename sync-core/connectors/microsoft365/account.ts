/** @file Whose mailbox it is, the time zone that its owner lives in, and which calendar is the default one. */
import type { AccountFacts } from '../connector.ts';
import { Nonsense, UnknownZone } from '../errors.ts';
import { createKeptFact, keptAccountFacts } from '../http/kept-fact.ts';
import type { Clock, Remembered } from '../ports.ts';
import type { Graph } from './graph.ts';
import { graphCalendar, graphUser, mailboxSettings } from './graph-schemas.ts';
import { zoneOfName } from './windows-zones.ts';

const system = 'microsoft365';
/** A changed time zone is noticed after so long; a run with nothing to do costs no request for it. */
const rememberedMs = 60 * 60_000;

export type Account = (signal: AbortSignal) => Promise<AccountFacts>;

/** @returns a reader of the account's facts that remembers them for an hour. */
export function createAccount(graph: Graph, clock: Clock, remembered: Remembered): Account {
  const kept = createKeptFact(remembered, 'account', keptAccountFacts);

  async function read(signal: AbortSignal): Promise<AccountFacts> {
    const get = async (path: string) =>
      (await graph.send({ method: 'GET', url: graph.url(path), repeat: 'idempotent' }, signal)).body;
    const user = graphUser.safeParse(await get('/me?$select=id,displayName,mail,userPrincipalName'));
    const settings = mailboxSettings.safeParse(await get('/me/mailboxSettings'));
    const calendar = graphCalendar.safeParse(await get('/me/calendar?$select=id'));
    if (!user.success || !settings.success || !calendar.success)
      throw new Nonsense('the account is in an unknown form', { system });
    const { id, displayName, mail, userPrincipalName } = user.data;
    const zone = zoneOfName(settings.data.timeZone);
    if (!zone)
      throw new UnknownZone(`the mailbox has the time zone "${settings.data.timeZone}"`, {
        system,
        code: settings.data.timeZone,
      });
    const userName = userPrincipalName || mail || id;
    const [language] = /^[a-z]{2}(?=-|$)/i.exec(settings.data.language?.locale ?? '') ?? [];
    return {
      accountKey: `${system}:${id}`,
      userName,
      displayName: displayName || userName,
      zone,
      ...(language === undefined ? {} : { language: language.toLowerCase() }),
      canBePrivate: true,
      folder: calendar.data.id,
    };
  }

  return async (signal) => {
    const known = kept.current();
    if (known) return known;
    const until = clock.now() + rememberedMs;
    const facts = await read(signal);
    kept.keep(facts, until);
    return facts;
  };
}
