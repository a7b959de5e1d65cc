/** @file Every right that a sign-in asks for is told on the Accounts page in the user's words, and not by its name in the system. */
import { expect, it } from 'vitest';
import { createWords } from '../../locales/index.ts';
import { wantedRights } from '../../main/accounts/rights.ts';
import { rightInWords } from '../../renderer/pages/accounts/right-words.ts';

const { t } = createWords('en');

it.each(wantedRights(['appointment', 'task', 'person']))('%s has words of its own', (right) => {
  expect(rightInWords(t, right)).toMatch(/^Read .+/);
});
