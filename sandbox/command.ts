/**
 * @file The sandbox as a command: starts systems in the foreground, prints one line of JSON with addresses, users and
 * tokens, and runs until it is told to stop.
 *
 * Exit codes: 0 stopped by a signal, 1 could not start or keep its state, 2 wrong arguments.
 */
import { Argument, Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import { startSandbox, systemNames } from './all.ts';
import type { SandboxSystem, SystemName } from './kit/system.ts';
import { type SampleSize, type SampleZones, sampleSizes } from './sample/sample-world.ts';
import { createStateFile, type StateFile, StateFileError } from './state-file.ts';
import { zones } from './superoffice/time/zones.ts';

const secondsBetweenSaves = 3;

interface Setting {
  readonly name: string;
  readonly value: string | number | boolean;
}

interface Options {
  readonly data?: string;
  readonly seed: number;
  readonly size: SampleSize;
  readonly appointments?: number;
  readonly baseZone?: string;
  readonly userZone?: string;
  readonly mailboxZone?: string;
  readonly today?: string;
  readonly port?: number;
  readonly switch: readonly Setting[];
}

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function day(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new InvalidArgumentError('It must be a day like 2026-11-23.');
}

function zonesOf({ baseZone, userZone, mailboxZone }: Options): SampleZones {
  return {
    ...(baseZone === undefined ? {} : { base: baseZone }),
    ...(userZone === undefined ? {} : { user: userZone }),
    ...(mailboxZone === undefined ? {} : { mailbox: mailboxZone }),
  };
}

/** An IANA name that SuperOffice has a zone for. */
function siteZone(text: string): string {
  if (zones.some(({ iana }) => iana === text)) return text;
  throw new InvalidArgumentError('It must be an IANA name that SuperOffice has a zone for, like America/New_York.');
}

function setting(text: string, before: readonly Setting[]): readonly Setting[] {
  const [, name, value] = /^([A-Za-z]\w*)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be like name=value.');
  const typed = /^(true|false)$/.test(value) ? value === 'true' : /^-?\d+$/.test(value) ? Number(value) : value;
  return [...before, { name, value: typed }];
}

/**
 * Sets a switch on every system that has it.
 * @throws InvalidArgumentError when none has it, or the value is not possible
 */
function applySetting(systems: readonly SandboxSystem[], { name, value }: Setting): void {
  const refusals = systems.flatMap((system) => {
    try {
      system.control.set(name, value);
      return [];
    } catch (error) {
      return [`${system.name}: ${(error as Error).message}`];
    }
  });
  if (refusals.length === systems.length) throw new InvalidArgumentError(refusals.join(' '));
}

/** A sentence for what can be expected to go wrong at the start; other errors are bugs and keep their trace. */
function explain(error: unknown): { readonly sentence: string; readonly exitCode: number } {
  if (error instanceof InvalidArgumentError) return { sentence: error.message, exitCode: 2 };
  if (error instanceof StateFileError) return { sentence: error.message, exitCode: 1 };
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE') {
    return { sentence: `Port ${port} is already in use; choose another with --port.`, exitCode: 1 };
  }
  if (code === 'EACCES') {
    return { sentence: `Port ${port} may not be opened by this user; choose one above 1023.`, exitCode: 1 };
  }
  return { sentence: error instanceof Error ? (error.stack ?? error.message) : String(error), exitCode: 1 };
}

function fail(error: unknown): never {
  const { sentence, exitCode } = explain(error);
  process.stderr.write(`sandbox: ${sentence}\n`);
  process.exit(exitCode);
}

/** Saves now and then, and once more when the process is told to stop. */
function keepUntilStopped(file: StateFile | null, close: () => Promise<void>): void {
  const save = (): void => {
    try {
      file?.save();
    } catch (error) {
      fail(error);
    }
  };
  save();
  const timer = setInterval(save, secondsBetweenSaves * 1000);
  const stop = async (): Promise<void> => {
    clearInterval(timer);
    save();
    await close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().catch(fail));
}

async function run(names: readonly SystemName[], options: Options): Promise<void> {
  const sandbox = await startSandbox({
    systems: names,
    seed: options.seed,
    size: options.size,
    listen: true,
    ...(options.today === undefined ? {} : { today: options.today }),
    ...(options.appointments === undefined ? {} : { appointments: options.appointments }),
    ...(options.port === undefined ? {} : { port: options.port }),
    zones: zonesOf(options),
  });
  const systems = names.map((name): SandboxSystem => sandbox[name]);
  for (const each of options.switch) applySetting(systems, each);
  const file = options.data === undefined ? null : createStateFile(options.data, systems);
  file?.restore();
  const descriptions = systems.map((system) => system.describe());
  keepUntilStopped(file, sandbox.close);
  process.stdout.write(`${JSON.stringify({ systems: descriptions })}\n`);
}

const command = new Command('sandbox')
  .description('Starts practice servers with sample data. Without names, all of them.')
  .addArgument(new Argument('[system...]', 'which systems to start').choices(systemNames).default(systemNames, 'all'))
  .option('--data <file>', 'keep the state in this file')
  .addOption(
    new Option('--seed <number>', 'decides sample data, ids and tokens')
      .argParser(wholeNumber(0, 2 ** 31 - 1))
      .default(1),
  )
  .addOption(new Option('--size <size>', 'how much sample data').choices(sampleSizes).default('sample'))
  .addOption(
    new Option('--appointments <number>', 'how many appointments the size large has').argParser(wholeNumber(1, 12_000)),
  )
  .addOption(new Option('--today <day>', 'the day of the sample data (default: today in Berlin)').argParser(day))
  .addOption(new Option('--base-zone <zone>', "zone of the CRM's database (default: Europe/Oslo)").argParser(siteZone))
  .addOption(new Option('--user-zone <zone>', 'zone of the main user in the CRM').argParser(siteZone))
  .option('--mailbox-zone <zone>', "zone of the main user's mailbox, by its Windows or IANA name")
  .addOption(new Option('--port <number>', 'port of the first server').argParser(wholeNumber(1, 65_000)))
  .addOption(
    new Option('--switch <name=value>', 'set a named switch; may be repeated').argParser(setting).default([], 'none'),
  )
  .exitOverride((error: CommanderError) => process.exit(error.exitCode === 0 ? 0 : 2));

command.action((names: SystemName[], options: Options) => run([...new Set(names)], options));
await command.parseAsync().catch(fail);
