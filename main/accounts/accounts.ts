/** @file The connected accounts: signing in and out, and tokens for the connectors. */
import type { Clock, Fetch, Log } from '../../sync-core/connectors/ports.ts';
import type { AccountSystem, Accounts, ConnectOutcome, SignInSettings, SignInWords } from './account.ts';
import { type AccountTokens, createAccountTokens } from './account-tokens.ts';
import { createGoogleSignIn } from './google-sign-in.ts';
import { createMicrosoft365SignIn } from './microsoft365-sign-in.ts';
import { SignInRefused, signInProblem } from './sign-in-refused.ts';
import { keptFor, type SignedIn, type SignIn } from './signed-in.ts';
import { createSuperOfficeSignIn } from './superoffice-sign-in.ts';
import type { SecretVault } from './vault.ts';

/** How long a person may take in the browser. */
const patienceMs = 5 * 60_000;
/** How long disconnecting waits for the system. */
const revokeMs = 5000;

export interface AccountsOptions {
  readonly vault: SecretVault;
  /** Electron's `net.fetch` in the application. */
  readonly fetch: Fetch;
  /** Opens the user's own browser. */
  readonly openBrowser: (url: string) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => SignInSettings;
  readonly words: () => SignInWords;
}

/**
 * The accounts of one profile. A client id is a setting: where there is none, connecting answers `noClientId` without
 * opening a browser; where secrets cannot be kept, it answers `noKeyStore` before the user has typed anything.
 */
export function createAccounts(options: AccountsOptions): Accounts {
  const { vault, clock, log } = options;

  function signInAt(system: AccountSystem, loginUrl: string, clientId: string): SignIn {
    const settings = options.settings();
    switch (system) {
      case 'superoffice':
        return createSuperOfficeSignIn({ ...settings.superoffice, loginUrl }, clientId, options);
      case 'microsoft365':
        return createMicrosoft365SignIn({ ...settings.microsoft365, loginUrl }, clientId, options);
      case 'google':
        return createGoogleSignIn({ ...settings.google, loginUrl }, clientId, options);
    }
  }

  const tokensOf = (system: AccountSystem): AccountTokens =>
    createAccountTokens({ system, vault, clock, log, signInAt: (...place) => signInAt(system, ...place) });
  const tokens: Readonly<Record<AccountSystem, AccountTokens>> = {
    superoffice: tokensOf('superoffice'),
    microsoft365: tokensOf('microsoft365'),
    google: tokensOf('google'),
  };

  /** Whoever disconnects wants to be rid of it at once: a server that does not answer changes nothing here. */
  async function revoke(system: AccountSystem): Promise<void> {
    try {
      const secret = await vault.read(system);
      const kept = secret === undefined ? undefined : keptFor.safeParse(JSON.parse(secret)).data;
      if (secret === undefined || kept === undefined) return;
      const way = signInAt(system, kept.loginUrl, kept.clientId);
      await way.revoke?.(secret, AbortSignal.timeout(revokeMs));
    } catch (error) {
      log.info('The consent could not be taken back', { system, why: error instanceof Error ? error.name : 'unknown' });
    }
  }

  async function connected(
    system: AccountSystem,
    server: string | undefined,
    signIn: (way: SignIn) => Promise<SignedIn>,
  ): Promise<ConnectOutcome> {
    try {
      if (!vault.available) throw new SignInRefused('noKeyStore', `backend ${vault.backend}`);
      const { clientId, loginUrl } = options.settings()[system];
      if (clientId === null) throw new SignInRefused('noClientId', `${system}.clientId`);
      const { account, secret, fresh } = await signIn(signInAt(system, server ?? loginUrl, clientId));
      await vault.write(system, secret);
      tokens[system].reset(fresh);
      log.info('Account connected', { system, missingRights: account.missingRights });
      return { connected: true, account: { ...account, connectedAt: new Date(clock.now()).toISOString() } };
    } catch (error) {
      const problem = signInProblem(error, system, clock);
      log.info('Account not connected', { system, why: problem.code, details: problem.details });
      return { connected: false, problem };
    }
  }

  return {
    connect: (system, signal) =>
      connected(system, undefined, (way) =>
        withinPatience(clock, signal, (limited) =>
          way.withBrowser({ words: options.words(), open: options.openBrowser }, limited),
        ),
      ),

    connectWithSecret: (system, { server, user, secret }, signal) =>
      connected(system, server, async (way) => {
        const signedIn = await way.withRefreshToken(secret.trim(), signal);
        const { userName } = signedIn.account;
        if (user !== undefined && user.toLowerCase() !== userName.toLowerCase())
          throw new SignInRefused('otherAccount', `The secret belongs to ${userName}`);
        return signedIn;
      }),

    async disconnect(system) {
      tokens[system].reset();
      await revoke(system);
      await vault.remove(system);
    },

    tokenSource: (system) => tokens[system],
  };
}

/** Ends the work after five minutes with the reason `signInTimedOut`. */
async function withinPatience<T>(
  clock: Clock,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const done = new AbortController();
  clock.sleep(patienceMs, done.signal).then(
    () => limit.abort(new SignInRefused('signInTimedOut', 'No answer from the browser within five minutes')),
    () => undefined,
  );
  try {
    return await work(AbortSignal.any([signal, limit.signal]));
  } finally {
    done.abort();
  }
}
