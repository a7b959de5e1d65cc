/**
 * @file One process at a time holds a profile. A second one hands over what it was started for: the first opens its
 * window, or carries the command out, and answers over a socket that the second one listens on.
 */
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { app } from 'electron';
import { v4 as uuid } from 'uuid';
import { z } from 'zod';
import type { Clock, Log } from '../../sync-core/connectors/ports.ts';
import { type CommandResult, commandResult } from './command.ts';
import { command } from './parse.ts';

/** What a process is started for. */
const errand = z.discriminatedUnion('do', [
  ...command.options,
  z.object({ do: z.literal('start'), open: z.boolean() }),
]);
export type Errand = z.infer<typeof errand>;

/** What is handed over beside the errand: the file for secrets that was named with it. */
const handedOver = z.object({ errand, answerTo: z.string(), secrets: z.string().optional() });

const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('result'), result: commandResult }),
  /** The first is a command itself and will be gone soon. */
  z.object({ kind: z.literal('busy') }),
]);
type Answer = z.infer<typeof answer>;

/** How long the first may take to take an errand up; carrying it out may take as long as it does. */
const takeUpMs = 15_000;
const betweenTriesMs = 1000;
const tries = 600;

function answerAddress(): string {
  const name = `synchronizer-${uuid()}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(address, () => resolve(server));
  });
}

/** @returns undefined when nobody took it up, or whoever did was gone before the answer. */
async function answerFrom(server: Server): Promise<Answer | undefined> {
  const caller = await new Promise<Socket | undefined>((resolve) => {
    const giveUp = setTimeout(() => resolve(undefined), takeUpMs);
    server.once('connection', (socket) => {
      clearTimeout(giveUp);
      resolve(socket);
    });
  });
  if (!caller) return undefined;
  const said = await text(caller).catch(() => '');
  return said === '' ? undefined : answer.parse(JSON.parse(said));
}

export type Holding =
  /** This process holds the profile. */
  | { readonly first: true }
  /** Another one does, and did what was wanted. */
  | { readonly first: false; readonly result: CommandResult }
  /** Another one does, and does not answer. */
  | { readonly first: false; readonly result: undefined };

/** To be called when `userData` is the profile's folder. @param secrets the file for secrets, as a whole path */
export async function holdProfile(wanted: Errand, secrets: string | undefined, clock: Clock): Promise<Holding> {
  const never = new AbortController().signal;
  for (let n = 0; n < tries; n++) {
    const address = answerAddress();
    const server = await listen(address);
    try {
      if (
        app.requestSingleInstanceLock({
          errand: wanted,
          answerTo: address,
          ...(secrets === undefined ? {} : { secrets }),
        })
      )
        return { first: true };
      const heard = await answerFrom(server);
      if (heard?.kind === 'result') return { first: false, result: heard.result };
      if (heard === undefined && n > 0) return { first: false, result: undefined };
    } finally {
      server.close();
    }
    await clock.sleep(betweenTriesMs, never);
  }
  return { first: false, result: undefined };
}

/**
 * Does what later starts of the same profile are for.
 * @param serve undefined as a result: this process is busy with a command of its own.
 */
export function serveOthers(
  serve: (errand: Errand, secrets: string | undefined) => Promise<CommandResult | undefined>,
  log: () => Log,
): void {
  app.on('second-instance', (_event, _argv, _folder, additional) => {
    const parsed = handedOver.safeParse(additional);
    if (!parsed.success) {
      log().warn('A second start did not say what it wants');
      return;
    }
    const socket = createConnection(parsed.data.answerTo);
    socket.on('error', (error) => log().warn('A second start cannot be answered', { error }));
    const say = (said: Answer) => socket.end(JSON.stringify(said));
    serve(parsed.data.errand, parsed.data.secrets).then(
      (result) => say(result ? { kind: 'result', result } : { kind: 'busy' }),
      (error: unknown) => {
        log().error('What a second start wanted could not be done', { error });
        socket.destroy();
      },
    );
  });
}
