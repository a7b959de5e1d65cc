/** @file The report of a run that could not even begin. */
import { v4 as uuid } from 'uuid';
import type { RunProblem, RunReport, RunTrigger } from '../../sync-core/engine/report.ts';

const nothing = { created: 0, updated: 0, removed: 0 };

/** @param startedAt and finishedAt in milliseconds since 1970. */
export function failedRun(
  asked: { readonly trigger: RunTrigger; readonly dryRun: boolean },
  startedAt: number,
  finishedAt: number,
  problem: RunProblem,
): RunReport {
  return {
    runId: uuid(),
    trigger: asked.trigger,
    dryRun: asked.dryRun,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    outcome: 'failed',
    problem,
    written: { crm: { ...nothing }, calendar: { ...nothing } },
    read: { crm: 0, calendar: 0 },
    adopted: 0,
    leftOut: {},
    conflicts: 0,
    held: 0,
    parked: 0,
    linked: 0,
  };
}
