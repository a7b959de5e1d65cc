/** @file The timed single appointments of the sample year: every kind, on either side or both, on working days only. */
import { Temporal } from 'temporal-polyfill';
import { draft, mainUser } from './appointment-draft.ts';
import { daysBetween, planSlots, type Slot, wallClock } from './day-plan.ts';
import { createSampleRandom, type SampleRandom } from './random.ts';
import { typeIds, users } from './tenant.ts';
import { daysAhead, daysBack, freeDays } from './whole-days.ts';
import { bodiesIn, fillIn, type Language, languageFor, type Subject, titles } from './wording.ts';
import type { SampleAppointment, SampleCompany, SamplePerson } from './world.ts';

export interface AddressBook {
  readonly companies: readonly SampleCompany[];
  readonly persons: readonly SamplePerson[];
}

type Side = SampleAppointment['on'];

/** What a timed appointment is, apart from its wording. */
type Kind =
  | 'meeting'
  | 'visit'
  | 'phone'
  | 'internal'
  | 'lunch'
  | 'abroad'
  | 'private'
  | 'focus'
  | 'booked'
  | 'bookedBy'
  | 'withGuests'
  | 'organisedByOther';

/** Hundredths of a side's appointments that are of each kind. */
const shares: Readonly<Record<Side, Partial<Record<Kind, number>>>> = {
  crm: {
    meeting: 26,
    visit: 12,
    phone: 22,
    internal: 8,
    booked: 10,
    bookedBy: 9,
    lunch: 4,
    abroad: 4,
    private: 2,
    focus: 3,
  },
  calendar: { withGuests: 25, organisedByOther: 28, private: 12, focus: 13, internal: 16, abroad: 6 },
  both: { meeting: 40, phone: 20, internal: 20, visit: 8, abroad: 5, focus: 7 },
};

/** Hundredths of all timed appointments by where they stand. */
const sideShares: Readonly<Record<Side, number>> = { both: 13, calendar: 29, crm: 58 };

const subjects: Readonly<Record<Kind, Subject>> = {
  meeting: 'meeting',
  visit: 'visit',
  phone: 'phone',
  internal: 'internal',
  lunch: 'lunch',
  abroad: 'video',
  private: 'private',
  focus: 'focus',
  booked: 'internal',
  bookedBy: 'internal',
  withGuests: 'meeting',
  organisedByOther: 'meeting',
};

/** Zones in which appointments abroad are written down. */
const abroad = ['Europe/London', 'America/New_York', 'Asia/Singapore', 'Europe/Athens', 'America/Sao_Paulo'] as const;

/** Cards in exact proportion, shuffled: chance decides the order, never the counts. */
function deck<K extends string>(parts: Readonly<Partial<Record<K, number>>>, count: number, random: SampleRandom): K[] {
  const names = Object.keys(parts) as K[];
  const cards = names.flatMap((name) =>
    Array.from({ length: Math.max(1, Math.floor(((parts[name] ?? 0) * count) / 100)) }, () => name),
  );
  while (cards.length < count) cards.push(random.pick(names));
  return random.shuffled(cards.slice(0, count));
}

/** Who an appointment is about, and in which language one writes about it. */
interface Partner {
  readonly company: SampleCompany;
  readonly person: SamplePerson;
  readonly language: Language;
}

/** Draws partners: a few key accounts come often, the others now and then. */
function partnerSource(book: AddressBook, random: SampleRandom): () => Partner {
  const companies = new Map(book.companies.map((company) => [company.contactId, company]));
  const keyAccounts = book.persons.filter((person) => person.contactId % 8 === 0);
  return () => {
    const person = random.pick(random.percent(40) && keyAccounts.length > 0 ? keyAccounts : book.persons);
    const company = companies.get(person.contactId);
    if (company === undefined) throw new RangeError(`person ${person.personId} works at no company`);
    return { company, person, language: languageFor(company.country) };
  };
}

const colleagues = users.slice(1).filter((user) => !user.isRoom);
const rooms = users.filter((user) => user.isRoom);
const internalKinds: ReadonlySet<Kind> = new Set(['internal', 'booked', 'bookedBy', 'private', 'focus']);

const typeOfKind: Readonly<Record<Kind, number>> = {
  meeting: typeIds.external,
  visit: typeIds.visit,
  phone: typeIds.phoneOut,
  internal: typeIds.internal,
  lunch: typeIds.lunch,
  abroad: typeIds.external,
  private: typeIds.private,
  focus: typeIds.planning,
  booked: typeIds.internal,
  bookedBy: typeIds.internal,
  withGuests: typeIds.external,
  organisedByOther: typeIds.external,
};

