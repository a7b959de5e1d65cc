/**
 * @file The one door between window and main process. Who knocks must be the main frame of our own window on our own page;
 * what they bring, and what they are given, must fit the contract. Whatever else goes wrong in here, the window hears
 * only that it did: no paths, no words of servers.
 */
import type { z } from 'zod';
import { type Answer, type CallChannel, calls } from '../../preload/contract.ts';
import type { Log } from '../../sync-core/connectors/ports.ts';

/** What comes out of the contract's schema, for each call. */
export type Handlers = {
  readonly [C in CallChannel]: (
    ask: z.output<(typeof calls)[C]['ask']>,
  ) => Given<Answer<C>> | Promise<Given<Answer<C>>>;
};
type Nothing = ReturnType<() => void>;
/** A handler without an answer need not say "undefined". */
type Given<T> = T extends undefined ? Nothing : T;

/** The part of Electron's event that is looked at. */
export interface Knock<Contents> {
  readonly sender: Contents;
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** As the preload script unpacks it. */
export type Reply = { readonly ok: true; readonly answer: unknown } | { readonly ok: false; readonly why: string };

export interface DoorOptions<Contents> {
  readonly handlers: Handlers;
  readonly isOurs: (sender: Contents) => boolean;
  readonly page: string;
  readonly log: Log;
}

const refused: Reply = { ok: false, why: 'refused' };
const failed: Reply = { ok: false, why: 'failed' };

function isCall(channel: unknown): channel is CallChannel {
  return typeof channel === 'string' && Object.hasOwn(calls, channel);
}

/** @returns what is to be registered for the window's calls. It never throws. */
export function createDoor<Contents>(
  options: DoorOptions<Contents>,
): (knock: Knock<Contents>, channel: unknown, ask: unknown) => Promise<Reply> {
  const { handlers, log } = options;

  function mayEnter({ sender, senderFrame }: Knock<Contents>): boolean {
    return (
      senderFrame !== null &&
      senderFrame.parent === null &&
      // The page's own address, whatever it shows within itself.
      senderFrame.url.split(/[?#]/)[0] === options.page &&
      options.isOurs(sender)
    );
  }

  async function answer<C extends CallChannel>(channel: C, ask: unknown): Promise<Reply> {
    const asked = calls[channel].ask.safeParse(ask);
    if (!asked.success) {
      log.warn('A call from the window does not fit the contract', { channel, issues: asked.error.issues.length });
      return refused;
    }
    const handle = handlers[channel] as (given: unknown) => unknown;
    return { ok: true, answer: calls[channel].answer.parse(await handle(asked.data)) };
  }

  return async (knock, channel, ask) => {
    if (!mayEnter(knock)) {
      log.warn('A call that does not come from our window was refused');
      return refused;
    }
    if (!isCall(channel)) {
      log.warn('A call that is not in the contract was refused');
      return refused;
    }
    try {
      return await answer(channel, ask);
    } catch (error) {
      log.error('A call from the window failed', { channel, error });
      return failed;
    }
  };
}
