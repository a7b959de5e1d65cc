/**
 * @file Where each preference is set in the window, and where the values come from that it can take. Stands beside the type
 * and the default of the preference itself, so that screens, documents and the command line need no list of their own.
 * The words are found by the id: `preferences:<id>.label` and `preferences:<id>.help`.
 */
import { z } from 'zod';
import type { ChoiceSource } from '../model/choice.ts';
import type { SystemId } from '../model/side.ts';

/** Pages of preferences, each with its sections in the order in which they are shown. */
export const preferencePages = {
  crm: ['fields', 'subject', 'persons', 'types', 'other', 'incoming', 'outgoing'],
  calendar: ['synchronization', 'contactGroup', 'timeZones'],
  advanced: ['direction', 'kinds', 'window', 'schedule', 'appearance', 'connection'],
} as const;
export type PreferencePage = keyof typeof preferencePages;

const { crm, calendar, advanced } = preferencePages;
export const preferenceSection = z.enum([...crm, ...calendar, ...advanced]);
export type PreferenceSection = z.infer<typeof preferenceSection>;

export type Limits = { readonly [S in SystemId]?: 'all' | 'part' };

export interface PreferenceTraits {
  readonly section: PreferenceSection;
  /** The list of a connected system that the values come from. */
  readonly choices?: ChoiceSource;
  /** It means nothing where another system than this one is connected. */
  readonly system?: SystemId;
  /** What a calendar system cannot serve of it: `all`, or a `part` of the items; its words are under `preferences:limit`. */
  readonly limits?: Limits;
}

/** What is known of a preference beside its type, range and default. */
export const preferenceTraits = z.registry<PreferenceTraits>();
