/**
 * @file Keeps the state of the sandbox systems in a file: read at the start, written when something changed, and replaced in
 * one step, so that a crash leaves the old one.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { SandboxSystem } from './kit/system.ts';

interface SavedSandbox {
  readonly format: 'synchronizer-sandbox';
  readonly systems: Readonly<Record<string, unknown>>;
}

/** A sentence for the person at the command line. */
export class StateFileError extends Error {
  override readonly name = 'StateFileError';
}

function parse(file: string): SavedSandbox {
  try {
    const parsed = JSON.parse(readFileSync(file, 'utf8')) as Partial<SavedSandbox> | null;
    if (parsed?.format === 'synchronizer-sandbox' && typeof parsed.systems === 'object') return parsed as SavedSandbox;
  } catch (error) {
    throw new StateFileError(`${file} cannot be read: ${(error as Error).message}.`);
  }
  throw new StateFileError(`${file} was not written by the sandbox; it is left as it is.`);
}

type KeptSystem = Pick<SandboxSystem, 'name' | 'save' | 'restore'>;

export interface StateFile {
  /** Gives saved states to their systems; one that has none keeps what it holds. */
  restore(): void;
  /** Writes the states if they differ from what was written last. */
  save(): void;
}

/**
 * The state file of these systems. States of systems that are not running stay in it.
 * @throws StateFileError by `restore` for a file that cannot be read or is something else, by `save` when it cannot be
 * written
 */
export function createStateFile(file: string, systems: readonly KeptSystem[]): StateFile {
  let others: Readonly<Record<string, unknown>> = {};
  let written = '';
  return {
    restore: () => {
      if (!existsSync(file)) return;
      const saved = parse(file);
      others = saved.systems;
      for (const system of systems) {
        const state = saved.systems[system.name];
        if (state !== undefined) system.restore(state);
      }
    },
    save: () => {
      const states = Object.fromEntries(systems.map((system) => [system.name, system.save()]));
      const whole: SavedSandbox = { format: 'synchronizer-sandbox', systems: { ...others, ...states } };
      const text = JSON.stringify(whole);
      if (text === written) return;
      try {
        writeFileSync(`${file}.new`, text);
        renameSync(`${file}.new`, file);
      } catch (error) {
        throw new StateFileError(`${file} cannot be written: ${(error as Error).message}.`);
      }
      written = text;
    },
  };
}
