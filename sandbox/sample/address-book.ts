/**
 * @file The sample customers: companies round the North Sea and the persons who work there. All addresses end in
 * `.example`, and telephone numbers carry 555, so that nothing of it can reach anybody.
 */
import { base, da, de, en, en_GB, Faker, type LocaleDefinition, nb_NO, nl, sv } from '@faker-js/faker';
import { createSampleRandom, type SampleRandom } from './random.ts';
import type { SampleCompany, SamplePerson } from './world.ts';

type Country = SampleCompany['country'];

interface CountryFacts {
  /** Companies out of every 80. */
  readonly share: number;
  readonly locale: LocaleDefinition;
  readonly prefix: string;
  readonly cities: readonly (readonly [city: string, zip: string, areaCode: string])[];
  readonly stems: readonly string[];
  readonly branches: readonly string[];
  readonly jobs: readonly string[];
  readonly mrMrs: readonly [male: string, female: string];
}

const countries: Readonly<Record<Country, CountryFacts>> = {
  DE: {
    share: 34,
    locale: de,
    prefix: '+49',
    cities: [
      ['Bremerhaven', '27568', '471'],
      ['Hamburg', '20457', '40'],
      ['Kiel', '24103', '431'],
      ['Rostock', '18055', '381'],
      ['Emden', '26721', '4921'],
      ['Lübeck', '23552', '451'],
    ],
    stems: ['Weser', 'Elbe', 'Hansa', 'Nordsee', 'Ostsee', 'Küsten', 'Deich', 'Jade', 'Ems', 'Alster'],
    branches: ['bau GmbH', 'technik GmbH', 'logistik AG', 'werft GmbH', 'energie AG', 'stahl GmbH', 'hydraulik KG'],
    jobs: ['Einkaufsleiter', 'Geschäftsführung', 'Technische Leitung', 'Projektleitung', 'Disposition', 'Assistenz'],
    mrMrs: ['Herr', 'Frau'],
  },
  NO: {
    share: 22,
    locale: nb_NO,
    prefix: '+47',
    cities: [
      ['Bergen', '5003', '55'],
      ['Stavanger', '4006', '51'],
      ['Ålesund', '6002', '70'],
      ['Tromsø', '9008', '77'],
      ['Oslo', '0150', '22'],
    ],
    stems: ['Fjord', 'Nordlys', 'Skarven', 'Havbris', 'Bergnes', 'Lofot', 'Vestkyst'],
    branches: [' Maritim AS', ' Energi AS', ' Havbruk AS', ' Logistikk AS', ' Mekanisk AS'],
    jobs: ['Innkjøpssjef', 'Daglig leder', 'Driftssjef', 'Prosjektleder', 'Teknisk sjef'],
    mrMrs: ['', ''],
  },
  DK: {
    share: 8,
    locale: da,
    prefix: '+45',
    cities: [
      ['Esbjerg', '6700', '75'],
      ['Aalborg', '9000', '98'],
    ],
    stems: ['Limfjord', 'Øresund', 'Kattegat', 'Vesterhav'],
    branches: [' Industri A/S', ' Marine A/S', ' Handel ApS'],
    jobs: ['Indkøbschef', 'Direktør', 'Projektleder'],
    mrMrs: ['Hr.', 'Fru'],
  },
  SE: {
    share: 6,
    locale: sv,
    prefix: '+46',
    cities: [
      ['Göteborg', '411 03', '31'],
      ['Malmö', '211 20', '40'],
    ],
    stems: ['Vättern', 'Skärgård', 'Norrland', 'Göta'],
    branches: [' Verkstad AB', ' Teknik AB'],
    jobs: ['Inköpschef', 'Verkställande direktör', 'Projektledare'],
    mrMrs: ['', ''],
  },
  NL: {
    share: 5,
    locale: nl,
    prefix: '+31',
    cities: [
      ['Rotterdam', '3011 AA', '10'],
      ['Vlissingen', '4381 BC', '118'],
    ],
    stems: ['Waal', 'IJssel', 'Zeeland'],
    branches: [' Scheepsbouw B.V.', ' Techniek B.V.'],
    jobs: ['Inkoper', 'Directeur', 'Projectleider'],
    mrMrs: ['Dhr.', 'Mevr.'],
  },
  GB: {
    share: 5,
    locale: en_GB,
    prefix: '+44',
    cities: [
      ['Hull', 'HU1 2AA', '1482'],
      ['Aberdeen', 'AB11 5DP', '1224'],
    ],
    stems: ['Humber', 'Thames', 'Mersey'],
    branches: [' Marine Ltd', ' Engineering Ltd'],
    jobs: ['Head of Procurement', 'Managing Director', 'Project Manager'],
    mrMrs: ['Mr', 'Ms'],
  },
};

