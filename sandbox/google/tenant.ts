/** @file All that the Google servers remember: accounts, tokens, and what stands in each account. */
import type { Kit } from '../kit/kit.ts';
import { OidcStore, type OidcStoreState } from '../kit/oidc-store.ts';
import type { SandboxUser } from '../kit/system.ts';
import type { SampleWorld } from '../sample/world.ts';
import { Calendar, type CalendarState } from './calendar/calendar.ts';
import type { WriteRules } from './calendar/write-event.ts';
import { fillCalendar, fillTasks } from './load-world.ts';
import { Contacts, type ContactsState } from './people/contacts.ts';
import { type Account, Directory, dataScopes, identityScopes } from './sign-in/directory.ts';
import { createProvider, type SignInProvider } from './sign-in/provider.ts';
import { TokenRegister, type TokenRegisterState } from './sign-in/token-register.ts';
import { TaskBox, type TaskBoxState } from './tasks/task-box.ts';

/** The tokens of a person that work without a sign-in. */
interface ReadyTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface TenantState {
  readonly accounts: readonly Account[];
  readonly tokens: TokenRegisterState;
  readonly ready: readonly (readonly [string, ReadyTokens])[];
  readonly oidc: OidcStoreState;
  readonly calendars: readonly (readonly [string, CalendarState])[];
  readonly tasks: readonly (readonly [string, TaskBoxState])[];
  readonly contacts: readonly (readonly [string, ContactsState])[];
  readonly generation: number;
}

const defaultZone = 'Europe/Berlin';

export class Tenant {
  readonly directory: Directory;
  readonly tokens: TokenRegister;
  readonly #kit: Kit;
  readonly #oidc = new OidcStore();
  #ready = new Map<string, ReadyTokens>();
  #calendars = new Map<string, Calendar>();
  #tasks = new Map<string, TaskBox>();
  #contacts = new Map<string, Contacts>();
  /** Sync and page tokens of an older one are no longer known. */
  generation = 0;
  #provider: Promise<SignInProvider> | null = null;

  constructor(kit: Kit, seed: number) {
    this.#kit = kit;
    this.directory = new Directory(seed);
    this.tokens = new TokenRegister(kit.ids, kit.clock);
    this.#welcomeAll();
  }

  /** The provider library, made at the first sign-in. */
  provider(): Promise<SignInProvider> {
    this.#provider ??= createProvider(this.directory, this.#oidc, this.#kit.ids.token(43));
    return this.#provider;
  }

  /** @param userName absent: the main user's @throws RangeError for nobody's user name */
  calendar(userName: string = this.directory.accounts[0]?.userName ?? ''): Calendar {
    const found = this.#calendars.get(userName.toLowerCase());
    if (!found) throw new RangeError(`Nobody here is called "${userName}".`);
    return found;
  }

  /** @param userName absent: the main user's @throws RangeError for nobody's user name */
  taskBox(userName: string = this.directory.accounts[0]?.userName ?? ''): TaskBox {
    const found = this.#tasks.get(userName.toLowerCase());
    if (!found) throw new RangeError(`Nobody here is called "${userName}".`);
    return found;
  }

  /** @param userName absent: the main user's @throws RangeError for nobody's user name */
  contacts(userName: string = this.directory.accounts[0]?.userName ?? ''): Contacts {
    const found = this.#contacts.get(userName.toLowerCase());
    if (!found) throw new RangeError(`Nobody here is called "${userName}".`);
    return found;
  }

  /** @throws RangeError for nobody's user name */
  revoke(userName: string): void {
    this.calendar(userName);
    this.tokens.revoke(userName);
  }

  describeUsers(): readonly SandboxUser[] {
    return this.directory.accounts.map(({ userName, password, displayName }) => ({
      userName,
      password,
      displayName,
      ...(this.#ready.get(userName.toLowerCase()) ?? { accessToken: '', refreshToken: '' }),
    }));
  }

  load(world: SampleWorld, rules: WriteRules): void {
    this.tokens.clear();
    const people = world.users.filter((user) => !user.isRoom);
    this.directory.replace(
      people.map((user) => ({ userName: user.email, password: user.password, displayName: user.fullName })),
    );
    this.#welcomeAll();
    for (const { email, zone } of people) this.calendar(email).change({ zone });
    fillCalendar(this.calendar(), world, rules);
    fillTasks(this.taskBox(), world);
  }

  save(): TenantState {
    return {
      accounts: this.directory.accounts,
      tokens: this.tokens.save(),
      ready: [...this.#ready],
      oidc: this.#oidc.save(),
      calendars: [...this.#calendars].map(([userName, calendar]) => [userName, calendar.save()] as const),
      tasks: [...this.#tasks].map(([userName, box]) => [userName, box.save()] as const),
      contacts: [...this.#contacts].map(([userName, contacts]) => [userName, contacts.save()] as const),
      generation: this.generation,
    };
  }

  restore(state: TenantState): void {
    this.directory.replace(state.accounts);
    this.#openBoxes();
    for (const [userName, saved] of state.calendars) this.calendar(userName).restore(saved);
    for (const [userName, saved] of state.tasks) this.taskBox(userName).restore(saved);
    for (const [userName, saved] of state.contacts) this.contacts(userName).restore(saved);
    this.generation = state.generation;
    this.tokens.restore(state.tokens);
    this.#ready = new Map(state.ready);
    this.#oidc.restore(state.oidc);
  }

  #openBoxes(): void {
    this.#calendars = new Map(
      this.directory.accounts.map((account) => {
        const calendar = new Calendar(account, defaultZone, () => this.#kit.clock.now());
        return [account.userName.toLowerCase(), calendar];
      }),
    );
    const newId = () => this.#kit.ids.token(22);
    const newNumber = () => String(Number.parseInt(this.#kit.ids.hex(13), 16));
    this.#contacts = new Map(
      this.directory.accounts.map(({ userName }) => [
        userName.toLowerCase(),
        new Contacts(() => this.#kit.clock.now(), newNumber),
      ]),
    );
    this.#tasks = new Map(
      this.directory.accounts.map(({ userName }) => [
        userName.toLowerCase(),
        new TaskBox(() => this.#kit.clock.now(), newId),
      ]),
    );
  }

  /** Gives everybody a calendar, a task list, and tokens that work at once. */
  #welcomeAll(): void {
    this.#openBoxes();
    const scopes = [...identityScopes, ...dataScopes];
    this.#ready = new Map(
      this.directory.accounts.map(({ userName }) => {
        const accessToken = this.tokens.giveAccess(userName, scopes, null);
        const entry = { userName, scopes, inner: null, expires: null, used: null };
        return [userName.toLowerCase(), { accessToken, refreshToken: this.tokens.giveRefresh(entry, 100) }];
      }),
    );
  }
}
