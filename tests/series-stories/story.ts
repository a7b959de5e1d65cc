/**
 * @file What a person does with a series on one side, then on the other, and on the first again: made up by chance, and told in
 * words. Nothing in it is a word of either system.
 */
import fc from 'fast-check';

/** Monday is 0. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;
export type Nth = 1 | 2 | 3 | 4 | 'last';

export type Pattern =
  | { readonly every: 'day'; readonly interval: number }
  | { readonly every: 'workday' }
  | {
      readonly every: 'week';
      readonly interval: number;
      readonly days: readonly Weekday[];
      /** The first day of a week; in SuperOffice always Monday. */
      readonly weekStart: Weekday;
    }
  | { readonly every: 'monthDay'; readonly interval: number; readonly day: number }
  | { readonly every: 'monthWeekday'; readonly interval: number; readonly nth: Nth; readonly day: Weekday }
  | { readonly every: 'yearDay'; readonly month: number; readonly day: number }
  | { readonly every: 'yearWeekday'; readonly month: number; readonly nth: Nth; readonly day: Weekday };

export type End =
  | { readonly kind: 'count'; readonly count: number }
  /** So many days after the start. */
  | { readonly kind: 'days'; readonly days: number }
  /** In SuperOffice, which has no such series: so long that it goes on beyond the window. */
  | { readonly kind: 'never' };

/** The n-th occurrence (the first is 0), or the n-th from the end. */
export interface Which {
  readonly from: 'start' | 'end';
  readonly n: number;
}

export type Deed =
  | { readonly do: 'nothing' }
  | { readonly do: 'cancel'; readonly which: Which }
  | { readonly do: 'move'; readonly which: Which; readonly minutes: number }
  | { readonly do: 'moveOverNeighbour'; readonly which: Which }
  | { readonly do: 'retitle'; readonly which: Which }
  | { readonly do: 'relocate'; readonly which: Which }
  /** What was cancelled last takes place again; in SuperOffice, where only the whole rule can do that, all of it. */
  | { readonly do: 'restore' }
  | { readonly do: 'retitleAll' }
  | { readonly do: 'moveAll'; readonly minutes: number }
  | { readonly do: 'pattern'; readonly pattern: Pattern }
  | { readonly do: 'shorten'; readonly left: number }
  | { readonly do: 'lengthen'; readonly by: number }
  | { readonly do: 'following'; readonly which: Which }
  | { readonly do: 'endBefore'; readonly which: Which }
  | { readonly do: 'single' }
  | { readonly do: 'removeAll' };

export interface Story {
  readonly pattern: Pattern;
  readonly end: End;
  /** `2026-12-01` */
  readonly start: string;
  /** Wall-clock and length, or how many whole days. */
  readonly time: { readonly at: string; readonly minutes: number } | { readonly wholeDays: number };
  /** Of the calendar's author, IANA; null is the mailbox's. SuperOffice has one for all. */
  readonly zone: string | null;
  readonly deeds: readonly Deed[];
  readonly there: readonly Deed[];
  readonly backHere: readonly Deed[];
}

const interval = fc.integer({ min: 1, max: 3 });
const weekday = fc.constantFrom<Weekday[]>(0, 1, 2, 3, 4, 5, 6);
const nth = fc.constantFrom<Nth[]>(1, 2, 3, 4, 'last');
const month = fc.constantFrom(11, 12, 1, 2, 3, 5);
const monthDay = fc.constantFrom(1, 15, 28, 29, 30, 31);
const mostInMonth: Readonly<Record<number, number>> = { 2: 29, 11: 30 };
const weekdays = fc
  .subarray<Weekday>([0, 1, 2, 3, 4, 5, 6], { minLength: 1, maxLength: 4 })
  .map((days) => days.toSorted());

const daily: fc.Arbitrary<Pattern> = fc.record({ every: fc.constant('day'), interval: fc.integer({ min: 1, max: 9 }) });
const sparse: fc.Arbitrary<Pattern> = fc.oneof(
  fc.record({ every: fc.constant('week'), interval, days: fc.tuple(weekday), weekStart: weekday }),
  fc.record({ every: fc.constant('monthDay'), interval, day: monthDay }),
  fc.record({ every: fc.constant('monthWeekday'), interval, nth, day: weekday }),
  fc
    .record({ every: fc.constant('yearDay'), month, day: monthDay })
    .map((one): Pattern => ({ ...one, every: 'yearDay', day: Math.min(one.day, mostInMonth[one.month] ?? 31) })),
  fc.record({ every: fc.constant('yearWeekday'), month, nth, day: weekday }),
);
const anyPattern: fc.Arbitrary<Pattern> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ every: fc.constant('week'), interval, days: weekdays, weekStart: weekday }) },
  { weight: 2, arbitrary: daily },
  { weight: 1, arbitrary: fc.constant<Pattern>({ every: 'workday' }) },
  { weight: 4, arbitrary: sparse },
);

const anyEnd: fc.Arbitrary<End> = fc.oneof(
  fc.record({ kind: fc.constant('count'), count: fc.integer({ min: 1, max: 25 }) }),
  fc.record({ kind: fc.constant('days'), days: fc.integer({ min: 5, max: 300 }) }),
  fc.constant<End>({ kind: 'never' }),
);

const starts = fc.constantFrom(
  ...['2026-12-01', '2026-11-24', '2026-11-30', '2026-12-31', '2027-01-31', '2027-02-28', '2027-03-10'],
  // Begun long ago, and on a day that most years do not have.
  ...['2026-10-31', '2026-05-29', '2024-02-29'],
);

