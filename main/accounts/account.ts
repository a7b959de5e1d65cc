/**
 * @file What signing in is to the rest of the application: what goes in (addresses, client ids, words), what comes out
 * (facts about the account, a source of tokens), and nothing secret on either side.
 */
import type { SignInStep } from '../../preload/contract.ts';
import type { TokenSource } from '../../sync-core/connectors/ports.ts';
import type { RunProblem } from '../../sync-core/engine/report.ts';
import type { ItemKind } from '../../sync-core/model/side.ts';

/** The systems that can be signed in to. */
export type AccountSystem = 'superoffice' | CalendarSystem;
/** One of them is linked at a time. */
export type CalendarSystem = 'microsoft365' | 'google' | 'exchange';
/** Those that one signs in to in the browser; the others ask for a password. */
export type BrowserSystem = Exclude<AccountSystem, 'exchange'>;

/**
 * Where to sign in, and as which registered application. Read again at each sign-in, so that a changed setting or policy
 * counts from then on. Addresses are origins (`https://online.superoffice.com`); http only for loopback.
 */
export interface SignInSettings {
  readonly superoffice: {
    readonly loginUrl: string;
    readonly clientId: string | null;
    /** Native applications have none; SuperOffice hands one out with other kinds of registration. */
    readonly clientSecret: string | null;
  };
  readonly microsoft365: {
    readonly loginUrl: string;
    /** With version, `https://graph.microsoft.com/v1.0`. */
    readonly graphUrl: string;
    readonly clientId: string | null;
    /** What is to be synchronised: rights to nothing else are asked for. */
    readonly kinds: readonly ItemKind[];
  };
  readonly google: {
    readonly loginUrl: string;
    /** Of all its services. */
    readonly apiUrl: string;
    readonly clientId: string | null;
    /** Installed applications have one; it is no secret, because everybody who has the program has it. */
    readonly clientSecret: string | null;
    /** As for Microsoft 365. */
    readonly kinds: readonly ItemKind[];
  };
}

/** What is known of a connected account; plain data without secrets, to be kept in the settings. */
export interface ConnectedAccount {
  readonly system: AccountSystem;
  /** As the user would type it: an e-mail address in most systems; on-site also `DOMAIN\name`. */
  readonly userName: string;
  readonly displayName: string;
  /**
   * SuperOffice: the context identifier (`Cust12345`). Microsoft 365: the tenant id. Google: the domain of the address.
   * Exchange: the name of the server.
   */
  readonly tenant: string;
  /** SuperOffice: the associate id. Microsoft 365: the object id. Google: the subject. Exchange: the mailbox's address. */
  readonly userId: string;
  /** Where the data is: the `webapi_url` claim (ends in `/api/`), the Graph address with version, Exchange's web service. */
  readonly apiUrl: string;
  /** Where it was signed in; the account stays with that server whatever the settings say later. */
  readonly loginUrl: string;
  /** ISO moment. */
  readonly connectedAt: string;
  /** Granted rights, in the system's own words; `missingRights` are those that we asked for and did not get. */
  readonly rights: readonly string[];
  readonly missingRights: readonly string[];
}

export type ConnectOutcome =
  | { readonly connected: true; readonly account: ConnectedAccount }
  | { readonly connected: false; readonly problem: RunProblem };

/** The words of the page that the browser shows after the sign-in, in the user's language. */
export interface SignInWords {
  /** BCP 47, for the page's `lang`. */
  readonly language: string;
  readonly successTitle: string;
  readonly successText: string;
  readonly failureTitle: string;
  readonly failureText: string;
}

/** What the command line takes from standard input instead of a browser. */
export interface HandedInSecret {
  /** Sign-in server, where it is not the configured one. */
  readonly server?: string;
  /** Whose account it must turn out to be; who signs in with a password. */
  readonly user?: string;
  /** A refresh token; for Exchange the password, or a token as `Bearer …`. */
  readonly secret: string;
}

/** What somebody types to sign in to an Exchange Server. */
export interface ExchangeSignInGiven {
  /** An e-mail address, `name@domain`, or `DOMAIN\name`. */
  readonly userName: string;
  /** A password, or `Bearer …` and a token. */
  readonly password: string;
  /** A name or an address; null: it is looked for by the e-mail address. */
  readonly server: string | null;
}

/** Who follows a sign-in step by step. */
export interface SignInProgress {
  readonly onStep: (step: SignInStep) => void;
  /** Whether the password may go to a server whose name is not that of the mailbox. */
  readonly mayGoTo: (host: string, signal: AbortSignal) => Promise<boolean>;
}

export interface Accounts {
  /**
   * Signs in by the system browser; gives up after five minutes, or when the signal aborts. A failed attempt leaves an
   * account that was connected before as it was. Never throws for what the outside does.
   */
  connect(system: BrowserSystem, signal: AbortSignal): Promise<ConnectOutcome>;
  /** Signs in to an Exchange Server, with one attempt; otherwise like `connect`. */
  connectExchange(given: ExchangeSignInGiven, progress: SignInProgress, signal: AbortSignal): Promise<ConnectOutcome>;
  /** Goes through the steps with what is kept. @returns what stands in the way. A password that was refused is not sent. */
  testExchange(account: ConnectedAccount, progress: SignInProgress, signal: AbortSignal): Promise<RunProblem | null>;
  /** Signs in without a browser. */
  connectWithSecret(system: AccountSystem, given: HandedInSecret, signal: AbortSignal): Promise<ConnectOutcome>;
  /** Forgets the account's secrets on this computer, and takes the consent back where the system lets a program do that. */
  disconnect(system: AccountSystem): Promise<void>;
  /**
   * Tokens of the connected account, from the vault; works after a restart without anything else.
   * Its `accessToken` throws AuthExpired at once, without asking the server again, after the server has said that only
   * the user can help; `connect` ends that.
   */
  tokenSource(system: AccountSystem): TokenSource;
}
