/** @file Results of commands in words, for people; `--json` has its own form, the contract's. Pure. */
import { describeProblem, type Words } from '../../locales/index.ts';
import type { AppState } from '../../preload/contract.ts';
import type { RunProblem, RunReport } from '../../sync-core/engine/report.ts';
import { leftOutCode } from '../../sync-core/model/reason.ts';
import { describeState, shortTime } from '../tray/describe.ts';

type Row = readonly [label: string, ...values: (string | number)[]];

/** Columns side by side: the first to the left, the others to the right. */
function table(rows: readonly Row[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, String(cell).length)),
    [],
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || row.length === 2
          ? String(cell).padEnd(widths[column] ?? 0)
          : String(cell).padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** One sentence on what happened and one on what to do, with the technical words on a line of their own. */
export function problemText(problem: RunProblem, words: Words): string {
  const { title, text } = describeProblem(words, problem);
  const said = words.t('commandLine:problem', { title, text });
  const { details } = problem;
  return details === undefined ? `${said}\n` : `${said}\n${words.t('commandLine:details', { details })}\n`;
}

export function reportText(report: RunReport, words: Words): string {
  if (report.outcome === 'failed') {
    return problemText(report.problem ?? { code: 'internal' }, words);
  }
  const t = (
    key: 'read' | 'created' | 'updated' | 'removed' | 'adopted' | 'conflicts' | 'held' | 'parked' | 'linked',
  ) => words.t(`commandLine:report.${key}`);
  const { crm, calendar } = report.written;
  const perSide: Row[] = [
    ['', words.t('states:system.superoffice'), words.t('states:system.microsoft365')],
    [t('read'), report.read.crm, report.read.calendar],
    [t('created'), crm.created, calendar.created],
    [t('updated'), crm.updated, calendar.updated],
    [t('removed'), crm.removed, calendar.removed],
  ];
  const both: Row[] = [
    [t('linked'), report.linked],
    [t('adopted'), report.adopted],
    [t('conflicts'), report.conflicts],
    [t('held'), report.held],
    [t('parked'), report.parked],
  ];
  const leftOut: Row[] = leftOutCode.options.flatMap((code) => {
    const count = report.leftOut[code] ?? 0;
    const reason = words.t(`reasons:reason.${code}.title`);
    return count === 0 ? [] : [[words.t('commandLine:report.leftOut', { reason }), count] as const];
  });
  const first = words.t(`commandLine:report.${report.dryRun ? 'dryRun' : report.outcome}`);
  return `${first}\n\n${table(perSide)}\n${table([...both, ...leftOut])}`;
}

export function statusText(state: AppState, words: Words, now: number, locale: string): string {
  const time = (moment: string | null, absent: 'never' | 'none') =>
    moment === null ? words.t(`commandLine:status.${absent}`) : shortTime(moment, now, locale);
  const accounts = state.accounts.map((account): Row => {
    const system = words.t(`states:system.${account.system}`);
    const user = account.userName ?? '';
    return [system, words.t(`commandLine:status.${account.status}`, { user, server: account.server ?? '' })];
  });
  return table([
    [words.t('commandLine:status.state'), describeState(state, words, now, locale)],
    ...accounts,
    [words.t('commandLine:status.lastSuccess'), time(state.lastSuccessAt, 'never')],
    [words.t('commandLine:status.nextRun'), time(state.nextRunAt, 'none')],
    [words.t('commandLine:status.linked'), state.linked.appointment],
    [words.t('commandLine:status.held'), state.held],
    [words.t('commandLine:status.parked'), state.parked],
  ]);
}
