/** @file Diaries that are watched: whatever a test does with them, some things must never happen. */
import { afterEach, expect } from 'vitest';
import { checkJournal } from '../../support/contract-checker.ts';
import { createSuperOfficeChecker } from '../../support/superoffice-contract.ts';
import { type Diary, openDiary } from './diary.ts';

const checker = createSuperOfficeChecker();
const opened: Diary[] = [];

export function open(...setting: Parameters<typeof openDiary>): Diary {
  const diary = openDiary(...setting);
  opened.push(diary);
  return diary;
}

/** Whatever a test did: it asked for nothing that the contract does not have, and nobody got mail. */
afterEach(async () => {
  for (const diary of opened.splice(0)) {
    // What is turned away at the door is journalled without its body.
    const taken = diary.control.journal().filter((one) => one.method === 'GET' || one.requestBytes > 0);
    const { violations } = checkJournal(checker, taken);
    expect(violations.filter((violation) => violation.part === 'request')).toEqual([]);
    expect(diary.control.mails()).toEqual([]);
    await diary.close();
  }
});
