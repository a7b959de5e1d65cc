/**
 * @file Requests over connections that NTLM has signed in: it signs in a connection and not a request, so that each of its steps
 * has to go over the same one, and whoever has another password must never get hold of it.
 */
import { Nonsense, Unavailable } from '../../errors.ts';
import { challengesOf } from './challenges.ts';
import type { PasswordCredential } from './credential.ts';
import type { KeptAnswer, KeptConnection, OpenConnection } from './kept-connection.ts';
import { NtlmNotPossible, ntlmAnswer, ntlmGreeting, readNtlmChallenge } from './ntlm-messages.ts';

const system = 'exchange';
/** Connections that break in the middle of the three steps, one after the other. */
const mostBroken = 3;

export interface NtlmOutside {
  readonly open: OpenConnection;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly randomBytes: (count: number) => Buffer;
}

type Request = RequestInit & { readonly signal: AbortSignal };

interface SignedConnection {
  readonly line: KeptConnection;
  /** Which of its sockets is signed in. */
  signedIn: number | undefined;
}

export interface NtlmChannel {
  /** @returns 401 where the password is refused. @throws Unavailable, Nonsense, or what the network throws */
  send(url: string, request: Request): Promise<Response>;
  close(): void;
}

/** Of one server and one credential. There are as many connections as requests at the same time. */
export function createNtlmChannel(
  origin: string,
  credential: PasswordCredential,
  { open, now, randomBytes }: NtlmOutside,
): NtlmChannel {
  const all = new Set<SignedConnection>();
  const free: SignedConnection[] = [];

  async function answerTo(hello: KeptAnswer, token: string): Promise<string> {
    try {
      const { userName, password } = credential;
      const { channel } = hello;
      const options = { userName, password, nonce: randomBytes(8), now: now(), channel };
      return await ntlmAnswer(readNtlmChallenge(token), options);
    } catch (error) {
      if (error instanceof NtlmNotPossible) throw new Nonsense(error.message, { system, code: 'ntlm' });
      throw error;
    }
  }

  async function signIn(connection: SignedConnection, url: string, request: Request): Promise<Response> {
    const { body: _body, ...bare } = request;
    for (let times = 1; times <= mostBroken; times += 1) {
      const hello = await connection.line.send(url, signed(bare, ntlmGreeting()));
      if (hello.response.status !== 401) return hello.response;
      const offered = challengesOf(hello.response.headers.get('www-authenticate'));
      const token = offered.find(({ scheme }) => scheme === 'ntlm')?.token;
      if (token === undefined) throw new Nonsense('the server does not go on with NTLM', { system, code: 'ntlm' });
      const last = await connection.line.send(url, signed(request, await answerTo(hello, token)));
      // A challenge holds for the connection that it came by: on another one the right answer is a wrong one.
      if (last.socket !== hello.socket) continue;
      connection.signedIn = last.response.status === 401 ? undefined : last.socket;
      return last.response;
    }
    throw new Unavailable('the server keeps no connection open for NTLM', { system, code: 'ntlm' });
  }

  async function over(connection: SignedConnection, url: string, request: Request): Promise<Response> {
    if (connection.signedIn !== undefined) {
      const { response, socket } = await connection.line.send(url, request);
      if (response.status !== 401) {
        connection.signedIn = socket;
        return response;
      }
      connection.signedIn = undefined;
    }
    return await signIn(connection, url, request);
  }

  return {
    async send(url, request) {
      const connection = free.pop() ?? { line: open(origin), signedIn: undefined };
      all.add(connection);
      try {
        const response = await over(connection, url, request);
        free.push(connection);
        return response;
      } catch (error) {
        all.delete(connection);
        connection.line.close();
        throw error;
      }
    },
    close() {
      for (const { line } of all) line.close();
      all.clear();
      free.length = 0;
    },
  };
}

function signed<R extends RequestInit>(request: R, message: string): R {
  const headers = new Headers(request.headers);
  headers.set('authorization', `NTLM ${message}`);
  return { ...request, headers };
}
