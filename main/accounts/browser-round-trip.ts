/**
 * @file The way through the user's own browser and back: a listener on this computer's loopback address that takes one
 * answer of the sign-in server and shows how it ended. Both systems come back this way, one by GET, the other by POST.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pageHeaders, signInPage } from './sign-in-page.ts';
import type { Browser } from './signed-in.ts';

const longestAnswer = 64 * 1024;

interface RoundTrip<T> {
  /** The host name that is registered for the application; both mean this computer. */
  readonly redirectHost: '127.0.0.1' | 'localhost';
  /** How the server sends its answer: in the address (GET), or as a form (POST). */
  readonly answerBy: 'GET' | 'POST';
  readonly browser: Browser;
  /** @returns the page to open; `redirectUri` has neither path nor trailing slash, as both systems register it. */
  readonly start: (redirectUri: string, state: string) => Promise<string>;
  /** Makes tokens of the answer; what it throws is shown as a failure. The state was checked already. */
  readonly finish: (answer: URLSearchParams, redirectUri: string) => Promise<T>;
}

interface Arrival {
  readonly answer: URLSearchParams;
  readonly response: ServerResponse;
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (request.headers['content-type']?.split(';')[0]?.trim() !== 'application/x-www-form-urlencoded') return undefined;
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
    if (body.length > longestAnswer) return undefined;
  }
  return new URLSearchParams(body);
}

/**
 * Only an answer with the state that we sent counts: anything else that reaches the port (an icon request, another page
 * that guesses the port) is turned away, and the sign-in goes on waiting.
 */
async function arrivalOf(
  request: IncomingMessage,
  response: ServerResponse,
  expected: { readonly answerBy: string; readonly state: string; readonly host: string },
): Promise<Arrival | undefined> {
  const refuse = (status: number): undefined => {
    response.writeHead(status, { 'cache-control': 'no-store' }).end();
    return undefined;
  };
  const target = new URL(`http://${expected.host}${request.url ?? '/'}`);
  if (request.headers.host !== expected.host || target.pathname !== '/') return refuse(404);
  if (request.method !== expected.answerBy) return refuse(405);
  const answer = expected.answerBy === 'POST' ? await formOf(request) : target.searchParams;
  const states = answer?.getAll('state') ?? [];
  if (!answer || states.length !== 1 || states[0] !== expected.state) return refuse(400);
  return { answer, response };
}

function listenForAnswer(server: Server, expected: Parameters<typeof arrivalOf>[2]): Promise<Arrival> {
  return new Promise((resolve, reject) => {
    let taken = false;
    server.on('request', (request, response) => {
      arrivalOf(request, response, expected).then((arrival) => {
        if (!arrival) return;
        if (taken) response.writeHead(409, { 'cache-control': 'no-store' }).end();
        else resolve(arrival);
        taken = true;
      }, reject);
    });
  });
}

/** Never resolves; nobody has to listen to it. */
function rejectionOf(signal: AbortSignal): Promise<never> {
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  stopped.catch(() => undefined);
  return stopped;
}

/**
 * Opens the browser, waits for the answer, and lets `finish` make of it what it is.
 * @throws the signal's reason when it aborts, and whatever `start`, `openBrowser` and `finish` throw.
 */
export async function throughBrowser<T>(trip: RoundTrip<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const state = randomBytes(24).toString('base64url');
  const server = createServer();
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening', { signal });
    const host = `${trip.redirectHost}:${(server.address() as AddressInfo).port}`;
    const redirectUri = `http://${host}`;
    const arrival = listenForAnswer(server, { answerBy: trip.answerBy, state, host });
    const stopped = rejectionOf(signal);
    arrival.catch(() => undefined);
    await trip.browser.open(await trip.start(redirectUri, state));
    const { answer, response } = await Promise.race([arrival, stopped]);
    try {
      const result = await Promise.race([trip.finish(answer, redirectUri), stopped]);
      await show(response, 200, signInPage(trip.browser.words, 'success'));
      return result;
    } catch (error) {
      await show(response, 400, signInPage(trip.browser.words, 'failure'));
      throw error;
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Resolves when the page has left this process, or when the browser has gone away. */
function show(response: ServerResponse, status: number, page: string): Promise<void> {
  return new Promise((resolve) => {
    response.on('close', resolve);
    response.writeHead(status, { ...pageHeaders, connection: 'close' }).end(page);
  });
}