function placeOf(kind: Kind, partner: Partner, random: SampleRandom): string {
  const office = random.pick(['Raum Elbe', 'Rom Fjord', 'Büro Mara', 'Besprechung 2. OG']);
  switch (kind) {
    case 'visit':
    case 'lunch':
      return `${partner.company.street}, ${partner.company.zip} ${partner.company.city}`;
    case 'meeting':
    case 'withGuests':
      return random.percent(50) ? office : `${partner.company.name}, ${partner.company.city}`;
    case 'abroad':
      return 'Microsoft Teams';
    case 'organisedByOther':
      return random.percent(70) ? 'Microsoft Teams' : partner.company.city;
    case 'internal':
    case 'booked':
    case 'bookedBy':
      return office;
    default:
      return '';
  }
}

/** What each kind says beyond its wording: who is in it, and how it shows in the diary. */
function peculiarities(kind: Kind, partner: Partner, random: SampleRandom): Partial<SampleAppointment> {
  switch (kind) {
    case 'booked': {
      const guests = random.shuffled(colleagues).slice(0, random.int(1, 2));
      const room = random.percent(60) ? [random.pick(rooms)] : [];
      return { bookedAssociates: [...guests, ...room].map((user) => user.associateId) };
    }
    case 'bookedBy':
      return {
        bookedBy: random.pick(colleagues).associateId,
        response: random.percent(70) ? 'accepted' : 'notResponded',
      };
    case 'withGuests':
      return {
        guests: random.percent(40) ? [partner.person.email, random.pick(colleagues).email] : [partner.person.email],
        categories: random.percent(30) ? ['Kunde'] : [],
      };
    case 'organisedByOther':
      return {
        organiser: random.percent(50) ? random.pick(colleagues).email : partner.person.email,
        response: random.pick([
          'accepted',
          'accepted',
          'accepted',
          'tentative',
          'tentative',
          'notResponded',
          'declined',
        ]),
      };
    case 'private':
      return { private: true, free: random.percent(30) };
    case 'focus':
      return { free: true };
    case 'phone':
      return { typeId: random.percent(70) ? typeIds.phoneOut : typeIds.phoneIn };
    default:
      return { free: random.percent(4) };
  }
}

/** Words, partner and place of one appointment. */
function contents(kind: Kind, partner: Partner, random: SampleRandom): Partial<SampleAppointment> & { title: string } {
  const internal = internalKinds.has(kind);
  const language: Language = internal ? random.pick(['de', 'de', 'de', 'no', 'en']) : partner.language;
  const body = !internal && random.percent(45) ? random.pick(bodiesIn(language)) : '';
  return {
    title: fillIn(random.pick(titles[language][subjects[kind]]), partner.company, partner.person),
    body: fillIn(body, partner.company, partner.person),
    location: placeOf(kind, partner, random),
    reminderMinutes: random.pick([null, 15, 15, 15, 15, 5, 30, 60]),
    typeId: typeOfKind[kind],
    contactId: internal ? null : partner.company.contactId,
    personId: internal ? null : partner.person.personId,
    ...peculiarities(kind, partner, random),
  };
}

/** Own appointments that are over may be ticked off; what both sides hold may not, since a calendar has no tick. */
function isCompleted(side: Side, kind: Kind, slot: Slot, today: Temporal.PlainDate, random: SampleRandom): boolean {
  const over = Temporal.PlainDate.compare(slot.day, today) < 0;
  return over && side === 'crm' && kind !== 'bookedBy' && random.percent(60);
}

/** A calendar knows no companies. */
const withoutCustomer: Partial<SampleAppointment> = { contactId: null, personId: null };

/** Exactly `count` timed single appointments around `today`. */
export function createYear(
  seed: number,
  today: Temporal.PlainDate,
  book: AddressBook,
  count: number,
): SampleAppointment[] {
  const random = createSampleRandom(seed, 'year');
  const away = freeDays(today);
  const days = daysBetween(today.subtract({ days: daysBack }), today.add({ days: daysAhead }));
  const workingDays = days.filter((day) => !away.has(day.toString()));
  const slots = planSlots(workingDays, today, count, random);
  const sides = deck(sideShares, count, random);
  const kinds = {
    crm: deck(shares.crm, count, random),
    calendar: deck(shares.calendar, count, random),
    both: deck(shares.both, count, random),
  };
  const nextPartner = partnerSource(book, random);
  const home = mainUser().zone;
  return slots.map((slot, index) => {
    const on = sides[index] ?? 'crm';
    const kind = kinds[on].pop() ?? 'meeting';
    const zone = kind === 'abroad' ? random.pick(abroad) : home;
    return draft({
      key: `single-${index}`,
      on,
      zone,
      ...contents(kind, nextPartner(), random),
      ...(on === 'calendar' ? withoutCustomer : {}),
      ...wallClock(slot, home, zone),
      completed: isCompleted(on, kind, slot, today, random),
    });
  });
}
