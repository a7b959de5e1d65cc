/**
 * @file What a command's exit code says to a script. The README's table is this one.
 *
 * 0 all is well · 1 something needs the user, was set aside or was stopped · 2 wrong usage · 3 sign-in needed ·
 * 4 a server cannot be reached or cannot answer · 5 a problem of this computer (disk, store, settings, key store)
 */
import type { AppState } from '../../preload/contract.ts';
import type { RunProblem, RunReport } from '../../sync-core/engine/report.ts';

export const exitCode = { ok: 0, needsYou: 1, usage: 2, signIn: 3, unavailable: 4, local: 5 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

const byProblem: Readonly<Record<RunProblem['code'], ExitCode>> = {
  authExpired: exitCode.signIn,
  appNotApproved: exitCode.signIn,
  rightMissing: exitCode.signIn,
  notConnected: exitCode.signIn,
  noClientId: exitCode.signIn,
  signInDenied: exitCode.signIn,
  signInTimedOut: exitCode.signIn,
  serverNotFound: exitCode.signIn,
  otherAccount: exitCode.signIn,
  otherFolder: exitCode.needsYou,
  otherDevice: exitCode.needsYou,
  tenantUnavailable: exitCode.unavailable,
  cursorExpired: exitCode.unavailable,
  throttled: exitCode.unavailable,
  offline: exitCode.unavailable,
  unavailable: exitCode.unavailable,
  nonsense: exitCode.unavailable,
  conflict: exitCode.needsYou,
  notFound: exitCode.needsYou,
  rejected: exitCode.needsYou,
  unknownZone: exitCode.needsYou,
  cancelled: exitCode.needsYou,
  noKeyStore: exitCode.local,
  diskFull: exitCode.local,
  storeReadOnly: exitCode.local,
  storeDamaged: exitCode.local,
  policyUnusable: exitCode.local,
  internal: exitCode.local,
};

export function exitCodeOfProblem(problem: RunProblem): ExitCode {
  return byProblem[problem.code];
}

export function exitCodeOfReport(report: RunReport): ExitCode {
  if (report.problem && report.outcome === 'failed') return exitCodeOfProblem(report.problem);
  const clean = report.outcome === 'ok' && report.held === 0 && report.parked === 0;
  return clean ? exitCode.ok : exitCode.needsYou;
}

export function exitCodeOfState(state: AppState): ExitCode {
  const { problem, lastRun } = state;
  if (state.accounts.some((account) => account.status !== 'connected')) return exitCode.signIn;
  if (problem) return exitCodeOfProblem(problem);
  if (lastRun?.outcome === 'failed' && lastRun.problem) return exitCodeOfProblem(lastRun.problem);
  return state.held > 0 || state.parked > 0 ? exitCode.needsYou : exitCode.ok;
}
