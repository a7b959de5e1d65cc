/**
 * @file An appointment's version is the second it was last updated in. Two edits within one second look alike, so a row that
 * is read while its second may still be going on gets a passing version, which the next reading will not equal.
 */
import type { ItemVersion } from '../../model/side.ts';
import type { Instant } from '../../model/time.ts';

const passingMark = '~';
const seriesMark = '#';
/** How long after its update a row may still be changed in what counts as the same second; clocks of one site may differ. */
export const settlesAfterMs = 2000;

/** @param serverNow the server's clock at the reading, in milliseconds since 1970. */
export function versionAt(updated: Instant, serverNow: number): ItemVersion {
  const settled = serverNow - Date.parse(updated) >= settlesAfterMs;
  return `${updated}${settled ? '' : passingMark}` as ItemVersion;
}

/** @returns when the version was made. */
export function updatedOf(version: ItemVersion): Instant {
  return version.replace(passingMark, '').replace(seriesMark, '') as Instant;
}

/** Marks the version of a row that has a rule, and that nothing may be written to without saying how far it reaches. */
export function ofSeries(version: ItemVersion): ItemVersion {
  const passing = isPassing(version) ? passingMark : '';
  return `${updatedOf(version)}${seriesMark}${passing}` as ItemVersion;
}

export function isOfSeries(version: ItemVersion): boolean {
  return version.includes(seriesMark);
}

/** Whether another edit could still have been made, or may yet be made, in the second that this version names. */
export function isPassing(version: ItemVersion): boolean {
  return version.endsWith(passingMark);
}
