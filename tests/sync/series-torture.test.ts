/**
 * @file Rules and exceptions by chance, carried from one system to the other and back: the same occurrences at the same moments on
 * each leg, with the same words. How many stories: `SERIES_STORIES=5000 npx vitest run --project cross tests/sync/series-torture.test.ts`;
 * another set of them: `SERIES_SEED=2`.
 */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import type {
  AppointmentFace,
  RemoteAppointment,
  Window,
  WriteOperation,
} from '../../sync-core/connectors/connector.ts';
import { anyRules } from '../../sync-core/connectors/outlook/testing/series.ts';
import { type Appointment, appointment } from '../../sync-core/model/appointment.ts';
import { occurrencesWithin, plannedSpan } from '../../sync-core/model/occurrences.ts';
import type { Recurrence } from '../../sync-core/model/recurrence.ts';
import { patternDays } from '../../sync-core/model/recurrence-days.ts';
import { otherSide, type Side } from '../../sync-core/model/side.ts';
import type { Instant, LocalDate, Span, ZoneId } from '../../sync-core/model/time.ts';
import { momentOf, wallTimeOf } from '../../sync-core/model/wall-clock.ts';
import { clockOf, connectAccounts } from '../support/sandbox-accounts.ts';

const stories = Number(process.env['SERIES_STORIES'] ?? 12);
const seed = Number(process.env['SERIES_SEED'] ?? 1);
const never = new AbortController().signal;
/** Across both changes of the clocks. */
const window: Window = { from: '2026-11-16T00:00:00Z' as Instant, until: '2027-05-22T00:00:00Z' as Instant };

let sandbox: Sandbox;
let faces: Readonly<Record<Side, AppointmentFace>>;
let keys = 0;

beforeAll(async () => {
  const servers = createManualClock(Date.parse('2026-11-23T08:00:00Z'));
  sandbox = await startSandbox({ size: 'small', today: '2026-11-23', listen: false, clock: servers });
  const { superoffice: superOffice, microsoft365 } = sandbox;
  const { crm, calendar } = connectAccounts({ superOffice, microsoft365, clock: clockOf(servers), random: () => 0.5 });
  await Promise.all([crm.facts(never), calendar.facts(never)]);
  faces = { crm: crm.appointments, calendar: calendar.appointments };
});

afterAll(async () => {
  await sandbox.close();
});

async function written(face: AppointmentFace, operation: WriteOperation): Promise<RemoteAppointment | null> {
  for await (const outcome of face.write([operation], window, never)) {
    if (outcome.result === 'failed') throw outcome.error;
    return 'item' in outcome ? outcome.item : null;
  }
  throw new Error('no outcome');
}

/** What a system shows of an appointment that is written to it, and read again. The item is removed afterwards. */
async function through(side: Side, fields: Appointment): Promise<Appointment> {
  keys += 1;
  const mark = { key: `018f6f0e-7c3a-7000-8000-${String(keys).padStart(12, '0')}`, marker: `torture:${keys}` };
  const item = await written(faces[side], { do: 'create', mark, fields, categories: [] });
  if (item === null) throw new Error('nothing was made');
  const read = (await faces[side].get([item.id], never)).get(item.id);
  if (typeof read !== 'object' || 'unreadable' in read) throw new Error('it cannot be read');
  await written(faces[side], { do: 'remove', id: read.id, version: read.version, current: read.fields });
  return read.fields;
}

const zones = ['Europe/Oslo', 'America/New_York', 'Pacific/Auckland', 'UTC'] as const;
const starts = ['2026-11-17', '2026-11-30', '2026-12-31', '2027-01-31', '2026-06-01'] as const;

const exceptions = fc.array(
  fc.record({
    at: fc.nat({ max: 25 }),
    what: fc.constantFrom('cancel' as const, 'move' as const, 'words' as const, 'both' as const),
    hours: fc.integer({ min: -3, max: 5 }),
  }),
  { maxLength: 4 },
);

const story = fc.record({
  rule: anyRules,
  start: fc.constantFrom(...starts),
  hour: fc.constantFrom(8, 13, 16),
  minutes: fc.constantFrom(30, 90),
  zone: fc.constantFrom(...zones),
  exceptions,
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** @returns null for a rule that has no day in the window. */
function appointmentOf({ rule, start, hour, minutes, zone: name, exceptions: list }: Story): Appointment | null {
  const zone = name as ZoneId;
  const pattern = { kind: 'rule', rule } as const;
  const days = patternDays(pattern, start as LocalDate, '2027-05-20' as LocalDate);
  const [first] = days;
  if (first === undefined) return null;
  const begins = Temporal.PlainDate.from(first).toPlainDateTime({ hour });
  const span: Span = {
    kind: 'timed',
    start: momentOf(begins, zone),
    end: momentOf(begins.add({ minutes }), zone),
    zone,
  };
  const cancelled = new Set<LocalDate>();
  const changed = new Map<LocalDate, Recurrence['changed'][number]['change']>();
  for (const { at, what, hours } of list) {
    const day = days[at];
    // A series whose first days are all cancelled begins later: no system keeps what never takes place.
    if (day === undefined || at === 0 || cancelled.has(day)) continue;
    const place = plannedSpan(span, day);
    if (what === 'cancel') {
      changed.delete(day);
      cancelled.add(day);
    } else if (place.kind === 'timed') {
      const moved: Span = {
        ...place,
        start: momentOf(wallTimeOf(place.start, zone).add({ hours }), zone),
        end: momentOf(wallTimeOf(place.end, zone).add({ hours }), zone),
      };
      const words = what === 'move' ? {} : { title: `Changed ${at}` };
      changed.set(day, { ...(what === 'words' ? {} : { span: moved }), ...words });
    }
  }
  const recurrence = {
    pattern,
    cancelled: [...cancelled].toSorted(),
    changed: [...changed].map(([day, change]) => ({ day, change })).toSorted((a, b) => (a.day < b.day ? -1 : 1)),
  };
  const plain = { title: 'Story', body: '', location: 'Room 4', availability: 'busy', reminderMinutes: null };
  return appointment.parse({ ...plain, span, visibility: 'public', recurrence });
}

/** What a person sees of it in the window. */
function seen(fields: Appointment): readonly string[] {
  return occurrencesWithin(fields, window)
    .map(({ span, fields: { title, location } }) =>
      span.kind === 'timed' ? `${span.start}/${span.end} ${title}, ${location}` : `${span.firstDay} ${title}`,
    )
    .toSorted();
}

test.each(['crm', 'calendar'] as const)(
  'from %s to the other side and back: each occurrence at its moment',
  async (from) => {
    let carried = 0;
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const fields = appointmentOf(told);
        fc.pre(fields !== null && seen(fields).length >= 2);
        fc.pre([faces.crm, faces.calendar].every((face) => face.express(fields, window).recurrence !== null));
        const first = await through(from, fields);
        expect(seen(first)).toEqual(seen(fields));
        const second = await through(otherSide(from), first);
        expect(seen(second)).toEqual(seen(fields));
        const back = await through(from, second);
        expect(seen(back)).toEqual(seen(fields));
        carried += 1;
      }),
      { numRuns: stories, seed },
    );
    expect(carried).toBe(stories);
  },
  60_000 + stories * 1000,
);
