/** @file Reads the command line: what to do, or why it cannot be understood. */
import { Command, CommanderError, Option } from 'commander';
import { z } from 'zod';
import type { Words } from '../../locales/index.ts';
import { relinkHow } from '../../preload/contract.ts';
import { heldDecision } from '../../sync-core/engine/report.ts';
import { isSettingId, type SettingId, settingIds } from '../settings/schema.ts';
import { allowedFor, parseSetting } from '../settings/text.ts';

const system = z.enum(['superoffice', 'microsoft365', 'google', 'exchange']);

/** What a command does; plain data, because a running application may be asked to do it. */
export const command = z.discriminatedUnion('do', [
  z.object({ do: z.literal('syncOnce'), dryRun: z.boolean(), json: z.boolean() }),
  z.object({ do: z.literal('status'), json: z.boolean() }),
  z.object({
    do: z.literal('connect'),
    system,
    server: z.string().optional(),
    user: z.string().optional(),
    /** Filled in from standard input when `user` is given. */
    secret: z.string().optional(),
    json: z.boolean(),
  }),
  z.object({ do: z.literal('disconnect'), system, json: z.boolean() }),
  z.object({ do: z.literal('set'), settings: z.array(z.tuple([z.string(), z.string()])).min(1), json: z.boolean() }),
  z.object({
    do: z.literal('decide'),
    decisions: z.array(z.object({ id: z.int(), decision: heldDecision })).min(1),
    json: z.boolean(),
  }),
  /** Entries of the activity list, or a run by its id; `last`: the last run. */
  z.object({
    do: z.literal('undo'),
    what: z.union([z.object({ entries: z.array(z.int()).min(1) }), z.object({ runId: z.string() })]),
    json: z.boolean(),
  }),
  z.object({ do: z.literal('takeOver'), json: z.boolean() }),
  z.object({ do: z.literal('relink'), how: relinkHow, json: z.boolean() }),
  z.object({ do: z.literal('why'), title: z.string().min(1).max(200), json: z.boolean() }),
  z.object({ do: z.literal('get'), ids: z.array(z.string()).min(1), json: z.boolean() }),
]);
export type CommandToDo = z.infer<typeof command>;

export interface StartOptions {
  /** Everything of one person is kept in here; undefined: the operating system's place for it. */
  readonly profile: string | undefined;
  readonly secrets: string | undefined;
  readonly open: boolean;
}

export type Parsed =
  | { readonly kind: 'start'; readonly options: StartOptions }
  | { readonly kind: 'command'; readonly options: StartOptions; readonly command: CommandToDo }
  /** Help or version: `text` is the result. */
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'misused'; readonly text: string };

/** Switches of Chromium, Electron and its debugger, which are none of our business. */
const platformSwitch =
  /^--(no-sandbox|password-store|inspect|remote-debugging|disable-|enable-|force-|ozone-|lang|log-|v=|js-flags|user-data-dir|proxy-|no-proxy|auth-|gtk-version|use-|in-process-gpu|type=|no-zygote|headless|allow-)/;

const given = z.object({
  profile: z.string().optional(),
  secrets: z.string().optional(),
  open: z.boolean().default(false),
  json: z.boolean().default(false),
  syncOnce: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  status: z.boolean().default(false),
  connect: z.string().optional(),
  server: z.string().optional(),
  user: z.string().optional(),
  disconnect: z.string().optional(),
  decide: z.array(z.string()).default([]),
  undo: z.array(z.string()).default([]),
  takeOver: z.boolean().default(false),
  relink: z.string().optional(),
  why: z.string().optional(),
  set: z.array(z.string()).default([]),
  get: z.array(z.string()).default([]),
});
type Given = z.infer<typeof given>;

type OptionName =
  | 'profile'
  | 'secrets'
  | 'open'
  | 'syncOnce'
  | 'dryRun'
  | 'status'
  | 'json'
  | 'connect'
  | 'server'
  | 'user'
  | 'disconnect'
  | 'decide'
  | 'undo'
  | 'takeOver'
  | 'relink'
  | 'why'
  | 'set'
  | 'get'
  | 'version'
  | 'help';

