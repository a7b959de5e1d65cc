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
  /** Takes the next free place. @returns milliseconds until it; 0: now. */
  reserve(): number;
}

export function createPace(clock: Clock, perSecond: number | undefined): Pace {
  const places: number[] = [];
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

    reserve() {
      if (perSecond === undefined) return 0;
      const now = clock.now();
      const last = places.at(-1);
      // Places lie behind us or shortly ahead; far ahead means that the clock was set back.
      if (last !== undefined && last - now > 60_000) places.length = 0;
      const freed = places.length < perSecond ? now : (places[places.length - perSecond] ?? now) + secondWithMargin;
      const place = Math.max(now, freed);
      places.push(place);
      if (places.length > perSecond) places.shift();
      return place - now;
    },
  };
}
