/**
 * @file `npm test [-- name …]`: everything. Checks, compiles, then runs the units and what crosses folders, and the real
 * application in a session of its own (display, session bus, key store). With names: only the test files that contain one.
 */
import fs from 'node:fs';
import path from 'node:path';
import { asCommand, prepare, projectRoot, run, runInSession, say } from './machine.mjs';

const vitest = 'node_modules/vitest/vitest.mjs';

/** One run of vitest; its results as JSON in `out/`, so that the closing line can add them up. */
async function runTests(node, title, projects, files, inSession) {
  say(`— ${title}`);
  const report = path.join(projectRoot, 'out', `tests-${title.toLowerCase().replaceAll(/\W+/g, '-')}.json`);
  fs.rmSync(report, { force: true });
  const args = [
    vitest,
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...files,
  ];
  const code = inSession ? await runInSession(node, args) : await run(node, args);
  if (!fs.existsSync(report)) return { code: code || 1, passed: 0, failed: 1 };
  const result = JSON.parse(fs.readFileSync(report, 'utf8'));
  return { code, passed: result.numPassedTests, failed: result.numFailedTests };
}

await asCommand(async (files) => {
  const { node, electron } = await prepare({ electron: true, session: true });
  say(`Electron ${electron.version} (${electron.source})`);
  const checked = await run(node, ['build/check.mjs']);
  const compiled = await run(node, ['build/compile.mjs']);
  if (compiled !== 0) return compiled;
  const parts = [
    await runTests(node, 'Units', ['unit'], files, false),
    await runTests(node, 'Across folders', ['cross'], files, false),
    await runTests(node, 'The application', ['app'], files, true),
  ];
  const passed = parts.reduce((sum, part) => sum + part.passed, 0);
  const failed = parts.reduce((sum, part) => sum + part.failed, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return [checked, ...parts.map((part) => part.code)].every((code) => code === 0) && passed > 0 ? 0 : 1;
});
