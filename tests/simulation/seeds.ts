/** @file Which histories are played: `HISTORIES=2000` so many, `SEED=123` only that one. */

export function seeds(usual: number): readonly number[] {
  const { SEED: seed, HISTORIES: count } = process.env;
  if (seed !== undefined) return [Number.parseInt(seed, 10)];
  const histories = count === undefined ? usual : Number.parseInt(count, 10);
  return Array.from({ length: histories }, (_, index) => index + 1);
}
