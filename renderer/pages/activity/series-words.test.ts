/** @file Tests of how a series reads. */
import { expect, test } from 'vitest';
import { createWords } from '../../../locales/index.ts';
import { createFormats } from '../../format/formats.ts';
import { valueInWords } from './entry-words.ts';

const words = createWords('en');
const formats = createFormats('en', 'en-GB', 'Europe/Oslo', { past: 'just now', future: 'now' });
const read = (text: string) => valueInWords('recurrence', text, words, formats);

test.each([
  ['FREQ=DAILY', 'Every day'],
  ['FREQ=DAILY;INTERVAL=3;COUNT=10', 'Every 3 days, 10 times'],
  ['FREQ=WEEKLY;BYDAY=TU', 'Every Tuesday'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270303', 'Every second Tuesday until Wed, 3 Mar 2027'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,FR', 'Every week on Monday, Tuesday, and Friday'],
  ['FREQ=MONTHLY;BYDAY=-1FR', 'Every month on the last Friday'],
  ['FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15', 'Every 2 months on day 15'],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', 'Every month on the last day'],
  ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1', 'Every year in December on day 1'],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2', 'By the rule FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2'],
])('%s reads "%s"', (rule, text) => {
  expect(read(`RRULE:${rule}`)).toBe(text);
});

test('it is told which occurrence is changed, and in what', () => {
  const span = { kind: 'timed', start: '2026-12-01T09:00:00Z', end: '2026-12-01T10:00:00Z', zone: 'Europe/Oslo' };
  const changed = `CHANGED:2026-12-15 ${JSON.stringify({ title: 'At the client', span })}`;
  expect(read(`EXDATE:2027-01-05\n${changed}\nRDATE:2026-12-01,2026-12-09`)).toBe(
    [
      'Not on Tue, 5 Jan 2027',
      'On Tue, 15 Dec 2026: Title: At the client; Time: Tue, 1 Dec 2026, 10:00–11:00',
      'On Tue, 1 Dec 2026 and Wed, 9 Dec 2026',
    ].join('\n'),
  );
});

test('a line that nobody understands is shown as it is', () => {
  for (const line of ['RRULE:FREQ=HOURLY', 'something else', 'CHANGED:2026-12-15 {']) expect(read(line)).toBe(line);
});
