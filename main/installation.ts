/**
 * @file Which installation this is, among all that may synchronise for the same person. The id is random and kept in the
 * settings; but settings are copied, restored and carried around with a person's profile, and so each id stands beside the
 * place where it was given. Whoever finds only the places of others is another installation, and gets an id of its own.
 */
import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import { v4 as uuid } from 'uuid';
import type { Installation } from '../sync-core/engine/engine.ts';
import type { Settings } from './settings/settings.ts';

/** Where an installation is. */
interface Whereabouts {
  /** The computer's name in its network. */
  readonly host: string;
  /** Path of the profile's folder. */
  readonly path: string;
  /** The folder itself, as its file system numbers it: a copy of it is another one, a renamed or moved one is not. */
  readonly folder: string;
}

export interface KnownInstallation extends Whereabouts {
  readonly id: string;
}

/** A profile that travels between more computers than this is asked anew on the one that it visited longest ago. */
const mostKnown = 10;

/**
 * The same folder, whatever the computer or the path is called now; or the same path on the same computer, with a folder
 * that was restored from a backup. Pure.
 */
export function recognise(
  known: readonly KnownInstallation[],
  here: Whereabouts,
  newId: () => string,
): { readonly id: string; readonly known: readonly KnownInstallation[] } {
  const found =
    known.find((one) => one.folder === here.folder) ??
    known.find((one) => one.host === here.host && one.path === here.path);
  const { host, path, folder } = here;
  const mine = { id: found?.id ?? newId(), host, path, folder };
  return { id: mine.id, known: [mine, ...known.filter((one) => one !== found)].slice(0, mostKnown) };
}

/** @throws SettingsNotKept */
export function thisInstallation(
  settings: Pick<Settings, 'installations' | 'remember'>,
  profileFolder: string,
): Installation {
  const { ino, birthtimeNs } = statSync(profileFolder, { bigint: true });
  const here = { host: hostname(), path: profileFolder, folder: `${ino}-${birthtimeNs}` };
  const before = settings.installations();
  const { id, known } = recognise(before, here, uuid);
  if (JSON.stringify(known) !== JSON.stringify(before)) settings.remember('installations', [...known]);
  return { id, name: here.host };
}
