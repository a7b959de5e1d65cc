/** @file One organisation with its own Exchange Server: its people, their mailboxes, and how they sign in. */
import type { Kit } from '../kit/kit.ts';
import type { WriteRules } from '../microsoft365/mailbox/write-event.ts';
import type { SampleWorld } from '../sample/world.ts';
import { loadWorld } from './load-world.ts';
import { Accounts, type AccountsState } from './sign-in/accounts.ts';
import { ExchangeMailbox, type ExchangeMailboxState } from './store/exchange-mailbox.ts';

export interface TenantState {
  readonly accounts: AccountsState;
  readonly mailboxes: readonly {
    readonly userName: string;
    readonly name: string;
    readonly zone: string;
    readonly state: ExchangeMailboxState;
  }[];
  readonly generation: number;
}

const defaultZone = 'W. Europe Standard Time';

export class Tenant {
  readonly accounts: Accounts;
  /** Sync states that were given out under an earlier one are not known any more. */
  generation = 1;
  readonly #kit: Kit;
  readonly #seed: number;
  #mailboxes = new Map<string, ExchangeMailbox>();

  constructor(kit: Kit, seed: number) {
    this.#kit = kit;
    this.#seed = seed;
    this.accounts = new Accounts(kit.ids, kit.clock, () => ({
      after: kit.switches.number('lockOutAfter'),
      minutes: kit.switches.number('lockOutMinutes'),
    }));
    this.#housePeople();
  }

  /** @throws RangeError for nobody's user name */
  mailbox(userName: string): ExchangeMailbox {
    const found = this.#mailboxes.get(userName.toLowerCase());
    if (!found) throw new RangeError(`Nobody here is called "${userName}".`);
    return found;
  }

  rules(): WriteRules {
    const { switches } = this.#kit;
    return {
      defaultReminderMinutes: switches.number('defaultReminderMinutes'),
      windowsNames: true,
      withoutSummerTime: [],
      series: {
        versionWithOccurrences: switches.text('seriesVersion') === 'withOccurrences',
        newOccurrenceIds: true,
        outliving: switches.text('outlivingExceptions') as 'none' | 'rangeOnly' | 'all',
        editReaches: switches.text('seriesEditReaches') as 'plain' | 'unchanged' | 'all',
        offPattern: switches.text('startOffPattern') as 'moved' | 'kept',
      },
    };
  }

  load(world: SampleWorld): void {
    const people = world.users.filter(({ isRoom }) => !isRoom);
    this.accounts.replace(
      people.map(({ email, password, fullName }) => ({ userName: email, password, displayName: fullName })),
    );
    this.#mailboxes = new Map(
      loadWorld(
        world,
        this.rules(),
        (owner, zone) => this.#newMailbox(owner, zone),
        () => this.#kit.ids.uuid(),
      ),
    );
  }

  save(): TenantState {
    return {
      accounts: this.accounts.save(),
      mailboxes: [...this.#mailboxes].map(([userName, mailbox]) => ({
        userName,
        name: mailbox.owner.name,
        zone: mailbox.zone,
        state: mailbox.save(),
      })),
      generation: this.generation,
    };
  }

  restore(state: TenantState): void {
    this.accounts.restore(state.accounts);
    this.#mailboxes = new Map(
      state.mailboxes.map(({ userName, name, zone, state: saved }) => {
        const address = this.accounts.named(userName)?.userName ?? userName;
        const mailbox = this.#newMailbox({ name, address }, zone);
        mailbox.restore(saved);
        return [userName, mailbox];
      }),
    );
    this.generation = state.generation;
  }

  #housePeople(): void {
    for (const { userName, displayName } of this.accounts.all) {
      this.#mailboxes.set(
        userName.toLowerCase(),
        this.#newMailbox({ name: displayName, address: userName }, defaultZone),
      );
    }
  }

  #newMailbox(owner: { name: string; address: string }, zone: string): ExchangeMailbox {
    return new ExchangeMailbox(owner, zone, this.#seed, () => this.#kit.clock.now());
  }
}
