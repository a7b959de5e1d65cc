/**
 * @file When the next request to a system may leave: never more calls in a second than it allows, and none while it has
 * asked for silence. One pace per connected system; all time is the handed-in clock's.
 */
import type { Clock } from '../ports.ts';

/** A little over a second, so that calls that are sped up on their way still arrive a second apart. */
const secondWithMargin = 1050;

export interface Pace {
  /** Nothing leaves for so long. */
  pause(milliseconds: number): void;
  /** Milliseconds of the pause that are left; 0 when there is none. */
  pauseLeft(): number;
  /** Takes a place in this second. @returns 0, or the milliseconds until one is free: then none was taken. */
  take(): number;
}

export function createPace(clock: Clock, perSecond: number | undefined): Pace {
  /** When the last requests left, at most as many as may leave in a second. */
  const departures: number[] = [];
  let paused: { readonly since: number; readonly until: number } | undefined;

  return {
    pause(milliseconds) {
      const since = clock.now();
      paused = { since, until: Math.max(since + milliseconds, paused?.until ?? 0) };
    },

    pauseLeft() {
      const now = clock.now();
      // A clock that was set back would stretch the pause by as much: better to be told off again than to stand still.
      if (!paused || now < paused.since || now >= paused.until) {
        paused = undefined;
        return 0;
      }
      return paused.until - now;
    },

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
