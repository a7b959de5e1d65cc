/**
 * @file Commands that answer questions, take deeds back, and find out why something is not synchronised: what the window
 * offers for it, for scripts and administrators.
 */
import { type ActivityEntry, type HeldDecision, heldDecision } from '../../sync-core/engine/report.ts';
import type { Application } from '../application.ts';
import { type CommandResult, type CommandSurroundings, json } from './command.ts';
import { type ExitCode, exitCode, exitCodeOfProblem } from './exit-codes.ts';
import type { CommandToDo } from './parse.ts';
import { problemText, standingsText, undoText } from './results.ts';

type Do<K extends CommandToDo['do']> = Extract<CommandToDo, { do: K }>;

const pageSize = 200;
/** More than a person reads; a longer title finds fewer. */
const mostFound = 50;

/** Everything that waits for the user, newest first. */
export async function questionsOf(application: Pick<Application, 'activity'>): Promise<readonly ActivityEntry[]> {
  const questions: ActivityEntry[] = [];
  for (let before: number | null = null; ; ) {
    const page: Awaited<ReturnType<Application['activity']>> = await application.activity({
      filter: 'needsYou',
      search: '',
      before,
      limit: pageSize,
    });
    questions.push(...page.entries);
    before = page.entries.at(-1)?.id ?? null;
    if (!page.more || before === null) return questions;
  }
}

/** What may be answered to a held entry. */
export function answersOf({ reason }: Pick<ActivityEntry, 'reason'>): readonly HeldDecision[] {
  return reason?.kind === 'ask' && reason.code === 'conflict'
    ? ['crm', 'calendar', 'keep']
    : ['apply', 'keep', 'restore'];
}

/** All or none: a script that names a question that is no more has an old list. */
export async function decide(
  { decisions, json: asJson }: Do<'decide'>,
  around: CommandSurroundings,
): Promise<CommandResult> {
  const { application, words } = around;
  const questions = new Map((await questionsOf(application)).map((entry) => [entry.id, entry]));
  const misused = decisions.flatMap(({ id, decision }) => {
    const question = questions.get(id);
    if (!question) return [words.t('commandLine:decide.none', { id })];
    const answers = answersOf(question);
    if (answers.includes(decision)) return [];
    return [words.t('commandLine:decide.answer', { id, decision, answers: answers.join(', ') })];
  });
  if (misused.length > 0) return { code: exitCode.usage, output: '', errors: `${misused.join('\n')}\n` };
  for (const decision of heldDecision.options) {
    const ids = decisions.flatMap((one) => (one.decision === decision ? [one.id] : []));
    if (ids.length > 0) await application.decideHeld(ids, decision);
  }
  const said = words.t('commandLine:decide.done', { count: decisions.length });
  return { code: exitCode.ok, output: asJson ? json({ decided: decisions }) : `${said}\n`, errors: '' };
}

export async function undo({ what, json: asJson }: Do<'undo'>, around: CommandSurroundings): Promise<CommandResult> {
  const { application, words } = around;
  await application.refresh();
  const last = application.state.lastRun?.runId;
  if ('runId' in what && what.runId === 'last' && last === undefined) {
    return { code: exitCode.usage, output: '', errors: `${words.t('commandLine:undo.noRun')}\n` };
  }
  const report = await application.undo('runId' in what && what.runId === 'last' && last ? { runId: last } : what);
  const { problem, refused } = report;
  const code: ExitCode = problem ? exitCodeOfProblem(problem) : refused.length > 0 ? exitCode.needsYou : exitCode.ok;
  const errors = problem ? problemText(problem, words) : '';
  if (asJson) return { code, output: json(report), errors };
  const entries = await Promise.all(refused.map(({ entry }) => application.activityEntry(entry)));
  return { code, output: undoText(report, entries, words), errors };
}

export async function takeOver({ json: asJson }: Do<'takeOver'>, around: CommandSurroundings): Promise<CommandResult> {
  const { application, words } = around;
  const problem = await application.takeOver();
  const output = asJson ? json({ problem }) : problem ? '' : `${words.t('commandLine:takenOver')}\n`;
  if (!problem) return { code: exitCode.ok, output, errors: '' };
  return { code: exitCodeOfProblem(problem), output, errors: problemText(problem, words) };
}

export async function relink({ how, json: asJson }: Do<'relink'>, around: CommandSurroundings): Promise<CommandResult> {
  const { application, words } = around;
  await application.relink(how);
  const output = asJson ? json({ relinked: how }) : `${words.t(`commandLine:relinked.${how}`)}\n`;
  return { code: exitCode.ok, output, errors: '' };
}

/** Not all is well where something is not synchronised, or not known at all. */
export async function why({ title, json: asJson }: Do<'why'>, around: CommandSurroundings): Promise<CommandResult> {
  const { application, settings, words, locale } = around;
  const found = await application.standings(title, mostFound);
  const well = found.length > 0 && found.every(({ standing }) => standing === 'synchronised');
  const days = { past: settings.get('window.pastDays'), future: settings.get('window.futureDays') };
  const text = standingsText(title, found, { state: application.state, words, locale, now: around.now(), days });
  return { code: well ? exitCode.ok : exitCode.needsYou, output: asJson ? json(found) : text, errors: '' };
}
