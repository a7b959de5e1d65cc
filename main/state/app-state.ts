/**
 * @file One reducer from everything that happens (accounts, runs, schedule, this computer) to what tray and window show.
 * Pure: moments are handed in.
 */
import type { AccountState, AppState, AppStatus } from '../../preload/contract.ts';
import { isLoopback } from '../../sync-core/connectors/http/secure-address.ts';
import type { EngineEvent, LinkedCounts, RunProblem, RunReport } from '../../sync-core/engine/report.ts';
import type { ItemKind, Side } from '../../sync-core/model/side.ts';
import type { AccountSystem, CalendarSystem, ConnectedAccount } from '../accounts/account.ts';
import { lackingRights, wantedGoogleRights, wantedRights } from '../accounts/rights.ts';
import type { HostSummary } from '../sync-process/sync-host.ts';

/** Which system stands on which side. */
const sideOf: Readonly<Record<AccountSystem, Side>> = {
  superoffice: 'crm',
  microsoft365: 'calendar',
  google: 'calendar',
  exchange: 'calendar',
};
const calendarSystems: readonly CalendarSystem[] = ['microsoft365', 'google', 'exchange'];
export const systems: readonly AccountSystem[] = ['superoffice', ...calendarSystems];

/** @returns the calendar system that is linked; where none is, the first of those to choose from. */
export function calendarOf(accounts: Readonly<Record<CalendarSystem, { readonly account: unknown }>>): CalendarSystem {
  return calendarSystems.find((system) => accounts[system].account !== null) ?? 'microsoft365';
}

/** The two that are to be kept equal: of the calendar systems the linked one. */
export function linkedSystems({ accounts }: Pick<Facts, 'accounts'>): readonly AccountSystem[] {
  return ['superoffice', calendarOf(accounts)];
}

/** Those that the user sees: before one is linked, all calendar systems to choose from. */
function shownSystems({ accounts }: Facts): readonly AccountSystem[] {
  const chosen = calendarSystems.filter((system) => accounts[system].account !== null);
  return ['superoffice', ...(chosen.length > 0 ? chosen : calendarSystems)];
}

/** @returns the other systems of the same side, of which only one can be linked. */
export function rivalsOf(system: AccountSystem): readonly AccountSystem[] {
  return systems.filter((other) => other !== system && sideOf[other] === sideOf[system]);
}

/** What is known of one account; the rest of `AccountState` follows from it. */
interface AccountFacts {
  readonly account: ConnectedAccount | null;
  readonly connecting: boolean;
  /** The sign-in was refused: only the user can help. */
  readonly refused: boolean;
  readonly lastContactAt: string | null;
  readonly problem: RunProblem | null;
  readonly signIn: AccountState['signIn'];
}

export interface Facts {
  readonly accounts: Readonly<Record<AccountSystem, AccountFacts>>;
  readonly progress: AppState['progress'];
  readonly lastRun: RunReport | null;
  readonly preview: RunReport | null;
  readonly lastSuccessAt: string | null;
  readonly linked: LinkedCounts;
  readonly held: number;
  readonly parked: number;
  readonly nextRunAt: string | null;
  readonly paused: AppState['paused'];
  readonly online: boolean;
  readonly intervalMs: number;
  /** What is to be synchronised. */
  readonly kinds: readonly ItemKind[];
  readonly problem: RunProblem | null;
  readonly canKeepSecrets: boolean;
  readonly settingsSetAside: string | null;
}

export type Happening =
  | { readonly type: 'connecting'; readonly system: AccountSystem; readonly connecting: boolean }
  | { readonly type: 'connected'; readonly system: AccountSystem; readonly account: ConnectedAccount }
  | { readonly type: 'notConnected'; readonly system: AccountSystem; readonly problem: RunProblem }
  /** A sign-in or a test goes on by steps; null: what was told of the last one is over. */
  | { readonly type: 'signInSteps'; readonly system: AccountSystem; readonly signIn: AccountState['signIn'] }
  /** A test is over. */
  | { readonly type: 'tested'; readonly system: AccountSystem; readonly problem: RunProblem | null }
  | { readonly type: 'disconnected'; readonly system: AccountSystem }
  | { readonly type: 'engine'; readonly event: EngineEvent }
  /** A run is over, also one of which no event told (its process ended). */
  | { readonly type: 'ended'; readonly report: RunReport }
  | { readonly type: 'summary'; readonly summary: HostSummary }
  | {
      readonly type: 'schedule';
      readonly nextRunAt: number | null;
      readonly paused: number | 'forever' | null;
      readonly online: boolean;
    }
  | { readonly type: 'preferences'; readonly intervalMs: number; readonly kinds: readonly ItemKind[] }
  /** Something was taken back, as far as it could be: no run, so that it says nothing of what is up to date. */
  | { readonly type: 'undone' }
  | { readonly type: 'problem'; readonly problem: RunProblem | null };

const noAccount: AccountFacts = {
  account: null,
  connecting: false,
  refused: false,
  lastContactAt: null,
  problem: null,
  signIn: null,
};

