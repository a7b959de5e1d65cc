/**
 * @file What sales people write into their calendars, in the three languages of the sample company. `{company}`,
 * `{person}`, `{city}` and `{web}` are filled in.
 */
import type { SampleCompany, SamplePerson } from './world.ts';

export type Language = 'de' | 'no' | 'en';

/** What a title is about. */
export type Subject = 'meeting' | 'visit' | 'phone' | 'internal' | 'lunch' | 'video' | 'private' | 'focus';

export const titles: Readonly<Record<Language, Readonly<Record<Subject, readonly string[]>>>> = {
  de: {
    meeting: [
      'Quartalsgespräch {company}',
      'Angebotsbesprechung {person}',
      'Rahmenvertrag 2027 – Verhandlung',
      'Reklamation Pumpenlieferung',
      'Produktvorführung Hydraulik',
      'Bedarfsanalyse Flottenerneuerung',
      'Abnahme Los 3',
      'Preisrunde {company}',
    ],
    visit: ['Kundenbesuch {company}', 'Werksrundgang {city}', 'Vor-Ort-Termin {person}', 'Jahresgespräch {city}'],
    phone: ['Telefonat {person}', 'Rückruf wegen Angebot', 'Liefertermin klären', 'Nachfassen: Wartungsvertrag'],
    internal: ['Pipeline durchgehen', 'Forecast Q1', 'Übergabe an Service', 'Messevorbereitung', 'Teamrunde Vertrieb'],
    lunch: ['Mittagessen mit {person}', 'Lunch & Ausblick {company}'],
    video: ['Videokonferenz {company}', 'Online-Vorführung {person}'],
    private: ['Zahnarzt', 'Elternabend', 'Physiotherapie', 'Werkstatt Auto', 'Geburtstag Oma'],
    focus: ['Angebote schreiben', 'Reisekosten', 'CRM-Pflege', 'Vorbereitung Jahresgespräch'],
  },
  no: {
    meeting: [
      'Kvartalsmøte {company}',
      'Tilbudsgjennomgang med {person}',
      'Rammeavtale – forhandling',
      'Behovsanalyse {company}',
      'Demo av nytt styresystem',
      'Reklamasjon, leveranse 2',
    ],
    visit: ['Kundebesøk {city}', 'Befaring hos {company}', 'Møte på verftet'],
    phone: ['Ringe {person}', 'Avklare leveringsdato', 'Oppfølging av tilbud'],
    internal: ['Salgsmøte', 'Gjennomgang av prognose', 'Overlevering til drift'],
    lunch: ['Lunsj med {person}', 'Forretningslunsj {company}'],
    video: ['Teams-møte {company}', 'Nettdemo for {person}'],
    private: ['Tannlege', 'Foreldremøte', 'Trening'],
    focus: ['Skrive tilbud', 'Forberede forhandling', 'Reiseregning'],
  },
  en: {
    meeting: [
      'Quarterly review {company}',
      'Proposal walk-through with {person}',
      'Contract renewal {company}',
      'Needs assessment: deck machinery',
      'Pricing discussion',
    ],
    visit: ['Site visit {city}', 'Yard tour at {company}'],
    phone: ['Call {person}', 'Delivery date: call back', 'Follow up on quotation'],
    internal: ['Sales stand-up', 'Forecast review', 'Hand-over to service'],
    lunch: ['Lunch with {person}'],
    video: ['Video call {company}', 'Online demo for {person}'],
    private: ['Dentist', 'School meeting'],
    focus: ['Write quotations', 'Prepare negotiation'],
  },
};

const bodies: Readonly<Record<Language, readonly string[]>> = {
  de: [
    '<p>Ziele für das Gespräch:</p><ul><li>Stand des Angebots</li><li>Liefertermin</li><li>Ansprechpartner im Einkauf</li></ul>',
    '<p>Bitte die <b>aktuelle Preisliste</b> mitbringen.</p>',
    '<p>{person} hat nach den Wartungsintervallen gefragt.</p><p>Unterlagen: <a href="https://{web}/unterlagen">{web}</a></p>',
    '<p>Rückmeldung bis Ende der Woche zugesagt.</p>',
  ],
  no: [
    '<p>Agenda:</p><ul><li>Status på tilbudet</li><li>Leveringstid</li></ul>',
    '<p>Husk <b>oppdatert prisliste</b>.</p>',
    '<p>{person} ønsker referanser fra andre verft.</p><p>Se <a href="https://{web}/om-oss">{web}</a></p>',
  ],
  en: [
    '<p>Points to cover:</p><ul><li>Open quotation</li><li>Lead times</li><li>Next steps</li></ul>',
    '<p>Bring the <b>new price list</b>.</p>',
    '<p>{person} asked for references. Background: <a href="https://{web}/about">{web}</a></p>',
  ],
};

/** The possible texts of a language, as simple HTML. */
export function bodiesIn(language: Language): readonly string[] {
  return bodies[language];
}

/** The language in which one writes about a company. */
export function languageFor(country: SampleCompany['country']): Language {
  if (country === 'DE') return 'de';
  return country === 'GB' || country === 'NL' ? 'en' : 'no';
}

/** Fills company and person into a title or text. */
export function fillIn(text: string, company: SampleCompany, person: SamplePerson): string {
  return text
    .replaceAll('{company}', company.name)
    .replaceAll('{person}', `${person.firstName} ${person.lastName}`)
    .replaceAll('{city}', company.city)
    .replaceAll('{web}', company.web);
}
