/**
 * @file Which histories are played: in each test file `HISTORIES=2000` so many, `SEED=123` only that one. The usual number is
 * played in several files, because files run side by side.
 */

/** @param first the seed that this file begins with. */
export function seeds(usual: number, first = 1): readonly number[] {
  const { SEED: seed, HISTORIES: count } = process.env;
  if (seed !== undefined) return [Number.parseInt(seed, 10)];
  const histories = count === undefined ? usual : Number.parseInt(count, 10);
  return Array.from({ length: histories }, (_, index) => first + index);
}
