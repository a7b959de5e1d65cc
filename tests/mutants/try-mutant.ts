/** @file Lets tests run against one mutant, nearest first, until one fails. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../build/machine.mjs';
import type { Mutant } from './mutant.ts';

export type Fate =
  /** `by`: the name of the test that failed. */
  | { readonly end: 'killed'; readonly by: string }
  /** The tests did not end: something goes round for ever. */
  | { readonly end: 'hung' }
  | { readonly end: 'survived' }
  /** It is no program any more, or there were no such tests: nothing was proved. */
  | { readonly end: 'void'; readonly why: string };

export interface Trial {
  readonly mutant: Mutant;
  readonly fate: Fate;
  readonly milliseconds: number;
}

interface Results {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Far more than any of them needs: a busy machine must not be taken for a test that goes round for ever. */
const longestMs = 15 * 60_000;
/** A small share of the usual number of histories. */
const histories = '25';

/** @returns undefined when it did not end in time. */
function runTests(mutant: Mutant, files: readonly string[], report: string): Promise<string | undefined> {
  const args = ['run', '--config', 'tests/mutants/vitest.config.ts', '--bail=1', '--reporter=json'];
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [path.join(projectRoot, 'node_modules/vitest/vitest.mjs'), ...args, `--outputFile.json=${report}`, ...files],
      {
        cwd: projectRoot,
        env: { ...process.env, MUTANT: JSON.stringify(mutant), HISTORIES: histories },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    const giveUp = setTimeout(() => {
      resolve(undefined);
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, longestMs);
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(giveUp);
      resolve(said);
    });
  });
}

function fateIn({ numTotalTests, testResults }: Results): Fate {
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed');
    if (failed) return { end: 'killed', by: `${path.relative(projectRoot, name)}: ${failed.fullName}` };
  }
  // Looked at last: files that were not begun after a failure look the same.
  const broken = testResults.find(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  if (broken) return { end: 'void', why: `${path.basename(broken.name)}: ${broken.message ?? 'cannot be loaded'}` };
  return numTotalTests === 0 ? { end: 'void', why: 'there are no such tests' } : { end: 'survived' };
}

async function stage(mutant: Mutant, files: readonly string[], folder: string): Promise<Fate> {
  const report = path.join(folder, 'report.json');
  const said = await runTests(mutant, files, report);
  if (said === undefined) return { end: 'hung' };
  if (!fs.existsSync(report)) return { end: 'void', why: said.slice(-2000) };
  const results = JSON.parse(fs.readFileSync(report, 'utf8')) as Results;
  fs.rmSync(report);
  return fateIn(results);
}

/** @param stages lists of test files, each tried only if those before it saw nothing. */
export async function tryMutant(mutant: Mutant, stages: readonly (readonly string[])[]): Promise<Trial> {
  const begun = performance.now();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mutant-'));
  try {
    let fate: Fate = { end: 'survived' };
    for (const files of stages) {
      fate = await stage(mutant, files, folder);
      if (fate.end !== 'survived') break;
    }
    return { mutant, fate, milliseconds: performance.now() - begun };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
