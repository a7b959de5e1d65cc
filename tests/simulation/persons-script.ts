/** @file A history of persons as data, so that it can be made shorter and kept: what the user does, what goes wrong, and when runs are. */
import type { Side } from '../../sync-core/model/side.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { type Chance, chanceOf } from './chance.ts';

/** Texts that are edited; the last name alone names a person. */
export const texts = ['jobTitle', 'companyName', 'mobilePhone', 'department'] as const;
export type Text = (typeof texts)[number];

/** `which` of those that are there, from 0 up to 1. */
export type PersonDeed =
  /** Somebody is chosen in the CRM. `known`: the user has made the same person a contact before. */
  | { readonly do: 'choose'; readonly known?: true }
  | { readonly do: 'unchoose'; readonly which: number }
  /** The user makes a contact of somebody whom the CRM does not know. */
  | { readonly do: 'make' }
  | { readonly do: 'edit'; readonly side: Side; readonly which: number; readonly text: Text }
  | { readonly do: 'remove'; readonly which: number };

export interface PersonRun {
  readonly do: 'run';
  readonly luck: number;
  /** So many calls go wrong. */
  readonly faults?: number;
  /** The process dies at this step of its way. */
  readonly dies?: number;
  /** While it runs, after so many calls. */
  readonly meanwhile?: readonly { readonly after: number; readonly deed: PersonDeed }[];
}

export type PersonStep =
  | PersonDeed
  | PersonRun
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'direction'; readonly to: Preferences['direction'] }
  /** The database is deleted, backed up, or the backup brought back. */
  | { readonly do: 'delete' | 'backup' | 'restore' };

export interface PersonScript {
  readonly takeEditsBack: boolean;
  /** Rows of a page. */
  readonly page: number;
  readonly steps: readonly PersonStep[];
}

export function personScriptOf(seed: number): PersonScript {
  const chance = chanceOf(seed);
  const takeEditsBack = chance.happens(0.3);
  const page = 1 + chance.int(6);
  const rounds = Array.from({ length: 2 + chance.int(5) }, () => roundOf(chance));
  return { takeEditsBack, page, steps: rounds.flat() };
}

function roundOf(chance: Chance): readonly PersonStep[] {
  const deeds = Array.from({ length: 1 + chance.int(5) }, () => deedOf(chance));
  return [
    ...deeds,
    ...(chance.happens(0.2) ? [eventOf(chance)] : []),
    runOf(chance),
    { do: 'wait', minutes: 1 + chance.int(20) },
  ];
}

function deedOf(chance: Chance): PersonDeed {
  const kind = chance.int(20);
  const which = Math.round(chance.next() * 100) / 100;
  if (kind < 5) return { do: 'choose' };
  if (kind < 6) return { do: 'choose', known: true };
  if (kind < 11) return { do: 'edit', side: 'crm', which, text: chance.pick(texts) };
  if (kind < 15) return { do: 'edit', side: 'calendar', which, text: chance.pick(texts) };
  if (kind < 16) return { do: 'make' };
  if (kind < 18) return { do: 'remove', which };
  return { do: 'unchoose', which };
}

function eventOf(chance: Chance): PersonStep {
  const kind = chance.int(6);
  if (kind < 2) return { do: 'delete' };
  if (kind < 3) return { do: 'backup' };
  if (kind < 4) return { do: 'restore' };
  return { do: 'direction', to: chance.pick(['twoWay', 'crmToCalendar', 'calendarToCrm', 'none']) };
}

function runOf(chance: Chance): PersonRun {
  return {
    do: 'run',
    luck: chance.int(1_000_000),
    ...(chance.happens(0.4) ? { faults: 1 + chance.int(3) } : {}),
    ...(chance.happens(0.3) ? { dies: Math.floor(2 ** (2 + chance.next() * 7)) } : {}),
    ...(chance.happens(0.2) ? { meanwhile: [{ after: 1 + chance.int(12), deed: deedOf(chance) }] } : {}),
  };
}
