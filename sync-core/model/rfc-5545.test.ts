/**
 * @file The examples of RFC 5545 (3.8.5.3) that days alone can say, as rules and the days that the RFC lists for them. Those by
 * hours and minutes, weeks of the year and days of the year have no part in our rules, and are refused.
 */

import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { occurrencesWithin } from './occurrences.ts';
import { readRuleText, toRuleText } from './rule-text.ts';
import { anHour } from './testing/hour.ts';
import type { Instant, Span, ZoneId } from './time.ts';
import { momentOf } from './wall-clock.ts';

const zone = 'America/New_York' as ZoneId;

function nine(day: string): Span {
  const start = Temporal.PlainDateTime.from(`${day}T09:00`);
  return { kind: 'timed', start: momentOf(start, zone), end: momentOf(start.add({ hours: 1 }), zone), zone };
}

/** `1997-09 2 9; 10 7`: days by month; a month without a year is of the year before it. */
function days(text: string): readonly string[] {
  let year = '';
  return text.split(';').flatMap((group) => {
    const [month = '', ...list] = group.trim().split(/\s+/);
    const [one, other] = month.split('-');
    if (other !== undefined) year = one ?? '';
    const number = (other ?? one ?? '').padStart(2, '0');
    return list.flatMap((part) => {
      const [from = '', to = from] = part.split('..');
      const count = Number(to) - Number(from) + 1;
      return Array.from(
        { length: count },
        (_, plus) => `${year}-${number}-${String(Number(from) + plus).padStart(2, '0')}`,
      );
    });
  });
}

