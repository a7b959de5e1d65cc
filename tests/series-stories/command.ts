/**
 * @file `npm run test:series -- --stories 5000 --seed 1 [--from crm|calendar]`: series by chance, carried from one side to the
 * other and back, so many from each side. Those that fail are told in words; exit code 1 then.
 */
import { parseArgs } from 'node:util';
import type { Side } from '../../sync-core/model/side.ts';
import { type Hunted, hunt } from './hunt.ts';

const { values } = parseArgs({
  options: {
    stories: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string' },
  },
});

function wholeNumber(text: string, name: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new RangeError(`--${name} needs a whole number from 1, and "${text}" is none.`);
}

function sidesOf(text: string | undefined): readonly Side[] {
  if (text === undefined) return ['crm', 'calendar'];
  if (text === 'crm' || text === 'calendar') return [text];
  throw new RangeError(`--from is crm or calendar, and not "${text}".`);
}

const stories = wholeNumber(values.stories, 'stories');
const seed = wholeNumber(values.seed, 'seed');

for (const side of sidesOf(values.from)) {
  const started = Date.now();
  let told = 0;
  const tell = ({ failed, ...figures }: Hunted) => {
    const milliseconds = Math.round((Date.now() - started) / figures.stories);
    console.log(JSON.stringify({ from: side, seed, ...figures, failed: failed.length, msPerStory: milliseconds }));
    for (const story of failed.slice(told)) console.log(`\n${story}\n`);
    told = failed.length;
  };
  const { failed } = await hunt({ side, stories, seed, onProgress: tell });
  if (failed.length > 0) process.exitCode = 1;
}
