/**
 * @file A `fetch` that signs requests to an Exchange Server: Basic, NTLM, or a token, from the packed credential that stands where a
 * token would. A password is tried once: as long as nobody knows whether it is right, one request alone carries it, and one that
 * was refused is never sent again.
 */
import { Rejected } from '../../errors.ts';
import { isSecureAddress } from '../../http/secure-address.ts';
import type { Clock, Fetch } from '../../ports.ts';
import { type ExchangeCredential, unpackCredential } from './credential.ts';
import type { OpenConnection } from './kept-connection.ts';
import { createNtlmChannel, type NtlmChannel } from './ntlm-channel.ts';

const system = 'exchange';
/** A password that was right so long ago may have been changed. */
const proofHoldsMs = 60_000;
/** More than one person's accounts at a time are those of an account that was left. */
const mostKept = 4;

export interface SigningOptions {
  readonly fetch: Fetch;
  readonly open: OpenConnection;
  readonly clock: Pick<Clock, 'now'>;
  readonly randomBytes: (count: number) => Buffer;
}

export interface SigningFetch {
  readonly fetch: Fetch;
  /** Ends all connections that are signed in. */
  close(): void;
}

/** What is known of one credential at one server. */
interface Standing {
  readonly channel: NtlmChannel | undefined;
  refused: boolean;
  /** Until when it need not be proven again, milliseconds since 1970. */
  provenUntil: number;
  /** The one request that finds out. */
  proving: Promise<unknown> | undefined;
}

type Request = Parameters<Fetch>[1];

export function createSigningFetch({ fetch, open, clock, randomBytes }: SigningOptions): SigningFetch {
  const standings = new Map<string, Standing>();

  function standingOf(origin: string, packed: string, credential: ExchangeCredential): Standing {
    const key = `${origin} ${packed}`;
    const known = standings.get(key);
    if (known) return known;
    const isNtlm = credential.kind === 'password' && credential.way === 'ntlm';
    const outside = { open, now: () => clock.now(), randomBytes };
    const channel = isNtlm ? createNtlmChannel(origin, credential, outside) : undefined;
    const made = { channel, refused: false, provenUntil: 0, proving: undefined };
    standings.set(key, made);
    const [oldest] = standings.keys();
    if (standings.size > mostKept && oldest !== undefined) {
      standings.get(oldest)?.channel?.close();
      standings.delete(oldest);
    }
    return made;
  }

  async function signed(url: string, request: Request, credential: ExchangeCredential, standing: Standing) {
    const headers = new Headers(request.headers);
    if (standing.channel) {
      headers.delete('authorization');
      return await standing.channel.send(url, { ...request, headers });
    }
    headers.set('authorization', headerOf(credential));
    return await fetch(url, { ...request, headers: Object.fromEntries(headers), redirect: 'manual' });
  }

  async function tried(url: string, request: Request, credential: ExchangeCredential, standing: Standing) {
    const response = await signed(url, request, credential, standing);
    if (response.status === 401) Object.assign(standing, { refused: true, provenUntil: 0 });
    // A fault of the web service comes after the sign-in; what a gateway says proves nothing.
    else if (response.ok || response.status === 500) standing.provenUntil = clock.now() + proofHoldsMs;
    return response;
  }

  async function once(url: string, request: Request, credential: ExchangeCredential, standing: Standing) {
    for (;;) {
      request.signal.throwIfAborted();
      if (standing.refused) return refusal();
      if (clock.now() < standing.provenUntil) return await tried(url, request, credential, standing);
      if (standing.proving === undefined) {
        const mine = tried(url, request, credential, standing);
        standing.proving = mine;
        try {
          return await mine;
        } finally {
          standing.proving = undefined;
        }
      }
      // Whatever came of that one request, this one looks again.
      await Promise.allSettled([standing.proving]);
    }
  }

  return {
    async fetch(url, request) {
      const given = new Headers(request.headers).get('authorization') ?? '';
      const packed = given.replace(/^Bearer /, '');
      const credential = packed === given ? undefined : unpackCredential(packed);
      if (credential === undefined) return await fetch(url, request);
      const { origin } = new URL(url);
      if (!isSecureAddress(new URL(url)))
        throw new Rejected(`Not a secure address: ${origin}`, { system, code: 'insecureAddress' });
      return await once(url, request, credential, standingOf(origin, packed, credential));
    },
    close() {
      for (const { channel } of standings.values()) channel?.close();
      standings.clear();
    },
  };
}

/** As the server said it when it was asked. */
function refusal(): Response {
  return new Response(null, { status: 401 });
}

function headerOf(credential: ExchangeCredential): string {
  if (credential.kind === 'bearer') return `Bearer ${credential.token}`;
  const { userName, password } = credential;
  return `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`;
}