class Misuse extends Error {}

const collect = (one: string, before: string[] = []): string[] => [...before, one];

function program(words: Words, version: string): Command {
  const text = (key: OptionName) => words.t(`commandLine:option.${key}`);
  return new Command('synchronizer')
    .description(words.t('commandLine:description'))
    .option('--profile <folder>', text('profile'))
    .option('--secrets <file>', text('secrets'))
    .option('--open', text('open'))
    .option('--sync-once', text('syncOnce'))
    .option('--dry-run', text('dryRun'))
    .option('--status', text('status'))
    .option('--connect <system>', text('connect'))
    .option('--server <address>', text('server'))
    .option('--user <name>', text('user'))
    .option('--disconnect <system>', text('disconnect'))
    .addOption(new Option('--decide <id=answer>', text('decide')).argParser(collect))
    .addOption(new Option('--undo <id>', text('undo')).argParser(collect))
    .option('--take-over', text('takeOver'))
    .option('--relink <how>', text('relink'))
    .option('--why <title>', text('why'))
    .addOption(new Option('--set <id=value>', text('set')).argParser(collect))
    .addOption(new Option('--get <id>', text('get')).argParser(collect))
    .option('--json', text('json'))
    .version(version, '--version', text('version'))
    .helpOption('--help', text('help'))
    .addHelpText('after', `\n${words.t('commandLine:exitCodes')}`)
    .allowExcessArguments(false)
    .exitOverride();
}

function asSystem(text: string, words: Words): z.infer<typeof system> {
  const parsed = system.safeParse(text.toLowerCase());
  if (!parsed.success) throw new Misuse(words.t('commandLine:usage.unknownSystem', { system: text }));
  return parsed.data;
}

function asSettingId(id: string, words: Words): SettingId {
  if (!isSettingId(id)) {
    throw new Misuse(words.t('commandLine:usage.unknownSetting', { id, ids: settingIds.join(', ') }));
  }
  return id;
}

function assignment(text: string, words: Words): [SettingId, string] {
  const at = text.indexOf('=');
  if (at < 0) throw new Misuse(words.t('commandLine:usage.setForm', { text }));
  const id = asSettingId(text.slice(0, at).trim(), words);
  const value = text.slice(at + 1);
  if (parseSetting(id, value)) return [id, value];
  const allowed = allowedFor(id);
  throw new Misuse(
    words.t('commandLine:usage.badValue', {
      id,
      value,
      allowed: words.t(`commandLine:allowed.${allowed.kind}`, {
        ...allowed,
        ...('choices' in allowed ? { choices: allowed.choices.join(', ') } : {}),
      }),
    }),
  );
}

/** `12=apply`, as `--status` names what waits. */
function asDecision(text: string, words: Words) {
  const [, id = '', answer = ''] = /^\s*(\d{1,15})\s*=\s*(\w+)\s*$/.exec(text) ?? [];
  const decision = heldDecision.safeParse(answer);
  if (!decision.success) {
    throw new Misuse(words.t('commandLine:usage.decideForm', { text, answers: heldDecision.options.join(', ') }));
  }
  return { id: Number(id), decision: decision.data };
}

/** Numbers are entries; anything else is one run. */
function asUndo(texts: readonly string[], words: Words): Extract<CommandToDo, { do: 'undo' }>['what'] {
  const [first = '', ...more] = texts.map((text) => text.trim());
  if (!/^\d{1,15}$/.test(first)) {
    if (first === '' || more.length > 0) throw new Misuse(words.t('commandLine:usage.undoForm'));
    return { runId: first };
  }
  const entries = [first, ...more];
  if (entries.some((text) => !/^\d{1,15}$/.test(text))) throw new Misuse(words.t('commandLine:usage.undoForm'));
  return { entries: entries.map(Number) };
}

function asRelink(text: string, words: Words): z.infer<typeof relinkHow> {
  const parsed = relinkHow.safeParse(text.toLowerCase());
  if (!parsed.success) throw new Misuse(words.t('commandLine:usage.relinkForm', { text }));
  return parsed.data;
}

