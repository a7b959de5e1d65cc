/** @file One seed decides everything in a history: the users, the faults, and where the process dies. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Chance {
  /** Evenly in [0, 1). */
  next(): number;
  /** From 0 up to, but not including, `below`. */
  int(below: number): number;
  /** True in about this share of all cases. */
  happens(share: number): boolean;
  pick<T>(list: readonly T[]): T;
}

export function chanceOf(seed: number): Chance {
  const generator = xoroshiro128plus(seed);
  const next = () => uniformFloat64(generator);
  const int = (below: number) => Math.floor(next() * below);
  return {
    next,
    int,
    happens: (share) => next() < share,
    pick(list) {
      const one = list[int(list.length)];
      if (one === undefined) throw new Error('nothing to pick from');
      return one;
    },
  };
}
