/**
 * @file Hosts the engine in the process that it is called in: opens the store, builds the connectors for the accounts of a
 * run, and answers questions from the store. The sync process uses it; benchmarks use it to measure what it would cost
 * in the main process.
 */

import { randomBytes } from 'node:crypto';
import type { Connector } from '../../sync-core/connectors/connector.ts';
import { UnknownZone } from '../../sync-core/connectors/errors.ts';
import type { OpenConnection } from '../../sync-core/connectors/exchange/sign-in/kept-connection.ts';
import type { SigningFetch } from '../../sync-core/connectors/exchange/sign-in/signing-fetch.ts';
import { tryAtOnce } from '../../sync-core/connectors/http/circuit.ts';
import { createMicrosoft365Connector } from '../../sync-core/connectors/microsoft365/connector.ts';
import type { Clock, ConnectorPorts, Remembered } from '../../sync-core/connectors/ports.ts';
import { createSuperOfficeConnector } from '../../sync-core/connectors/superoffice/connector.ts';
import { createEngine } from '../../sync-core/engine/create-engine.ts';
import type { Engine, Installation } from '../../sync-core/engine/engine.ts';
import { toProblem } from '../../sync-core/engine/problem.ts';
import type { RunProblem, RunReport } from '../../sync-core/engine/report.ts';
import type { Side } from '../../sync-core/model/side.ts';
import { asStoreError } from '../../sync-core/store/errors.ts';
import { openStore, type Store } from '../../sync-core/store/store.ts';
import type { AccountSystem } from '../accounts/account.ts';
import { publicEndpoints } from '../accounts/public-endpoints.ts';
import { systems } from '../state/app-state.ts';
import { failedRun } from './failed-run.ts';
import { createSubjectPreviewer, type SubjectPreviewer } from './subject-preview.ts';
import {
  type AccountPlaces,
  type HostAnswer,
  type HostAsk,
  type HostCall,
  type HostOutside,
  HostProblem,
  type HostSummary,
  type SyncHost,
  type ToldZone,
} from './sync-host.ts';
import { outlookOf } from './undo-outlook.ts';

export interface EngineHostOptions extends Omit<ConnectorPorts, 'tokens' | 'remembered'> {
  /** A connection of one's own, for sign-ins that hold for a connection; loaded where an Exchange Server is linked. */
  readonly openConnection: () => Promise<OpenConnection>;
  readonly storeFile: string;
  readonly installation: Installation;
  readonly outside: HostOutside;
}

/** @throws TypeError for a system that is not linked */
function placeOf(accounts: AccountPlaces, system: AccountSystem) {
  const place = accounts[system];
  if (place === undefined) throw new TypeError(`${system} is not linked`);
  return place;
}

/** What is remembered of an account, as long as it stays where it is. */
function factsOf(store: Store, system: AccountSystem, accounts: AccountPlaces): Remembered {
  const { apiUrl, loginUrl, tenant, userId } = placeOf(accounts, system);
  return store.remembered(JSON.stringify([system, { apiUrl, loginUrl, tenant, userId }]));
}

/** What speaks to an Exchange Server; it signs its requests itself, and knows which passwords were refused. */
interface ExchangeParts {
  readonly connector: typeof import('../../sync-core/connectors/exchange/connector.ts');
  readonly signer: SigningFetch;
}

async function loadExchange({ fetch, clock, openConnection }: EngineHostOptions): Promise<ExchangeParts> {
  const [connector, signing, open] = await Promise.all([
    import('../../sync-core/connectors/exchange/connector.ts'),
    import('../../sync-core/connectors/exchange/sign-in/signing-fetch.ts'),
    openConnection(),
  ]);
  return { connector, signer: signing.createSigningFetch({ fetch, clock, open, randomBytes }) };
}

/** What is kept while the accounts are the same. */
interface Connected {
  readonly key: string;
  readonly connectors: Readonly<Record<Side, Connector>>;
  readonly previewer: SubjectPreviewer;
}

type Handlers = { readonly [C in HostCall]: (ask: HostAsk<C>) => Promise<HostAnswer<C>> };

function storeProblem(error: unknown): RunProblem {
  const known = asStoreError(error);
  return known
    ? { code: known.code, details: known.message }
    : { code: 'internal', details: error instanceof Error ? error.message : String(error) };
}

