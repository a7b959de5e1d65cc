/** @file Results of commands in words, for people; `--json` has its own form, the contract's. Pure. */
import { describeProblem, type Words } from '../../locales/index.ts';
import { describeReason } from '../../locales/reason.ts';
import type { AppState } from '../../preload/contract.ts';
import type { ActivityEntry, ItemStanding, RunProblem, RunReport, UndoReport } from '../../sync-core/engine/report.ts';
import { leftOutCode } from '../../sync-core/model/reason.ts';
import { itemKind, type Side, type SystemId } from '../../sync-core/model/side.ts';
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

/** Columns side by side, all of them to the left. */
function leftTable(rows: readonly Row[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => String(row[column] ?? '').length))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => String(cell).padEnd(widths[column] ?? 0))
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

/** @param calendarSystem the linked one. */
export function reportText(report: RunReport, words: Words, calendarSystem: SystemId): string {
  if (report.outcome === 'failed') {
    return problemText(report.problem ?? { code: 'internal' }, words);
  }
  const t = (
    key: 'read' | 'created' | 'updated' | 'removed' | 'adopted' | 'conflicts' | 'held' | 'parked' | 'linked',
  ) => words.t(`commandLine:report.${key}`);
  const { crm, calendar } = report.written;
  const perSide: Row[] = [
    ['', words.t('states:system.superoffice'), words.t(`states:system.${calendarSystem}`)],
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
    ...itemKind.options.map((kind): Row => [words.t(`commandLine:status.linked.${kind}`), state.linked[kind]]),
    [words.t('commandLine:status.held'), state.held],
    [words.t('commandLine:status.parked'), state.parked],
  ]);
}

/** A date as it is, a moment as the user writes it. */
function whenText(when: string, locale: string): string {
  const isDate = !when.includes('T');
  const style = isDate
    ? ({ dateStyle: 'medium', timeZone: 'UTC' } as const)
    : ({ dateStyle: 'medium', timeStyle: 'short' } as const);
  return new Intl.DateTimeFormat(locale, style).format(new Date(when));
}

function titleText({ title, kind }: Pick<ActivityEntry, 'title' | 'kind'>, words: Words): string {
  if (title === null) return words.t(`window:activity.private.${kind}`);
  return title.trim() === '' ? words.t(`window:activity.untitled.${kind}`) : title;
}

/** What waits, one line each with the number that `--decide` takes; empty when nothing waits. */
export function questionsText(questions: readonly ActivityEntry[], words: Words, locale: string): string {
  if (questions.length === 0) return '';
  const rows = questions.map((entry): Row => {
    const title = titleText(entry, words);
    const code = entry.reason?.kind === 'ask' ? entry.reason.code : undefined;
    return [
      String(entry.id),
      code === undefined ? words.t('window:activity.filters.needsYou') : words.t(`reasons:ask.${code}.title`),
      entry.when === null
        ? title
        : words.t('commandLine:questions.line', { title, when: whenText(entry.when, locale) }),
    ];
  });
  return `\n${words.t('commandLine:questions.title')}\n${leftTable(rows)}`;
}

/** @param entries of what was refused, in its order; null for those that are no more. */
export function undoText(report: UndoReport, entries: readonly (ActivityEntry | null)[], words: Words): string {
  const { undone, refused } = report;
  const done = undone > 0 ? words.t('window:undo.done', { count: undone }) : words.t('window:undo.doneNothing');
  const lines = refused.map(({ entry: id, code }, index) => {
    const entry = entries[index];
    return words.t('commandLine:undo.refused', {
      id,
      title: entry ? titleText(entry, words) : '',
      reason: words.t(`reasons:undo.${code}.title`),
      text: words.t(`reasons:undo.${code}.text`),
    });
  });
  return `${[done, ...lines].join('\n')}\n`;
}

export interface StandingsAround {
  readonly state: AppState;
  readonly words: Words;
  readonly locale: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How many days before and after today take part. */
  readonly days: { readonly past: number; readonly future: number };
}

/** "Why is this not synchronised?", for each item that was found; the possible causes where none was. */
export function standingsText(title: string, found: readonly ItemStanding[], around: StandingsAround): string {
  const { state, words, locale, now, days } = around;
  if (found.length === 0) {
    const dayAt = (inDays: number) => {
      const day = new Date(now);
      day.setDate(day.getDate() + inDays);
      return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(day);
    };
    return `${words.t('commandLine:why.none', { title, from: dayAt(-days.past), until: dayAt(days.future) })}\n`;
  }
  const systemOf = (side: Side) => state.accounts.find((account) => account.side === side)?.system;
  const lines = found.map((item) => {
    const { standing } = item;
    const name = { title: titleText(item, words), standing: words.t(`window:find.standing.${standing}`) };
    const first =
      item.when === null
        ? words.t('commandLine:why.itemNoDate', name)
        : words.t('commandLine:why.item', { ...name, when: whenText(item.when, locale) });
    const since =
      item.since === null ? '' : `, ${words.t('commandLine:why.since', { time: shortTime(item.since, now, locale) })}`;
    const described = describeReason(words, item.reason, item.items.crm ? 'crm' : 'calendar', systemOf);
    const plain = {
      title: words.t(`window:find.plain.${standing}.title`),
      text: words.t(`window:find.plain.${standing}.text`),
    };
    const { title: because, text } = standing === 'synchronised' ? plain : (described ?? plain);
    return `${first}${since}\n${words.t('commandLine:why.reason', { title: because, text })}`;
  });
  return `${lines.join('\n')}\n`;
}
