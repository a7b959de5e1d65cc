/**
 * @file Talking to an Exchange Server by its web service: one address, one way to send, and answers that are read strictly.
 *
 * Signing in is the matter of whoever hands the ports in: `ports.fetch` does what Basic and NTLM need, `ports.tokens` is asked for
 * what goes into the header. A 401 is never answered with the same secret again, so that a wrong password locks nobody out.
 */
import { ConnectorError, Nonsense } from '../errors.ts';
import { AnswerLost } from '../http/attempt.ts';
import { createHttpClient } from '../http/create-http-client.ts';
import type { HttpRequest } from '../http/http-client.ts';
import type { ConnectorPorts } from '../ports.ts';
import { type LibraryCall, requestBy } from './library.ts';
import { type ResponseMessage, readAnswer, requestOf } from './soap/envelope.ts';
import { errorOf, explainEws, isBusy } from './soap/ews-error.ts';
import type { Xml } from './soap/xml.ts';

const system = 'exchange';

export interface EwsSession {
  /**
   * Sends a request that one of the library's methods says: `ask((service) => service.DeleteItems(…), signal)`.
   * @returns what Exchange says of each part, in their order. @throws ConnectorError
   */
  ask(call: LibraryCall, signal: AbortSignal, repeat?: Repeat): Promise<readonly ResponseMessage[]>;
  /** Sends an operation of our own: `m:CreateItem`. @throws ConnectorError */
  send(operation: Xml, signal: AbortSignal, repeat?: Repeat): Promise<readonly ResponseMessage[]>;
}

/** See `HttpRequest.repeat`; `idempotent` where nothing is said. */
export type Repeat = HttpRequest['repeat'];

export interface EwsSessionOptions {
  readonly ports: ConnectorPorts;
  /** Of the web service, `https://mail.example.com/EWS/Exchange.asmx`. */
  readonly url: string;
  readonly onWaiting?: (until: number, why: 'throttled' | 'retry') => void;
}

/** Of one mailbox; Microsoft asks for one or two, and other programs of that person want theirs. */
const connections = 2;
/** The largest answer that is read; a batch of appointments with long texts is a few megabytes. */
const mostBytes = 64 * 1024 * 1024;
/** How often a server may say that it is busy in an answer that is good by HTTP. */
const mostTimesBusy = 10;

export function createEwsSession({ ports, url, onWaiting }: EwsSessionOptions): EwsSession {
  const http = createHttpClient({
    system,
    ports,
    maxConcurrent: connections,
    timeoutMs: 100_000,
    explain: (status, _headers, body) => explainEws(status, body),
    defaultHeaders: { accept: 'text/xml' },
    ...(onWaiting ? { onWaiting } : {}),
  });

  async function post(request: string, repeat: Repeat, signal: AbortSignal): Promise<string> {
    const bytes = { content: new Uint8Array(Buffer.from(request)), mediaType: 'text/xml; charset=utf-8' };
    const wantsBytes = { most: mostBytes, kinds: ['text/xml'] };
    const answer = await http.send({ method: 'POST', url, bytes, repeat, wantsBytes }, signal);
    return new TextDecoder('utf-8', { fatal: true }).decode(answer.bytes);
  }

  async function exchange(request: string, repeat: Repeat, signal: AbortSignal): Promise<readonly ResponseMessage[]> {
    try {
      return read(await post(request, repeat, signal));
    } catch (error) {
      const unread = error instanceof TypeError ? notAnswered(error) : error;
      // The server has acted, and what it said cannot be read.
      const isLost = repeat === 'once' && unread instanceof ConnectorError && unread.kind === 'nonsense';
      throw isLost ? new AnswerLost(unread.message, { system, cause: unread }) : unread;
    }
  }

  async function deliver(request: string, repeat: Repeat, signal: AbortSignal): Promise<readonly ResponseMessage[]> {
    for (let times = 1; ; times += 1) {
      const messages = await exchange(request, repeat, signal);
      const waits = messages.flatMap(({ code, backOffMs }) => (isBusy(code) ? [errorOf(code, backOffMs)] : []));
      if (waits.length === 0) return messages;
      http.hush(Math.max(...waits.map(({ details }) => details.retryAfterMs ?? 0)));
      // What was refused for being busy was not done; a part of a write that was done must not be done again.
      const mayAgain = repeat === 'idempotent' || waits.length === messages.length;
      if (!mayAgain || times > mostTimesBusy) return messages;
    }
  }

  return {
    ask: async (call, signal, repeat = 'idempotent') => deliver(await requestBy(call), repeat, signal),
    send: (operation, signal, repeat = 'idempotent') => deliver(requestOf(operation), repeat, signal),
  };
}

/** @throws ConnectorError */
function read(text: string): readonly ResponseMessage[] {
  const answer = readAnswer(text);
  if (answer === undefined) throw new Nonsense('the answer is not one of the web service', { system });
  // Some gateways give a fault the status of success.
  if (answer.fault !== undefined) throw errorOf(answer.fault.code, answer.fault.backOffMs);
  return answer.messages;
}

function notAnswered(cause: unknown): Nonsense {
  return new Nonsense('the answer is no text', { system, cause });
}
