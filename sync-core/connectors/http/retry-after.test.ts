import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const day = 24 * 3_600_000;

it.each(['9'.repeat(30), 'Fri, 31 Dec 9999 23:59:59 GMT', '604800'])(
  'waits a day at most, whatever is asked: %s',
  (value) => {
    expect(retryAfterMs({ 'retry-after': value }, now)).toBe(day);
  },
);

it.each(['', 'soon', '-5', '1e9'])('takes no nonsense for a time: %s', (value) => {
  expect(retryAfterMs({ 'retry-after': value }, now)).toBeUndefined();
});
