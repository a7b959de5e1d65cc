/**
 * @file Creations that were sent and have no answer yet. The list of contacts lags some minutes behind what was written, so that for so
 * long nobody can tell whether one arrived: until then it is not sent again.
 */
import { z } from 'zod';
import { createKeptFact } from '../../http/kept-fact.ts';
import type { Clock, Remembered } from '../../ports.ts';

/** Longer than any list of contacts has been seen to lag. */
const lagMs = 15 * 60_000;

/** When each was sent (milliseconds since 1970), by its key. */
const sentAt = z.record(z.string(), z.number());

export interface CreationsUnderWay {
  /** Kept before they leave, so that they are known after a crash too. */
  sent(keys: readonly string[]): void;
  /** Everybody was told what became of these. */
  answered(keys: readonly string[]): void;
  /** Whether it was sent so lately that nobody can tell whether it arrived. */
  isOpen(key: string): boolean;
}

export function watchCreations(remembered: Remembered, clock: Pick<Clock, 'now'>): CreationsUnderWay {
  const kept = createKeptFact(remembered, 'contacts under way', sentAt);
  const isRecent = (at: number) => Math.abs(clock.now() - at) < lagMs;
  const open = () => Object.entries(kept.current() ?? {}).filter(([, at]) => isRecent(at));
  const keep = (entries: readonly (readonly [string, number])[]) =>
    kept.keep(Object.fromEntries(entries), clock.now() + lagMs);
  return {
    sent: (keys) => keep([...open(), ...keys.map((key) => [key, clock.now()] as const)]),
    answered(keys) {
      const done = new Set(keys);
      keep(open().filter(([key]) => !done.has(key)));
    },
    isOpen: (key) => open().some(([one]) => one === key),
  };
}
