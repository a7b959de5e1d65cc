/** @file What a response code of Exchange means, be it a fault or said of one item. Pure. */
import {
  AuthExpired,
  Conflict,
  type ConnectorError,
  CursorExpired,
  NotFound,
  Rejected,
  RightMissing,
  Throttled,
  Unavailable,
} from '../../errors.ts';
import { readAnswer } from './envelope.ts';

const system = 'exchange';

/** Microsoft's own figure for a server that is busy and does not say for how long. */
const usualBackOffMs = 60_000;

const busy = /^Error(ServerBusy|ExceededConnectionCount|ExceededSubscriptionCount)$/;
const lostCursor = /^Error(InvalidSyncStateData|SyncFolderNotFound)$/;
const conflict = /^Error(IrresolvableConflict|StaleObject|InvalidChangeKey|ChangeKeyRequired\w*)$/;
const notFound =
  /^Error(ItemNotFound|CannotFindFile|CalendarOccurrenceIsDeletedFromRecurrence|CalendarOccurrenceIndexIsOutOfRecurrenceRange|CannotFindUserConfiguration)$/;
const notIn =
  /^Error(PasswordExpired|PasswordChangeRequired|AccountDisabled|ADSessionFilter|LogonAsNetworkServiceFailed)$/;
const noRight = /^Error(AccessDenied|CreateItemAccessDenied|DelegateNoUser|AccessModeSpecified)$/;
/** Faults of the server that pass; what a write came to is not certain. */
const passing =
  /^Error(InternalServer\w*|TimeoutExpired|MailboxStoreUnavailable|MailboxFailover|MailboxMoveInProgress|ConnectionFailed|BatchProcessingStopped|InsufficientResources|ADOperation|ADUnavailable|NotEnoughMemory|ProxiedSubscriptionCallFailure|ProxyRequestNotAllowed)$/;

export function isBusy(code: string): boolean {
  return busy.test(code);
}

/** @param backOffMs what the server asks for, where it does. */
export function errorOf(code: string, backOffMs?: number, status?: number): ConnectorError {
  const details = { system, code, ...(status === undefined ? {} : { status }) } as const;
  if (isBusy(code)) {
    return new Throttled('the server is busy', { ...details, retryAfterMs: backOffMs ?? usualBackOffMs });
  }
  if (lostCursor.test(code)) return new CursorExpired('the state of the folder is no longer known', details);
  if (conflict.test(code)) return new Conflict('changed in the meantime', details);
  if (notFound.test(code)) return new NotFound('not found', details);
  if (notIn.test(code)) return new AuthExpired('the sign-in is not accepted', details);
  if (noRight.test(code)) return new RightMissing('a right is missing', details);
  if (passing.test(code)) return new Unavailable('the server failed', details);
  return new Rejected('refused', details);
}

/**
 * What an error status means; undefined where HTTP says it all. A fault of the server that passes is HTTP's matter too: it is
 * repeated, or looked into, as any other 500.
 */
export function explainEws(status: number, body: unknown): ConnectorError | undefined {
  const fault = typeof body === 'string' ? readAnswer(body)?.fault : undefined;
  if (fault !== undefined) {
    const error = errorOf(fault.code, fault.backOffMs, status);
    return error.kind === 'unavailable' && fault.code !== 'ErrorMailboxMoveInProgress' ? undefined : error;
  }
  // A gateway before the server whose own sign-in is over.
  if (status === 440) return new AuthExpired('the sign-in is not accepted', { system, status });
  if (status === 403 || status === 456) {
    return new RightMissing('the server does not let this program in', { system, status, code: 'EWS' });
  }
  return undefined;
}
