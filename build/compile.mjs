/**
 * @file Turns the sources into what Electron runs, under `out/`: the main process and the sync process (ES modules), the
 * preload script (CommonJS: a sandboxed preload must be), the window's pages, and the icons.
 *
 * Vite does all of it, so that the application, its pages and the tests are read by one tool. `electron` and
 * `better-sqlite3` (a native addon) stay outside; everything else is bundled, so that the packaged application carries
 * no folder of modules.
 *
 *   node build/compile.mjs
 */
import fs from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { projectRoot, runsDirectly } from './machine.mjs';

const out = path.join(projectRoot, 'out');
const outside = ['electron', 'better-sqlite3', ...builtinModules, /^node:/];

/** The oldest runtime that runs the result: that of the fallback Electron (build/ensure-electron.mjs). */
const runtime = { node: 'node20.18', chrome: 'chrome130' };

const common = { root: projectRoot, configFile: false, logLevel: 'warn' };

async function compileNodeSide(target, entries, format) {
  await build({
    ...common,
    ssr: { noExternal: true, external: ['electron', 'better-sqlite3'] },
    build: {
      ssr: true,
      target: runtime.node,
      outDir: path.join(out, target),
      emptyOutDir: true,
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: entries,
        external: outside,
        output: {
          format,
          entryFileNames: format === 'es' ? '[name].js' : '[name].cjs',
          chunkFileNames: 'shared/[name]-[hash].js',
        },
      },
    },
  });
}

/** Compiles everything. @throws when a source cannot be read or resolved: the message names the file. */
export async function compile() {
  await compileNodeSide(
    'main',
    {
      index: path.join(projectRoot, 'main/index.ts'),
      'sync-process': path.join(projectRoot, 'main/sync-process/process.ts'),
    },
    'es',
  );
  await compileNodeSide('preload', { index: path.join(projectRoot, 'preload/index.ts') }, 'cjs');
  await build({
    ...common,
    root: path.join(projectRoot, 'renderer'),
    base: './',
    plugins: [react()],
    build: {
      target: runtime.chrome,
      outDir: path.join(out, 'renderer'),
      emptyOutDir: true,
      sourcemap: true,
      // The pages are read from this computer's disk, in one piece.
      chunkSizeWarningLimit: 4000,
    },
  });
  fs.rmSync(path.join(out, 'icons'), { recursive: true, force: true });
  fs.cpSync(path.join(projectRoot, 'build/icons'), path.join(out, 'icons'), {
    recursive: true,
    filter: (file) => !file.endsWith('.svg'),
  });
}

if (runsDirectly(import.meta.url)) await compile();
