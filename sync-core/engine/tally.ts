/** @file Counts what a run does, for its report. */
import type { LeftOutCode } from '../model/reason.ts';
import type { Side } from '../model/side.ts';
import type { OperationAction } from '../store/operation.ts';
import type { LinkedCounts, RunProblem, RunReport, RunTrigger } from './report.ts';

const counter = { create: 'created', update: 'updated', remove: 'removed' } as const;

export class Tally {
  readonly read: Record<Side, number> = { crm: 0, calendar: 0 };
  readonly written = {
    crm: { created: 0, updated: 0, removed: 0 },
    calendar: { created: 0, updated: 0, removed: 0 },
  };
  adopted = 0;
  conflicts = 0;
  /** Pairs that were set aside in this run. */
  setAside = 0;
  /** What the user has chosen to read from and cannot be read any more, see `ChangePage.closed`. */
  readonly closed = new Set<string>();
  /** Activity entries since the last event that told of them. */
  entries = 0;
  readonly leftOut = new Map<LeftOutCode, number>();

  wrote(side: Side, action: OperationAction): void {
    this.written[side][counter[action]] += 1;
  }

  leaveOut(code: LeftOutCode): void {
    this.leftOut.set(code, (this.leftOut.get(code) ?? 0) + 1);
  }

  report(rest: {
    readonly runId: string;
    readonly trigger: RunTrigger;
    readonly dryRun: boolean;
    readonly startedAt: number;
    readonly finishedAt: number;
    readonly problem: RunProblem | null;
    readonly held: number;
    readonly parked: number;
    readonly linked: LinkedCounts;
  }): RunReport {
    const { problem, startedAt, finishedAt, linked, ...plain } = rest;
    return {
      ...plain,
      startedAt: new Date(startedAt).toISOString(),
      finishedAt: new Date(finishedAt).toISOString(),
      outcome: this.#outcome(problem),
      ...(problem === null ? {} : { problem }),
      written: { crm: { ...this.written.crm }, calendar: { ...this.written.calendar } },
      read: { ...this.read },
      adopted: this.adopted,
      leftOut: Object.fromEntries(this.leftOut),
      conflicts: this.conflicts,
      linked: Object.values(linked).reduce((sum, count) => sum + count, 0),
      linkedOf: linked,
      ...(this.closed.size === 0 ? {} : { closed: [...this.closed] }),
    };
  }

  #outcome(problem: RunProblem | null): RunReport['outcome'] {
    if (problem?.code === 'cancelled') return 'stopped';
    if (problem !== null) return 'failed';
    return this.setAside > 0 || this.closed.size > 0 ? 'partly' : 'ok';
  }
}
