/** @file The engine's front door. */
import type { Connector } from '../connectors/connector.ts';
import type { Clock, Log, Random } from '../connectors/ports.ts';
import type { Side } from '../model/side.ts';
import type { Preferences } from '../preferences/schema.ts';
import type { Store } from '../store/store.ts';
import type { EngineEvent, RunReport, RunTrigger } from './report.ts';

export interface EngineOptions {
  readonly store: Store;
  readonly connectors: Readonly<Record<Side, Connector>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Called synchronously; must not throw. */
  readonly onEvent: (event: EngineEvent) => void;
}

export interface RunOptions {
  readonly trigger: RunTrigger;
  readonly preferences: Preferences;
  readonly signal: AbortSignal;
  /** Plan only: nothing is written on either side, and the store is left as it was but for the report. */
  readonly dryRun?: boolean;
}

export interface Engine {
  /** One whole run. Never throws for what the outside does: the report says what happened. */
  run(options: RunOptions): Promise<RunReport>;
  /** Carries out (`apply`) or drops for good (`keep`) operations that were held; the next run does the work. */
  decideHeld(operationIds: readonly number[], decision: 'apply' | 'keep'): void;
}