const timed = (lengths: readonly number[]) =>
  fc.record({
    at: fc.constantFrom('10:00', '08:30', '16:15', '22:00', '00:00', '02:30'),
    minutes: fc.constantFrom(...lengths),
  });

const when = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ pattern: anyPattern, time: timed([30, 90, 480]) }),
  },
  { weight: 1, arbitrary: fc.record({ pattern: anyPattern, time: fc.constant({ wholeDays: 1 }) }) },
  // Occurrences that take longer than a day never reach into the next one.
  {
    weight: 1,
    arbitrary: fc.record({
      pattern: sparse,
      time: fc.oneof(timed([1500]), fc.record({ wholeDays: fc.integer({ min: 2, max: 3 }) })),
    }),
  },
);

const which: fc.Arbitrary<Which> = fc.oneof(
  fc.record({ from: fc.constant('start'), n: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ from: fc.constant('end'), n: fc.integer({ min: 0, max: 2 }) }),
);

const exception: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel'), which }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('move'),
      which,
      minutes: fc.constantFrom(60, -30, -180, 300, 1440, -1440, 2880),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('retitle'), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('relocate'), which }) },
);

const change: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 8, arbitrary: exception },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('moveOverNeighbour'), which }) },
  { weight: 2, arbitrary: fc.constant<Deed>({ do: 'restore' }) },
  { weight: 2, arbitrary: fc.constant<Deed>({ do: 'retitleAll' }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('moveAll'), minutes: fc.constantFrom(60, -45, 240, -300, 1440) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pattern'), pattern: sparse }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('shorten'), left: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lengthen'), by: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('following'), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('endBefore'), which }) },
  { weight: 1, arbitrary: fc.constant<Deed>({ do: 'single' }) },
  { weight: 1, arbitrary: fc.constant<Deed>({ do: 'removeAll' }) },
);

export const anyStory: fc.Arbitrary<Story> = fc
  .record({
    when,
    end: anyEnd,
    start: starts,
    zone: fc.constantFrom(
      null,
      'Europe/Oslo',
      'America/New_York',
      'Pacific/Auckland',
      'UTC',
      'Asia/Kolkata',
      'America/Santiago',
    ),
    deeds: fc.array(exception, { maxLength: 3 }),
    there: fc.array(change, { maxLength: 2 }),
    backHere: fc.array(change, { maxLength: 2 }),
  })
  .map(({ when: { pattern, time }, end, start, ...rest }) => ({
    pattern,
    time,
    end: withADay(end, pattern),
    start: isDense(pattern) && end.kind !== 'count' ? lateStart : start,
    ...rest,
  }));

/** Before the clocks are changed in America, Europe and Australia, and not so long before that there are hundreds of rows. */
const lateStart = '2027-03-10';

function isDense(pattern: Pattern): boolean {
  if (pattern.every === 'week') return pattern.days.length > 1 && pattern.interval === 1;
  return pattern.every === 'workday' || (pattern.every === 'day' && pattern.interval < 5);
}

/** So late that the pattern has at least one day. */
function withADay(end: End, { every }: Pattern): End {
  if (end.kind !== 'days') return end;
  return { kind: 'days', days: end.days + (every.startsWith('year') ? 1500 : every.startsWith('month') ? 190 : 21) };
}

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** @returns lines for people. */
export function inWords(story: Story, here: string, other: string): readonly string[] {
  const time =
    'wholeDays' in story.time
      ? `${story.time.wholeDays} whole day(s)`
      : `${story.time.at} for ${story.time.minutes} minutes`;
  const zone = story.zone === null ? '' : ` (${story.zone})`;
  const created = `${patternInWords(story.pattern)}, ${time}${zone}, from ${story.start}, ${endInWords(story.end)}`;
  return [
    `in ${here}: a new series, ${created}`,
    ...story.deeds.map((deed) => `in ${here}: ${deedInWords(deed)}`),
    ...story.there.map((deed) => `then in ${other}: ${deedInWords(deed)}`),
    ...story.backHere.map((deed) => `then in ${here} again: ${deedInWords(deed)}`),
  ];
}

function patternInWords(pattern: Pattern): string {
  switch (pattern.every) {
    case 'day':
      return `every ${pattern.interval}. day`;
    case 'workday':
      return 'every workday';
    case 'week': {
      const days = pattern.days.map((day) => dayNames[day]).join(', ');
      return `every ${pattern.interval}. week on ${days} (weeks begin on ${dayNames[pattern.weekStart]})`;
    }
    case 'monthDay':
      return `every ${pattern.interval}. month on day ${pattern.day}`;
    case 'monthWeekday':
      return `every ${pattern.interval}. month on ${pattern.nth} ${dayNames[pattern.day]}`;
    case 'yearDay':
      return `every year on day ${pattern.day} of month ${pattern.month}`;
    case 'yearWeekday':
      return `every year on ${pattern.nth} ${dayNames[pattern.day]} of month ${pattern.month}`;
  }
}

function endInWords(end: End): string {
  if (end.kind === 'never') return 'without an end';
  return end.kind === 'count' ? `${end.count} times` : `for ${end.days} days`;
}

function deedInWords(deed: Deed): string {
  const one = 'which' in deed ? `occurrence ${deed.which.n} from the ${deed.which.from}` : '';
  switch (deed.do) {
    case 'pattern':
      return `pattern ${patternInWords(deed.pattern)}`;
    case 'move':
      return `move ${one} by ${deed.minutes} minutes`;
    case 'moveAll':
      return `move all by ${deed.minutes} minutes`;
    case 'shorten':
      return `shorten to ${deed.left}`;
    case 'lengthen':
      return `lengthen by ${deed.by}`;
    default:
      return `${deed.do} ${one}`.trim();
  }
}
