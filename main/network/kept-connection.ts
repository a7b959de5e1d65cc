/**
 * @file A connection that stays open from request to request, over Node's own sockets: NTLM signs in a connection, and Chromium's
 * network keeps its connections to itself, and would sign them in as whoever is logged on to this computer (ADR 17).
 *
 * Certificates are held against the operating system's trust store and Node's own. Proxies are not used here.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import tls, { TLSSocket } from 'node:tls';
import type {
  KeptAnswer,
  KeptConnection,
  OpenConnection,
} from '../../sync-core/connectors/exchange/sign-in/kept-connection.ts';
import { channelOf } from '../../sync-core/connectors/exchange/sign-in/ntlm-messages.ts';

/** The largest answer that is read, as by the session with the web service. */
const mostBytes = 64 * 1024 * 1024;
const withoutBody = new Set([101, 204, 205, 304]);

type Authorities = { readonly ca: string[] } | undefined;
let known: Authorities;

/** Read once: the store of an operating system is large. Runtimes before Node 22.15 know their own authorities only. */
function trusted(): Authorities {
  if (typeof tls.getCACertificates !== 'function') return undefined;
  known ??= { ca: [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])] };
  return known;
}

/** By the hash of the certificate's own signature; by SHA-256 where that is weaker, or where the runtime does not tell it. */
function certificateHash(raw: Buffer): Buffer {
  const told: string = new X509Certificate(raw).signatureAlgorithm ?? '';
  const [, bits] = /sha-?(384|512)/i.exec(told) ?? [];
  return createHash(bits === undefined ? 'sha256' : `sha${bits}`)
    .update(raw)
    .digest();
}

function channelThrough(socket: Socket): Buffer | null {
  if (!(socket instanceof TLSSocket)) return null;
  const { raw } = socket.getPeerCertificate();
  return raw === undefined ? null : channelOf(certificateHash(raw));
}

/** With the authorities that this computer trusts. */
export const openKeptConnection: OpenConnection = (origin) => openTrusting(trusted(), origin);

/** @param authorities whose certificates are trusted; undefined: those of the runtime */
export function openTrusting(authorities: Authorities, origin: string): KeptConnection {
  const isSecure = new URL(origin).protocol === 'https:';
  const one = { keepAlive: true, maxSockets: 1 } as const;
  const agent = isSecure ? new HttpsAgent({ ...one, ...authorities }) : new HttpAgent(one);
  const start = isSecure ? httpsRequest : httpRequest;
  const numbers = new WeakMap<Socket, number>();
  let lastNumber = 0;

  function numberOf(socket: Socket): number {
    const known = numbers.get(socket);
    if (known !== undefined) return known;
    lastNumber += 1;
    numbers.set(socket, lastNumber);
    return lastNumber;
  }

  return {
    async send(url, { method = 'GET', headers, body, signal }) {
      const sent = bytesOf(body);
      const { promise: incoming, resolve, reject } = Promise.withResolvers<IncomingMessage>();
      const outgoing = start(
        url,
        { agent, method, signal, headers: Object.fromEntries(new Headers(headers)) },
        resolve,
      );
      outgoing.on('error', reject);
      outgoing.setHeader('content-length', sent.length);
      outgoing.end(sent);
      const message = await incoming;
      // Afterwards the socket is the agent's again.
      const { socket } = message;
      const facts = { socket: numberOf(socket), channel: channelThrough(socket) };
      return { ...facts, response: await wholeAnswer(message) } satisfies KeptAnswer;
    },
    close: () => agent.destroy(),
  };
}

/** @throws TypeError for a body that is neither text nor bytes: nothing here sends any. */
function bytesOf(body: RequestInit['body']): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  throw new TypeError('a body of this kind cannot be sent twice');
}

async function wholeAnswer(message: IncomingMessage): Promise<Response> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length > mostBytes) {
      message.destroy();
      throw new RangeError('the answer is too large');
    }
    parts.push(bytes);
  }
  const headers = new Headers();
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2)
    headers.append(message.rawHeaders[at] ?? '', message.rawHeaders[at + 1] ?? '');
  const status = message.statusCode ?? 0;
  return new Response(withoutBody.has(status) ? null : Buffer.concat(parts), { status, headers });
}
