/**
 * @file The application without tray, window or command line: settings, accounts, engine, schedule and state, put together
 * for one profile. What a person does in the window, the tray or on the command line ends in one of its methods.
 */
import { join } from 'node:path';
import type { AppState, RelinkHow, TimeZones, UndoWhat } from '../preload/contract.ts';
import { Unavailable } from '../sync-core/connectors/errors.ts';
import type { Clock, Log, Random } from '../sync-core/connectors/ports.ts';
import type {
  EngineEvent,
  HeldDecision,
  RunProblem,
  RunReport,
  RunTrigger,
  UndoReport,
} from '../sync-core/engine/report.ts';
import type { ChoiceSource } from '../sync-core/model/choice.ts';
import { type AccountDesk, createAccountDesk } from './account-desk.ts';
import type { Accounts, ConnectedAccount } from './accounts/account.ts';
import { createPreview } from './preview.ts';
import { createScheduler, type Scheduler } from './scheduler/scheduler.ts';
import type { Settings } from './settings/settings.ts';
import { calendarOf, firstFacts, type Happening, isReady, linkedSystems } from './state/app-state.ts';
import { createStateFeed } from './state/state-feed.ts';
import { compareZones } from './state/time-zones.ts';
import { failedRun } from './sync-process/failed-run.ts';
import {
  type AccountPlaces,
  type HostAnswer,
  type HostAsk,
  type HostOutside,
  HostProblem,
  type SyncHost,
} from './sync-process/sync-host.ts';

