/** @file Says what is wrong with docs/fidelity.md (see fidelity.ts), and fails when something is. */
import { readFileSync } from 'node:fs';
import { complaintsAbout } from './fidelity.ts';
import { testFiles, titlesOfFile } from './test-titles.ts';

const titles = new Map<string, string[]>();

function titlesOf(file: string): string[] {
  const known = titles.get(file) ?? titlesOfFile(file);
  titles.set(file, known);
  return known;
}

const document = readFileSync(new URL('../../docs/fidelity.md', import.meta.url), 'utf8');
const complaints = complaintsAbout(document, { files: testFiles(), titlesOf });
for (const complaint of complaints) console.error(`docs/fidelity.md, ${complaint}`);
if (complaints.length > 0) {
  console.error('Each row has to name the test that proves it. How that is written: build/documents/fidelity.ts');
  process.exitCode = 1;
}