const cases: readonly (readonly [rule: string, first: string, days: string])[] = [
  ['FREQ=DAILY;COUNT=10', '1997-09-02', '1997-9 2..11'],
  ['FREQ=DAILY;UNTIL=19971224T000000Z', '1997-09-02', '1997-9 2..30; 10 1..31; 11 1..30; 12 1..23'],
  ['FREQ=DAILY;INTERVAL=2', '1997-09-02', '1997-9 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30; 10 2 4 6'],
  ['FREQ=DAILY;INTERVAL=10;COUNT=5', '1997-09-02', '1997-9 2 12 22; 10 2 12'],
  [
    'FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA',
    '1998-01-01',
    '1998-1 1..31; 1999-1 1..31; 2000-1 1..31',
  ],
  ['FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1', '1998-01-01', '1998-1 1..31; 1999-1 1..31; 2000-1 1..31'],
  ['FREQ=WEEKLY;COUNT=10', '1997-09-02', '1997-9 2 9 16 23 30; 10 7 14 21 28; 11 4'],
  [
    'FREQ=WEEKLY;UNTIL=19971224T000000Z',
    '1997-09-02',
    '1997-9 2 9 16 23 30; 10 7 14 21 28; 11 4 11 18 25; 12 2 9 16 23',
  ],
  ['FREQ=WEEKLY;INTERVAL=2;WKST=SU', '1997-09-02', '1997-9 2 16 30; 10 14 28; 11 11 25; 12 9 23; 1998-1 6 20; 2 3 17'],
  ['FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH', '1997-09-02', '1997-9 2 4 9 11 16 18 23 25 30; 10 2'],
  ['FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH', '1997-09-02', '1997-9 2 4 9 11 16 18 23 25 30; 10 2'],
  [
    'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR',
    '1997-09-01',
    '1997-9 1 3 5 15 17 19 29; 10 1 3 13 15 17 27 29 31; 11 10 12 14 24 26 28; 12 8 10 12 22',
  ],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH', '1997-09-02', '1997-9 2 4 16 18 30; 10 2 14 16'],
  ['FREQ=MONTHLY;COUNT=10;BYDAY=1FR', '1997-09-05', '1997-9 5; 10 3; 11 7; 12 5; 1998-1 2; 2 6; 3 6; 4 3; 5 1; 6 5'],
  ['FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR', '1997-09-05', '1997-9 5; 10 3; 11 7; 12 5'],
  [
    'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
    '1997-09-07',
    '1997-9 7 28; 11 2 30; 1998-1 4 25; 3 1 29; 5 3 31',
  ],
  ['FREQ=MONTHLY;COUNT=6;BYDAY=-2MO', '1997-09-22', '1997-9 22; 10 20; 11 17; 12 22; 1998-1 19; 2 16'],
  ['FREQ=MONTHLY;BYMONTHDAY=-3', '1997-09-28', '1997-9 28; 10 29; 11 28; 12 29; 1998-1 29; 2 26'],
  ['FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15', '1997-09-02', '1997-9 2 15; 10 2 15; 11 2 15; 12 2 15; 1998-1 2 15'],
  ['FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1', '1997-09-30', '1997-9 30; 10 1 31; 11 1 30; 12 1 31; 1998-1 1 31; 2 1'],
  ['FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15', '1997-09-10', '1997-9 10..15; 1999-3 10..13'],
  [
    'FREQ=MONTHLY;INTERVAL=2;BYDAY=TU',
    '1997-09-02',
    '1997-9 2 9 16 23 30; 11 4 11 18 25; 1998-1 6 13 20 27; 3 3 10 17 24 31',
  ],
  [
    'FREQ=YEARLY;COUNT=10;BYMONTH=6,7',
    '1997-06-10',
    '1997-6 10; 7 10; 1998-6 10; 7 10; 1999-6 10; 7 10; 2000-6 10; 7 10; 2001-6 10; 7 10',
  ],
  [
    'FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3',
    '1997-03-10',
    '1997-3 10; 1999-1 10; 2 10; 3 10; 2001-1 10; 2 10; 3 10; 2003-1 10; 2 10; 3 10',
  ],
  ['FREQ=YEARLY;BYDAY=20MO', '1997-05-19', '1997-5 19; 1998-5 18; 1999-5 17'],
  ['FREQ=YEARLY;BYMONTH=3;BYDAY=TH', '1997-03-13', '1997-3 13 20 27; 1998-3 5 12 19 26; 1999-3 4 11 18 25'],
  [
    'FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8',
    '1997-06-05',
    '1997-6 5 12 19 26; 7 3 10 17 24 31; 8 7 14 21 28; 1998-6 4 11 18 25; 7 2 9 16 23 30; 8 6 13 20 27',
  ],
  ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', '1998-02-13', '1998-2 13; 3 13; 11 13; 1999-8 13; 2000-10 13'],
  [
    'FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13',
    '1997-09-13',
    '1997-9 13; 10 11; 11 8; 12 13; 1998-1 10; 2 7; 3 7; 4 11; 5 9; 6 13',
  ],
  [
    'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
    '1996-11-05',
    '1996-11 5; 2000-11 7; 2004-11 2',
  ],
  ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '1997-09-04', '1997-9 4; 10 7; 11 6'],
  [
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
    '1997-09-29',
    '1997-9 29; 10 30; 11 27; 12 30; 1998-1 29; 2 26; 3 30',
  ],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '1997-08-05', '1997-8 5 10 19 24'],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '1997-08-05', '1997-8 5 17 19 31'],
  ['FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '2007-01-15', '2007-1 15 30; 2 15; 3 15 30'],
];

describe('an example of RFC 5545', () => {
  test.each(cases)('%s from %s', (text, first, listed) => {
    const span = nine(first);
    const rule = readRuleText(text, span);
    const expected = days(listed);
    const until = rule.end.kind === 'never' ? `${expected.at(-1)}T23:00:00Z` : '2010-01-01T00:00:00Z';
    const recurrence = { pattern: { kind: 'rule', rule }, cancelled: [], changed: [] } as const;
    const told = occurrencesWithin(anHour({ span, recurrence }), {
      from: '1990-01-01T00:00:00Z' as Instant,
      until: until as Instant,
    });
    // At nine by the clock of New York on each of the days, whichever side of the change of the clocks it is on.
    expect(told.map((one) => one.span)).toEqual(expected.map(nine));
    expect(readRuleText(toRuleText(rule, span), span)).toEqual(rule);
  });

  test.each([
    'FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z',
    'FREQ=MINUTELY;INTERVAL=15;COUNT=6',
    'FREQ=MINUTELY;INTERVAL=90;COUNT=4',
    'FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16',
    'FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40',
    'FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200',
    'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO',
    'FREQ=DAILY;COUNT=2;UNTIL=19970902T170000Z',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=WEEKLY;BYDAY=XX',
    'FREQ=DAILY;UNTIL=tomorrow',
    '',
  ])('%s is refused', (text) => {
    expect(() => readRuleText(text, nine('1997-09-02'))).toThrow();
  });
});
