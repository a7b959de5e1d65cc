/**
 * @file From when on things are too old to be kept. A clock that jumps ahead by a year must not make thirty days of ways back
 * disappear at once: after a jump nothing is old before the clock has gone on from there for a week.
 */
import { z } from 'zod';
import type { Remembered } from '../connectors/ports.ts';

const dayMs = 24 * 3_600_000;
/** Rows are kept for so long. */
const retentionMs = 30 * dayMs;
/** Computers are off for as long as this without anybody having touched their clocks. */
const longestAbsenceMs = 7 * dayMs;
const trustedAfterMs = 7 * dayMs;
/** Seen again within this time, it is not written down again. */
const graceMs = 3_600_000;
const foreverMs = 200 * 365 * dayMs;

const seenClock = z.object({ seenAt: z.number(), steadySince: z.number() });

/**
 * @param memory a place of the store's own.
 * @param now milliseconds since 1970.
 * @returns what is older than this may be dropped, milliseconds since 1970; null while the clock is not to be trusted.
 */
export function oldestKept(memory: Remembered, now: number): number | null {
  const known = seenClock.safeParse(memory.get('clock')).data;
  // A clock that was set back finds nothing: what was written down later than now is not remembered.
  const steady = known !== undefined && now >= known.seenAt && now - known.seenAt <= longestAbsenceMs;
  const steadySince = steady ? known.steadySince : now;
  if (!steady || now - known.seenAt > graceMs) memory.set('clock', { seenAt: now, steadySince }, now + foreverMs);
  return now - steadySince >= trustedAfterMs ? now - retentionMs : null;
}
