/** @file When a kill falls: chosen by the seed, and spread over the whole life of a start. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../simulation/chance.ts';
import type { Traffic, Work } from './traffic.ts';

export type Moment = {
  readonly delayMs: number;
  /** Where the moment does not come, the kill falls so long after the first read, wherever the start is. */
  readonly latestMs: number;
} & Cause;

type Cause =
  | { readonly after: 'start' }
  /** The store is brought to a new shape. */
  | { readonly after: 'migration' }
  | { readonly after: 'asked' | 'answered'; readonly work: Work; readonly nth: number }
  /** Something was read, and nothing is on its way. */
  | { readonly after: 'reading'; readonly nth: number };

/** A start that is to be killed while it writes is given the time to get there. */
const longMs = 90_000;

/** @param left what is still to be written: a write that never comes is not worth waiting for. */
export function chooseMoment(chance: Chance, left: readonly ('writeCrm' | 'writeCalendar')[]): Moment {
  const latestMs = 1000 + chance.int(3000);
  const kind = chance.next();
  const nth = 1 + chance.int(12);
  const soon = { delayMs: chance.int(60), latestMs };
  if (kind < 0.2) return { after: 'start', delayMs: chance.int(900), latestMs };
  if (kind < 0.25) return { after: 'asked', work: 'signIn', nth: 1 + chance.int(3), ...soon };
  if (kind < 0.38) return { after: 'asked', work: 'lookUp', nth: 2 * nth, ...soon };
  if (kind < 0.51) return { after: 'asked', work: 'read', nth, ...soon };
  if (kind < 0.64) return { after: 'reading', nth: 1 + chance.int(3), delayMs: chance.int(250), latestMs };
  if (left.length === 0) return { after: 'start', delayMs: chance.int(3000), latestMs };
  const written = { work: chance.pick(left), nth: 1 + chance.int(5), latestMs: longMs };
  if (kind < 0.9) return { after: 'asked', ...written, delayMs: chance.int(400) };
  return { after: 'answered', ...written, delayMs: chance.int(12) };
}

/** Waits for the moment. @returns false when the start was over before it came. */
export async function untilMoment(
  moment: Moment,
  { traffic, folder, over }: { traffic: Traffic; folder: string; over: Promise<unknown> },
): Promise<boolean> {
  const giveUp = new AbortController();
  const { signal } = giveUp;
  const latest = (async () => {
    await traffic.until(() => traffic.asked('read') > 0, signal);
    await pause(moment.latestMs, undefined, { signal });
    return true;
  })();
  const come = (async () => {
    await cause(moment, traffic, folder, signal);
    await pause(moment.delayMs, undefined, { signal });
    return true;
  })();
  const waits = [latest, come].map((one) => one.catch((error: unknown) => ignoreAbort(error)));
  try {
    return await Promise.race([...waits, over.then(() => false)]);
  } finally {
    giveUp.abort();
  }
}

/** The waits that lost are called off; nobody hears of that. */
function ignoreAbort(error: unknown): Promise<never> {
  if (error instanceof Error && error.name === 'AbortError') return new Promise(() => undefined);
  throw error;
}

async function cause(moment: Moment, traffic: Traffic, folder: string, signal: AbortSignal): Promise<void> {
  if (moment.after === 'start') return;
  if (moment.after === 'migration') return await backupMade(folder, signal);
  if (moment.after === 'reading') return await quietAfterReading(moment.nth, traffic, signal);
  const { work, nth } = moment;
  await traffic.until(() => traffic[moment.after](work) >= nth, signal);
}

async function quietAfterReading(nth: number, traffic: Traffic, signal: AbortSignal): Promise<void> {
  let quiet = false;
  let times = 0;
  await traffic.until(() => {
    const now = traffic.answered('read') > 2 && traffic.underWay().size === 0;
    if (now && !quiet) times += 1;
    quiet = now;
    return times >= nth;
  }, signal);
}

/** A backup is made right before the store gets its new shape. */
async function backupMade(folder: string, signal: AbortSignal): Promise<void> {
  const watcher = fs.promises.watch(folder, { signal });
  for await (const { filename } of watcher) {
    if (filename !== null && path.basename(filename).includes('.sqlite.before-')) return;
  }
}