/** What is done about what waits, what was done, and what stands in the way. */
function wantedHelp(options: Given, words: Words): [string, () => CommandToDo][] {
  const { json, relink } = options;
  const wanted: [string, () => CommandToDo][] = [];
  const why = options.why?.trim();
  if (options.decide.length > 0) {
    const decisions = () => options.decide.map((one) => asDecision(one, words));
    wanted.push(['--decide', () => ({ do: 'decide', decisions: decisions(), json })]);
  }
  if (options.undo.length > 0) {
    wanted.push(['--undo', () => ({ do: 'undo', what: asUndo(options.undo, words), json })]);
  }
  if (options.takeOver) wanted.push(['--take-over', () => ({ do: 'takeOver', json })]);
  if (relink !== undefined) {
    wanted.push(['--relink', () => ({ do: 'relink', how: asRelink(relink, words), json })]);
  }
  if (why !== undefined) {
    if (why === '' || why.length > 200) throw new Misuse(words.t('commandLine:usage.whyForm'));
    wanted.push(['--why', () => ({ do: 'why', title: why, json })]);
  }
  return wanted;
}

function wantedCommand(options: Given, words: Words): CommandToDo | undefined {
  const { json } = options;
  const wanted: [string, () => CommandToDo][] = [];
  if (options.syncOnce || options.dryRun) {
    wanted.push(['--sync-once', () => ({ do: 'syncOnce', dryRun: options.dryRun, json })]);
  }
  if (options.status) wanted.push(['--status', () => ({ do: 'status', json })]);
  const { connect, server, user, disconnect } = options;
  if (connect !== undefined) {
    // It has no page in the browser: the password comes from standard input, as it does with a name alone.
    if (connect === 'exchange' && user === undefined)
      throw new Misuse(words.t('commandLine:usage.needs', { option: '--connect exchange', command: '--user' }));
    const more = { ...(server === undefined ? {} : { server }), ...(user === undefined ? {} : { user }) };
    wanted.push(['--connect', () => ({ do: 'connect', system: asSystem(connect, words), ...more, json })]);
  } else if (server !== undefined || user !== undefined) {
    const option = server === undefined ? '--user' : '--server';
    throw new Misuse(words.t('commandLine:usage.needs', { option, command: '--connect' }));
  }
  if (disconnect !== undefined) {
    wanted.push(['--disconnect', () => ({ do: 'disconnect', system: asSystem(disconnect, words), json })]);
  }
  if (options.set.length > 0) {
    wanted.push(['--set', () => ({ do: 'set', settings: options.set.map((one) => assignment(one, words)), json })]);
  }
  if (options.get.length > 0) {
    wanted.push(['--get', () => ({ do: 'get', ids: options.get.map((id) => asSettingId(id, words)), json })]);
  }
  wanted.push(...wantedHelp(options, words));
  if (wanted.length > 1) {
    throw new Misuse(words.t('commandLine:usage.oneCommand', { commands: wanted.map(([name]) => name).join(', ') }));
  }
  if (wanted.length === 0 && json)
    throw new Misuse(words.t('commandLine:usage.needs', { option: '--json', command: '--sync-once' }));
  return wanted[0]?.[1]();
}

/** @param args what stands behind the program's name (and its folder, in development) */
export function parseCommandLine(args: readonly string[], words: Words, version: string): Parsed {
  let said = '';
  const parser = program(words, version).configureOutput({
    writeOut: (text) => {
      said += text;
    },
    writeErr: (text) => {
      said += text;
    },
  });
  try {
    parser.parse(
      args.filter((arg) => !platformSwitch.test(arg)),
      { from: 'user' },
    );
    const options = given.parse(parser.opts());
    const { profile, secrets, open } = options;
    const wanted = wantedCommand(options, words);
    const start = { profile, secrets, open };
    return wanted ? { kind: 'command', options: start, command: wanted } : { kind: 'start', options: start };
  } catch (error) {
    const misused = (text: string): Parsed => ({
      kind: 'misused',
      text: `${text.trim()}\n${words.t('commandLine:usage.tryHelp')}\n`,
    });
    if (error instanceof Misuse) return misused(error.message);
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? { kind: 'say', text: said } : misused(said);
  }
}
