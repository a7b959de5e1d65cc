/** @file Whose account it is, the time zone of its main calendar, and what that calendar reminds of by itself. */
import { z } from 'zod';
import { type ZoneId, zoneId } from '../../model/time.ts';
import type { AccountFacts } from '../connector.ts';
import { Nonsense } from '../errors.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import { createKeptFact, factsIn, keptAccountFacts } from '../http/kept-fact.ts';
import type { Clock, Remembered } from '../ports.ts';
import { calendarEntry, googleIdentity, googleSetting } from './event-schemas.ts';
import type { GoogleSession } from './session.ts';

const system = 'google';
/** A changed time zone is noticed after so long; a run with nothing to do costs no request for it. */
const rememberedMs = 60 * 60_000;

const keptFacts = keptAccountFacts.extend({
  /** Minutes of the pop-up that events have unless they say otherwise; null: none. */
  defaultReminder: z.int().nonnegative().nullable(),
});
type Kept = z.output<typeof keptFacts>;

export interface GoogleAccount {
  /** See `Connector.facts`. */
  facts(signal: AbortSignal, zone?: ZoneId | null): Promise<AccountFacts>;
  /** See `Connector.confirm`. */
  confirm(facts: AccountFacts, signal: AbortSignal): Promise<AccountFacts>;
  /** The zone that days are counted in. @throws UnknownZone and others */
  zone(signal: AbortSignal): Promise<ZoneId>;
  /** @throws ConnectorError */
  defaultReminder(signal: AbortSignal): Promise<number | null>;
}

interface AccountOptions {
  readonly session: GoogleSession;
  readonly clock: Clock;
  readonly remembered: Remembered;
  /** Without the right to the calendar there is nothing that a zone could move. */
  readonly hasCalendar: boolean;
}

/** @returns a reader of the account's facts that remembers them for an hour. */
export function createGoogleAccount({ session, clock, remembered, hasCalendar }: AccountOptions): GoogleAccount {
  const kept = createKeptFact(remembered, 'google account', keptFacts);
  let said: ZoneId | null = null;

  function parse<Schema extends z.ZodType>({ body }: HttpAnswer, schema: Schema): z.output<Schema> {
    const read = schema.safeParse(body);
    if (!read.success) throw new Nonsense('the account is in an unknown form', { system, cause: read.error });
    return read.data;
  }

  const entry = async (signal: AbortSignal) =>
    parse(
      await session.ask((options) => session.calendar.calendarList.get({ calendarId: 'primary' }, options), signal),
      calendarEntry,
    );

  async function calendarFacts(signal: AbortSignal) {
    if (!hasCalendar) return { zoneTold: { name: 'UTC', zone: 'UTC' as ZoneId }, defaultReminder: null };
    const { id, timeZone, defaultReminders } = await entry(signal);
    const locale = await session.ask(
      (options) => session.calendar.settings.get({ setting: 'locale' }, options),
      signal,
      { accept: [404] },
    );
    const [language] = /^[a-z]{2}(?![a-z])/i.exec(googleSetting.safeParse(locale.body).data?.value ?? '') ?? [];
    const popups = defaultReminders.filter(({ method }) => method === 'popup').map(({ minutes }) => minutes);
    return {
      zoneTold: { name: timeZone, zone: zoneId.safeParse(timeZone).data ?? null },
      folder: id,
      defaultReminder: popups.length === 0 ? null : Math.min(...popups),
      ...(language === undefined ? {} : { language: language.toLowerCase() }),
    };
  }

  async function read(signal: AbortSignal): Promise<Kept> {
    const until = clock.now() + rememberedMs;
    const { sub, email, name } = parse(await session.identity(signal), googleIdentity);
    const told: Kept = {
      accountKey: `${system}:${sub}`,
      userName: email ?? sub,
      displayName: name || email || sub,
      addresses: email === undefined ? [] : [email],
      canBePrivate: true,
      ...(await calendarFacts(signal)),
    };
    // A zone that is put right there is to be noticed at once.
    if (told.zoneTold.zone !== null || said !== null) kept.keep(told, until);
    return told;
  }

  const known = async (signal: AbortSignal) => kept.current() ?? (await read(signal));
  const factsOf = ({ defaultReminder: _reminder, ...told }: Kept) => factsIn(told, said, system);

  return {
    async facts(signal, zone) {
      if (zone !== undefined) said = zone;
      return factsOf(await known(signal));
    },
    async confirm(facts, signal) {
      if (!hasCalendar || (await entry(signal)).id === facts.folder) return facts;
      return factsOf(await read(signal));
    },
    zone: async (signal) => factsOf(await known(signal)).zone,
    defaultReminder: async (signal) => (await known(signal)).defaultReminder,
  };
}
