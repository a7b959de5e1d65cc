import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { documentPath, preferencesDocument } from './preferences.ts';

it('docs/preferences.md tells of the settings as they are (else: node buil./preferences.ts)', () => {
  expect(readFileSync(documentPath, 'utf8')).toBe(preferencesDocument());
});