/** Small letters, digits and hyphens: what may stand in a mail address or a host name. */
function slug(text: string): string {
  const plain = text.toLowerCase().replaceAll('ß', 'ss').replaceAll('æ', 'ae').replaceAll('ø', 'o');
  return plain
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Each country's part of `count`, in whole companies; what rounding leaves over is German. */
function countryList(count: number): Country[] {
  const names = Object.keys(countries) as Country[];
  const list = names.flatMap((name) =>
    Array.from({ length: Math.floor((countries[name].share * count) / 80) }, () => name),
  );
  return [...list, ...Array.from({ length: count - list.length }, (): Country => 'DE')];
}

/**
 * Customer companies with unique names and web addresses.
 * @param count at most 80: the names are not endless.
 */
export function createCompanies(seed: number, count: number): SampleCompany[] {
  const random = createSampleRandom(seed, 'companies');
  const namesLeft = new Map<Country, string[]>(
    (Object.keys(countries) as Country[]).map((country) => {
      const { stems, branches } = countries[country];
      return [country, random.shuffled(stems.flatMap((stem) => branches.map((branch) => stem + branch)))];
    }),
  );
  const streets = new Map<Country, Faker>();
  return countryList(count).map((country, index) => {
    const facts = countries[country];
    const name = namesLeft.get(country)?.pop();
    if (name === undefined) throw new RangeError(`there are no names for ${count} companies`);
    const faker = streets.get(country) ?? new Faker({ locale: [facts.locale, en, base], seed: random.int(1, 1e9) });
    streets.set(country, faker);
    const [city, zip, area] = random.pick(facts.cities);
    return {
      contactId: 300 + index,
      name,
      department: random.percent(25) ? random.pick(['Werk Nord', 'Terminal 2', 'Avd. Sør', 'Export']) : '',
      city,
      street: `${faker.location.street()} ${random.int(1, 120)}`,
      zip,
      country,
      phone: `${facts.prefix} ${area} 555${String(index).padStart(2, '0')}0`,
      web: `www.${slug(name.split(' ')[0] ?? name)}-${slug(name.split(' ').slice(1).join(' '))}.example`,
    };
  });
}

/** An address of its own for everybody: a namesake in the same company gets a number. */
function newMailbox(name: string, company: SampleCompany, personId: number, mailboxes: Set<string>): string {
  const domain = company.web.replace(/^www\./, '');
  const address = mailboxes.has(`${name}@${domain}`) ? `${name}.${personId}@${domain}` : `${name}@${domain}`;
  mailboxes.add(address);
  return address;
}

function createPerson(
  random: SampleRandom,
  faker: Faker,
  company: SampleCompany,
  personId: number,
  mailboxes: Set<string>,
): SamplePerson {
  const facts = countries[company.country];
  const sex = random.percent(45) ? 'female' : 'male';
  const firstName = faker.person.firstName(sex);
  const lastName = faker.person.lastName(sex);
  const number = String(personId).padStart(4, '0');
  const year = random.int(1958, 2001);
  const day = `${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`;
  return {
    personId,
    contactId: company.contactId,
    firstName,
    lastName,
    mrMrs: facts.mrMrs[sex === 'female' ? 1 : 0],
    jobTitle: random.pick(facts.jobs),
    email: newMailbox(`${slug(firstName)}.${slug(lastName)}`, company, personId, mailboxes),
    mobile: random.percent(80) ? `${facts.prefix} 170 555${number}` : '',
    direct: random.percent(70) ? `${company.phone} ${random.int(10, 99)}` : '',
    birthday: random.percent(30) ? `${year}-${day}` : null,
  };
}

/** Persons, at least one at each company. */
export function createPersons(seed: number, companies: readonly SampleCompany[], count: number): SamplePerson[] {
  const random = createSampleRandom(seed, 'persons');
  const mailboxes = new Set<string>();
  const fakers = new Map<Country, Faker>();
  return Array.from({ length: count }, (_, index) => {
    const company = companies[index] ?? random.pick(companies);
    const faker =
      fakers.get(company.country) ??
      new Faker({ locale: [countries[company.country].locale, en, base], seed: random.int(1, 1e9) });
    fakers.set(company.country, faker);
    return createPerson(random, faker, company, 900 + index, mailboxes);
  });
}
