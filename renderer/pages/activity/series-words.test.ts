/** @file Tests of how a series reads. */
import { expect, test } from 'vitest';
import { createWords } from '../../../locales/index.ts';
import { describeSeries, describeSeriesChange } from '../../../sync-core/engine/describe-series.ts';
import { meeting } from '../../../sync-core/engine/testing/scene.ts';
import type { Recurrence } from '../../../sync-core/model/recurrence.ts';
import { readRuleText } from '../../../sync-core/model/rule-text.ts';
import type { LocalDate } from '../../../sync-core/model/time.ts';
import { createFormats } from '../../format/formats.ts';
import { valueInWords } from './entry-words.ts';

const words = createWords('en');
const formats = createFormats('en', 'en-GB', 'Europe/Oslo', { past: 'just now', future: 'now' });
const day = (text: string) => text as LocalDate;
const { span } = meeting();

function series(rule: string, rest: Partial<Recurrence> = {}) {
  const pattern = { kind: 'rule', rule: readRuleText(rule, span) } as const;
  return meeting({ recurrence: { pattern, cancelled: [], changed: [], ...rest } });
}
const read = (text: string | null) => valueInWords('recurrence', text ?? '', words, formats);

test.each([
  ['FREQ=DAILY', 'Every day'],
  ['FREQ=DAILY;INTERVAL=3;COUNT=10', 'Every 3 days, 10 times'],
  ['FREQ=WEEKLY', 'Every Tuesday'],
  ['FREQ=WEEKLY;INTERVAL=2;UNTIL=20270303T235959Z', 'Every second Tuesday until Wed, 3 Mar 2027'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,FR', 'Every week on Monday, Tuesday, and Friday'],
  ['FREQ=MONTHLY;BYDAY=-1FR', 'Every month on the last Friday'],
  ['FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15', 'Every 2 months on day 15'],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', 'Every month on the last day'],
  ['FREQ=YEARLY', 'Every year in December on day 1'],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2', 'By the rule FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2'],
])('%s reads "%s"', (rule, text) => {
  expect(read(describeSeries(series(rule)))).toBe(text);
});

test('of a change only what differs is told: which occurrence, and in what', () => {
  const before = series('FREQ=WEEKLY', { cancelled: [day('2026-12-22')] });
  const after = series('FREQ=WEEKLY', {
    cancelled: [day('2026-12-22'), day('2027-01-05')],
    changed: [{ day: day('2026-12-15'), change: { title: 'At the client', span } }],
  });
  const { before: then, after: now } = describeSeriesChange(before, after);
  expect(then).toBeNull();
  expect(read(now)).toBe(
    `Not on Tue, 5 Jan 2027\nOn Tue, 15 Dec 2026: Title: At the client; Time: ${formats.period('2026-12-01T09:00:00Z/2026-12-01T10:00:00Z')}`,
  );
});

test('a line that nobody understands is shown as it is', () => {
  expect(read('RRULE:FREQ=HOURLY')).toBe('RRULE:FREQ=HOURLY');
  expect(read('something else')).toBe('something else');
});
