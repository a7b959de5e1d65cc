/**
 * @file Signing in to an Exchange Server: its address is given or looked for, then it is visited once with the password. Each step is
 * told as it goes; a password that was refused is not tried at another place.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { Cancelled } from '../../sync-core/connectors/errors.ts';
import { isCloudHost, webServiceAddress } from '../../sync-core/connectors/exchange/autodiscover/addresses.ts';
import type { SearchEnd } from '../../sync-core/connectors/exchange/autodiscover/plan.ts';
import {
  type Look,
  PasswordRefused,
  searchWebService,
} from '../../sync-core/connectors/exchange/autodiscover/search.ts';
import { packCredential, unpackCredential } from '../../sync-core/connectors/exchange/sign-in/credential.ts';
import type { OpenConnection } from '../../sync-core/connectors/exchange/sign-in/kept-connection.ts';
import { createSigningFetch, type SigningFetch } from '../../sync-core/connectors/exchange/sign-in/signing-fetch.ts';
import {
  enterMailbox,
  meetServer,
  type SignInWay,
  VisitFailed,
  type VisitFailure,
  type VisitOutside,
} from '../../sync-core/connectors/exchange/sign-in/visit.ts';
import type { Clock, Fetch } from '../../sync-core/connectors/ports.ts';
import type { ConnectedAccount, ExchangeSignInGiven, SignInProgress } from './account.ts';
import { exchangeSecret, keptCredential } from './exchange-kept.ts';
import { SignInRefused } from './sign-in-refused.ts';
import type { SignedIn } from './signed-in.ts';

const system = 'exchange';
/** The credential is not fetched anew before. */
const holdsMs = 24 * 3_600_000;
const tokenMark = /^Bearer\s+/i;

export interface ExchangeOutside {
  /** Tells a redirect as an answer, and follows none. */
  readonly fetch: Fetch;
  readonly open: OpenConnection;
  readonly clock: Pick<Clock, 'now'>;
  /** Hosts of a record of the name server. @throws what the system's resolver does */
  readonly record: (name: string, signal: AbortSignal) => Promise<readonly string[]>;
}

export interface ExchangeSignIn {
  /** @throws SignInRefused, Cancelled */
  withPassword(given: ExchangeSignInGiven, progress: SignInProgress, signal: AbortSignal): Promise<SignedIn>;
  /** @param secret that is kept. @throws SignInRefused, AuthExpired (it was refused before), Cancelled */
  test(account: ConnectedAccount, secret: string, progress: SignInProgress, signal: AbortSignal): Promise<void>;
}

/** The words of a failure: which problem it is, and the cause where the problem's own words say too little. */
const problemOf: Readonly<Record<VisitFailure, SignInRefused['code']>> = {
  nameUnknown: 'serverNotFound',
  unreachable: 'offline',
  certificate: 'offline',
  noAnswer: 'unavailable',
  noWebService: 'nonsense',
  programBlocked: 'signInDenied',
  noWay: 'signInDenied',
  passwordRefused: 'signInDenied',
  ntlmRefused: 'signInDenied',
  noMailbox: 'signInDenied',
  busy: 'unavailable',
};

