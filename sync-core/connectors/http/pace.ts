/** @file How many requests leave in a second: never more than a system allows. All time is the handed-in clock's. */
import type { Clock } from '../ports.ts';

/** A little over a second, so that calls that are sped up on their way still arrive a second apart. */
const secondWithMargin = 1050;

export interface Pace {
  /** Takes a place in this second. @returns 0, or the milliseconds until one is free: then none was taken. */
  take(): number;
}

export function createPace(clock: Clock, perSecond: number | undefined): Pace {
  /** When the last requests left, at most as many as may leave in a second. */
  const departures: number[] = [];

  return {
    take() {
      if (perSecond === undefined) return 0;
      const now = clock.now();
      // Departures in the future: the clock was set back.
      if ((departures.at(-1) ?? now) > now) departures.length = 0;
      const oldest = departures.length < perSecond ? undefined : departures[0];
      if (oldest !== undefined && now - oldest < secondWithMargin) return oldest + secondWithMargin - now;
      departures.push(now);
      if (departures.length > perSecond) departures.shift();
      return 0;
    },
  };
}
