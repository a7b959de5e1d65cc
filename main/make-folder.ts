/** @file Makes a folder step by step, so that a place where none can be made is said at once. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder that only its owner can look into, and those above it that are missing. Node's own `recursive` never comes
 * back from a file system that answers "not found" to whatever is made in it (Linux's /proc).
 * @throws the file system's error
 */
export function makeFolder(folder: string): void {
  const above = dirname(folder);
  if (above !== folder && !existsSync(above)) makeFolder(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!existsSync(folder) || !statSync(folder).isDirectory()) throw error;
  }
}
