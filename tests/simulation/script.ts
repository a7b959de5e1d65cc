/**
 * @file What happens in a history, step by step. A script is plain data: it can be printed, pasted into a test and made
 * shorter. Each step stands alone: items are named by their share of the list (`0.37`: the item after 37 % of those that there
 * are), and what is left to chance inside a step hangs on the step's own number, so that removing one leaves the others as
 * they are.
 */
import type { Side } from '../../sync-core/model/side.ts';
import type { PreferenceId, Preferences } from '../../sync-core/preferences/schema.ts';

/** Another value of one field, of a kind; the value itself is one that nobody wrote before. */
export type Change =
  | { readonly field: 'title' | 'body' | 'location' }
  /** `near`: inside the window for as long as a history lasts. */
  | { readonly field: 'time'; readonly to: 'near' | 'far' | 'past' }
  | { readonly field: 'allDay'; readonly days: number }
  | { readonly field: 'availability'; readonly to: 'free' | 'tentative' | 'busy' | 'outOfOffice' }
  | { readonly field: 'reminder'; readonly to: 'none' | 'some' }
  | { readonly field: 'privacy'; readonly to: 'public' | 'private' }
  | { readonly field: 'importance'; readonly to: 'low' | 'normal' | 'high' };

/** How an appointment is to repeat. */
export interface Repeat {
  readonly every: 'day' | 'week' | 'twiceAWeek' | 'fortnight' | 'month' | 'lastWorkday';
  /** A person in the CRM has no endless series: there it ends after some weeks. */
  readonly end: 'endless' | 'count' | 'until';
  /** In which its clock goes; absent: the one of the appointment. */
  readonly zone?: string;
}

/** What the person does with one occurrence. */
export type OccurrenceChange = 'move' | 'title' | 'location' | 'cancel' | 'restore';

/** What the person does in one of the two programs. `which` is a share of the items there. */
export type Deed =
  | { readonly do: 'create'; readonly side: Side; readonly like: readonly Change[] }
  | { readonly do: 'edit'; readonly side: Side; readonly which: number; readonly changes: readonly Change[] }
  /** The same field of the same item on both sides in the same second, to the same value or to two. */
  | { readonly do: 'clash'; readonly which: number; readonly change: Change; readonly alike: boolean }
  | { readonly do: 'remove'; readonly side: Side; readonly which: number }
  /** With its hidden marker, under another title. */
  | { readonly do: 'copy'; readonly side: Side; readonly which: number }
  /** Away and back: the system gives it another id. */
  | { readonly do: 'move'; readonly side: Side; readonly which: number }
  /** From now on it repeats, or repeats in another way. */
  | { readonly do: 'repeat'; readonly side: Side; readonly which: number; readonly how: Repeat }
  /** It repeats no more: the first occurrence is left. */
  | { readonly do: 'single'; readonly side: Side; readonly which: number }
  /** Somebody else invites the person, or books them: only that side may change it. */
  | { readonly do: 'invite'; readonly side: Side }
  /** Whose meeting it is calls it off, on their side: it stands there, and takes no place. */
  | { readonly do: 'callOff'; readonly side: Side; readonly which: number }
  /** `nth` is a share of the occurrences of a series. */
  | {
      readonly do: 'occurrence';
      readonly side: Side;
      readonly which: number;
      readonly nth: number;
      readonly change: OccurrenceChange;
    }
  /** "This and all following": the series ends before, and another one goes on from there. */
  | { readonly do: 'split'; readonly side: Side; readonly which: number; readonly nth: number };

export const faultKinds = [
  'throttle',
  'timeOutBefore',
  'timeOutAfter',
  'serverError',
  'dropped',
  'tokenExpired',
  'refused',
  'cursorExpired',
  'cursorExpiredMidway',
  'shortPage',
  'duplicatePage',
  'staleRead',
  'newVersion',
  'spuriousConflict',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One thing that goes wrong on a side, with the call after `skip` others that it can strike. */
export interface Fault {
  readonly side: Side;
  readonly kind: FaultKind;
  readonly skip: number;
}

/** One run of one installation. */
export interface RunStep {
  readonly do: 'run';
  readonly device: number;
  /** Decides the order of answers and all else in the run that is left to chance. */
  readonly luck: number;
  readonly faults: readonly Fault[];
  /** The process dies after so many steps of its own (calls of store and connectors, before and after each). */
  readonly dies?: number;
  /** The run is asked to stop after so many. */
  readonly stops?: number;
  /** What the person does while it runs: after so many calls to the outside. */
  readonly meanwhile: readonly { readonly after: number; readonly deed: Deed }[];
}

export type PreferenceChange = { readonly [P in PreferenceId]?: Preferences[P] };

export type Step =
  | Deed
  | RunStep
  /** Two installations at the same time. */
  | { readonly do: 'together'; readonly runs: readonly RunStep[] }
  | { readonly do: 'wait'; readonly minutes: number }
  /** An installation's clock goes wrong, or right again: minutes ahead of the servers'. */
  | { readonly do: 'clock'; readonly device: number; readonly ahead: number }
  /** The person's time zone in that system. */
  | { readonly do: 'zone'; readonly side: Side; readonly zone: string }
  | { readonly do: 'prefer'; readonly change: PreferenceChange }
  /** A backup of the installation's database is made; it comes back; it is gone, or can no longer be read. */
  | { readonly do: 'backup' | 'restore' | 'delete' | 'damage'; readonly device: number }
  /** The person answers one of the questions that wait: the n-th of the answers that there are. */
  | { readonly do: 'decide'; readonly device: number; readonly which: number; readonly answer: number }
  /** The person takes back one of the deeds in the activity list, or all that its run did. */
  | {
      readonly do: 'undo';
      readonly device: number;
      readonly which: number;
      readonly wholeRun: boolean;
      readonly luck: number;
    }
  /** The person says that this computer is to synchronise from now on. */
  | { readonly do: 'takeOver'; readonly device: number }
  /** The database is copied to another machine. */
  | { readonly do: 'clone'; readonly from: number; readonly to: number };

/** What a history is like from its beginning. */
export interface Setting {
  /** Rows of a page. */
  readonly page: number;
  /** The calendar rewrites what is written to it: trims texts, gives reminders. */
  readonly rewrites: boolean;
  /** The database is a file, opened anew for each run, and not kept in memory. */
  readonly file: boolean;
  /** The calendar has room for the lease. */
  readonly lease: boolean;
}

export interface Script {
  readonly setting: Setting;
  readonly steps: readonly Step[];
}
