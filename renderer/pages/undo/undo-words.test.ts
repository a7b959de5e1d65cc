import { describe, expect, it } from 'vitest';
import { createWords } from '../../../locales/index.ts';
import type { AccountState } from '../../../preload/contract.ts';
import { undoOutlook } from '../../harness/sample-answers.ts';
import { byRefusal, outlookLines } from './undo-words.ts';

const words = createWords('en');
const accounts = [
  { side: 'crm', system: 'superoffice' },
  { side: 'calendar', system: 'microsoft365' },
] as AccountState[];

describe('taking back in words', () => {
  it('says what happens on each side, and nothing of what does not', () => {
    expect(outlookLines(undoOutlook, accounts, words)).toEqual([
      '1 deleted item is added to SuperOffice again',
      '2 items in SuperOffice get back what they had before',
      '1 item in Microsoft 365 gets back what it had before',
      '3 added items are removed from Microsoft 365 again',
    ]);
  });

  it('gathers what was not taken back by its reason, the commonest first', () => {
    expect(
      byRefusal([
        { entry: 1, code: 'gone' },
        { entry: 2, code: 'changedSince' },
        { entry: 3, code: 'changedSince' },
      ]),
    ).toEqual([
      { code: 'changedSince', ids: [2, 3] },
      { code: 'gone', ids: [1] },
    ]);
  });
});
