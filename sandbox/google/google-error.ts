/** @file Refusals in the two forms of Google: that of Calendar and Tasks, and that of People. */

/** People's names for states. */
const stateNames: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

const faultReasons: Readonly<Record<number, string>> = {
  429: 'rateLimitExceeded',
  500: 'backendError',
  502: 'backendError',
  503: 'backendError',
  504: 'backendError',
};

/** Reasons that People tells beside the state, and whose they are. */
const peopleReasons: Readonly<Record<string, { readonly reason: string; readonly domain: string }>> = {
  EXPIRED_SYNC_TOKEN: { reason: 'EXPIRED_SYNC_TOKEN', domain: 'people.googleapis.com' },
  insufficientPermissions: { reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT', domain: 'googleapis.com' },
  rateLimitExceeded: { reason: 'RATE_LIMIT_EXCEEDED', domain: 'googleapis.com' },
};

export class GoogleError extends Error {
  readonly status: number;
  /** `notFound`, `rateLimitExceeded`, … as Calendar and Tasks name it. */
  readonly reason: string;
  /** Parameter or header that is to blame; null: none. */
  readonly location: string | null;

  constructor(status: number, reason: string, message: string, location: string | null = null) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.location = location;
  }
}

/** Anything that was thrown, as the refusal that a client gets. */
export function googleErrorOf(error: Error & { statusCode?: number }): GoogleError {
  if (error instanceof GoogleError) return error;
  const status = error.statusCode ?? 500;
  if (status === 400) return new GoogleError(400, 'parseError', 'Parse Error');
  return new GoogleError(status, faultReasons[status] ?? 'badRequest', error.message);
}

/** @param path of the request: People answers in another form than Calendar and Tasks */
export function errorBody(error: GoogleError, path: string) {
  const { status: code, reason, message, location } = error;
  if (path.startsWith('/v1/')) {
    const state = /^(failedPrecondition|EXPIRED_SYNC_TOKEN)$/.test(reason) ? 'FAILED_PRECONDITION' : stateNames[code];
    const told = peopleReasons[reason];
    const info = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', ...told };
    const details = told === undefined ? {} : { details: [info] };
    return { error: { code, message, status: state ?? 'UNKNOWN', ...details } };
  }
  const place = location === null ? {} : { locationType: 'parameter', location };
  const header = reason === 'authError' ? { locationType: 'header', location: 'Authorization' } : place;
  const domain = reason === 'rateLimitExceeded' || reason === 'quotaExceeded' ? 'usageLimits' : 'global';
  return { error: { errors: [{ domain, reason, message, ...header }], code, message } };
}