/** The store is opened with the first call; where that fails, the next call tries again (the disk may have room by then). */
export function createEngineHost(options: EngineHostOptions): SyncHost {
  const { clock, random, log, outside } = options;
  let opening: Promise<Store> | undefined;
  let connected: Connected | undefined;
  let running: { readonly stop: AbortController; readonly ended: Promise<unknown> } | undefined;

  /** Google's clients are large: only who has linked Google loads them. */
  let google: typeof import('../../sync-core/connectors/google/connector.ts') | undefined;

  /** Only who has linked an Exchange Server loads what it takes. */
  let exchange: ExchangeParts | undefined;

  /** @param accounts whose connectors will be asked for */
  async function store(accounts?: AccountPlaces): Promise<Store> {
    if (accounts?.exchange !== undefined) exchange ??= await loadExchange(options);
    if (accounts?.google !== undefined) google ??= await import('../../sync-core/connectors/google/connector.ts');
    opening ??= openStore({ file: options.storeFile, clock, log });
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      log.error('The store cannot be opened', { error });
      throw new HostProblem(storeProblem(error));
    }
  }

  /** Reading can fail too, on a disk that went away. */
  async function ask<T>(question: (store: Store) => T, accounts?: AccountPlaces): Promise<T> {
    const opened = await store(accounts);
    try {
      return question(opened);
    } catch (error) {
      throw new HostProblem(storeProblem(error));
    }
  }

  /** Kept from run to run while the accounts are the same: a server that asked for silence is not forgotten. */
  function connectedTo(opened: Store, accounts: AccountPlaces): Connected {
    const key = JSON.stringify(accounts);
    if (connected?.key !== key) {
      const connectors = connect(opened, accounts);
      connected = { key, connectors, previewer: createSubjectPreviewer(connectors.crm, connectors.calendar, clock) };
    }
    return connected;
  }

  const connectorsFor = (opened: Store, accounts: AccountPlaces) => connectedTo(opened, accounts).connectors;

  function connect(opened: Store, accounts: AccountPlaces): Readonly<Record<Side, Connector>> {
    const outsideOf = (system: AccountSystem) => ({
      ports: {
        ...options,
        tokens: outside.tokens(system),
        remembered: factsOf(opened, system, accounts),
      },
      onWaiting: (until: number, why: 'throttled' | 'retry') =>
        outside.onEvent({ type: 'waiting', system, until: new Date(until).toISOString(), why }),
    });
    function calendar(): Connector {
      if (accounts.google !== undefined && google !== undefined) {
        const { apiUrl, rights } = accounts.google;
        const place = apiUrl === publicEndpoints.google.apiUrl ? {} : { apiUrl };
        return google.createGoogleConnector({ ...outsideOf('google'), ...place, rights });
      }
      if (accounts.exchange !== undefined && exchange !== undefined) {
        const { apiUrl: url, userId: userName } = accounts.exchange;
        const { ports, onWaiting } = outsideOf('exchange');
        const signed = { ...ports, fetch: exchange.signer.fetch };
        return exchange.connector.createExchangeConnector({ ports: signed, onWaiting, url, userName });
      }
      const { apiUrl, rights } = placeOf(accounts, 'microsoft365');
      return createMicrosoft365Connector({ ...outsideOf('microsoft365'), apiUrl, rights });
    }
    const { loginUrl, tenant, apiUrl: webApiUrl } = accounts.superoffice;
    return {
      crm: createSuperOfficeConnector({ ...outsideOf('superoffice'), loginUrl, tenant, webApiUrl }),
      calendar: calendar(),
    };
  }

  function engine(opened: Store, accounts: AccountPlaces): Engine {
    return createEngine({
      store: opened,
      connectors: connectorsFor(opened, accounts),
      clock,
      random,
      log,
      installation: options.installation,
      onEvent: (event) => outside.onEvent(event),
    });
  }

  /** One at a time; `stop` ends it. */
  async function alone<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (running) throw new HostProblem({ code: 'internal', details: 'a run goes on already' });
    const stop = new AbortController();
    const done = work(stop.signal);
    running = { stop, ended: done.catch(() => undefined) };
    try {
      return await done;
    } finally {
      running = undefined;
    }
  }

  async function run({ accounts, ...asked }: HostAsk<'run'>): Promise<RunReport> {
    const startedAt = clock.now();
    return alone(async (signal) => {
      try {
        const opened = await store(accounts);
        if (asked.trigger === 'user' || asked.trigger === 'commandLine') {
          for (const system of systems.filter((one) => accounts[one] !== undefined))
            tryAtOnce(factsOf(opened, system, accounts), clock);
        }
        return await engine(opened, accounts).run({ ...asked, signal });
      } catch (error) {
        if (!(error instanceof HostProblem)) throw error;
        return failedRun(asked, startedAt, clock.now(), error.problem);
      }
    });
  }

  const handlers: Handlers = {
    run,
    async stop() {
      running?.stop.abort();
      return null;
    },
    async decideHeld({ ids, decision, accounts }) {
      await ask((opened) => engine(opened, accounts).decideHeld(ids, decision), accounts);
      return null;
    },
    undo: ({ what, accounts }) => alone(async (signal) => engine(await store(accounts), accounts).undo(what, signal)),
    undoOutlook: ({ runId }) => ask((opened) => outlookOf(opened.deeds(runId))),
    takeOver: ({ accounts }) => alone(async (signal) => engine(await store(accounts), accounts).takeOver(signal)),
    async relink({ how }) {
      await ask((opened) => opened.relink(how));
      return null;
    },
    async zones({ accounts }) {
      const connectors = connectorsFor(await store(accounts), accounts);
      const [crm, calendar] = await Promise.all([
        toldZone(connectors.crm, clock),
        toldZone(connectors.calendar, clock),
      ]);
      return { crm, calendar };
    },
    async choices({ source, language, accounts }) {
      const { crm } = connectorsFor(await store(accounts), accounts);
      try {
        const choices = await crm.choices?.(source, language, AbortSignal.timeout(longestQuestionMs));
        return { choices: [...(choices ?? [])], problem: null };
      } catch (error) {
        return { choices: [], problem: toProblem(error, clock.now()) };
      }
    },
    async subjectPreview({ parts, language, accounts }) {
      const { previewer } = connectedTo(await store(accounts), accounts);
      try {
        return {
          subjects: await previewer.show(parts, language, AbortSignal.timeout(longestQuestionMs)),
          problem: null,
        };
      } catch (error) {
        return { subjects: [], problem: toProblem(error, clock.now()) };
      }
    },
    standings: ({ title, limit }) => ask((opened) => [...opened.standings(title, limit)]),
    async forgetLinks() {
      await ask((opened) => opened.forgetLinks());
      return null;
    },
    activity: (query) =>
      ask((opened) => {
        const { entries, more } = opened.activity(query);
        return { entries: [...entries], more };
      }),
    activityEntry: ({ id }) => ask((opened) => opened.activityEntry(id) ?? null),
    history: ({ days, zone }) => ask((opened) => [...opened.history(days, zone)]),
    summary: () => ask(summaryOf),
  };

  return {
    call: (call, given) => handlers[call](given),
    async close() {
      running?.stop.abort();
      await running?.ended;
      exchange?.signer.close();
      const opened = await opening?.catch(() => undefined);
      opening = undefined;
      opened?.close();
    },
  };
}

/** A question of the window's: it is not waited for longer than a person would. */
const longestQuestionMs = 20_000;

async function toldZone(connector: Connector, clock: Clock): Promise<ToldZone> {
  try {
    const { zoneTold } = await connector.facts(AbortSignal.timeout(longestQuestionMs));
    return { name: zoneTold?.name ?? null, zone: zoneTold?.zone ?? null, problem: null };
  } catch (error) {
    if (error instanceof UnknownZone) return { name: error.details.code ?? '', zone: null, problem: null };
    return { name: null, zone: null, problem: toProblem(error, clock.now()) };
  }
}

function summaryOf(store: Store): HostSummary {
  const { linked, held, parked } = store.counts();
  return {
    linked,
    held,
    parked,
    lastRun: store.lastReport() ?? null,
    lastSuccessAt: store.lastSuccessAt(),
    storeSetAside: store.setAside,
  };
}
