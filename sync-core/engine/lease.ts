/**
 * @file One installation at a time: a record in the account says which one is at work. It keeps people from running two by
 * mistake; that nothing is doubled when two run all the same is the work of keys and marks, not of this.
 *
 * [Note: clocks lock nobody out] A record that stays as it is for a day, by the clock of whoever looks, has lapsed, whatever
 * time it carries; and whoever holds it looks again as soon as its own clock goes backwards.
 */
import type { AccountFacts, LeaseFace, LeaseReading, LeaseRecord } from '../connectors/connector.ts';
import { Conflict, Rejected } from '../connectors/errors.ts';
import type { Side, SystemId } from '../model/side.ts';
import type { LeaseMemory } from '../store/lease-memory.ts';
import { sides } from '../store/operation.ts';
import { instantOf } from './context.ts';
import type { EngineOptions, Installation } from './engine.ts';
import { OtherDevice } from './problem.ts';
import type { RunProblem } from './report.ts';

const hourMs = 3_600_000;
/** Said no more for so long, a record counts no more. */
const lapsesAfterMs = 24 * hourMs;
/** How often it is read anew when others write at the same time. */
const mostTries = 3;

/** Whether this installation must look at the lease before it does anything. Pure. @param now milliseconds since 1970. */
export function mustLook(memory: LeaseMemory | undefined, self: Installation, now: number): boolean {
  // A file that was copied from another computer tells what that one saw.
  if (memory?.installation !== self.id || memory.record?.holder !== self.id) return true;
  return now < memory.lookedAt || now - memory.lookedAt >= hourMs;
}

/** What to do about a lease that was read. `keep`: it is ours, and new enough. */
export type LeaseDecision =
  | { readonly do: 'take' | 'keep' }
  | { readonly do: 'stop'; readonly device: NonNullable<RunProblem['device']> };

/**
 * Pure.
 * @param since when this very record was seen first, by our own clock.
 * @param now milliseconds since 1970.
 */
export function decideLease(record: LeaseRecord | null, since: number, self: Installation, now: number): LeaseDecision {
  if (record === null) return { do: 'take' };
  const renewedAt = Date.parse(record.renewedAt);
  const age = now - renewedAt;
  if (record.holder === self.id) return { do: age >= 0 && age < hourMs ? 'keep' : 'take' };
  if (age >= lapsesAfterMs || now - since >= lapsesAfterMs) return { do: 'take' };
  return { do: 'stop', device: { name: record.name, seenAt: instantOf(Math.min(renewedAt, now)) } };
}

function sameRecord(one: LeaseRecord | null, other: LeaseRecord | null): boolean {
  return one?.holder === other?.holder && one?.renewedAt === other?.renewedAt;
}

/** Where the lease is kept: with the first account that has room for it. */
interface LeasePlace {
  readonly face: LeaseFace;
  readonly system: SystemId;
  readonly account: string;
}

function leasePlace(
  { connectors }: EngineOptions,
  facts: Readonly<Record<Side, AccountFacts>>,
): LeasePlace | undefined {
  for (const side of sides) {
    const { lease: face, system } = connectors[side];
    if (face !== undefined) return { face, system, account: facts[side].accountKey };
  }
  return undefined;
}

/**
 * Makes sure that this installation is the one at work. Costs no request for an hour after the last look.
 * @param how `take`: whoever holds it now, because the user said so.
 * @returns whether it is the first of all in this account: nobody ever left a record there, this installation neither, and the
 *   account keeps the one that it leaves now.
 * @throws OtherDevice when another one is at work; ConnectorError when the account cannot be asked.
 */
export async function holdLease(
  options: EngineOptions,
  facts: Readonly<Record<Side, AccountFacts>>,
  signal: AbortSignal,
  how: 'ask' | 'take',
): Promise<boolean> {
  const { installation: self, clock, log, store } = options;
  const place = leasePlace(options, facts);
  if (self === undefined || place === undefined) return false;
  const before = store.tables.lease.get(place.account);
  if (how === 'ask' && !mustLook(before, self, clock.now())) return false;
  for (let tries = 1; ; tries += 1) {
    const reading = await place.face.read(signal);
    const since = remember(options, place, self, reading.record);
    const decision = how === 'take' ? { do: 'take' as const } : decideLease(reading.record, since, self, clock.now());
    if (decision.do === 'stop') throw new OtherDevice(place.system, decision.device);
    if (decision.do === 'keep') return false;
    const written = await write(options, place, self, reading, signal);
    if (written !== 'lost') return written === 'written' && before === undefined && !reading.everWritten;
    if (tries === mostTries)
      throw new Conflict('the lease is written by others all the time', { system: place.system });
    log.info('the lease was written by another at the same time; it is read again');
  }
}

/** For a preview, which leaves no record. @returns whether nobody ever left one, as `holdLease`. @throws ConnectorError */
export async function isUntouched(
  options: EngineOptions,
  facts: Readonly<Record<Side, AccountFacts>>,
  signal: AbortSignal,
): Promise<boolean> {
  const place = leasePlace(options, facts);
  if (options.installation === undefined || place === undefined) return false;
  if (options.store.tables.lease.get(place.account) !== undefined) return false;
  return !(await place.face.read(signal)).everWritten;
}

/** @returns since when this very record was seen. */
function remember(
  { store, clock }: EngineOptions,
  place: LeasePlace,
  self: Installation,
  record: LeaseRecord | null,
): number {
  const now = clock.now();
  const before = store.tables.lease.get(place.account);
  const seenBefore = before?.installation === self.id && sameRecord(before.record, record) && before.since <= now;
  const since = seenBefore ? before.since : now;
  store.tables.lease.set(place.account, { installation: self.id, lookedAt: now, record, since });
  return since;
}

/** @returns `lost` when another one wrote meanwhile. */
async function write(
  options: EngineOptions,
  place: LeasePlace,
  self: Installation,
  replacing: LeaseReading,
  signal: AbortSignal,
): Promise<'written' | 'refused' | 'lost'> {
  const record = { holder: self.id, name: self.name, renewedAt: instantOf(options.clock.now()) };
  let written: 'written' | 'refused' = 'written';
  try {
    if ((await place.face.write(record, replacing, signal)) === 'lost') return 'lost';
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    written = 'refused';
    // A calendar that will not carry it is no reason not to synchronise: nothing is doubled without it either.
    options.log.warn('the account does not carry the lease', { code: error.details.code });
  }
  remember(options, place, self, record);
  return written;
}
