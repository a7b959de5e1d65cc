/**
 * @file What it means that `fetch` rejected. Node's and Chromium's network stacks name the same failures differently; what
 * matters to us is whether the request can have reached the server.
 */

/**
 * `unreachable`: no connection was made, so nothing can have happened. `untrusted`: the connection was refused by us because
 * of its certificate. `broken`: the request may have arrived, and what came of it is not known.
 */
export type NetworkFailure = 'unreachable' | 'untrusted' | 'broken';

/** Codes of getaddrinfo, connect and the undici connector (Node), and Chromium's net error names without `ERR_`. */
const unreachable =
  /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|DNS_\w+|INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_FAILED|CONNECTION_TIMED_OUT|ADDRESS_UNREACHABLE|ADDRESS_INVALID|PROXY_CONNECTION_FAILED|TUNNEL_CONNECTION_FAILED|NETWORK_ACCESS_DENIED)$/;
const untrusted =
  /^(CERT_\w+|SSL_\w+|ERR_TLS_\w+|ERR_SSL_\w+|UNABLE_TO_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/;

/** @returns the network stack's own name for what went wrong, or undefined when it gives none. */
export function networkCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    const chromium = /net::ERR_(\w+)/.exec(at.message);
    if (chromium?.[1]) return chromium[1];
    // Several addresses were tried in vain: the errors are all of one kind, and the first speaks for them.
    if (at instanceof AggregateError && at.errors.length > 0) return networkCode(at.errors[0]);
  }
  return undefined;
}

export function networkFailure(error: unknown): NetworkFailure {
  const code = networkCode(error);
  if (code === undefined) return 'broken';
  if (unreachable.test(code)) return 'unreachable';
  return untrusted.test(code) ? 'untrusted' : 'broken';
}