export interface ApplicationOptions {
  readonly profileFolder: string;
  readonly settings: Settings;
  readonly accounts: Accounts;
  readonly canKeepSecrets: boolean;
  readonly createHost: (storeFile: string, outside: HostOutside) => SyncHost;
  readonly isOnline: () => boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export type Pause = 'hour' | 'tomorrow' | 'forever';

export interface Application {
  readonly state: AppState;
  onState(listener: (state: AppState) => void): void;
  onEvent(listener: (event: EngineEvent) => void): void;
  /** Reads what the store knows, and lets runs start by themselves from now on. */
  start(): Promise<void>;
  /** Reads what the store knows. */
  refresh(): Promise<void>;
  /** One whole run that begins after this call. */
  syncNow(trigger: 'user' | 'commandLine'): Promise<RunReport>;
  /** What a run would do. */
  dryRun(trigger: RunTrigger): Promise<RunReport>;
  /** What the first run would do, told by the state; a run that is wanted meanwhile ends it and begins. */
  preview(): Promise<void>;
  stopRun(): Promise<void>;
  pause(how: Pause): void;
  resume(): void;
  woke(): void;
  readonly accounts: AccountDesk;
  /** The user's word on held entries of the activity list; a run that carries it out follows, unless it is paused. */
  decideHeld(ids: number[], decision: HeldDecision): Promise<void>;
  /** Takes back what was done, as far as nothing changed since; what could not be is in the answer. */
  undo(what: UndoWhat): Promise<UndoReport>;
  undoOutlook(runId: string): Promise<HostAnswer<'undoOutlook'>>;
  /** This computer synchronises from now on, and the other one waits. @returns what stood in the way */
  takeOver(): Promise<RunProblem | null>;
  /** Decides on links that were made with another account or calendar; a run follows. */
  relink(how: RelinkHow): Promise<void>;
  /** How the items stand whose title contains this, the best `limit` of them. */
  standings(title: string, limit: number): Promise<HostAnswer<'standings'>>;
  /** What both systems, the user and this computer say of the time zone, and where they differ. */
  timeZones(): Promise<TimeZones>;
  /** A list of a connected system; what stands in the way is in the answer. */
  choices(source: ChoiceSource, language: string): Promise<HostAnswer<'choices'>>;
  /** What subjects would be, on coming appointments; what stands in the way is in the answer. */
  subjectPreview(wish: Omit<HostAsk<'subjectPreview'>, 'accounts'>): Promise<HostAnswer<'subjectPreview'>>;
  activity(query: HostAsk<'activity'>): Promise<HostAnswer<'activity'>>;
  activityEntry(id: number): Promise<HostAnswer<'activityEntry'>>;
  history(days: number): Promise<HostAnswer<'history'>>;
  /** Ends what is under way and closes the store. */
  close(): Promise<void>;
}

const hourMs = 60 * 60_000;

/** The next day begins for people when they do, not at midnight. */
function tomorrowMorning(now: number): number {
  const day = new Date(now);
  day.setDate(day.getDate() + 1);
  day.setHours(6, 0, 0, 0);
  return day.getTime();
}

export function createApplication(options: ApplicationOptions): Application {
  const { settings, accounts, clock, log } = options;
  const keptPause = settings.pause();
  const paused = keptPause === null || keptPause === 'forever' ? keptPause : Date.parse(keptPause);
  const intervalOf = () => settings.get('schedule.minutes') * 60_000;
  const eventListeners: ((event: EngineEvent) => void)[] = [];

  const feed = createStateFeed(
    firstFacts({
      accounts: {
        superoffice: settings.account('superoffice'),
        microsoft365: settings.account('microsoft365'),
        google: settings.account('google'),
        exchange: settings.account('exchange'),
      },
      paused: keptPause,
      online: options.isOnline(),
      intervalMs: intervalOf(),
      kinds: settings.signIn().microsoft365.kinds,
      canKeepSecrets: options.canKeepSecrets,
      settingsSetAside: settings.setAside,
    }),
    clock,
  );

  /** Whose run goes on. */
  let runsFor: AccountPlaces | undefined;

  const host = options.createHost(join(options.profileFolder, 'synchronizer.sqlite'), {
    tokens: (system) => ({
      // A token of somebody else would show somebody else's calendar to a run that compares it with what it knows.
      async accessToken(signal, rejected) {
        if (runsFor && JSON.stringify(runsFor[system]) !== JSON.stringify(places()?.[system]))
          throw new Unavailable('Another account was connected while the run went on', { system });
        return await accounts.tokenSource(system).accessToken(signal, rejected);
      },
    }),
    onEvent(event) {
      if (event.type !== 'finished') tell({ type: 'engine', event });
      for (const listener of eventListeners) listener(event);
    },
  });

  const scheduler: Scheduler = createScheduler({
    ...options,
    run: (trigger) => run(trigger, false),
    onChange: () => feed.tell({ type: 'schedule', ...scheduleNow() }),
    start: { ready: false, paused, intervalMs: intervalOf() },
  });

  const desk = createAccountDesk({
    settings,
    accounts,
    tell,
    stopRun,
    exchangeServer: (typed) => {
      const set = settings.get('exchange.server');
      return settings.whyFixed('exchange.server') === 'locked' ? set : (typed ?? set);
    },
    connected: () => scheduler.soon(),
  });

  const preview = createPreview({
    alone: (work) => scheduler.alone(work),
    isWanted: () => feed.facts.lastRun === null,
    look: () => run('user', true),
    stop: () => {
      // Where the process of the engine is gone, so is the look; the run starts another one.
      stopRun().catch((error: unknown) => log.warn('The preview could not be stopped', { error }));
    },
  });

  async function stopRun(): Promise<void> {
    await host.call('stop', null);
  }

  function scheduleNow() {
    const { nextRunAt, paused: until, online } = scheduler;
    return { nextRunAt, paused: until, online };
  }

  function tell(happening: Happening): void {
    feed.tell(happening);
    scheduler.setReady(isReady(feed.facts));
  }

  function places(): AccountPlaces | undefined {
    const { accounts: known } = feed.facts;
    const system = calendarOf(known);
    const [crm, calendar] = [known.superoffice.account, known[system].account];
    if (!crm || !calendar) return undefined;
    const place = ({ apiUrl, loginUrl, tenant, userId, rights }: ConnectedAccount) => {
      return { apiUrl, loginUrl, tenant, userId, rights: [...rights] };
    };
    return { superoffice: place(crm), [system]: place(calendar) };
  }

  /** @throws HostProblem while an account is missing */
  function connectedPlaces(): AccountPlaces {
    const where = places();
    if (!where) throw new HostProblem(missingAccount());
    return where;
  }

  function missingAccount(): RunProblem {
    const system = linkedSystems(feed.facts).find((one) => feed.facts.accounts[one].account === null);
    return { code: 'notConnected', ...(system ? { system } : {}) };
  }

  /** What stands in its way is told in the answer, so that whoever asked hears it. */
  async function undo(what: UndoWhat): Promise<UndoReport> {
    try {
      return await host.call('undo', { what, accounts: connectedPlaces() });
    } catch (error) {
      if (!(error instanceof HostProblem)) throw error;
      log.error('Taking back ended without its report', { error });
      return { undone: 0, refused: [], problem: error.problem };
    } finally {
      tell({ type: 'undone' });
      await refresh();
    }
  }

  async function run(trigger: RunTrigger, dryRun: boolean): Promise<RunReport> {
    const startedAt = clock.now();
    const where = places();
    if (!where) {
      return failedRun({ trigger, dryRun }, startedAt, clock.now(), missingAccount());
    }
    const wrongPolicy = settings.checkPolicy();
    if (wrongPolicy !== null) {
      const problem = { code: 'policyUnusable', details: wrongPolicy } as const;
      return told(failedRun({ trigger, dryRun }, startedAt, clock.now(), problem));
    }
    let report: RunReport;
    runsFor = where;
    try {
      const preferences = settings.preferences();
      report = await host.call('run', { trigger, dryRun, preferences, accounts: where });
    } catch (error) {
      log.error('A run ended without its report', { error });
      const details = error instanceof Error ? error.message : String(error);
      const problem = error instanceof HostProblem ? error.problem : ({ code: 'internal', details } as const);
      report = failedRun({ trigger, dryRun }, startedAt, clock.now(), problem);
    } finally {
      runsFor = undefined;
    }
    return told(report);
  }

  async function told(report: RunReport): Promise<RunReport> {
    tell({ type: 'ended', report });
    await refresh();
    return report;
  }

  /** The file is checked whenever the sync process begins, and that is not only when the application does. */
  let setAsideTold: string | null = null;

  async function refresh(): Promise<void> {
    try {
      const summary = await host.call('summary', null);
      tell({ type: 'summary', summary });
      const { storeSetAside } = summary;
      if (storeSetAside !== null && storeSetAside !== setAsideTold)
        tell({ type: 'problem', problem: { code: 'storeDamaged', details: storeSetAside } });
      setAsideTold = storeSetAside ?? setAsideTold;
    } catch (error) {
      if (!(error instanceof HostProblem)) throw error;
      tell({ type: 'problem', problem: error.problem });
    }
  }

  function pauseUntil(until: number | 'forever' | null): void {
    settings.remember('pause', typeof until === 'number' ? new Date(until).toISOString() : until);
    scheduler.pause(until);
  }

  settings.onChange((change) => {
    if (change !== 'preferences') return;
    tell({ type: 'preferences', intervalMs: intervalOf(), kinds: settings.signIn().microsoft365.kinds });
    preview.outdate();
    scheduler.preferencesChanged(intervalOf());
  });

  return {
    get state() {
      return feed.state;
    },
    onState: (listener) => feed.onChange(listener),
    onEvent: (listener) => {
      eventListeners.push(listener);
    },
    async start() {
      const wrongPolicy = settings.checkPolicy();
      await refresh();
      if (wrongPolicy !== null) tell({ type: 'problem', problem: { code: 'policyUnusable', details: wrongPolicy } });
      scheduler.start();
    },
    refresh,
    syncNow(trigger) {
      const report = scheduler.request(trigger);
      preview.giveWay();
      return report;
    },
    dryRun: (trigger) => scheduler.alone(() => run(trigger, true)),
    preview: () => preview.make(),
    stopRun,
    pause: (how) => {
      const now = clock.now();
      pauseUntil(how === 'forever' ? how : how === 'hour' ? now + hourMs : tomorrowMorning(now));
    },
    resume: () => pauseUntil(null),
    woke: () => scheduler.woke(),
    accounts: desk,
    async decideHeld(ids, decision) {
      await host.call('decideHeld', { ids, decision, accounts: connectedPlaces() });
      await refresh();
      scheduler.soon();
    },
    undo: (what) => scheduler.alone(() => undo(what)),
    undoOutlook: (runId) => host.call('undoOutlook', { runId }),
    async takeOver() {
      const accounts = connectedPlaces();
      const problem = await scheduler.alone(() => host.call('takeOver', { accounts }));
      if (problem === null) scheduler.soon();
      return problem;
    },
    async relink(how) {
      await scheduler.alone(() => host.call('relink', { how }));
      await refresh();
      scheduler.soon();
    },
    standings: (title, limit) => host.call('standings', { title, limit }),
    async timeZones() {
      const told = await host.call('zones', { accounts: connectedPlaces() });
      const computer = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const calendar = calendarOf(feed.facts.accounts);
      return compareZones({ calendar, told, preferences: settings.preferences(), computer, now: clock.now() });
    },
    choices: async (source, language) => {
      const where = places();
      if (!where) return { choices: [], problem: missingAccount() };
      return await host.call('choices', { source, language, accounts: where });
    },
    subjectPreview: async (wish) => {
      const where = places();
      if (!where) return { subjects: [], problem: missingAccount() };
      return await host.call('subjectPreview', { ...wish, accounts: where });
    },
    activity: (query) => host.call('activity', query),
    activityEntry: (id) => host.call('activityEntry', { id }),
    history: (days) => host.call('history', { days, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
    async close() {
      scheduler.stop();
      desk.close();
      await host.close();
    },
  };
}
