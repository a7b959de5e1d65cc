/**
 * @file Tokens of one connected account: kept in memory while they are good, fetched once for all who ask at the same time,
 * and not asked for again once the server has said that only the user can help.
 */
import { AuthExpired, ConnectorError, Unavailable } from '../../sync-core/connectors/errors.ts';
import type { Clock, Log, TokenSource } from '../../sync-core/connectors/ports.ts';
import type { AccountSystem } from './account.ts';
import { stopReason } from './outside.ts';
import { type FreshToken, keptFor, type StaySignedIn } from './signed-in.ts';
import type { SecretVault } from './vault.ts';

/** A token is renewed this long before it ends, so that it does not end on its way. */
const marginMs = 60_000;

export interface AccountTokens extends TokenSource {
  /** Forgets what is in memory: another account, or none, is connected from now on. */
  reset(fresh?: FreshToken): void;
}

export interface AccountTokensOptions {
  readonly system: AccountSystem;
  readonly vault: SecretVault;
  readonly clock: Clock;
  readonly log: Log;
  /** The way to sign in at the server, and as the application, that the kept secret came from. */
  readonly signInAt: (loginUrl: string, clientId: string) => StaySignedIn;
}

export function createAccountTokens(options: AccountTokensOptions): AccountTokens {
  const { system, vault, clock, log } = options;
  let current: FreshToken | undefined;
  let underWay: Promise<FreshToken> | undefined;
  let onlyTheUser: ConnectorError | undefined;
  /** Which account an answer belongs to that is still on its way. */
  let generation = 0;

  async function keptSecret(): Promise<{ readonly secret: string; readonly way: StaySignedIn }> {
    const secret = await vault.read(system);
    if (secret === undefined) throw new AuthExpired('No sign-in is kept', { system, code: 'noSecret' });
    const kept = keptFor.safeParse(parsed(secret));
    if (!kept.success) throw new AuthExpired('The kept sign-in is not in a known form', { system, code: 'badSecret' });
    return { secret, way: options.signInAt(kept.data.loginUrl, kept.data.clientId) };
  }

  /** The token is good even where what renews it could not be kept: what was kept before still renews it. */
  async function keep(secret: string): Promise<void> {
    try {
      await vault.write(system, secret);
    } catch (cause) {
      log.warn('A renewed sign-in could not be kept', { system, cause: String(cause) });
    }
  }

  async function refreshed(way: StaySignedIn, secret: string, rejected: string | undefined) {
    try {
      return await way.refresh(secret, rejected, new AbortController().signal);
    } catch (error) {
      const left = error instanceof AuthExpired ? way.afterRefusal?.(secret, error) : undefined;
      if (left !== undefined && left !== secret) await keep(left);
      throw error;
    }
  }

  /** Nobody's signal stops it: others may wait for the same answer. Its requests have their own time limit. */
  async function fetchToken(rejected: string | undefined): Promise<FreshToken> {
    const mine = generation;
    const { secret, way } = await keptSecret();
    const answer = await refreshed(way, secret, rejected);
    if (mine !== generation) throw new Unavailable('Another account was connected meanwhile', { system });
    if (answer.fresh.token === rejected)
      throw new AuthExpired('The server refuses the token that it has just given', { system, code: 'sameToken' });
    if (answer.secret !== undefined) await keep(answer.secret);
    return answer.fresh;
  }

  function shared(rejected: string | undefined): Promise<FreshToken> {
    const mine = generation;
    underWay ??= fetchToken(rejected)
      .then(
        (fresh) => {
          if (mine === generation) current = fresh;
          return fresh;
        },
        (error: unknown) => {
          if (mine === generation && error instanceof AuthExpired) onlyTheUser = error;
          log.info('No token for the account', {
            system,
            why: error instanceof ConnectorError ? error.kind : 'internal',
          });
          throw error;
        },
      )
      .finally(() => {
        if (mine === generation) underWay = undefined;
      });
    return underWay;
  }

  return {
    async accessToken(signal, rejected) {
      if (signal.aborted) throw stopReason(signal, system);
      if (onlyTheUser) throw onlyTheUser;
      if (current && current.token !== rejected && current.expiresAt - marginMs > clock.now()) return current.token;
      const fresh = await untilStopped(shared(rejected), signal, system);
      if (fresh.token !== rejected) return fresh.token;
      // The request that was under way already did not know that this token had been refused.
      return (await untilStopped(shared(rejected), signal, system)).token;
    },
    reset(fresh) {
      generation += 1;
      current = fresh;
      underWay = undefined;
      onlyTheUser = undefined;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Waits for what others may wait for too; only this waiting ends with the signal. */
async function untilStopped<T>(work: Promise<T>, signal: AbortSignal, system: AccountSystem): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => reject(stopReason(signal, system));
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
