/**
 * @file Plays any number of stories, hundreds in one pair of calendars, and makes what fails short: a story that fails alone is
 * shortened by fast-check and told in words.
 */
import fc from 'fast-check';
import type { Side } from '../../sync-core/model/side.ts';
import { type Played, playStories } from './play.ts';
import { anySetting } from './settings.ts';
import { anyStory, inWords, type Story } from './story.ts';
import type { Setting } from './world.ts';

export interface Hunted {
  readonly stories: number;
  readonly occurrences: number;
  readonly refused: number;
  readonly requests: number;
  /** Each as a story in words. */
  readonly failed: readonly string[];
}

export interface Hunt {
  readonly side: Side;
  readonly stories: number;
  readonly seed: number;
  /** Called after each pair of calendars. */
  readonly onProgress?: (soFar: Hunted) => void;
}

/** In one pair of calendars; another one has another setting. */
const together = 25;
/** Milliseconds for making one story short. */
const shortening = 60_000;

export async function hunt({ side, stories, seed, onProgress = () => undefined }: Hunt): Promise<Hunted> {
  let soFar: Hunted = { stories: 0, occurrences: 0, refused: 0, requests: 0, failed: [] };
  for (let round = 0; soFar.stories < stories; round += 1) {
    const batch = batchOf(seed, round, Math.min(together, stories - soFar.stories));
    const played = await playAll(side, batch.setting, batch.stories);
    const failed: string[] = [];
    for (const [place, text] of played.failures) failed.push(await explained(side, batch, place, text));
    soFar = {
      stories: soFar.stories + batch.stories.length,
      occurrences: soFar.occurrences + played.occurrences,
      refused: soFar.refused + played.refused,
      requests: soFar.requests + played.requests,
      failed: [...soFar.failed, ...failed],
    };
    onProgress(soFar);
  }
  return soFar;
}

interface Batch {
  readonly seed: number;
  readonly round: number;
  readonly setting: Setting;
  readonly stories: readonly Story[];
}

function batchOf(seed: number, round: number, count: number): Batch {
  const own = seed * 100_000 + round;
  const [setting] = fc.sample(anySetting, { seed: own, numRuns: 1 });
  if (setting === undefined) throw new RangeError('no setting');
  return { seed: own, round, setting, stories: fc.sample(anyStory, { seed: own, numRuns: count }) };
}

/** As `playStories`; what stops a whole run is laid on the story that does it. */
async function playAll(side: Side, setting: Setting, stories: readonly Story[]): Promise<Played> {
  try {
    return await playStories(setting, side, stories);
  } catch (error) {
    if (stories.length === 1)
      return { failures: new Map([[0, String(error)]]), occurrences: 0, refused: 0, requests: 0 };
    const half = Math.ceil(stories.length / 2);
    const first = await playAll(side, setting, stories.slice(0, half));
    const second = await playAll(side, setting, stories.slice(half));
    return {
      failures: new Map([...first.failures, ...[...second.failures].map(([at, text]) => [at + half, text] as const)]),
      occurrences: first.occurrences + second.occurrences,
      refused: first.refused + second.refused,
      requests: first.requests + second.requests,
    };
  }
}

async function explained(side: Side, batch: Batch, place: number, text: string): Promise<string> {
  let last = '';
  const alone = fc.asyncProperty(anyStory, async (story) => {
    const { failures } = await playAll(side, batch.setting, [story]);
    const failure = failures.get(0);
    if (failure === undefined) return;
    last = failure;
    throw new Error(failure);
  });
  const result = await fc.check(alone, {
    seed: batch.seed,
    path: String(place),
    numRuns: 1,
    interruptAfterTimeLimit: shortening,
  });
  const short = result.counterexample?.[0];
  const story = short ?? batch.stories[place];
  if (story === undefined) throw new RangeError(`there is no story ${place}`);
  const [here, other] = side === 'crm' ? ['SuperOffice', 'Outlook'] : ['Outlook', 'SuperOffice'];
  return [
    `round ${batch.round}, story ${place}${short === undefined ? ', which fails only together with others' : ''}`,
    `  where ${JSON.stringify(batch.setting)}`,
    ...inWords(story, here, other).map((line) => `  ${line}`),
    `  → ${short === undefined ? text : last}`,
    `  ${JSON.stringify(story)}`,
  ].join('\n');
}
