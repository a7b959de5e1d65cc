/** @file Which of the process's arguments are ours. Pure. */
import { resolve } from 'node:path';

/**
 * @param argv of the process: the program, in development the folder of the application somewhere behind it (a debugger
 * may have put switches and a script before it), then what the user typed.
 * @param appFolder in development; undefined for the packaged application.
 */
export function ownArguments(argv: readonly string[], appFolder: string | undefined): readonly string[] {
  const behindProgram = argv.slice(1);
  if (appFolder === undefined) return behindProgram;
  const at = behindProgram.findIndex((arg) => !arg.startsWith('-') && resolve(arg) === resolve(appFolder));
  return behindProgram.slice(at + 1);
}
