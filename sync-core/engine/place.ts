/**
 * @file Whether the accounts and the calendars in them are those that the links were made with. Links of another one say
 * nothing about this one: an emptied calendar and somebody else's look the same (G1.1).
 */
import type { AccountFacts } from '../connectors/connector.ts';
import { type Side, type SystemId, systemId } from '../model/side.ts';
import type { Preferences } from '../preferences/schema.ts';
import { sides } from '../store/operation.ts';
import { type Place, placeOf } from '../store/places.ts';
import type { RunContext } from './context.ts';
import type { EngineOptions } from './engine.ts';
import { OtherAccount, OtherFolder } from './problem.ts';

/** @param preferences the user's word on the zones; absent: as it was given last. @throws ConnectorError */
export async function readFacts(
  { connectors }: EngineOptions,
  signal: AbortSignal,
  preferences?: Preferences,
): Promise<Readonly<Record<Side, AccountFacts>>> {
  const [crm, calendar] = await Promise.allSettled([
    connectors.crm.facts(signal, preferences?.['timeZone.crm']),
    connectors.calendar.facts(signal, preferences?.['timeZone.calendar']),
  ]);
  // Both are over before an error is: what goes on behind a run that was stopped would stop the next one.
  if (crm.status === 'rejected') throw crm.reason;
  if (calendar.status === 'rejected') throw calendar.reason;
  return { crm: crm.value, calendar: calendar.value };
}

/**
 * What was found is kept for the user's decision (`Store.relink`). Where nothing is linked, nothing is at stake: what was
 * remembered of the former place is forgotten, and the run goes on.
 * @throws OtherAccount, OtherFolder
 */
export function checkPlaces(context: RunContext): void {
  const { tables, facts, dryRun, options } = context;
  const found = { crm: placeOf(facts.crm), calendar: placeOf(facts.calendar) };
  const linked = { crm: linkedPlace(context, 'crm'), calendar: linkedPlace(context, 'calendar') };
  const others = sides.filter((side) => isOther(linked[side], found[side]));
  const atStake = others.length > 0 && tables.links.accounts().length > 0;
  if (!dryRun) {
    if (others.length > 0 && !atStake) options.store.forgetLinks();
    tables.transaction(() => {
      for (const side of sides) {
        const before = linked[side];
        if (atStake && before !== undefined)
          keepBoth(context, side, before, others.includes(side) ? found[side] : null);
        else keep(context, side, found[side]);
      }
    });
  }
  const [side] = others;
  if (side === undefined || !atStake) return;
  const { system } = options.connectors[side];
  const before = linked[side]?.account;
  throw before === found[side].account ? new OtherFolder(system) : new OtherAccount(system, systemOf(before));
}

/** Every account's key begins with the name of its system. */
function systemOf(account = ''): SystemId | undefined {
  return systemId.safeParse(account.split(':')[0]).data;
}

/**
 * Facts are kept for an hour, and what is missing in another calendar was not deleted: they are asked for anew, once in a
 * run, before a deletion is carried over and before a listing begins from the start again.
 * @throws OtherAccount, OtherFolder, ConnectorError
 */
export async function confirmPlaces(context: RunContext): Promise<void> {
  const { places, options, facts, run } = context;
  if (places.confirmed) return;
  places.confirmed = true;
  const now: Record<Side, AccountFacts> = { ...facts };
  for (const side of sides)
    now[side] = (await options.connectors[side].confirm?.(facts[side], run.signal)) ?? facts[side];
  if (sides.some((side) => isOther(placeOf(facts[side]), placeOf(now[side])))) checkPlaces({ ...context, facts: now });
}

/** Where the links of this side were made; files of before places were kept tell the account alone. */
function linkedPlace({ tables }: RunContext, side: Side): Place | undefined {
  const known = tables.places.get(side)?.linked;
  if (known !== undefined) return known;
  const account = tables.links.accounts().find((one) => one.side === side)?.account;
  return account === undefined ? undefined : { account, folder: null };
}

function isOther(linked: Place | undefined, found: Place): boolean {
  if (linked === undefined) return false;
  if (linked.account !== found.account) return true;
  return linked.folder !== null && found.folder !== null && linked.folder !== found.folder;
}

function keepBoth({ tables }: RunContext, side: Side, linked: Place, other: Place | null): void {
  if (tables.places.get(side) === undefined) tables.places.set(side, linked);
  tables.places.setOther(side, other);
}

/** Written only when it is news, so that a quiet run writes nothing. */
function keep({ tables }: RunContext, side: Side, found: Place): void {
  const known = tables.places.get(side);
  const sameAccount = known?.linked.account === found.account;
  const place = { account: found.account, folder: found.folder ?? (sameAccount ? known.linked.folder : null) };
  if (known?.other !== null || !sameAccount || known.linked.folder !== place.folder) tables.places.set(side, place);
}
