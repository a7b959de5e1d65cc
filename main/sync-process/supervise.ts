/**
 * @file The main process's end of the sync process: starts it when it is needed, answers its questions for tokens, hands
 * its events on, ends it when nobody has needed it for a while, and starts it again after a crash, with growing pauses so
 * that a crash at start costs nothing. Knows nothing of Electron: how a process is launched is handed in.
 */
import type { Clock, Log } from '../../sync-core/connectors/ports.ts';
import type { Installation } from '../../sync-core/engine/engine.ts';
import type { RunProblem } from '../../sync-core/engine/report.ts';
import { restOfIdleTime } from './idle.ts';
import { type FromProcess, fromProcess, type ToProcess } from './messages.ts';
import {
  type HostAnswer,
  type HostCall,
  type HostOutside,
  HostProblem,
  hostCalls,
  type SyncHost,
} from './sync-host.ts';
import { tellFailure } from './token-failure.ts';

/** A process that was launched, as Electron's utility processes are. */
export interface Launched {
  postMessage(message: unknown): void;
  kill(): boolean;
  onMessage(listener: (raw: unknown) => void): void;
  /** Called once. */
  onExit(listener: (code: number) => void): void;
}

export interface SupervisionOptions {
  readonly launch: () => Launched;
  readonly storeFile: string;
  readonly installation: Installation;
  readonly outside: HostOutside;
  readonly clock: Clock;
  readonly log: Log;
}

const shortestPauseMs = 1000;
const longestPauseMs = 5 * 60_000;
/** A call waits this long for the process to be started again. */
const patienceMs = 5000;
/** A process that lived for so long was not crashing at start. */
const healthyAfterMs = 60_000;
/** A run that is stopped finishes what is under way; longer than this the process is ended without it. */
const closingMs = 10_000;

interface Waiter {
  readonly call: HostCall;
  resolve(answer: unknown): void;
  reject(problem: HostProblem): void;
}

