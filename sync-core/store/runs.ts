/** @file The reports of past runs. */
import type { Database } from 'better-sqlite3';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type RunReport, runReport } from '../engine/report.ts';
import type { Side } from '../model/side.ts';
import type { HistoryDay } from './activity.ts';

function writesOf(report: RunReport, one: Side): number {
  const { created, updated, removed } = report.written[one];
  return created + updated + removed;
}

export function openRuns(db: Database, now: () => number) {
  const sql = {
    add: db.prepare(
      `INSERT INTO runs (id, started_at, finished_at, dry_run, undo, outcome, eventful, report)
       VALUES (@runId, @startedAt, @finishedAt, @dry, @undo, @outcome, @eventful, @report)`,
    ),
    last: db
      .prepare('SELECT report FROM runs WHERE dry_run = 0 AND undo = 0 ORDER BY finished_at DESC, rowid DESC LIMIT 1')
      .pluck(),
    lastSuccess: db
      .prepare("SELECT max(finished_at) FROM runs WHERE dry_run = 0 AND undo = 0 AND outcome IN ('ok', 'partly')")
      .pluck(),
    startOfLast: db
      .prepare<[number]>(
        `SELECT min(started_at) FROM (SELECT started_at FROM runs WHERE dry_run = 0 AND undo = 0 ORDER BY rowid DESC LIMIT ?)`,
      )
      .pluck(),
    since: db
      .prepare<[string]>('SELECT report FROM runs WHERE dry_run = 0 AND eventful = 1 AND finished_at >= ?')
      .pluck(),
    prune: db.prepare<[string]>('DELETE FROM runs WHERE finished_at < ?'),
  };
  const parse = (text: unknown): RunReport => runReport.parse(JSON.parse(z.string().parse(text)));

  return {
    add(report: RunReport): void {
      sql.add.run({
        runId: report.runId,
        startedAt: report.startedAt,
        finishedAt: report.finishedAt,
        dry: report.dryRun ? 1 : 0,
        undo: report.trigger === 'undo' ? 1 : 0,
        outcome: report.outcome,
        eventful: writesOf(report, 'crm') + writesOf(report, 'calendar') + report.held > 0 ? 1 : 0,
        report: JSON.stringify(report),
      });
    },
    /** Neither dry runs nor those that took something back. */
    last(): RunReport | undefined {
      const text = sql.last.get();
      return text === undefined ? undefined : parse(text);
    },
    /** End of the last run that reached its end, ISO. */
    lastSuccessAt: (): string | null =>
      z
        .string()
        .nullable()
        .parse(sql.lastSuccess.get() ?? null),
    /** When the earliest of the last so many runs began, in milliseconds, by our clock of that time; none: there was no run. */
    startOfLast(count: number): number | undefined {
      const at = z.string().nullable().parse(sql.startOfLast.get(count));
      return at === null ? undefined : Date.parse(at);
    },
    /** Writes per day, oldest first, today last, without gaps. @param zone whose days (IANA). */
    history(days: number, zone: string): readonly HistoryDay[] {
      const today = Temporal.Instant.fromEpochMilliseconds(now()).toZonedDateTimeISO(zone).startOfDay();
      const first = today.subtract({ days: days - 1 });
      const totals = new Map<string, { day: string; crm: number; calendar: number; held: number }>();
      for (let n = 0; n < days; n++) {
        const day = first.add({ days: n }).toPlainDate().toString();
        totals.set(day, { day, crm: 0, calendar: 0, held: 0 });
      }
      const from = new Date(first.epochMilliseconds).toISOString();
      for (const text of sql.since.all(from)) {
        const report = parse(text);
        const day = Temporal.Instant.from(report.finishedAt).toZonedDateTimeISO(zone).toPlainDate().toString();
        const total = totals.get(day);
        if (total === undefined) continue;
        total.crm += writesOf(report, 'crm');
        total.calendar += writesOf(report, 'calendar');
        total.held = Math.max(total.held, report.held);
      }
      return [...totals.values()];
    },
    prune: (olderThan: number): void => void sql.prune.run(new Date(olderThan).toISOString()),
  };
}
