/**
 * @file One organisation at Microsoft 365 with all that it remembers: people, mailboxes, tokens, change list tokens.
 */
import type { Kit } from '../kit/kit.ts';
import { OidcStore, type OidcStoreState } from '../kit/oidc-store.ts';
import type { SandboxUser } from '../kit/system.ts';
import type { SampleWorld } from '../sample/world.ts';
import { type Cursors, createCursors } from './graph/cursor.ts';
import { writeRules } from './graph/event-routes.ts';
import { loadWorld } from './load-world.ts';
import type { MailAddress } from './mailbox/event-record.ts';
import { Mailbox, type MailboxState } from './mailbox/mailbox.ts';
import { Directory, type DirectoryUser, graphScopes, openIdScopes } from './sign-in/directory.ts';
import { createProvider, type SignInProvider } from './sign-in/provider.ts';
import { TokenRegister, type TokenRegisterState } from './sign-in/token-register.ts';

/** The tokens of a person that work without a sign-in. */
interface ReadyTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface TenantState {
  readonly users: readonly DirectoryUser[];
  readonly mailboxes: readonly {
    readonly userName: string;
    readonly name: string;
    readonly zone: string;
    readonly state: MailboxState;
  }[];
  readonly tokens: TokenRegisterState;
  readonly ready: readonly (readonly [string, ReadyTokens])[];
  readonly oidc: OidcStoreState;
  readonly generation: number;
}

const defaultZone = 'W. Europe Standard Time';

export class Tenant {
  readonly directory: Directory;
  readonly tokens: TokenRegister;
  readonly cursors: Cursors;
  readonly #kit: Kit;
  readonly #seed: number;
  readonly #oidc = new OidcStore();
  #mailboxes = new Map<string, Mailbox>();
  #ready = new Map<string, ReadyTokens>();
  #provider: Promise<SignInProvider> | null = null;

  constructor(kit: Kit, seed: number) {
    this.#kit = kit;
    this.#seed = seed;
    this.directory = new Directory(seed);
    this.tokens = new TokenRegister(kit.ids, kit.clock);
    this.cursors = createCursors(seed, () => kit.switches.text('expiredCursor'));
    for (const user of this.directory.users) this.#welcome(user);
  }

  /** @throws RangeError for nobody's user name */
  mailbox(userName: string): Mailbox {
    const found = this.#mailboxes.get(userName.toLowerCase());
    if (!found) throw new RangeError(`Nobody here is called "${userName}".`);
    return found;
  }

  /** The provider library, made at the first sign-in. */
  provider(): Promise<SignInProvider> {
    this.#provider ??= createProvider(this.directory, this.#oidc, this.#kit.ids.token(43));
    return this.#provider;
  }

  revoke(userName: string): void {
    this.mailbox(userName);
    this.tokens.revoke(userName);
  }

  describeUsers(): readonly SandboxUser[] {
    return this.directory.users.map(({ userName, password, displayName }) => ({
      userName,
      password,
      displayName,
      ...(this.#ready.get(userName.toLowerCase()) ?? { accessToken: '', refreshToken: '' }),
    }));
  }

  load(world: SampleWorld): void {
    this.tokens.clear();
    const mailboxes = loadWorld(
      world,
      this.directory,
      writeRules(this.#kit),
      (owner, zone) => this.#newMailbox(owner, zone),
      () => this.#kit.ids.uuid(),
    );
    this.#mailboxes = new Map(mailboxes);
    this.#ready.clear();
    for (const user of this.directory.users) this.#welcome(user);
  }

  save(): TenantState {
    return {
      users: this.directory.users,
      mailboxes: [...this.#mailboxes].map(([userName, mailbox]) => ({
        userName,
        name: mailbox.owner.name,
        zone: mailbox.zone,
        state: mailbox.save(),
      })),
      tokens: this.tokens.save(),
      ready: [...this.#ready],
      oidc: this.#oidc.save(),
      generation: this.cursors.generation,
    };
  }

  restore(state: TenantState): void {
    this.directory.replace(state.users);
    this.#mailboxes = new Map(
      state.mailboxes.map(({ userName, name, zone, state: saved }) => {
        const address = this.directory.user(userName)?.userName ?? userName;
        const mailbox = this.#newMailbox({ name, address }, zone);
        mailbox.restore(saved);
        return [userName, mailbox];
      }),
    );
    this.tokens.restore(state.tokens);
    this.#ready = new Map(state.ready);
    this.#oidc.restore(state.oidc);
    this.cursors.generation = state.generation;
  }

  /** Gives a person a mailbox, if there is none, and tokens that work at once. */
  #welcome(user: DirectoryUser): void {
    const key = user.userName.toLowerCase();
    const owner = { name: user.displayName, address: user.userName };
    if (!this.#mailboxes.has(key)) this.#mailboxes.set(key, this.#newMailbox(owner, defaultZone));
    const scopes = [...openIdScopes, ...graphScopes];
    this.#ready.set(key, {
      accessToken: this.tokens.giveAccess(user.userName, scopes, null),
      refreshToken: this.tokens.giveRefresh({ userName: user.userName, scopes, inner: null }, null),
    });
  }

  #newMailbox(owner: MailAddress, zone: string): Mailbox {
    return new Mailbox(owner, zone, this.#seed, () => this.#kit.clock.now());
  }
}