/** The process is started with the first call. */
export function supervise(options: SupervisionOptions): SyncHost {
  const { clock, log, outside } = options;
  const waiters = new Map<number, Waiter>();
  const closed = new AbortController();
  let child: Launched | undefined;
  let lastId = 0;
  let crashes = 0;
  let startedAt = 0;
  /** Calls that have no answer yet, those that still wait for the process included. */
  let underWay = 0;
  let lastAt = 0;
  let watching = false;
  /** The last process's way out; the store is opened by one process at a time. */
  let leaving: Promise<void> | undefined;

  function say(to: Launched, message: ToProcess): void {
    to.postMessage(message);
  }

  async function giveToken(to: Launched, want: Extract<FromProcess, { type: 'wantToken' }>): Promise<void> {
    let given: Extract<ToProcess, { type: 'token' }>['given'];
    try {
      given = { token: await outside.tokens(want.system).accessToken(closed.signal, want.rejected) };
    } catch (error) {
      given = { failure: tellFailure(error) };
    }
    if (child === to) say(to, { type: 'token', id: want.id, given });
  }

  function hear(from: Launched, raw: unknown): void {
    const parsed = fromProcess.safeParse(raw);
    if (!parsed.success) {
      log.error('The sync process said something that makes no sense', { issues: parsed.error.issues.length });
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'answer':
        settle(message.id, (waiter) => {
          const answer = hostCalls[waiter.call].answer.safeParse(message.answer);
          if (answer.success) waiter.resolve(answer.data);
          else waiter.reject(new HostProblem({ code: 'internal', details: `${waiter.call}: not the promised answer` }));
        });
        return;
      case 'failed':
        settle(message.id, (waiter) => waiter.reject(new HostProblem(message.problem)));
        return;
      case 'event':
        outside.onEvent(message.event);
        return;
      case 'wantToken':
        void giveToken(from, message);
        return;
      case 'log':
        log[message.level](message.message, message.facts);
        return;
    }
  }

  function settle(id: number, how: (waiter: Waiter) => void): void {
    const waiter = waiters.get(id);
    waiters.delete(id);
    if (waiter) how(waiter);
  }

  function failAll(problem: RunProblem): void {
    const all = [...waiters.values()];
    waiters.clear();
    for (const waiter of all) waiter.reject(new HostProblem(problem));
  }

  function start(): Launched {
    const started = options.launch();
    startedAt = clock.now();
    started.onMessage((raw) => hear(started, raw));
    started.onExit((code) => ended(started, code));
    const { storeFile, installation } = options;
    say(started, { type: 'open', storeFile, installation: { ...installation } });
    return started;
  }

  /** How long after the last start the next one may be, by the crashes in a row. */
  const pauseMs = () => Math.min(longestPauseMs, shortestPauseMs * 2 ** (crashes - 1));

  function ended(which: Launched, code: number): void {
    if (child !== which) return;
    child = undefined;
    if (closed.signal.aborted) return;
    crashes = clock.now() - startedAt > healthyAfterMs ? 1 : crashes + 1;
    log.error('The sync process ended by itself', { code, crashes });
    const retryAt = new Date(clock.now() + pauseMs()).toISOString();
    failAll({ code: 'internal', details: `the sync process ended with code ${code}`, retryAt });
  }

  /** Asks the process to end; its messages are heard until it has. */
  function letGo(which: Launched): Promise<void> {
    return new Promise<void>((resolve) => {
      const giveUp = setTimeout(() => {
        log.warn('The sync process does not end by itself');
        which.kill();
      }, closingMs);
      which.onExit((code) => {
        clearTimeout(giveUp);
        if (code !== 0) log.warn('The sync process did not end well', { code });
        resolve();
      });
      say(which, { type: 'close' });
    });
  }

  /** A process that is ended for having nothing to do is no crash, and shows that the crashes before it are over. */
  function retire(which: Launched): void {
    child = undefined;
    crashes = 0;
    log.debug('The sync process has nothing to do and is ended');
    leaving = letGo(which).finally(() => {
      leaving = undefined;
    });
  }

  async function retireWhenIdle(): Promise<void> {
    if (watching) return;
    watching = true;
    try {
      while (child !== undefined) {
        const rest = restOfIdleTime({ underWay, lastAt }, clock.now());
        if (rest === null) return;
        if (rest === 0) return retire(child);
        await clock.sleep(rest, closed.signal);
      }
    } catch (error) {
      if (!closed.signal.aborted) log.error('Whether the sync process is idle is not known', { error });
    } finally {
      watching = false;
    }
  }

  /** Waits out the pause that the last crashes have earned, if it is short; whoever asks in a longer one is told so. */
  async function ready(): Promise<Launched> {
    await leaving;
    if (closed.signal.aborted) throw new HostProblem({ code: 'cancelled', details: 'the application is closing' });
    if (child === undefined && crashes > 0) {
      const pause = pauseMs();
      // A clock that was set back does not stretch the pause.
      const left = Math.min(pause, startedAt + pause - clock.now());
      if (left > patienceMs) {
        const retryAt = new Date(clock.now() + left).toISOString();
        throw new HostProblem({ code: 'internal', details: 'the sync process keeps ending', retryAt });
      }
      if (left > 0) await clock.sleep(left, closed.signal);
    }
    child ??= start();
    return child;
  }

  async function ask<C extends HostCall>(call: C, asked: unknown): Promise<HostAnswer<C>> {
    const to = await ready();
    lastId += 1;
    const id = lastId;
    const answered = new Promise<unknown>((resolve, reject) => waiters.set(id, { call, resolve, reject }));
    say(to, { type: 'ask', id, call, ask: asked });
    return (await answered) as HostAnswer<C>;
  }

  return {
    async call(call, asked) {
      underWay += 1;
      try {
        return await ask(call, asked);
      } finally {
        underWay -= 1;
        lastAt = clock.now();
        void retireWhenIdle();
      }
    },

    async close() {
      const ending = child;
      closed.abort(new HostProblem({ code: 'cancelled', details: 'the application is closing' }));
      await (ending ? letGo(ending) : leaving);
      failAll({ code: 'cancelled', details: 'the application is closing' });
    },
  };
}
