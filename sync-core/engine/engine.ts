/** @file The engine's front door. */
import type { Connector } from '../connectors/connector.ts';
import type { Clock, Log, Random } from '../connectors/ports.ts';
import type { Side } from '../model/side.ts';
import type { Preferences } from '../preferences/schema.ts';
import type { Store } from '../store/store.ts';
import type {
  ActivityEntry,
  EngineEvent,
  HeldDecision,
  RunProblem,
  RunReport,
  RunTrigger,
  UndoReport,
} from './report.ts';

/** This copy of the program on this computer, among all that may synchronise for the same person. */
export interface Installation {
  /** Random; never the same on two computers, also when one profile was copied from the other. */
  readonly id: string;
  /** The computer's name, for people. */
  readonly name: string;
}

export interface EngineOptions {
  readonly store: Store;
  readonly connectors: Readonly<Record<Side, Connector>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Absent: other installations are neither looked for nor told of this one. */
  readonly installation?: Installation;
  /** Called synchronously; must not throw. */
  readonly onEvent: (event: EngineEvent) => void;
}

export interface RunOptions {
  readonly trigger: RunTrigger;
  readonly preferences: Preferences;
  readonly signal: AbortSignal;
  /** Plan only: nothing is written on either side, and the store is left as it was but for the report. */
  readonly dryRun?: boolean;
  /** In a dry run: called for each thing that a real run would do, in the order of doing. */
  readonly onPlanned?: (entry: ActivityEntry) => void;
}

/** Single operations, by their entries in the activity list, or all that a run did. */
export type UndoWhat = { readonly entries: readonly number[] } | { readonly runId: string };

export interface Engine {
  /** One whole run. Never throws for what the outside does: the report says what happened. */
  run(options: RunOptions): Promise<RunReport>;
  /** The user's word on held operations, by the ids of their entries in the activity list; the next run carries it out. */
  decideHeld(entryIds: readonly number[], decision: HeldDecision): void;
  /**
   * Takes back what was done, newest first, as far as nothing else has changed since; what could not be is in the answer, and
   * in the activity list. Tells of itself like a run (`started` to `finished`, trigger `undo`), and never goes on beside one.
   * Never throws for what the outside does. An undo that was cut off is finished by the next run.
   */
  undo(what: UndoWhat, signal: AbortSignal): Promise<UndoReport>;
  /**
   * The user wants this computer to synchronise from now on, after a run ended with `otherDevice`. The other one notices
   * within the hour. @returns what stood in the way, or null.
   */
  takeOver(signal: AbortSignal): Promise<RunProblem | null>;
}
