/**
 * @file A person's situation for tests of the whole application: practice servers with a small world, a profile folder of
 * its own that points at them, and a caught system browser.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type CommandResult, command, type Profile } from '../../build/demo/application.ts';
import { isSettingId } from '../../main/settings/schema.ts';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import type { SandboxUser, SystemDescription, SystemName } from '../../sandbox/kit/system.ts';
import type { SampleSize } from '../../sandbox/sample/sample-world.ts';
import type { RunReport } from '../../sync-core/engine/report.ts';
import { plainSubject } from './plain-subject.ts';
import { createSystemBrowser, type SystemBrowser } from './system-browser.ts';

export interface Practice {
  readonly sandbox: Sandbox;
  readonly profile: Profile;
  readonly browser: SystemBrowser;
  description(system: SystemName): SystemDescription;
  mainUser(system: SystemName): SandboxUser;
  /** One command of the application with this profile. */
  command(args: readonly string[], secret?: string): Promise<CommandResult>;
  /** Signs in without a browser, by a refresh token. @throws Error when the application refuses. */
  connect(system: SystemName): Promise<void>;
  /** `--sync-once --json`. */
  syncOnce(): Promise<{ readonly code: number; readonly report: RunReport }>;
  close(): Promise<void>;
}

/** An item has the same words on both sides, so that tests can find it by them. */
const plainTitles = `crm.subject.parts=${plainSubject['crm.subject.parts'].join(',')}`;

/** Addresses and client ids as settings of the application; a server that it cannot be connected to yet has none. */
function settingsFor(descriptions: readonly SystemDescription[]): readonly string[] {
  const known = descriptions.filter(({ system }) => isSettingId(`${system}.loginUrl`));
  return known.flatMap(({ system, addresses, clientId }) => [
    '--set',
    `${system}.loginUrl=${addresses['login']}`,
    '--set',
    `${system}.clientId=${clientId}`,
    ...(addresses['graph'] ? ['--set', `${system}.graphUrl=${addresses['graph']}/v1.0`] : []),
  ]);
}

export interface PracticeOptions {
  readonly size?: SampleSize;
  /** How many a `large` world has. */
  readonly appointments?: number;
}

/** Starts everything; the accounts are not connected yet. */
export async function startPractice({ size = 'small', appointments }: PracticeOptions = {}): Promise<Practice> {
  const sandbox = await startSandbox({
    size,
    seed: 1,
    listen: true,
    ...(appointments === undefined ? {} : { appointments }),
  });
  const browser = await createSystemBrowser();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'synchronizer-test-'));
  const profile: Profile = { folder, environment: browser.environment };
  // Asked for each time: whoever loads another world has other users.
  const description = (system: SystemName) => sandbox[system].describe();
  const mainUser = (system: SystemName) => {
    const [user] = description(system).users;
    if (!user) throw new Error(`${system} has no users`);
    return user;
  };
  const run = (args: readonly string[], secret?: string) => command(profile, args, secret);
  const done = await run([...settingsFor(sandbox.descriptions), '--set', plainTitles]);
  if (done.code !== 0) throw new Error(`The settings were refused: ${done.output}${done.errors}`);

  return {
    sandbox,
    profile,
    browser,
    description,
    mainUser,
    command: run,
    async connect(system) {
      const user = mainUser(system);
      const answer = await run(['--connect', system, '--user', user.userName], user.refreshToken);
      if (answer.code !== 0) throw new Error(`${system} was not connected: ${answer.output}${answer.errors}`);
    },
    async syncOnce() {
      const answer = await run(['--sync-once', '--json']);
      return { code: answer.code, report: JSON.parse(answer.output) as RunReport };
    },
    async close() {
      await sandbox.close();
      await browser.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
