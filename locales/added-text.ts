/**
 * @file The words of the block that stands below a text in a calendar or in the CRM (see sync-core/translate/added-text.ts), in
 * every language of the program at once: a block is known again whatever language it was written in. A wording that was ever
 * shipped must stay readable: who changes the first or the last line adds the new one to `first` or `last` and leaves the old.
 */

interface AddedTextWords {
  /** The first line, and the last. The newest wording first. */
  readonly first: readonly [string, ...string[]];
  readonly last: readonly [string, ...string[]];
  readonly subject: string;
  readonly participants: string;
  readonly organiser: string;
  readonly accepted: string;
  readonly tentative: string;
  readonly declined: string;
}

/** By ISO 639-1 code. */
export const addedTextWords = {
  en: {
    first: ['Added by Synchronizer'],
    last: ['End of what Synchronizer added'],
    subject: 'Subject',
    participants: 'Participants',
    organiser: 'organiser',
    accepted: 'accepted',
    tentative: 'tentative',
    declined: 'declined',
  },
  nl: {
    first: ['Toegevoegd door Synchronizer'],
    last: ['Einde van wat Synchronizer heeft toegevoegd'],
    subject: 'Onderwerp',
    participants: 'Deelnemers',
    organiser: 'organisator',
    accepted: 'geaccepteerd',
    tentative: 'voorlopig',
    declined: 'geweigerd',
  },
  no: {
    first: ['Lagt til av Synchronizer'],
    last: ['Slutt på det Synchronizer har lagt til'],
    subject: 'Emne',
    participants: 'Deltakere',
    organiser: 'arrangør',
    accepted: 'godtatt',
    tentative: 'foreløpig',
    declined: 'avslått',
  },
  da: {
    first: ['Tilføjet af Synchronizer'],
    last: ['Slut på det, Synchronizer har tilføjet'],
    subject: 'Emne',
    participants: 'Deltagere',
    organiser: 'arrangør',
    accepted: 'accepteret',
    tentative: 'foreløbig',
    declined: 'afvist',
  },
  sv: {
    first: ['Tillagt av Synchronizer'],
    last: ['Slut på det som Synchronizer har lagt till'],
    subject: 'Ämne',
    participants: 'Deltagare',
    organiser: 'arrangör',
    accepted: 'accepterat',
    tentative: 'preliminärt',
    declined: 'avböjt',
  },
  de: {
    first: ['Von Synchronizer hinzugefügt'],
    last: ['Ende der Ergänzung von Synchronizer'],
    subject: 'Betreff',
    participants: 'Teilnehmer',
    organiser: 'Organisator',
    accepted: 'zugesagt',
    tentative: 'mit Vorbehalt',
    declined: 'abgesagt',
  },
} as const satisfies Readonly<Record<string, AddedTextWords>>;

export type AddedTextLanguage = keyof typeof addedTextWords;
