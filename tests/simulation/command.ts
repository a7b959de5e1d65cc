/**
 * @file `npm run test:sim -- --seeds 2000 --from 1 [--kind fast|fast-series|fast-tasks|fast-persons|real|real-google|real-google-tasks|real-exchange] [--workers 2] [--report file]`: plays that many histories.
 * The first that fails is told as a short story with a test to paste; exit code 1 then. `--only 123` explains one seed.
 */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { explain, type Found, type Hunted, hunt, type Kind, kindNames } from './hunt.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    kind: { type: 'string', default: 'fast' },
    workers: { type: 'string', default: '1' },
    only: { type: 'string' },
    report: { type: 'string' },
    /** As a worker: which of how many. */
    share: { type: 'string' },
  },
});

function wholeNumber(text: string, name: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new RangeError(`--${name} needs a whole number, and "${text}" is none.`);
}

function kindOf(text: string): Kind {
  const kind = kindNames.find((name) => name === text);
  if (kind !== undefined) return kind;
  throw new RangeError(`--kind is one of ${kindNames.join(', ')}, and not "${text}".`);
}

const from = wholeNumber(values.from, 'from');
const count = wholeNumber(values.seeds, 'seeds');
const workers = Math.max(1, wholeNumber(values.workers, 'workers'));
const kind = kindOf(values.kind);
const everyTenSeconds = 10_000;

async function work(share: number): Promise<void> {
  // Seeds go to the workers in turn, so that all are done at about the same time.
  const seeds = Array.from({ length: count }, (_, index) => from + index).filter((seed) => seed % workers === share);
  let last = Date.now();
  const hunted = await hunt(kind, seeds, (soFar) => {
    if (Date.now() - last < everyTenSeconds) return;
    last = Date.now();
    process.send?.({ hunted: soFar } satisfies Message);
  });
  process.send?.({ hunted } satisfies Message);
}

interface Message {
  /** So far, or in all. */
  readonly hunted: Hunted;
}

function startWorker(share: number, onProgress: (hunted: Hunted) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), '--share', String(share)]);
    child.on('message', (message: Message) => onProgress(message.hunted));
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
  });
}

function addUp(parts: readonly Hunted[]): { played: number; counts: Record<string, number>; failed: readonly Found[] } {
  const counts: Record<string, number> = {};
  for (const part of parts) {
    for (const [what, times] of Object.entries(part.counts)) counts[what] = (counts[what] ?? 0) + times;
  }
  const sorted = Object.fromEntries(Object.entries(counts).toSorted(([one], [other]) => one.localeCompare(other)));
  const failed = parts.flatMap((part) => part.failed).toSorted((one, other) => one.seed - other.seed);
  return { played: parts.reduce((sum, part) => sum + part.played, 0), counts: sorted, failed };
}

async function main(): Promise<number> {
  const started = Date.now();
  const parts = new Map<number, Hunted>();
  const resultNow = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    return { kind, from, to: from + count - 1, seconds, workers, ...addUp([...parts.values()]) };
  };
  /** What is known so far survives whatever ends this. */
  const keep = () => {
    if (values.report !== undefined) writeFileSync(values.report, `${JSON.stringify(resultNow(), null, 2)}\n`);
  };
  const shares = Array.from({ length: workers }, (_, share) => share);
  await Promise.all(
    shares.map((share) =>
      startWorker(share, (hunted) => {
        parts.set(share, hunted);
        const { played, seconds, failed } = resultNow();
        process.stderr.write(`${played} of ${count} histories, ${failed.length} failed, ${seconds} s\n`);
        keep();
      }),
    ),
  );
  const result = resultNow();
  console.log(JSON.stringify({ ...result, failed: result.failed.length }, null, 2));
  for (const { seed, message } of result.failed.slice(0, 40)) console.log(`seed ${seed}: ${message.split('\n')[0]}`);
  const [first] = result.failed;
  if (first === undefined) return 0;
  console.log(`\n${await explain(kind, first.seed)}`);
  return 1;
}

if (values.only !== undefined) console.log(await explain(kind, wholeNumber(values.only, 'only')));
else if (values.share === undefined) process.exitCode = await main();
else {
  await work(wholeNumber(values.share, 'share'));
  process.disconnect?.();
}
