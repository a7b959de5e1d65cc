/**
 * @file What hosts the engine, wherever that is: in a process of its own in the application, in the same process in
 * benchmarks. Everything that goes in and comes out is plain data, because it may cross a process border.
 */
import { z } from 'zod';
import {
  activityFilter,
  historyDay,
  relinkHow,
  subjectPreview,
  subjectWish,
  undoOutlook,
  undoWhat,
} from '../../preload/contract.ts';
import type { TokenSource } from '../../sync-core/connectors/ports.ts';
import {
  activityEntry,
  type EngineEvent,
  heldDecision,
  itemStanding,
  linkedCounts,
  runProblem,
  runReport,
  runTrigger,
  undoReport,
} from '../../sync-core/engine/report.ts';
import { choice, choiceSource } from '../../sync-core/model/choice.ts';
import { side } from '../../sync-core/model/side.ts';
import { preferencesSchema } from '../../sync-core/preferences/schema.ts';
import type { AccountSystem } from '../accounts/account.ts';

/** Where an account's data is and whose it is, and what may be done there; all that is to be known beside a token. */
const accountPlace = z.object({
  apiUrl: z.string(),
  loginUrl: z.string(),
  tenant: z.string(),
  userId: z.string(),
  rights: z.array(z.string()),
});

/** Of the calendar systems, the linked one. */
const accountPlaces = z
  .object({
    superoffice: accountPlace,
    microsoft365: accountPlace.exactOptional(),
    google: accountPlace.exactOptional(),
    exchange: accountPlace.exactOptional(),
  })
  .refine(
    ({ superoffice: _crm, ...calendars }) => Object.values(calendars).filter((one) => one !== undefined).length === 1,
    'no calendar, or several',
  );
export type AccountPlaces = z.infer<typeof accountPlaces>;

const summary = z.object({
  linked: linkedCounts,
  held: z.int(),
  parked: z.int(),
  lastRun: runReport.nullable(),
  lastSuccessAt: z.iso.datetime().nullable(),
  /** Where the store's damaged file was put, if it was damaged when it was opened. */
  storeSetAside: z.string().nullable(),
});
export type HostSummary = z.infer<typeof summary>;

const toldZone = z.object({
  /** As the system names it; null: it could not be asked, `problem` says why. */
  name: z.string().nullable(),
  /** IANA; null: the name has no known meaning. */
  zone: z.string().nullable(),
  problem: runProblem.nullable(),
});
export type ToldZone = z.infer<typeof toldZone>;

/** Every call, with the schema of what goes in and what comes out. */
export const hostCalls = {
  run: {
    ask: z.object({
      trigger: runTrigger,
      dryRun: z.boolean(),
      preferences: preferencesSchema,
      accounts: accountPlaces,
    }),
    answer: runReport,
  },
  /** Ends the run that goes on; its report says `stopped`. Without one nothing happens. */
  stop: { ask: z.null(), answer: z.null() },
  decideHeld: {
    ask: z.object({ ids: z.array(z.int()).min(1), decision: heldDecision, accounts: accountPlaces }),
    answer: z.null(),
  },
  /** Forgets which items belong together; both calendars stay as they are, and the next run matches anew. */
  forgetLinks: { ask: z.null(), answer: z.null() },
  /** Takes back what was done; never beside a run, and `stop` ends it like one. */
  undo: { ask: z.object({ what: undoWhat, accounts: accountPlaces }), answer: undoReport },
  /** What taking a run back would do, as far as the journal knows. */
  undoOutlook: { ask: z.object({ runId: z.string() }), answer: undoOutlook },
  /** This computer synchronises from now on, and no other. The answer is what stood in the way. */
  takeOver: { ask: z.object({ accounts: accountPlaces }), answer: runProblem.nullable() },
  /** What becomes of links that were made with another account or calendar. */
  relink: { ask: z.object({ how: relinkHow }), answer: z.null() },
  /** What both systems say of the user's time zone; asked of them where it is not known any more. */
  zones: { ask: z.object({ accounts: accountPlaces }), answer: z.record(side, toldZone) },
  /** A list of a connected system, in the user's language; asked of it where it is not known any more. */
  choices: {
    ask: z.object({ source: choiceSource, language: z.string(), accounts: accountPlaces }),
    answer: z.object({ choices: z.array(choice), problem: runProblem.nullable() }),
  },
  /** What subjects would be, on coming appointments of the CRM. */
  subjectPreview: {
    ask: subjectWish.extend({ accounts: accountPlaces }),
    answer: z.object({ subjects: z.array(subjectPreview), problem: runProblem.nullable() }),
  },
  /** How the items stand whose title contains this; the best `limit`. */
  standings: { ask: z.object({ title: z.string(), limit: z.int().positive() }), answer: z.array(itemStanding) },
  activity: {
    ask: z.object({
      filter: activityFilter,
      search: z.string(),
      before: z.int().nullable(),
      limit: z.int().positive(),
    }),
    answer: z.object({ entries: z.array(activityEntry), more: z.boolean() }),
  },
  activityEntry: { ask: z.object({ id: z.int() }), answer: activityEntry.nullable() },
  /** Days in the computer's own zone, today last. */
  history: { ask: z.object({ days: z.int().positive(), zone: z.string() }), answer: z.array(historyDay) },
  summary: { ask: z.null(), answer: summary },
} as const;

export type HostCall = keyof typeof hostCalls;
export type HostAsk<C extends HostCall> = z.output<(typeof hostCalls)[C]['ask']>;
export type HostAnswer<C extends HostCall> = z.output<(typeof hostCalls)[C]['answer']>;

/** A call that could not be answered: the store cannot be opened, or the process is gone. */
export class HostProblem extends Error {
  override readonly name = 'HostProblem';
  readonly problem: z.infer<typeof runProblem>;

  constructor(problem: z.infer<typeof runProblem>) {
    super(problem.details ?? problem.code);
    this.problem = problem;
  }
}

export interface SyncHost {
  /**
   * `run` never rejects for what the outside does: the report says what happened.
   * @throws HostProblem
   */
  call<C extends HostCall>(call: C, ask: HostAsk<C>): Promise<HostAnswer<C>>;
  /** Ends the run that goes on, closes the store, ends the process. */
  close(): Promise<void>;
}

/** What a host asks of, and tells to, whoever started it. */
export interface HostOutside {
  tokens(system: AccountSystem): TokenSource;
  onEvent(event: EngineEvent): void;
}
