/**
 * @file The settings of a profile: what the user set, and what the application remembers without it being secret. Kept in
 * `settings.json`, written whole and at once by electron-store, by the one process that holds the profile.
 */
import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import ElectronStore from 'electron-store';
import type { Log } from '../../sync-core/connectors/ports.ts';
import { itemKind } from '../../sync-core/model/side.ts';
import { type Preferences, preferencesSchema } from '../../sync-core/preferences/schema.ts';
import type { AccountSystem, ConnectedAccount, SignInSettings } from '../accounts/account.ts';
import { noContent, readContent, type SettingsContent, writeContent } from './content.ts';
import type { PolicyFile } from './policy.ts';
import {
  isPreferenceId,
  isSettingId,
  type Memory,
  memorySchema,
  type SettingId,
  type SettingValues,
  settingsSchema,
  type WindowBounds,
} from './schema.ts';

/** What changed: preferences of the synchronisation, or the application's own. */
type SettingsChange = 'preferences' | 'application';

export interface Settings {
  get<I extends SettingId>(id: I): SettingValues[I];
  preferences(): Preferences;
  signIn(): SignInSettings;
  /** What holds where the user set nothing: the policy's default, or ours. */
  standard<I extends SettingId>(id: I): SettingValues[I];
  /** The user set it. */
  isOwn(id: SettingId): boolean;
  /** Why the user may not change it; undefined: they may. */
  whyFixed(id: SettingId): FixedBy | undefined;
  /** All or none. The values must have been checked. @throws SettingFixed, SettingsNotKept */
  set(values: Readonly<Partial<SettingValues>>): void;
  /** Back to what is standard. @throws SettingFixed, SettingsNotKept */
  unset(ids: readonly SettingId[]): void;
  /** Reads the policy again; who listens is told of what changed. @returns what is wrong with it, in technical words */
  checkPolicy(): string | null;
  account(system: AccountSystem): ConnectedAccount | null;
  /** @throws SettingsNotKept */
  remember<K extends keyof Memory>(what: K, value: Memory[K]): void;
  installations(): Memory['installations'];
  pause(): Memory['pause'];
  windowBounds(): WindowBounds | null;
  /** The name under which a file was set aside when this profile was opened: nobody can read it, or a newer version wrote it. */
  readonly setAside: string | null;
  onChange(listener: (change: SettingsChange) => void): void;
}

/** `locked`: this one, by the policy; `notEditable`: all preferences, by the policy, or by one that cannot be used. */
export type FixedBy = 'locked' | 'notEditable';

/** An administrator has settled it. */
export class SettingFixed extends Error {
  override readonly name = 'SettingFixed';
  readonly id: SettingId;
  readonly by: FixedBy;
  constructor(id: SettingId, by: FixedBy) {
    super(`${id} is ${by}`);
    this.id = id;
    this.by = by;
  }
}

/** The file cannot be read or written (rights, full disk): the message is for the log and "Details". */
export class SettingsNotKept extends Error {
  override readonly name = 'SettingsNotKept';
}

const fileName = 'settings';

const idsOf = (values: Readonly<Partial<SettingValues>>) => Object.keys(values).filter(isSettingId);

/** Left alone, electron-store takes a list or a text for an empty file, and the next change would write over it. */
function settingsFromText(text: string): Record<string, unknown> {
  const content: unknown = JSON.parse(text);
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content };
  throw new SyntaxError('not an object');
}

function openFile(folder: string): ElectronStore {
  return new ElectronStore({
    cwd: folder,
    name: fileName,
    // Ids have dots in them.
    accessPropertiesByDotNotation: false,
    configFileMode: 0o600,
    deserialize: settingsFromText,
  });
}

/** @returns the file's content; undefined when it is no JSON. Other failures are thrown. */
function rawContent(folder: string): { file: ElectronStore; raw: unknown } | undefined {
  try {
    const file = openFile(folder);
    return { file, raw: file.store };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw new SettingsNotKept('The settings cannot be read', { cause: error });
  }
}

/** @throws SettingsNotKept */
function opened(folder: string, now: Date, log: Log) {
  try {
    return readOrSetAside(folder, now, log);
  } catch (error) {
    if (error instanceof SettingsNotKept) throw error;
    throw new SettingsNotKept('The settings cannot be set aside', { cause: error });
  }
}

