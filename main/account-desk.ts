/**
 * @file Connecting and disconnecting, as the application sees it: one attempt at a time for each system, what came of it
 * kept in the settings and told. What was linked with another account before is none of its business: the engine touches
 * nothing until the user has decided, and goes on where it was when the former account comes back.
 */
import type { SignInStep } from '../preload/contract.ts';
import type { RunProblem } from '../sync-core/engine/report.ts';
import type {
  AccountSystem,
  Accounts,
  BrowserSystem,
  ConnectedAccount,
  ConnectOutcome,
  ExchangeSignInGiven,
  HandedInSecret,
  SignInProgress,
} from './accounts/account.ts';
import type { Settings } from './settings/settings.ts';
import { type Happening, rivalsOf } from './state/app-state.ts';

export interface AccountDesk {
  /** By the system browser. */
  connect(system: BrowserSystem): Promise<ConnectOutcome>;
  /** With a password, tried once; each step is told. */
  connectExchange(given: ExchangeSignInGiven): Promise<ConnectOutcome>;
  /** Goes through the steps with what is kept, and tells each. @returns what stands in the way */
  testExchange(): Promise<RunProblem | null>;
  /** The user's word on the host that the steps ask about; of another host nothing is thought. */
  allowHost(host: string, allowed: boolean): void;
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
  /** The server to go to where this one was typed, or none: what an administrator has locked holds; null: it is looked for. */
  readonly exchangeServer: (typed: string | null) => string | null;
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

  /** The question that waits for the user's word. */
  let waiting: { readonly host: string; readonly answer: (allowed: boolean) => void } | undefined;

  /** Tells the steps as they come: one that goes on is replaced by what came of it. */
  function progress(): SignInProgress {
    let steps: readonly SignInStep[] = [];
    const show = (question: string | null) =>
      tell({ type: 'signInSteps', system: 'exchange', signIn: { steps: [...steps], question } });
    show(null);
    return {
      onStep(step) {
        const isOld = ({ kind, place, outcome }: SignInStep) =>
          outcome === 'going' || (kind === step.kind && place === step.place);
        steps = [...steps.filter((one) => !isOld(one)), step];
        show(null);
      },
      async mayGoTo(host, signal) {
        const { promise, resolve } = Promise.withResolvers<boolean>();
        const stop = () => resolve(false);
        signal.addEventListener('abort', stop, { once: true });
        waiting = { host, answer: resolve };
        show(host);
        try {
          return await promise;
        } finally {
          signal.removeEventListener('abort', stop);
          waiting = undefined;
          show(null);
        }
      },
    };
  }

  async function testExchange(): Promise<RunProblem | null> {
    const account = settings.account('exchange');
    if (account === null) return { code: 'notConnected', system: 'exchange' };
    const mine = new AbortController();
    attempts.get('exchange')?.abort();
    attempts.set('exchange', mine);
    const problem = await accounts.testExchange(account, progress(), mine.signal);
    if (attempts.get('exchange') === mine) {
      attempts.delete('exchange');
      tell({ type: 'tested', system: 'exchange', problem: problem?.code === 'cancelled' ? null : problem });
    }
    return problem;
  }

  return {
    connectExchange: (given) =>
      attempt('exchange', (signal) => {
        const server = options.exchangeServer(given.server);
        return accounts.connectExchange({ ...given, server }, progress(), signal);
      }),
    testExchange,
    allowHost(host, allowed) {
      if (waiting?.host === host) waiting.answer(allowed);
    },
    connect: (system) => attempt(system, (signal) => accounts.connect(system, signal)),
    connectWithSecret: (system, given) =>
      attempt(system, (signal) => {
        const typed = given.server ?? null;
        const server = system === 'exchange' ? options.exchangeServer(typed) : typed;
        return accounts.connectWithSecret(system, { ...given, ...(server === null ? {} : { server }) }, signal);
      }),
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
