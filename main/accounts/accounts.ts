/** @file The connected accounts: signing in and out, and tokens for the connectors. */
import type { Clock, Fetch, Log } from '../../sync-core/connectors/ports.ts';
import type { Accounts, SignInSettings, SignInWords } from './account.ts';
import type { SecretVault } from './vault.ts';

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

export declare function createAccounts(options: AccountsOptions): Accounts;