function readOrSetAside(folder: string, now: Date, log: Log) {
  const path = join(folder, `${fileName}.json`);
  const dated = (why: string) => `${fileName}.${why}-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.json`;
  const first = rawContent(folder);
  const content = first && readContent(first.raw);
  if (first && content) {
    if (content.newer) {
      const copy = dated('newer');
      copyFileSync(path, join(folder, copy));
      log.warn('The settings were written by a newer version and were set aside', { file: copy });
      // What a value means may be another thing there. Who is signed in is no preference, and stays.
      const own = { ...noContent, memory: content.memory };
      first.file.store = { ...writeContent(own) };
      return { file: first.file, content: own, setAside: copy };
    }
    if (Object.keys(content.keptAside).length > 0) {
      log.warn('Some settings cannot be used and are kept aside', { ids: Object.keys(content.keptAside) });
    }
    return { file: first.file, content, setAside: null };
  }
  const setAside = dated('unreadable');
  renameSync(path, join(folder, setAside));
  log.warn('The settings could not be read and were set aside', { file: setAside });
  return { file: openFile(folder), content: noContent, setAside };
}

/** @throws SettingsNotKept when the profile's folder cannot be read. */
export function openSettings(folder: string, now: Date, log: Log, policyFile: PolicyFile): Settings {
  const { file, content: found, setAside } = opened(folder, now, log);
  let content: SettingsContent = found;
  const listeners: ((change: SettingsChange) => void)[] = [];

  function keep(next: SettingsContent): void {
    try {
      file.store = { ...writeContent(next) };
    } catch (error) {
      throw new SettingsNotKept('The settings cannot be written', { cause: error });
    }
    content = next;
  }

  const rules = () => {
    const policy = policyFile.current();
    return policy.state === 'inForce' ? policy : { editPreferences: policy.state === 'none', defaults: {}, locked: {} };
  };
  const valuesNow = () => ({ ...rules().defaults, ...content.values, ...rules().locked });
  const get = <I extends SettingId>(id: I): SettingValues[I] => settingsSchema.parse(valuesNow())[id];
  function whyFixed(id: SettingId): FixedBy | undefined {
    if (Object.hasOwn(rules().locked, id)) return 'locked';
    return rules().editPreferences || !isPreferenceId(id) ? undefined : 'notEditable';
  }

  function tell(what: SettingsChange): void {
    for (const listener of listeners) listener(what);
  }

  function change(ids: readonly SettingId[], values: SettingsContent['values']): void {
    for (const id of ids) {
      const by = whyFixed(id);
      if (by) throw new SettingFixed(id, by);
    }
    keep({ ...content, values });
    tell(ids.some(isPreferenceId) ? 'preferences' : 'application');
  }

  const kindsNow = () => itemKind.options.filter((kind) => get(`kinds.${kind}`));
  const remembered = (): Memory => memorySchema.parse(content.memory);

  return {
    get,
    setAside,
    preferences: () => preferencesSchema.parse(valuesNow()),
    signIn: () => ({
      google: {
        loginUrl: get('google.loginUrl'),
        apiUrl: get('google.apiUrl'),
        clientId: get('google.clientId'),
        clientSecret: get('google.clientSecret'),
        kinds: kindsNow(),
      },
      superoffice: {
        loginUrl: get('superoffice.loginUrl'),
        clientId: get('superoffice.clientId'),
        clientSecret: null,
      },
      microsoft365: {
        loginUrl: get('microsoft365.loginUrl'),
        graphUrl: get('microsoft365.graphUrl'),
        clientId: get('microsoft365.clientId'),
        kinds: kindsNow(),
      },
    }),
    standard: (id) => settingsSchema.parse({ ...rules().defaults, ...rules().locked })[id],
    isOwn: (id) => Object.hasOwn(content.values, id),
    whyFixed,
    set: (values) => change(idsOf(values), { ...content.values, ...values }),
    unset: (ids) =>
      change(ids, Object.fromEntries(Object.entries(content.values).filter(([id]) => !ids.some((one) => one === id)))),
    checkPolicy() {
      if (policyFile.refresh()) tell('preferences');
      const policy = policyFile.current();
      return policy.state === 'wrong' ? policy.why : null;
    },
    account: (system) => remembered()[`account.${system}`],
    remember(what, value) {
      keep({ ...content, memory: { ...content.memory, [what]: value } });
    },
    installations: () => remembered().installations,
    pause: () => remembered().pause,
    windowBounds: () => remembered().windowBounds,
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}
