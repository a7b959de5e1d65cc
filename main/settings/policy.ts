/**
 * @file What an administrator has settled for everybody on this computer: a JSON file in a place where only administrators
 * write (docs/administrators.md). It brings defaults, locks single settings, and may turn editing off.
 *
 * A policy that cannot be understood counts as a whole or not at all. Nobody knows what it was meant to forbid, so that
 * nothing may be changed and nothing is synchronised before it is mended (docs/adr/0011).
 */
import { readFileSync, statSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { z } from 'zod';
import type { Log } from '../../sync-core/connectors/ports.ts';
import { isSettingId, type SettingId, type SettingValues, settingsSchema } from './schema.ts';

export type Policy =
  | { readonly state: 'none' }
  | {
      readonly state: 'inForce';
      /** The user may change preferences at all. */
      readonly editPreferences: boolean;
      readonly defaults: Readonly<Partial<SettingValues>>;
      /** What nobody but an administrator changes. */
      readonly locked: Readonly<Partial<SettingValues>>;
    }
  /** `why`: technical words for whoever wrote it; they name the setting. */
  | { readonly state: 'wrong'; readonly why: string };

export interface PolicyFile {
  /** As it was read last. */
  current(): Policy;
  /** Reads it again. @returns whether anything is different now */
  refresh(): boolean;
}

const policyForm = z.strictObject({
  version: z.literal(1),
  editPreferences: z.boolean().default(true),
  defaults: z.record(z.string(), z.unknown()).default({}),
  locked: z.record(z.string(), z.unknown()).default({}),
});

/**
 * Where the policy is looked for. Ordinary users cannot write in any of these places: whoever could would send others to a
 * sign-in server of their own.
 */
export function policyPath(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string {
  switch (platform) {
    case 'win32':
      return win32.join(environment['ProgramFiles'] ?? 'C:\\Program Files', 'Synchronizer', 'policy.json');
    case 'darwin':
      return '/Library/Application Support/Synchronizer/policy.json';
    default:
      return posix.join('/etc', 'synchronizer', 'policy.json');
  }
}

class WrongPolicy extends Error {}

function valuesOf(given: Readonly<Record<string, unknown>>): Partial<Record<SettingId, unknown>> {
  const values: Partial<Record<SettingId, unknown>> = {};
  for (const [id, value] of Object.entries(given)) {
    if (!isSettingId(id)) throw new WrongPolicy(`there is no setting “${id}”`);
    const parsed = settingsSchema.shape[id].safeParse(value);
    if (!parsed.success)
      throw new WrongPolicy(`${id}: ${parsed.error.issues.map(({ message }) => message).join('; ')}`);
    values[id] = parsed.data;
  }
  return values;
}

/** @param text the file's content; editors on Windows put a mark of their own before it */
export function readPolicy(text: string): Policy {
  try {
    const form = policyForm.safeParse(JSON.parse(text.replace(/^\uFEFF/, '')));
    if (!form.success) throw new WrongPolicy(z.prettifyError(form.error));
    const { editPreferences } = form.data;
    const defaults = valuesOf(form.data.defaults);
    const locked = valuesOf(form.data.locked);
    const both = Object.keys(defaults).find((id) => Object.hasOwn(locked, id));
    if (both !== undefined) throw new WrongPolicy(`${both} is both a default and locked`);
    return {
      state: 'inForce',
      editPreferences,
      defaults: defaults as Partial<SettingValues>,
      locked: locked as Partial<SettingValues>,
    };
  } catch (error) {
    if (error instanceof WrongPolicy || error instanceof SyntaxError) return { state: 'wrong', why: error.message };
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** Where files have owners and modes, whose it is shows who may have written it. */
function whoMayWrite(path: string, platform: NodeJS.Platform): void {
  if (platform === 'win32') return;
  const { uid, mode } = statSync(path);
  if (uid !== 0 || (mode & 0o022) !== 0) {
    throw new WrongPolicy(
      'others than the administrator may write it: it must belong to root, and to nobody else to write',
    );
  }
}

function readFrom(path: string, platform: NodeJS.Platform): Policy {
  try {
    const text = readFileSync(path, 'utf8');
    whoMayWrite(path, platform);
    return readPolicy(text);
  } catch (error) {
    if (isMissing(error)) return { state: 'none' };
    return { state: 'wrong', why: error instanceof Error ? error.message : String(error) };
  }
}

export function openPolicy(path: string, platform: NodeJS.Platform, log: Log): PolicyFile {
  let policy: Policy = { state: 'none' };
  function refresh(): boolean {
    const read = readFrom(path, platform);
    if (JSON.stringify(read) === JSON.stringify(policy)) return false;
    policy = read;
    if (read.state === 'wrong') log.error('The policy cannot be used', { path, why: read.why });
    else log.info('The policy', { path, state: read.state });
    return true;
  }
  refresh();
  return { current: () => policy, refresh };
}
