/**
 * @file Chance for the sample world: repeatable from a seed. Each part of the world draws from a stream of its own, so that
 * one more person does not change every appointment.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface SampleRandom {
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number;
  /** True with this probability, in hundredths. */
  percent(hundredths: number): boolean;
  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
}

/** A whole number made of a stream's name, so that streams of one seed differ. */
function streamOffset(stream: string): number {
  return [...stream].reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) | 0, 17);
}

/**
 * One named stream of chance.
 * @throws RangeError by `pick` when the list is empty.
 */
export function createSampleRandom(seed: number, stream: string): SampleRandom {
  const generator = xoroshiro128plus(seed ^ streamOffset(stream));
  const int = (least: number, most: number): number => uniformInt(generator, least, most);
  return {
    int,
    percent: (hundredths) => int(0, 99) < hundredths,
    pick: <T>(list: readonly T[]): T => {
      if (list.length === 0) throw new RangeError(`nothing to pick from in stream ${stream}`);
      return list[int(0, list.length - 1)] as T;
    },
    shuffled: <T>(list: readonly T[]): T[] => {
      const result = [...list];
      for (let last = result.length - 1; last > 0; last -= 1) {
        const other = int(0, last);
        [result[last], result[other]] = [result[other] as T, result[last] as T];
      }
      return result;
    },
  };
}
