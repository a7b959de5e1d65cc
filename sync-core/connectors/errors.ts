/**
 * @file The only errors that leave a connector. Each says what it means for the run; the words for the user are
 * `error.<code>` in the message catalogue. A message here is for the log: it carries no titles and no texts of items.
 */
import type { SystemId } from '../model/side.ts';

/** For the catalogue: what the user is told to do depends on it. */
export type ConnectorErrorCode =
  | 'authExpired'
  | 'appNotApproved'
  | 'rightMissing'
  | 'tenantUnavailable'
  | 'cursorExpired'
  | 'conflict'
  | 'notFound'
  | 'throttled'
  | 'rejected'
  | 'offline'
  | 'unavailable'
  | 'nonsense'
  | 'unknownZone'
  | 'cancelled';

export interface ConnectorErrorDetails {
  readonly system: SystemId;
  /** HTTP status, where there was one. */
  readonly status?: number;
  /** The system's own code (`ErrorItemNotFound`, `SoNotFoundException`), for "Details". */
  readonly code?: string;
  /** Nothing is sent for so long, because it would fail all the same; absent where trying again is free. */
  readonly retryAfterMs?: number;
  /** The end of that time, milliseconds since 1970, where whoever threw it had a clock: it may be told much later. */
  readonly retryAt?: number;
  readonly cause?: unknown;
}

export abstract class ConnectorError extends Error {
  abstract readonly kind: ConnectorErrorCode;
  readonly details: ConnectorErrorDetails;

  constructor(message: string, details: ConnectorErrorDetails) {
    super(message, { cause: details.cause });
    this.name = new.target.name;
    // A server's own word, which may be anything: it goes into reports and logs.
    const code = details.code?.replaceAll(/[^ -~]/g, '?').slice(0, 100);
    this.details = code === undefined ? details : { ...details, code };
  }
}

/** `code` of a sign-in that ended by itself, after the few days that a system gives to applications it has not verified. */
export const appNotVerified = 'appNotVerified';

/** `code` of a password that was refused, and is sent to nobody again; the other one by NTLM, whose channel may be to blame. */
export const passwordCauses = ['passwordRefused', 'ntlmRefused'] as const;

/** The sign-in is no longer accepted: the user must sign in again. */
export class AuthExpired extends ConnectorError {
  readonly kind = 'authExpired';
}
/** The administrator has not approved (or has revoked) the app for this tenant. */
export class AppNotApproved extends ConnectorError {
  readonly kind = 'appNotApproved';
}
/** The sign-in is good, but does not cover this kind of item; `code` names the right as the system does (`Tasks.ReadWrite`). */
export class RightMissing extends ConnectorError {
  readonly kind = 'rightMissing';
}
/** The tenant is in maintenance, suspended or deleted; `state` is the system's word for it. */
export class TenantUnavailable extends ConnectorError {
  readonly kind = 'tenantUnavailable';
  readonly state: string;
  constructor(message: string, details: ConnectorErrorDetails & { readonly state: string }) {
    super(message, details);
    this.state = details.state;
  }
}
/** The system no longer knows the cursor: a full listing is needed. */
export class CursorExpired extends ConnectorError {
  readonly kind = 'cursorExpired';
}
/** Somebody else changed the item since we read it. */
export class Conflict extends ConnectorError {
  readonly kind = 'conflict';
}
/** The item is gone. */
export class NotFound extends ConnectorError {
  readonly kind = 'notFound';
}
/** Asked for silence beyond what is waited for in place; `retryAfterMs` is what is left of it. */
export class Throttled extends ConnectorError {
  readonly kind = 'throttled';
  readonly retryAfterMs: number;
  constructor(message: string, details: ConnectorErrorDetails & { readonly retryAfterMs: number }) {
    super(message, details);
    this.retryAfterMs = details.retryAfterMs;
  }
}
/** The system will not take this item as it is; retrying the same makes no sense. */
export class Rejected extends ConnectorError {
  readonly kind = 'rejected';
}
/** The system would not keep the item private, so that it was not written, or was taken back at once (G4.1). */
export class NotKeptPrivate extends Rejected {}
/** No network, or the server's name or address cannot be reached. */
export class Offline extends ConnectorError {
  readonly kind = 'offline';
}
/** The server answers with a fault of its own, or too late. */
export class Unavailable extends ConnectorError {
  readonly kind = 'unavailable';
}
/** The answer is not what the contract says: nothing is concluded from it. */
export class Nonsense extends ConnectorError {
  readonly kind = 'nonsense';
}
/** The account's time zone has no known meaning; guessing would move every appointment (G5.4). */
export class UnknownZone extends ConnectorError {
  readonly kind = 'unknownZone';
}
/** The user or the system asked us to stop. */
export class Cancelled extends ConnectorError {
  readonly kind = 'cancelled';
}
