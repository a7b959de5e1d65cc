/** @file Why a sign-in did not come about, as the window, the command line and the log need it. */
import { ConnectorError, Throttled } from '../../sync-core/connectors/errors.ts';
import type { Clock } from '../../sync-core/connectors/ports.ts';
import type { RunProblem } from '../../sync-core/engine/report.ts';
import type { AccountSystem } from './account.ts';
import { VaultUnavailable } from './vault.ts';

/** A sign-in that ended without an account for a reason that no connector knows. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
  readonly code: Extract<
    RunProblem['code'],
    | 'noClientId'
    | 'signInDenied'
    | 'signInTimedOut'
    | 'noKeyStore'
    | 'otherAccount'
    | 'serverNotFound'
    | 'offline'
    | 'unavailable'
    | 'nonsense'
  >;
  /** Where that has words of its own. */
  readonly because: RunProblem['because'];

  constructor(code: SignInRefused['code'], message: string, because?: NonNullable<RunProblem['because']>) {
    super(message);
    this.code = code;
    this.because = because;
  }
}

/** @returns the problem that the user is told; its details carry the system's own words, never a token. */
export function signInProblem(error: unknown, system: AccountSystem, clock: Clock): RunProblem {
  const details = error instanceof Error ? error.message : String(error);
  if (error instanceof SignInRefused)
    return { code: error.code, system, details, ...(error.because === undefined ? {} : { because: error.because }) };
  if (error instanceof VaultUnavailable) return { code: 'noKeyStore', system, details };
  if (error instanceof Throttled)
    return { code: error.kind, system, details, retryAt: new Date(clock.now() + error.retryAfterMs).toISOString() };
  if (error instanceof ConnectorError) return { code: error.kind, system, details };
  // The words of any other error can quote what it stumbled over.
  return { code: 'internal', system, details: error instanceof Error ? error.name : typeof error };
}