export function createExchangeSignIn(outside: ExchangeOutside): ExchangeSignIn {
  const signing = () =>
    createSigningFetch({ fetch: outside.fetch, open: outside.open, clock: outside.clock, randomBytes });

  async function withPassword(
    given: ExchangeSignInGiven,
    progress: SignInProgress,
    signer: SigningFetch,
    signal: AbortSignal,
  ): Promise<SignedIn> {
    const credential = credentialOf(given);
    const url = await serviceOf(given, credential, progress, signer, signal);
    const visit = visitOutside(url, progress, outside.fetch);
    const isToken = tokenMark.test(given.password);
    const way = await meetServer(url, isToken, visit, signal);
    const packed = credential(way);
    const signed = { ...visit, fetch: withCredential(signer.fetch, packed) };
    const who = await enterMailbox(url, { name: given.userName, way }, signed, signal);
    const { userName } = given;
    return {
      account: {
        system,
        userName,
        displayName: who.displayName ?? userName,
        tenant: new URL(url).host,
        userId: who.mailbox ?? userName,
        apiUrl: url,
        loginUrl: url,
        rights: [],
        missingRights: [],
      },
      secret: exchangeSecret(url, packed),
      fresh: { token: packed, expiresAt: outside.clock.now() + holdsMs },
    };
  }

  async function serviceOf(
    { userName, password, server }: ExchangeSignInGiven,
    credential: (way: SignInWay) => string,
    progress: SignInProgress,
    signer: SigningFetch,
    signal: AbortSignal,
  ): Promise<string> {
    if (server !== null) return typedService(server);
    // Which server a token is for, only the one who hands it in knows.
    if (tokenMark.test(password)) throw new SignInRefused('serverNotFound', 'a token without a server', 'serverNeeded');
    const end = await searchWebService(
      userName,
      {
        fetch: outside.fetch,
        record: outside.record,
        signed: (way) => withCredential(signer.fetch, credential(way)),
        mayGoTo: progress.mayGoTo,
        onLook: (look) => progress.onStep(stepOf(look)),
      },
      signal,
    );
    return foundService(end);
  }

  return {
    async withPassword(given, progress, signal) {
      const signer = signing();
      try {
        return await withPassword(given, progress, signer, signal);
      } catch (error) {
        throw explained(error);
      } finally {
        signer.close();
      }
    },
    async test({ apiUrl, userName }, secret, progress, signal) {
      const packed = keptCredential(secret);
      const known = unpackCredential(packed);
      const way = known?.kind === 'password' ? known.way : 'bearer';
      const signer = signing();
      const visit = visitOutside(apiUrl, progress, outside.fetch);
      try {
        await meetServer(apiUrl, way === 'bearer', visit, signal);
        const signed = { ...visit, fetch: withCredential(signer.fetch, packed) };
        await enterMailbox(apiUrl, { name: userName, way }, signed, signal);
      } catch (error) {
        throw explained(error);
      } finally {
        signer.close();
      }
    },
  };
}

/** Each time that somebody gives a password, it is another one. */
function credentialOf({ userName, password }: ExchangeSignInGiven): (way: SignInWay) => string {
  const id = randomUUID();
  return (way) =>
    way === 'bearer'
      ? packCredential({ kind: 'bearer', id, token: password.replace(tokenMark, '').trim() })
      : packCredential({ kind: 'password', id, way, userName, password });
}

/** What is packed stands where a token would. */
function withCredential(fetch: Fetch, packed: string): Fetch {
  return (url, init) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${packed}`);
    return fetch(url, { ...init, headers: Object.fromEntries(headers) });
  };
}

/** @throws SignInRefused */
function typedService(server: string): string {
  const url = webServiceAddress(server);
  if (url === undefined) throw new SignInRefused('serverNotFound', server.slice(0, 200), 'badServer');
  if (isCloudHost(new URL(url).hostname)) throw cloud(new URL(url).host);
  return url;
}

/** @throws SignInRefused */
function foundService(end: SearchEnd | undefined): string {
  switch (end?.kind) {
    case 'found':
      return end.url;
    case 'cloud':
      throw cloud(end.host);
    case 'declined':
      throw new SignInRefused('serverNotFound', end.host, 'hostDeclined');
    case 'redirectsForEver':
      throw new SignInRefused('serverNotFound', 'more than ten redirects', 'redirectsForEver');
    case 'nothing':
      throw new SignInRefused('serverNotFound', 'no place knows the server');
    case undefined:
      throw new SignInRefused('serverNotFound', 'no e-mail address', 'serverNeeded');
  }
}

function cloud(host: string): SignInRefused {
  return new SignInRefused('signInDenied', host, 'cloudMailbox');
}

function stepOf({ way, place, outcome, why }: Look): Parameters<SignInProgress['onStep']>[0] {
  return { kind: way, place, outcome: outcome === 'found' ? 'good' : outcome, why: why ?? null };
}

function visitOutside(url: string, { onStep }: SignInProgress, fetch: Fetch): VisitOutside {
  const place = new URL(url).host;
  return { fetch, onStep: (kind, outcome, why) => onStep({ kind, place, outcome, why: why ?? null }) };
}

function explained(error: unknown): unknown {
  if (error instanceof VisitFailed) return new SignInRefused(problemOf[error.why], error.message, error.why);
  if (error instanceof PasswordRefused) {
    const because = error.way === 'ntlm' ? 'ntlmRefused' : 'passwordRefused';
    return new SignInRefused('signInDenied', error.message, because);
  }
  if (error instanceof Cancelled && error.details.cause instanceof SignInRefused) return error.details.cause;
  return error;
}
