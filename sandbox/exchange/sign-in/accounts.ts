/** @file Who may sign in, by which names, and what wrong passwords lead to. */
import type { IdSource } from '../../kit/ids.ts';
import type { SandboxClock, SandboxUser } from '../../kit/system.ts';

export interface Account {
  /** E-mail address, which is the user's principal name as well. */
  readonly userName: string;
  readonly password: string;
  readonly displayName: string;
}

/** A token of an organisation that has modern sign-in. */
interface Token {
  readonly userName: string;
  readonly value: string;
  readonly expired: boolean;
}

interface Failures {
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly last: number;
}

export interface AccountsState {
  readonly accounts: readonly Account[];
  readonly tokens: readonly Token[];
  readonly revoked: readonly string[];
}

export interface LockOutRules {
  /** Locked after so many wrong passwords; 0: never. */
  readonly after: number;
  readonly minutes: number;
}

const minuteMs = 60_000;
export const domain = 'NORDLICHT';

export class Accounts {
  readonly #ids: IdSource;
  readonly #clock: SandboxClock;
  readonly #lockOut: () => LockOutRules;
  #accounts: readonly Account[] = [];
  #tokens: readonly Token[] = [];
  #revoked = new Set<string>();
  #failures = new Map<string, Failures>();

  constructor(ids: IdSource, clock: SandboxClock, lockOut: () => LockOutRules) {
    this.#ids = ids;
    this.#clock = clock;
    this.#lockOut = lockOut;
    this.replace([{ userName: 'alex@nordlicht.example', password: 'sandbox', displayName: 'Alex Sandbox' }]);
  }

  get all(): readonly Account[] {
    return this.#accounts;
  }

  replace(accounts: readonly Account[]): void {
    this.#accounts = accounts;
    this.#tokens = accounts.map(({ userName }) => this.#newToken(userName));
    this.#revoked.clear();
    this.#failures.clear();
  }

  /** @param name `NORDLICHT\mara.wendt`, the address, or what stands before its @ */
  named(name: string, inDomain = ''): Account | null {
    const [before, after] = name.split('\\');
    const plain = (after ?? before ?? '').toLowerCase();
    const givenDomain = (after === undefined ? inDomain : (before ?? '')).toUpperCase();
    if (givenDomain !== '' && givenDomain !== domain && givenDomain !== `${domain}.EXAMPLE`) return null;
    return (
      this.#accounts.find(({ userName }) => {
        const address = userName.toLowerCase();
        return address === plain || address.split('@')[0] === plain;
      }) ?? null
    );
  }

  /** Whether this proof of a password counts; a wrong one is counted, and after too many no right one helps for a while. */
  admits(account: Account, isRight: boolean): boolean {
    const key = account.userName.toLowerCase();
    const { after, minutes } = this.#lockOut();
    const failures = this.#failures.get(key);
    const fresh = failures !== undefined && this.#clock.now() - failures.last < minutes * minuteMs;
    const locked = after > 0 && fresh && failures.count >= after;
    if (isRight && !locked && !this.#revoked.has(key)) {
      this.#failures.delete(key);
      return true;
    }
    if (!locked) this.#failures.set(key, { count: (fresh ? failures.count : 0) + 1, last: this.#clock.now() });
    return false;
  }

  byToken(value: string): Account | null {
    const token = this.#tokens.find((each) => each.value === value && !each.expired);
    if (!token || this.#revoked.has(token.userName.toLowerCase())) return null;
    return this.#accounts.find(({ userName }) => userName === token.userName) ?? null;
  }

  expireTokens(): void {
    const renewed = this.#accounts.map(({ userName }) => this.#newToken(userName));
    this.#tokens = [...this.#tokens.map((token) => ({ ...token, expired: true })), ...renewed];
  }

  /** The password was changed: neither it nor any token works. */
  revoke(userName: string): void {
    this.#revoked.add(userName.toLowerCase());
  }

  describe(): readonly SandboxUser[] {
    return this.#accounts.map(({ userName, password, displayName }) => ({
      userName,
      password,
      displayName,
      accessToken: this.#tokens.find((token) => token.userName === userName && !token.expired)?.value ?? '',
      refreshToken: '',
    }));
  }

  save(): AccountsState {
    return { accounts: this.#accounts, tokens: this.#tokens, revoked: [...this.#revoked] };
  }

  restore(state: AccountsState): void {
    this.#accounts = state.accounts;
    this.#tokens = state.tokens;
    this.#revoked = new Set(state.revoked);
    this.#failures.clear();
  }

  /** In three parts, because clients look whether it is one. */
  #newToken(userName: string): Token {
    return {
      userName,
      value: `${this.#ids.token(20)}.${this.#ids.token(43)}.${this.#ids.token(43)}`,
      expired: false,
    };
  }
}
