/**
 * @file The sync process: the engine in a process of its own, so that neither tray nor window ever waits for it. It is
 * started and supervised by the main process, opens the store, and asks for access tokens one by one.
 */

import { Cancelled } from '../../sync-core/connectors/errors.ts';
import type { Log, TokenSource } from '../../sync-core/connectors/ports.ts';
import type { AccountSystem } from '../accounts/account.ts';
import { redact } from '../log/redact.ts';
import { systemFetch } from '../network/system-fetch.ts';
import { systemClock } from '../system-clock.ts';
import { createEngineHost } from './engine-host.ts';
import { type FromProcess, type ToProcess, toProcess } from './messages.ts';
import { type HostCall, HostProblem, hostCalls, type SyncHost } from './sync-host.ts';
import { failureToError } from './token-failure.ts';

const { parentPort } = process;
const say = (message: FromProcess): void => parentPort.postMessage(message);

const logger =
  (level: 'debug' | 'info' | 'warn' | 'error') =>
  (message: string, facts?: Readonly<Record<string, unknown>>): void =>
    say({
      type: 'log',
      level,
      message,
      // Plain data: an error or a function in it could not be sent.
      ...(facts === undefined ? {} : { facts: redact(facts) as Record<string, unknown> }),
    });
const log: Log = { debug: logger('debug'), info: logger('info'), warn: logger('warn'), error: logger('error') };

type Given = Extract<ToProcess, { type: 'token' }>['given'];
const tokenWaiters = new Map<number, (given: Given) => void>();
let lastTokenId = 0;

function tokensOf(system: AccountSystem): TokenSource {
  return {
    async accessToken(signal, rejected) {
      signal.throwIfAborted();
      lastTokenId += 1;
      const id = lastTokenId;
      const given = await new Promise<Given>((resolve, reject) => {
        const stop = () => {
          tokenWaiters.delete(id);
          reject(new Cancelled('stopped', { system, cause: signal.reason }));
        };
        signal.addEventListener('abort', stop, { once: true });
        tokenWaiters.set(id, (answer) => {
          signal.removeEventListener('abort', stop);
          tokenWaiters.delete(id);
          resolve(answer);
        });
        say({ type: 'wantToken', id, system, ...(rejected === undefined ? {} : { rejected }) });
      });
      if ('failure' in given) throw failureToError(given.failure, system);
      return given.token;
    },
  };
}

async function answer<C extends HostCall>(host: SyncHost, id: number, call: C, ask: unknown): Promise<void> {
  try {
    const schema: { parse(value: unknown): unknown } = hostCalls[call].ask;
    const answered = await host.call(call, schema.parse(ask) as Parameters<typeof host.call<C>>[1]);
    say({ type: 'answer', id, answer: answered });
  } catch (error) {
    if (!(error instanceof HostProblem)) log.error('A call in the sync process failed', { call, error });
    const details = error instanceof Error ? error.message : String(error);
    say({ type: 'failed', id, problem: error instanceof HostProblem ? error.problem : { code: 'internal', details } });
  }
}

let host: SyncHost | undefined;

function hear(message: ToProcess): void {
  switch (message.type) {
    case 'open':
      host = createEngineHost({
        storeFile: message.storeFile,
        installation: message.installation,
        fetch: systemFetch,
        clock: systemClock,
        random: Math.random,
        log,
        openConnection: async () => (await import('../network/kept-connection.ts')).openKeptConnection,
        outside: { tokens: tokensOf, onEvent: (event) => say({ type: 'event', event }) },
      });
      return;
    case 'ask':
      if (host) void answer(host, message.id, message.call, message.ask);
      return;
    case 'token':
      tokenWaiters.get(message.id)?.(message.given);
      return;
    case 'close':
      void (host?.close() ?? Promise.resolve()).finally(() => process.exit(0));
      return;
  }
}

process.on('uncaughtException', (error) => {
  log.error('The sync process ends because of an error that nobody caught', { error });
  // Leaves the message a moment to get out; main starts the process again.
  setTimeout(() => process.exit(70), 50);
});

parentPort.on('message', ({ data }) => hear(toProcess.parse(data)));
