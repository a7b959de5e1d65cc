/** @file What every command is given, and what it gives back. */
import { z } from 'zod';
import type { Words } from '../../locales/index.ts';
import type { Application } from '../application.ts';
import type { Settings } from '../settings/settings.ts';

export const commandResult = z.object({
  code: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
  /** The result: for standard output. */
  output: z.string(),
  /** What went wrong, in words: for standard error. */
  errors: z.string(),
});
export type CommandResult = z.infer<typeof commandResult>;

export interface CommandSurroundings {
  readonly application: Application;
  readonly settings: Settings;
  readonly words: Words;
  readonly locale: string;
  readonly now: () => number;
}

/** JSON as commands print it. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
