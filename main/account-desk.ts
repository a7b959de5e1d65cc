/**
 * @file Connecting and disconnecting, as the application sees it: one attempt at a time for each system, what came of it
 * kept in the settings and told. What was linked with another account before is none of its business: the engine touches
 * nothing until the user has decided, and goes on where it was when the former account comes back.
 */
import type { AccountSystem, Accounts, ConnectedAccount, ConnectOutcome, HandedInSecret } from './accounts/account.ts';
import type { Settings } from './settings/settings.ts';
import { type Happening, rivalsOf } from './state/app-state.ts';

export interface AccountDesk {
  /** By the system browser. */
  connect(system: AccountSystem): Promise<ConnectOutcome>;
  connectWithSecret(system: AccountSystem, given: HandedInSecret): Promise<ConnectOutcome>;
  cancelConnect(system: AccountSystem): void;
  disconnect(system: AccountSystem): Promise<void>;
  /** Gives up the attempts that go on. */
  close(): void;
}

export interface AccountDeskOptions {
  readonly settings: Pick<Settings, 'remember' | 'account'>;
  readonly accounts: Accounts;
  readonly tell: (happening: Happening) => void;
  readonly stopRun: () => Promise<void>;
  readonly connected: () => void;
}

export function createAccountDesk(options: AccountDeskOptions): AccountDesk {
  const { settings, accounts, tell } = options;
  const attempts = new Map<AccountSystem, AbortController>();

  function keep(system: AccountSystem, account: ConnectedAccount | null): void {
    const plain = account && { ...account, rights: [...account.rights], missingRights: [...account.missingRights] };
    settings.remember(`account.${system}`, plain);
  }

  function settle(system: AccountSystem, outcome: ConnectOutcome): ConnectOutcome {
    if (!outcome.connected) {
      tell({ type: 'notConnected', system, problem: outcome.problem });
      return outcome;
    }
    for (const rival of rivalsOf(system)) if (settings.account(rival) !== null) void forget(rival);
    keep(system, outcome.account);
    tell({ type: 'connected', system, account: outcome.account });
    options.connected();
    return outcome;
  }

  /** What runs with the former one meanwhile is refused its tokens. */
  async function forget(system: AccountSystem): Promise<void> {
    keep(system, null);
    tell({ type: 'disconnected', system });
    await accounts.disconnect(system);
  }

  async function attempt(
    system: AccountSystem,
    signIn: (signal: AbortSignal) => Promise<ConnectOutcome>,
  ): Promise<ConnectOutcome> {
    attempts.get(system)?.abort();
    const mine = new AbortController();
    attempts.set(system, mine);
    tell({ type: 'connecting', system, connecting: true });
    const outcome = await signIn(mine.signal);
    const replaced = attempts.get(system) !== mine;
    // A second attempt took over: what is shown is that one's.
    if (replaced && !outcome.connected) return outcome;
    attempts.delete(system);
    return settle(system, outcome);
  }

  return {
    connect: (system) => attempt(system, (signal) => accounts.connect(system, signal)),
    connectWithSecret: (system, given) =>
      attempt(system, (signal) => accounts.connectWithSecret(system, given, signal)),
    cancelConnect: (system) => attempts.get(system)?.abort(),
    async disconnect(system) {
      attempts.get(system)?.abort();
      await options.stopRun();
      await accounts.disconnect(system);
      keep(system, null);
      tell({ type: 'disconnected', system });
    },
    close() {
      for (const one of attempts.values()) one.abort();
    },
  };
}
