/**
 * @file Until when a system wants to hear nothing from us. One silence per account; it is kept beyond the life of the
 * process, so that neither a process that was ended as idle, nor a restart, nor an impatient user asks a minute too early.
 */
import { z } from 'zod';
import { type Clock, type Remembered, silenceFact } from '../ports.ts';
import { createKeptFact } from './kept-fact.ts';

/** What the server asks for is waited for in place up to so long; what lasts longer ends the run. */
export const longestObeyedMs = 60 * 60_000;

export interface SilenceLeft {
  readonly milliseconds: number;
  /** Whether the server named the time itself; else it is our own measure. */
  readonly asked: boolean;
}

export interface Silence {
  /** Nothing leaves for so long; a silence that lasts longer already stays. */
  keep(milliseconds: number, asked: boolean): void;
  /** @returns what is left; undefined when there is none. */
  left(): SilenceLeft | undefined;
}

const schema = z.object({ until: z.number(), asked: z.boolean() });

/**
 * The end is a moment of this computer's clock. One that is set back ends the silence (`Remembered` forgets what was set in
 * the future): better to be told off again than to stand still for as long as the clock was moved.
 */
export function createSilence(clock: Clock, remembered: Remembered): Silence {
  const kept = createKeptFact(remembered, silenceFact, schema);
  const left = (): SilenceLeft | undefined => {
    const fact = kept.current();
    const milliseconds = fact === undefined ? 0 : fact.until - clock.now();
    return fact === undefined || milliseconds <= 0 ? undefined : { milliseconds, asked: fact.asked };
  };
  return {
    left,
    keep(milliseconds, asked) {
      if ((left()?.milliseconds ?? 0) >= milliseconds) return;
      const until = clock.now() + milliseconds;
      kept.keep({ until, asked }, Math.ceil(until));
    },
  };
}