/** What is known at start. */
export function firstFacts(
  known: Pick<Facts, 'paused' | 'online' | 'intervalMs' | 'kinds' | 'canKeepSecrets' | 'settingsSetAside'> & {
    readonly accounts: Readonly<Record<AccountSystem, ConnectedAccount | null>>;
  },
): Facts {
  return {
    ...known,
    accounts: {
      superoffice: { ...noAccount, account: known.accounts.superoffice },
      microsoft365: { ...noAccount, account: known.accounts.microsoft365 },
      google: { ...noAccount, account: known.accounts.google },
      exchange: { ...noAccount, account: known.accounts.exchange },
    },
    progress: null,
    lastRun: null,
    preview: null,
    lastSuccessAt: null,
    linked: { appointment: 0, task: 0, person: 0 },
    held: 0,
    parked: 0,
    nextRunAt: null,
    problem: null,
  };
}

/** Problems of this computer: they stay until a run shows that they are over. */
const ofThisComputer: ReadonlySet<RunProblem['code']> = new Set([
  'diskFull',
  'storeReadOnly',
  'storeDamaged',
  'noKeyStore',
  'policyUnusable',
  'internal',
]);
/** Problems that only the user can end. */
const needsUser: ReadonlySet<RunProblem['code']> = new Set([
  'authExpired',
  'appNotApproved',
  'rightMissing',
  'otherAccount',
  'otherFolder',
  'otherDevice',
]);

/** Whoever is connected now has other appointments: what was seen before no longer counts. */
function withAccountAnew(facts: Facts, system: AccountSystem, change: Partial<AccountFacts>): Facts {
  return { ...withAccount(facts, system, change), preview: null };
}

function withAccount(facts: Facts, system: AccountSystem, change: Partial<AccountFacts>): Facts {
  return { ...facts, accounts: { ...facts.accounts, [system]: { ...facts.accounts[system], ...change } } };
}

function iso(at: number | 'forever' | null): string | null {
  return typeof at === 'number' ? new Date(at).toISOString() : null;
}

export function happened(facts: Facts, happening: Happening): Facts {
  switch (happening.type) {
    case 'connecting':
      return withAccount(facts, happening.system, { connecting: happening.connecting });
    case 'connected':
      return withAccountAnew(facts, happening.system, {
        account: happening.account,
        connecting: false,
        refused: false,
        problem: null,
        signIn: null,
        lastContactAt: happening.account.connectedAt,
      });
    case 'notConnected': {
      // Of what the user stopped nothing is told.
      const stopped = happening.problem.code === 'cancelled';
      return withAccount(facts, happening.system, {
        connecting: false,
        problem: stopped ? null : happening.problem,
        ...(stopped ? { signIn: null } : {}),
      });
    }
    case 'signInSteps':
      return withAccount(facts, happening.system, { signIn: happening.signIn });
    case 'tested': {
      const { system, problem } = happening;
      const refused = problem?.code === 'authExpired' || problem?.code === 'signInDenied';
      return withAccount(facts, system, { problem, refused: refused || facts.accounts[system].refused });
    }
    case 'disconnected':
      return withAccountAnew(facts, happening.system, noAccount);
    case 'engine':
      return afterEvent(facts, happening.event);
    case 'ended':
      return afterRun(facts, happening.report);
    case 'summary': {
      const { linked, held, parked, lastRun, lastSuccessAt } = happening.summary;
      return { ...facts, linked, held, parked, lastRun: lastRun ?? facts.lastRun, lastSuccessAt };
    }
    case 'schedule':
      return {
        ...facts,
        nextRunAt: iso(happening.nextRunAt),
        paused: happening.paused === 'forever' ? 'forever' : iso(happening.paused),
        online: happening.online,
      };
    case 'preferences':
      return { ...facts, intervalMs: happening.intervalMs, kinds: happening.kinds, preview: null };
    case 'undone':
      return { ...facts, progress: null };
    case 'problem':
      return { ...facts, problem: happening.problem };
  }
}

function afterEvent(facts: Facts, event: EngineEvent): Facts {
  switch (event.type) {
    case 'started':
      return {
        ...facts,
        progress: {
          phase: 'preparing',
          done: 0,
          total: null,
          startedAt: event.at,
          dryRun: event.dryRun,
          undoing: event.trigger === 'undo',
          waiting: null,
        },
      };
    case 'progress':
      return facts.progress === null
        ? facts
        : {
            ...facts,
            progress: {
              ...facts.progress,
              phase: event.phase,
              done: event.done,
              total: event.total ?? null,
              waiting: null,
            },
          };
    case 'waiting':
      return facts.progress === null
        ? facts
        : { ...facts, progress: { ...facts.progress, waiting: waitingFor(event) } };
    case 'finished':
      return afterRun(facts, event.report);
    case 'activity':
      return facts;
  }
}

function waitingFor({ system, until, why }: Extract<EngineEvent, { type: 'waiting' }>) {
  return { system, until, why };
}

