/** @file Puts a sample world together. The same arguments give the same world, on every machine and in every time zone. */
import { Temporal } from 'temporal-polyfill';
import { createCompanies, createPersons } from './address-book.ts';
import { createBenchmarkLoad } from './benchmark-load.ts';
import { createSelections, userFields, withCompanyDetails, withNamesakes, withPersonDetails } from './selections.ts';
import { createOneOfEach } from './small-world.ts';
import { createTasks } from './tasks.ts';
import { followUpTypes, tenant, users } from './tenant.ts';
import { createWholeDaysAndSeries } from './whole-days.ts';
import type { SampleAppointment, SampleWorld } from './world.ts';
import { type AddressBook, createYear } from './year.ts';

/** `small`: every kind once. `sample`: a working year. `large`: many plain appointments, for benchmarks. */
export const sampleSizes = ['small', 'sample', 'large'] as const;
export type SampleSize = (typeof sampleSizes)[number];

export interface SampleWorldOptions {
  readonly seed: number;
  readonly size: SampleSize;
  /** The day the world is told from, `2026-11-23`. */
  readonly today: string;
  /** How many appointments a `large` world has; 10,000 where nothing is said. */
  readonly appointments?: number;
  readonly zones?: SampleZones;
}

/** Where the parts of the tenant live that need not live in one zone; what is absent stays in Oslo and Berlin. */
export interface SampleZones {
  /** Of the CRM's database, IANA. */
  readonly base?: string;
  /** Of the main user in the CRM, IANA. */
  readonly user?: string;
  /** Of the main user's mailbox, Windows or IANA; also one that nobody knows. */
  readonly mailbox?: string;
}

const timedInYear = 1180;
const largeByDefault = 10_000;

const counts = {
  small: { companies: 8, persons: 20, tasks: 6, allPersons: 20, selections: [6, 12, 20] },
  sample: { companies: 80, persons: 300, tasks: 60, allPersons: 4000, selections: [40, 400, 4000] },
  large: { companies: 80, persons: 300, tasks: 60, allPersons: 300, selections: [40, 150, 300] },
} as const;

function appointmentsOf(
  options: SampleWorldOptions,
  today: Temporal.PlainDate,
  book: AddressBook,
): SampleAppointment[] {
  switch (options.size) {
    case 'small':
      return createOneOfEach(today, book);
    case 'sample':
      return [...createYear(options.seed, today, book, timedInYear), ...createWholeDaysAndSeries(options.seed, today)];
    case 'large':
      return createBenchmarkLoad(today, book, options.appointments ?? largeByDefault);
  }
}

function inZones(zones: SampleZones): Pick<SampleWorld, 'tenant' | 'users'> {
  const { base = tenant.baseZone, user, mailbox } = zones;
  return {
    tenant: { ...tenant, baseZone: base },
    users: users.map((one, index) => {
      if (index > 0 || (user === undefined && mailbox === undefined)) return one;
      return { ...one, zone: user ?? one.zone, mailboxZone: mailbox ?? one.zone };
    }),
  };
}

/**
 * A sample world of the size asked for.
 * @throws RangeError when `today` is not a date, or a large world is to hold more than its window can.
 */
export function sampleWorld(options: SampleWorldOptions): SampleWorld {
  const today = Temporal.PlainDate.from(options.today);
  const count = counts[options.size];
  const [main, colleague] = users;
  if (main === undefined || colleague === undefined) throw new RangeError('the sample world needs two users');
  const companies = withCompanyDetails(createCompanies(options.seed, count.companies));
  const persons = createPersons(options.seed, companies, count.persons);
  const everybody = withPersonDetails(withNamesakes(options.seed, persons, count.allPersons), companies);
  const book = { companies, persons };
  return {
    seed: options.seed,
    today: options.today,
    ...inZones(options.zones ?? {}),
    companies,
    persons: everybody,
    userFields,
    selections: createSelections(everybody, companies, main.associateId, colleague.associateId, count.selections),
    types: followUpTypes,
    appointments: appointmentsOf(options, today, book),
    tasks: createTasks(options.seed, today, book, count.tasks),
  };
}
