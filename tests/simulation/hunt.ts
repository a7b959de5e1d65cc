/**
 * @file Plays the histories of many seeds, and makes the first that fails short enough to be understood: told in words, with a
 * test that can be pasted.
 */
import { type About, scriptOf } from './generate.ts';
import { memoryWorld } from './memory-world.ts';
import { Failure, type MakeWorld, play } from './play.ts';
import { sandboxWorld } from './sandbox-world.ts';
import type { Script } from './script.ts';
import { kindOf, shrink } from './shrink.ts';
import { taskWorld } from './task-world.ts';

export const kindNames = ['fast', 'fast-series', 'fast-tasks', 'real'] as const;
export type Kind = (typeof kindNames)[number];

export interface Found {
  readonly seed: number;
  readonly message: string;
}

export interface Hunted {
  readonly played: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly failed: readonly Found[];
}

const kinds: Readonly<
  Record<Kind, { readonly world: MakeWorld; readonly rounds: number; readonly shrinking: number; readonly of: About }>
> = {
  fast: { world: memoryWorld, rounds: 6, shrinking: 600, of: 'appointments' },
  'fast-series': { world: memoryWorld, rounds: 6, shrinking: 600, of: 'series' },
  'fast-tasks': { world: taskWorld, rounds: 6, shrinking: 600, of: 'tasks' },
  real: { world: sandboxWorld, rounds: 5, shrinking: 150, of: 'appointments' },
};

export async function playSeed(kind: Kind, seed: number) {
  const { rounds, of, world } = kinds[kind];
  return await play(scriptOf(seed, rounds, of), world);
}

/** @param onProgress called after each history. */
export async function hunt(
  kind: Kind,
  seeds: Iterable<number>,
  onProgress: (soFar: Hunted) => void = () => undefined,
): Promise<Hunted> {
  const counts: Record<string, number> = {};
  const failed: Found[] = [];
  let played = 0;
  for (const seed of seeds) {
    try {
      const told = await playSeed(kind, seed);
      for (const [what, count] of Object.entries(told.counts)) counts[what] = (counts[what] ?? 0) + count;
    } catch (error) {
      failed.push({ seed, message: error instanceof Error ? error.message : String(error) });
    }
    played += 1;
    onProgress({ played, counts, failed });
  }
  return { played, counts, failed };
}

/** @returns the failure of a seed as a short story, and as a test. */
export async function explain(kind: Kind, seed: number): Promise<string> {
  const { world, rounds, shrinking, of } = kinds[kind];
  const failureOf = async (script: Script): Promise<Failure | undefined> => {
    try {
      await play(script, world);
      return undefined;
    } catch (error) {
      return error instanceof Failure ? error : undefined;
    }
  };
  const small = await shrink(
    scriptOf(seed, rounds, of),
    async (script) => {
      const failure = await failureOf(script);
      return failure === undefined ? undefined : kindOf(failure);
    },
    shrinking,
  );
  const failure = await failureOf(small);
  if (failure === undefined) return `seed ${seed}: all is well`;
  return [
    `seed ${seed}: ${failure.message}`,
    '',
    ...failure.told.story.map((line) => `  ${line}`),
    '',
    `test('…', async () => {`,
    `  await play(${asSource(small)}${worldNames[kind]});`,
    '});',
  ].join('\n');
}

const worldNames = { fast: '', 'fast-series': '', 'fast-tasks': ', taskWorld', real: ', sandboxWorld' } as const;

/** As TypeScript that the formatter is content with after one pass. */
function asSource({ setting, steps }: Script): string {
  const object = (value: unknown) =>
    JSON.stringify(value)
      .replaceAll(/"(\w+)":/g, '$1: ')
      .replaceAll('"', "'");
  return `{ setting: ${object(setting)}, steps: [\n${steps.map((step) => `    ${object(step)},`).join('\n')}\n  ] }`;
}
