/**
 * @file The accounts that can sign in, the one application that they sign in to, and the permissions that it can ask for.
 */
import { createHash } from 'node:crypto';

export interface Account {
  /** E-mail address. */
  readonly userName: string;
  readonly password: string;
  readonly displayName: string;
  /** The person's number (`sub`). */
  readonly subject: string;
}

const prefix = 'https://www.googleapis.com/auth/';

/** Permissions to data; the person can refuse each by itself. */
export const dataScopes: readonly string[] = [
  'calendar',
  'calendar.readonly',
  'calendar.events',
  'calendar.events.readonly',
  'calendar.calendars',
  'calendar.calendars.readonly',
  'calendar.calendarlist',
  'calendar.calendarlist.readonly',
  'calendar.settings.readonly',
  'contacts',
  'contacts.readonly',
  'tasks',
  'tasks.readonly',
].map((name) => prefix + name);

/** Who somebody is. Granted with the sign-in. */
export const identityScopes: readonly string[] = ['openid', 'email', 'profile'];

/** An installed application has a secret, which is none. */
export const clientSecret = 'GOCSPX-sandbox-secret';

const singleAccount = { userName: 'alex@contoso.example', password: 'sandbox', displayName: 'Alex Sandbox' };

export class Directory {
  readonly issuer = 'https://accounts.google.com';
  readonly clientId: string;
  readonly #seed: number;
  #accounts = new Map<string, Account>();

  constructor(seed: number) {
    this.#seed = seed;
    this.clientId = `${digits(`${seed}/project`, 12)}-${digest(`${seed}/application`).slice(0, 32)}.apps.googleusercontent.com`;
    this.replace([singleAccount]);
  }

  get accounts(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  replace(accounts: readonly Omit<Account, 'subject'>[]): void {
    this.#accounts = new Map(
      accounts.map((account) => {
        const key = account.userName.toLowerCase();
        return [key, { ...account, subject: `1${digits(`${this.#seed}/account/${key}`, 20)}` }];
      }),
    );
  }

  account(userName: string): Account | null {
    return this.#accounts.get(userName.trim().toLowerCase()) ?? null;
  }

  accountBySubject(subject: string): Account | null {
    return this.accounts.find((account) => account.subject === subject) ?? null;
  }
}

/** Both spellings of a permission are one. */
export function shortScope(scope: string): string {
  return scope.replace(/^https:\/\/www\.googleapis\.com\/auth\/userinfo\.(email|profile)$/, '$1');
}

/** The spelling in which the token address answers. */
export function answeredScope(scope: string): string {
  return scope === 'email' || scope === 'profile' ? `${prefix}userinfo.${scope}` : scope;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function digits(text: string, length: number): string {
  return [...digest(text)]
    .map((digit) => Number.parseInt(digit, 16) % 10)
    .join('')
    .slice(0, length);
}
