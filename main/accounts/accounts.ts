/** @file The connected accounts: signing in and out, and tokens for the connectors. */
import { AuthExpired, passwordCauses } from '../../sync-core/connectors/errors.ts';
import type { Clock, Fetch, Log } from '../../sync-core/connectors/ports.ts';
import type {
  AccountSystem,
  Accounts,
  BrowserSystem,
  ConnectOutcome,
  ExchangeSignInGiven,
  SignInProgress,
  SignInSettings,
  SignInWords,
} from './account.ts';
import { type AccountTokens, createAccountTokens } from './account-tokens.ts';
import { createExchangeStay, keptCredential } from './exchange-kept.ts';
import type { ExchangeSignIn } from './exchange-sign-in.ts';
import { createGoogleSignIn } from './google-sign-in.ts';
import { createMicrosoft365SignIn } from './microsoft365-sign-in.ts';
import { SignInRefused, signInProblem } from './sign-in-refused.ts';
import { keptFor, type SignedIn, type SignIn, type StaySignedIn } from './signed-in.ts';
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
  /** Loaded when somebody signs in there. */
  readonly exchange: () => Promise<ExchangeSignIn>;
}

/**
 * The accounts of one profile. A client id is a setting: where there is none, connecting answers `noClientId` without
 * opening a browser; where secrets cannot be kept, it answers `noKeyStore` before the user has typed anything.
 */
export function createAccounts(options: AccountsOptions): Accounts {
  const { vault, clock, log } = options;

  function signInAt(system: BrowserSystem, loginUrl: string, clientId: string): SignIn {
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

  const exchangeStay = createExchangeStay(clock);
  const stayAt = (system: AccountSystem, loginUrl: string, clientId: string): StaySignedIn =>
    system === 'exchange' ? exchangeStay : signInAt(system, loginUrl, clientId);

  const tokensOf = (system: AccountSystem): AccountTokens =>
    createAccountTokens({ system, vault, clock, log, signInAt: (...place) => stayAt(system, ...place) });
  const tokens: Readonly<Record<AccountSystem, AccountTokens>> = {
    superoffice: tokensOf('superoffice'),
    microsoft365: tokensOf('microsoft365'),
    google: tokensOf('google'),
    exchange: tokensOf('exchange'),
  };

  /** Whoever disconnects wants to be rid of it at once: a server that does not answer changes nothing here. */
  async function revoke(system: AccountSystem): Promise<void> {
    try {
      const secret = await vault.read(system);
      const kept = secret === undefined ? undefined : keptFor.safeParse(JSON.parse(secret)).data;
      if (secret === undefined || kept === undefined) return;
      const way = stayAt(system, kept.loginUrl, kept.clientId);
      await way.revoke?.(secret, AbortSignal.timeout(revokeMs));
    } catch (error) {
      log.info('The consent could not be taken back', { system, why: error instanceof Error ? error.name : 'unknown' });
    }
  }

  async function registered(
    system: BrowserSystem,
    server: string | undefined,
    signIn: (way: SignIn) => Promise<SignedIn>,
  ): Promise<ConnectOutcome> {
    return await connected(system, async () => {
      const { clientId, loginUrl } = options.settings()[system];
      if (clientId === null) throw new SignInRefused('noClientId', `${system}.clientId`);
      return await signIn(signInAt(system, server ?? loginUrl, clientId));
    });
  }

  const withPassword = (given: ExchangeSignInGiven, progress: SignInProgress, signal: AbortSignal) =>
    connected('exchange', async () => (await options.exchange()).withPassword(given, progress, signal));

  async function connected(system: AccountSystem, signIn: () => Promise<SignedIn>): Promise<ConnectOutcome> {
    try {
      if (!vault.available) throw new SignInRefused('noKeyStore', `backend ${vault.backend}`);
      const { account, secret, fresh } = await signIn();
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

  /** The server has refused it: no run sends it any more. */
  async function forgetPassword(signal: AbortSignal): Promise<void> {
    try {
      const secret = await vault.read('exchange');
      if (secret === undefined) return;
      await tokens.exchange.accessToken(signal, keptCredential(secret));
    } catch (error) {
      if (!(error instanceof AuthExpired)) throw error;
    }
  }

  return {
    connect: (system, signal) =>
      registered(system, undefined, (way) =>
        withinPatience(clock, signal, (limited) =>
          way.withBrowser({ words: options.words(), open: options.openBrowser }, limited),
        ),
      ),

    connectExchange: (given, progress, signal) => withPassword(given, progress, signal),

    async testExchange(account, progress, signal) {
      try {
        const secret = await vault.read('exchange');
        if (secret === undefined) throw new AuthExpired('No sign-in is kept', { system: 'exchange', code: 'noSecret' });
        await (await options.exchange()).test(account, secret, progress, signal);
        return null;
      } catch (error) {
        const problem = signInProblem(error, 'exchange', clock);
        log.info('The account cannot be used', { system: 'exchange', why: problem.code, details: problem.details });
        if (passwordCauses.some((one) => one === problem.because)) await forgetPassword(signal);
        return problem;
      }
    },

    connectWithSecret(system, { server, user, secret }, signal) {
      if (system === 'exchange') {
        const given = { userName: user ?? '', password: secret.replace(/\r?\n$/, ''), server: server ?? null };
        return withPassword(given, { onStep: () => undefined, mayGoTo: async () => false }, signal);
      }
      return registered(system, server, async (way) => {
        const signedIn = await way.withRefreshToken(secret.trim(), signal);
        const { userName } = signedIn.account;
        if (user !== undefined && user.toLowerCase() !== userName.toLowerCase())
          throw new SignInRefused('otherAccount', `The secret belongs to ${userName}`);
        return signedIn;
      });
    },

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
