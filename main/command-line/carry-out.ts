/**
 * @file Carries a command out, by the process that holds the profile: the command itself, or the application in the tray
 * on its behalf.
 */
import type { AccountSystem, ConnectOutcome } from '../accounts/account.ts';
import type { Application } from '../application.ts';
import { isSettingId, type SettingId, type SettingValues } from '../settings/schema.ts';
import { SettingFixed, type Settings, SettingsNotKept } from '../settings/settings.ts';
import { formatSetting, parseSetting } from '../settings/text.ts';
import { type CommandResult, type CommandSurroundings, json } from './command.ts';
import { exitCode, exitCodeOfProblem, exitCodeOfReport, exitCodeOfState } from './exit-codes.ts';
import { decide, questionsOf, relink, takeOver, undo, why } from './help-out.ts';
import type { CommandToDo } from './parse.ts';
import { problemText, questionsText, reportText, statusText } from './results.ts';

type Do<K extends CommandToDo['do']> = Extract<CommandToDo, { do: K }>;

async function syncOnce({ dryRun, json: asJson }: Do<'syncOnce'>, around: CommandSurroundings): Promise<CommandResult> {
  const { application, words } = around;
  const report = await (dryRun ? application.dryRun('commandLine') : application.syncNow('commandLine'));
  const code = exitCodeOfReport(report);
  const calendar = application.state.accounts.find(({ side }) => side === 'calendar')?.system ?? 'microsoft365';
  const text = reportText(report, words, calendar);
  if (asJson) return { code, output: json(report), errors: report.outcome === 'failed' ? text : '' };
  return report.outcome === 'failed' ? { code, output: '', errors: text } : { code, output: text, errors: '' };
}

async function status({ json: asJson }: Do<'status'>, around: CommandSurroundings): Promise<CommandResult> {
  const { application, words, locale } = around;
  await application.refresh();
  const { state } = application;
  const code = exitCodeOfState(state);
  const questions = state.held === 0 ? [] : await questionsOf(application);
  if (asJson) return { code, output: json({ ...state, questions }), errors: '' };
  const waiting = questionsText(questions, words, locale);
  return { code, output: statusText(state, words, around.now(), locale) + waiting, errors: '' };
}

async function connect(asked: Do<'connect'>, around: CommandSurroundings): Promise<CommandResult> {
  const { application, settings, words } = around;
  const { system, server, user, secret } = asked;
  if (server !== undefined) {
    const id = system === 'exchange' ? 'exchange.server' : (`${system}.loginUrl` as const);
    const parsed = parseSetting(id, server);
    if (!parsed) {
      const allowed = words.t('commandLine:allowed.address');
      const errors = words.t('commandLine:usage.badValue', { id: '--server', value: server, allowed });
      return { code: exitCode.usage, output: '', errors: `${errors}\n` };
    }
    settings.set({ [id]: parsed.value });
  }
  const outcome = await signIn(application, { system, secret, user });
  const name = words.t(`states:system.${system}`);
  if (!outcome.connected) {
    const errors = problemText(outcome.problem, words);
    return { code: exitCodeOfProblem(outcome.problem), output: asked.json ? json(outcome) : '', errors };
  }
  const { userName, missingRights } = outcome.account;
  const complete = missingRights.length === 0;
  const said = complete
    ? words.t('commandLine:connected', { system: name, user: userName })
    : words.t('commandLine:connectedMissing', { system: name, user: userName, rights: missingRights.join(', ') });
  return {
    code: complete ? exitCode.ok : exitCode.needsYou,
    output: asked.json ? json(outcome) : `${said}\n`,
    errors: '',
  };
}

function signIn(
  { accounts }: Application,
  {
    system,
    secret,
    user,
  }: { readonly system: AccountSystem; readonly secret: string | undefined; readonly user: string | undefined },
): Promise<ConnectOutcome> {
  if (secret !== undefined)
    return accounts.connectWithSecret(system, { secret, ...(user === undefined ? {} : { user }) });
  if (system === 'exchange') throw new TypeError('a password is asked for with --user');
  return accounts.connect(system);
}

async function disconnect(
  { system, json: asJson }: Do<'disconnect'>,
  around: CommandSurroundings,
): Promise<CommandResult> {
  const { application, settings, words } = around;
  const was = settings.account(system) !== null;
  await application.accounts.disconnect(system);
  const said = words.t(was ? 'commandLine:disconnected' : 'commandLine:wasNotConnected', {
    system: words.t(`states:system.${system}`),
  });
  return { code: exitCode.ok, output: asJson ? json({ system, wasConnected: was }) : `${said}\n`, errors: '' };
}

function shown(ids: readonly SettingId[], settings: Settings, asJson: boolean): CommandResult {
  const values = ids.map((id) => [id, settings.get(id)] as const);
  const output = asJson
    ? json(Object.fromEntries(values))
    : values.map(([id, value]) => `${id}=${formatSetting(value)}\n`).join('');
  return { code: exitCode.ok, output, errors: '' };
}

function set({ settings: wanted, json: asJson }: Do<'set'>, { settings }: CommandSurroundings): CommandResult {
  const values: Partial<Record<SettingId, unknown>> = {};
  for (const [id, text] of wanted) {
    const parsed = isSettingId(id) ? parseSetting(id, text) : undefined;
    // Was checked when the command line was read; a running application of another version may know less.
    if (!isSettingId(id) || !parsed) return { code: exitCode.usage, output: '', errors: `${id}=${text}\n` };
    values[id] = parsed.value;
  }
  settings.set(values as Partial<SettingValues>);
  return shown(Object.keys(values).filter(isSettingId), settings, asJson);
}

/** Never rejects: what goes wrong is the result. */
export async function carryOut(command: CommandToDo, around: CommandSurroundings): Promise<CommandResult> {
  try {
    switch (command.do) {
      case 'decide':
        return await decide(command, around);
      case 'undo':
        return await undo(command, around);
      case 'takeOver':
        return await takeOver(command, around);
      case 'relink':
        return await relink(command, around);
      case 'why':
        return await why(command, around);
      case 'syncOnce':
        return await syncOnce(command, around);
      case 'status':
        return await status(command, around);
      case 'connect':
        return await connect(command, around);
      case 'disconnect':
        return await disconnect(command, around);
      case 'set':
        return set(command, around);
      case 'get':
        return shown(command.ids.filter(isSettingId), around.settings, command.json);
    }
  } catch (error) {
    if (error instanceof SettingFixed) {
      const { id, by } = error;
      return { code: exitCode.usage, output: '', errors: `${around.words.t(`commandLine:fixed.${by}`, { id })}\n` };
    }
    const details = error instanceof Error ? error.message : String(error);
    const why = error instanceof SettingsNotKept && error.cause instanceof Error ? error.cause.message : details;
    const errors =
      error instanceof SettingsNotKept
        ? `${around.words.t('commandLine:settingsNotKept', { why })}\n`
        : problemText({ code: 'internal', details }, around.words);
    return { code: exitCode.local, output: '', errors };
  }
}