function afterRun(facts: Facts, report: RunReport): Facts {
  const over = { ...facts, progress: null };
  // A look that was stopped has nothing to tell; whoever stopped it wants another one, or the run itself.
  if (report.dryRun)
    return facts.lastRun === null && report.outcome !== 'stopped' ? { ...over, preview: report } : over;
  const { problem } = report;
  const reachedEnd = report.outcome === 'ok' || report.outcome === 'partly';
  const counted = reachedEnd
    ? { linked: report.linkedOf ?? facts.linked, held: report.held, parked: report.parked }
    : {};
  // Taking something back synchronises nothing.
  if (report.trigger === 'undo') return { ...over, ...counted };
  const accounts = { ...facts.accounts };
  for (const system of systems) {
    const mine = problem?.system === system ? problem : null;
    accounts[system] = {
      ...accounts[system],
      refused: mine?.code === 'authExpired' || (accounts[system].refused && !reachedEnd),
      problem: mine,
      ...(reachedEnd ? { lastContactAt: report.finishedAt } : {}),
    };
  }
  return {
    ...over,
    accounts,
    lastRun: report,
    preview: null,
    ...counted,
    ...(reachedEnd ? { lastSuccessAt: report.finishedAt } : {}),
    problem: problem && ofThisComputer.has(problem.code) ? problem : null,
  };
}

/**
 * Whether runs may start by themselves: both accounts are there, and the user has started the first run. A store that was
 * lost remembers no run; whoever had one is not asked again.
 */
export function isReady(facts: Facts): boolean {
  const signedIn = linkedSystems(facts).every(
    (system) => facts.accounts[system].account && !facts.accounts[system].refused,
  );
  return signedIn && (facts.lastRun !== null || facts.problem?.code === 'storeDamaged');
}

/** Longer than this without a success, and "up to date" would be a guess (G8.2). */
function staleAfterMs(intervalMs: number): number {
  return Math.max(3 * intervalMs, 30 * 60_000);
}

function statusOf(facts: Facts, now: number): AppStatus {
  const { lastRun, lastSuccessAt } = facts;
  // A look ahead before the first run is a part of setting up.
  if (facts.progress && !(facts.progress.dryRun && lastRun === null)) return 'working';
  const linked = linkedSystems(facts);
  if (linked.some((system) => facts.accounts[system].account === null)) return 'setUp';
  const last = lastRun?.outcome === 'failed' ? lastRun.problem : undefined;
  const userHelps = linked.some((system) => facts.accounts[system].refused) || (last && needsUser.has(last.code));
  if (userHelps) return 'needsYou';
  if (facts.problem) return 'error';
  if (facts.paused) return 'paused';
  if (facts.held > 0) return 'needsYou';
  if (lastRun === null) return 'setUp';
  if (!facts.online || last?.code === 'offline') return 'offline';
  if (lastRun.outcome === 'failed') return 'error';
  const stale = lastSuccessAt === null || now - Date.parse(lastSuccessAt) > staleAfterMs(facts.intervalMs);
  return stale ? 'error' : 'upToDate';
}

function hostName(address: string): { readonly server: string; readonly local: boolean } {
  if (!URL.canParse(address)) return { server: address, local: false };
  const place = new URL(address);
  return { server: place.host, local: isLoopback(place) };
}

/** What is lacking now, also to a sign-in from before it was asked for. */
function missingRights({ system, rights, missingRights: told }: ConnectedAccount, kinds: readonly ItemKind[]) {
  if (system === 'google') return lackingRights(wantedGoogleRights(kinds), rights);
  return system === 'microsoft365' ? lackingRights(wantedRights(kinds), rights) : told;
}

function accountState(system: AccountSystem, facts: AccountFacts, kinds: readonly ItemKind[]): AccountState {
  const { account } = facts;
  const place = account ? hostName(account.apiUrl) : { server: null, local: false };
  const settled = account === null ? 'notConnected' : facts.refused ? 'signInAgain' : 'connected';
  return {
    side: sideOf[system],
    system,
    status: facts.connecting ? 'connecting' : settled,
    userName: account?.userName ?? null,
    displayName: account?.displayName ?? null,
    server: place.server,
    local: place.local,
    connectedAt: account?.connectedAt ?? null,
    lastContactAt: facts.lastContactAt,
    rights: [...(account?.rights ?? [])],
    missingRights: account === null ? [] : [...missingRights(account, kinds)],
    problem: facts.problem,
    signIn: facts.signIn,
  };
}

/** @param now milliseconds since 1970 */
export function appStateOf(facts: Facts, now: number): AppState {
  return {
    status: statusOf(facts, now),
    accounts: shownSystems(facts).map((system) => accountState(system, facts.accounts[system], facts.kinds)),
    progress: facts.progress,
    lastRun: facts.lastRun,
    preview: facts.preview,
    lastSuccessAt: facts.lastSuccessAt,
    nextRunAt: facts.nextRunAt,
    paused: facts.paused,
    linked: facts.linked,
    held: facts.held,
    parked: facts.parked,
    problem: facts.problem,
    canKeepSecrets: facts.canKeepSecrets,
    settingsSetAside: facts.settingsSetAside,
  };
}
