/**
 * @file A `fetch` that tells a redirect as an answer, for whoever has to know where it leads before anything goes there: Electron's own
 * rejects instead. Through the same network, with its proxies and certificates; for short texts.
 */
import { net } from 'electron';
import type { Fetch } from '../../sync-core/connectors/ports.ts';

/** More than an Autodiscover service or a first look at a web service says. */
const mostBytes = 2 * 1024 * 1024;
const withoutBody = new Set([101, 204, 205, 304]);

type Answer = (response: Response) => void;
type Failure = (error: unknown) => void;

export const fetchSeeingRedirects: Fetch = (url, { method = 'GET', headers, body, signal }) => {
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const request = net.request({ url, method, redirect: 'manual', credentials: 'omit', cache: 'no-store' });
  const stop = () => {
    reject(signal.reason);
    request.abort();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  for (const [name, value] of new Headers(headers)) request.setHeader(name, value);
  request.on('redirect', (status, _method, location) => {
    resolve(new Response(null, { status, headers: { location } }));
    request.abort();
  });
  request.on('response', (message) => collect(message, resolve, reject, () => request.abort()));
  request.on('error', reject);
  request.end(typeof body === 'string' ? body : undefined);
  return promise.finally(() => signal.removeEventListener('abort', stop));
};

function collect(message: Electron.IncomingMessage, resolve: Answer, reject: Failure, abort: () => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  message.on('data', (part) => {
    length += part.length;
    if (length > mostBytes) {
      reject(new RangeError('the answer is too large'));
      abort();
    } else parts.push(part);
  });
  message.on('error', reject);
  message.on('end', () => {
    const headers = new Headers();
    for (const [name, values] of Object.entries(message.headers))
      for (const value of [values].flat()) if (value !== undefined) headers.append(name, value);
    const status = message.statusCode;
    resolve(new Response(withoutBody.has(status) ? null : Buffer.concat(parts), { status, headers }));
  });
}
