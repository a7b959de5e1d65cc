/** @file A token that could not be had, told across the process border: the error itself cannot cross it. */
import {
  AppNotApproved,
  AuthExpired,
  Cancelled,
  ConnectorError,
  type ConnectorErrorDetails,
  Nonsense,
  Offline,
  TenantUnavailable,
  Throttled,
  Unavailable,
} from '../../sync-core/connectors/errors.ts';
import type { AccountSystem } from '../accounts/account.ts';
import type { TokenFailure } from './messages.ts';

/** When a server that throttles sign-ins is asked again; it seldom says itself. */
const retryAfterMs = 60_000;

const makers: Readonly<
  Record<TokenFailure['kind'], (message: string, details: ConnectorErrorDetails) => ConnectorError>
> = {
  authExpired: (message, details) => new AuthExpired(message, details),
  appNotApproved: (message, details) => new AppNotApproved(message, details),
  tenantUnavailable: (message, details) => new TenantUnavailable(message, { ...details, state: 'unavailable' }),
  offline: (message, details) => new Offline(message, details),
  unavailable: (message, details) => new Unavailable(message, details),
  throttled: (message, details) => new Throttled(message, { ...details, retryAfterMs }),
  nonsense: (message, details) => new Nonsense(message, details),
  cancelled: (message, details) => new Cancelled(message, details),
};

function isTokenFailure(kind: string): kind is TokenFailure['kind'] {
  return Object.hasOwn(makers, kind);
}

/** What is no connector's error is a fault of ours on the way to the token: for the run, the system is not to be had. */
export function tellFailure(error: unknown): TokenFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ConnectorError && isTokenFailure(error.kind)) {
    const { code } = error.details;
    return { kind: error.kind, message, ...(code === undefined ? {} : { code }) };
  }
  return { kind: 'unavailable', message };
}

export function failureToError({ kind, message, code }: TokenFailure, system: AccountSystem): ConnectorError {
  return makers[kind](message, { system, ...(code === undefined ? {} : { code }) });
}
