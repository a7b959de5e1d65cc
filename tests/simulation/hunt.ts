/**
 * @file Plays the histories of many seeds, and makes the first that fails short enough to be understood: told in words, with a
 * test that can be pasted.
 */
import { type About, rewritingInSightOnly, scriptOf } from './generate.ts';
import { memoryWorld } from './memory-world.ts';
import { playPersons } from './persons.ts';
import { personScriptOf } from './persons-script.ts';
import { Failure, type MakeWorld, play, type Told } from './play.ts';
import { withoutMarks } from './sandbox-google-tasks.ts';
import { exchangeWorld, googleTaskWorld, googleWorld, sandboxWorld } from './sandbox-world.ts';
import type { Script } from './script.ts';
import { kindOf, personPasses, scriptPasses, shrink } from './shrink.ts';
import { taskWorld } from './task-world.ts';

export const kindNames = [
  'fast',
  'fast-series',
  'fast-tasks',
  'fast-persons',
  'real',
  'real-google',
  'real-google-tasks',
  'real-exchange',
] as const;
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

/** Histories of one kind. */
interface Game {
  play(seed: number): Promise<Told>;
  explain(seed: number): Promise<string>;
}

interface Rules<S> {
  readonly scriptOf: (seed: number) => S;
  /** @throws Failure */
  readonly play: (script: S) => Promise<Told>;
  readonly shrink: (script: S, fails: (script: S) => Promise<string | undefined>) => Promise<S>;
  /** The call that plays a script, as source. */
  readonly source: (script: S) => string;
}

function gameOf<S>({ scriptOf: script, play: playOne, shrink: shorten, source }: Rules<S>): Game {
  const failureOf = async (one: S): Promise<Failure | undefined> => {
    try {
      await playOne(one);
      return undefined;
    } catch (error) {
      return error instanceof Failure ? error : undefined;
    }
  };
  return {
    play: (seed) => playOne(script(seed)),
    async explain(seed) {
      const small = await shorten(script(seed), async (one) => {
        const failure = await failureOf(one);
        return failure === undefined ? undefined : kindOf(failure);
      });
      const failure = await failureOf(small);
      if (failure === undefined) return `seed ${seed}: all is well`;
      const story = failure.told.story.map((line) => `  ${line}`);
      const test = [`test('…', async () => {`, `  await ${source(small)};`, '});'];
      return [`seed ${seed}: ${failure.message}`, '', ...story, '', ...test].join('\n');
    },
  };
}

interface InWorld {
  readonly world: MakeWorld;
  /** As a second argument of `play`. */
  readonly name: string;
  readonly of: About;
  readonly rounds?: number;
  /** How often one that fails is played to make it shorter. */
  readonly most?: number;
  /** What of a script cannot be played there, taken out of it. */
  readonly adapted?: (script: Script) => Script;
}

const inWorld = ({ world, name, of, rounds = 6, most = 600, adapted = (script) => script }: InWorld): Game =>
  gameOf({
    scriptOf: (seed) => adapted(scriptOf(seed, rounds, of)),
    play: (script) => play(script, world),
    shrink: (script, fails) => shrink(script, scriptPasses, fails, most),
    source: (script) => `play(${asSource(script)}${name})`,
  });

const games: Readonly<Record<Kind, Game>> = {
  fast: inWorld({ world: memoryWorld, name: '', of: 'appointments' }),
  'fast-series': inWorld({ world: memoryWorld, name: '', of: 'series' }),
  'fast-tasks': inWorld({ world: taskWorld, name: ', taskWorld', of: 'tasks' }),
  'fast-persons': gameOf({
    scriptOf: personScriptOf,
    play: playPersons,
    shrink: (script, fails) => shrink(script, personPasses, fails),
    source: (script) => `playPersons(${asSource(script)})`,
  }),
  real: inWorld({ world: sandboxWorld, name: ', sandboxWorld', of: 'appointments', rounds: 5, most: 150 }),
  'real-exchange': inWorld({ world: exchangeWorld, name: ', exchangeWorld', of: 'appointments', rounds: 5, most: 150 }),
  'real-google': inWorld({
    world: googleWorld,
    name: ', googleWorld',
    of: 'appointments',
    rounds: 5,
    most: 150,
    adapted: rewritingInSightOnly,
  }),
  'real-google-tasks': inWorld({
    world: googleTaskWorld,
    name: ', googleTaskWorld',
    of: 'tasks',
    rounds: 5,
    most: 150,
    adapted(script) {
      const { setting, steps } = rewritingInSightOnly(script);
      return { setting, steps: withoutMarks(steps) };
    },
  }),
};

export async function playSeed(kind: Kind, seed: number): Promise<Told> {
  return await games[kind].play(seed);
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
  return await games[kind].explain(seed);
}

/** As TypeScript that the formatter is content with after one pass. */
function asSource({ steps, ...rest }: { readonly steps: readonly object[] }): string {
  const object = (value: unknown) =>
    JSON.stringify(value)
      .replaceAll(/"(\w+)":/g, '$1: ')
      .replaceAll('"', "'");
  return `{ ...${object(rest)}, steps: [\n${steps.map((step) => `    ${object(step)},`).join('\n')}\n  ] }`;
}
