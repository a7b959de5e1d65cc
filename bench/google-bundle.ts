/**
 * @file What Google's connector adds to the compiled application, and to the start of whoever has linked it: nobody else loads it
 * (docs/adr/0015).
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { projectRoot } from '../build/machine.mjs';

export interface GoogleFigures {
  /** Of the synchronising process without Google, and of what Google adds to it. */
  readonly kilobytes: { readonly without: number; readonly google: number };
  /** The connectors, without and with Google's. */
  readonly loadMs: { readonly without: number; readonly google: number };
}

const folder = path.join(projectRoot, 'out/main');
const rounds = 9;

/** The file and all that it imports at once, not what it may import later. */
function closureOf(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  const source = fs.readFileSync(file, 'utf8');
  for (const [, imported = ''] of source.matchAll(/^(?:import|export)\b[^;]*?from\s*"(\.[^"]+)"/gm)) {
    closureOf(path.resolve(path.dirname(file), imported), found);
  }
  return found;
}

const kilobytes = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + fs.statSync(file).size, 0) / 1024;

/** Each of Google's clients has the address of its service in it. */
const isOfGoogle = (file: string): boolean => fs.readFileSync(file, 'utf8').includes('https://people.googleapis.com/');

/** Bundles these connectors alone, as the application is bundled. @returns the file */
async function bundled(name: string, systems: readonly string[]): Promise<string> {
  const places = systems.map((system) => path.join(projectRoot, `sync-core/connectors/${system}/connector.ts`));
  const code = places.map((place, index) => `export * as c${index} from ${JSON.stringify(place)};`).join('\n');
  const entry = `virtual:${name}`;
  const outDir = path.join(projectRoot, 'out/bench', name);
  await build({
    root: projectRoot,
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? `\0${id}` : null),
        load: (id) => (id === `\0${entry}` ? code : null),
      },
    ],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20.18',
      outDir,
      rolldownOptions: {
        input: { connectors: entry },
        external: [/^node:/],
        output: { format: 'es', entryFileNames: '[name].mjs' },
      },
    },
  });
  return path.join(outDir, 'connectors.mjs');
}

/** @returns milliseconds that Electron takes to load this file, in a process of its own; the median of some. */
function loadMs(electron: string, file: string): number {
  const url = JSON.stringify(pathToFileURL(file).href);
  const script = `const began = performance.now(); await import(${url}); console.log(performance.now() - began);`;
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const times = Array.from({ length: rounds }, () =>
    Number(execFileSync(electron, ['--input-type=module', '--eval', script], { env, encoding: 'utf8' })),
  );
  return times.toSorted((one, other) => one - other)[Math.floor(rounds / 2)] ?? Number.NaN;
}

/** @param electron the runtime's executable. @throws Error where the application is not compiled, or has no such connector */
export async function measureGoogle(electron: string): Promise<GoogleFigures> {
  const entry = path.join(folder, 'sync-process.js');
  const late = [...fs.readFileSync(entry, 'utf8').matchAll(/\bimport\("(\.[^"]*connector[^"]*)"\)/g)];
  const usual = closureOf(entry);
  const google = late
    .map(([, file = '']) => [...closureOf(path.resolve(folder, file))].filter((one) => !usual.has(one)))
    .find((files) => files.some(isOfGoogle));
  if (google === undefined) throw new Error('The compiled application loads no connector of Google later.');
  const others = ['superoffice', 'microsoft365'];
  return {
    kilobytes: { without: kilobytes(usual), google: kilobytes(google) },
    loadMs: {
      without: loadMs(electron, await bundled('without-google', others)),
      google: loadMs(electron, await bundled('with-google', [...others, 'google'])),
    },
  };
}
