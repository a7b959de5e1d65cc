/** @file A connection that stays open: over TLS, with the certificate that it is told by, and as long as the server wants it. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { channelOf } from '../../sync-core/connectors/exchange/sign-in/ntlm-messages.ts';
import { openKeptConnection, openTrusting } from './kept-connection.ts';
import { certificate, key } from './testing/localhost-certificate.ts';

const never = new AbortController().signal;
let server: Server;
let origin = '';
let heard: string[];
beforeEach(async () => {
  heard = [];
  server = createServer({ cert: certificate, key }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      heard.push(`${request.method} ${body}`);
      if (request.url === '/close') response.setHeader('connection', 'close');
      response.setHeader('www-authenticate', ['NTLM', 'Basic realm="x"']);
      response.writeHead(request.url === '/moved' ? 302 : 401, { location: 'https://elsewhere.example/' });
      response.end('no');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

it('sends nothing to a server whose certificate this computer does not trust', async () => {
  const line = openKeptConnection(origin);
  await expect(line.send(origin, { method: 'POST', body: 'secret', signal: never })).rejects.toMatchObject({
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  });
  expect(heard).toEqual([]);
  line.close();
});

it('keeps its socket from request to request, and tells when it is another one', async () => {
  const line = openTrusting({ ca: [certificate] }, origin);
  const send = (path: string) => line.send(`${origin}${path}`, { method: 'POST', body: 'x', signal: never });
  const first = await send('/');
  expect((await send('/close')).socket).toBe(first.socket);
  expect((await send('/')).socket).not.toBe(first.socket);
  expect(first.response.status).toBe(401);
  expect(first.response.headers.get('www-authenticate')).toBe('NTLM, Basic realm="x"');
  expect(await first.response.text()).toBe('no');
  line.close();
});

it('tells the channel by the server’s certificate', async () => {
  const line = openTrusting({ ca: [certificate] }, origin);
  const raw = Buffer.from(certificate.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  const { channel } = await line.send(origin, { signal: never });
  expect(channel).toEqual(channelOf(createHash('sha256').update(raw).digest()));
  line.close();
});

it('follows no redirect, and ends with its signal', async () => {
  const line = openTrusting({ ca: [certificate] }, origin);
  const { response } = await line.send(`${origin}/moved`, { signal: never });
  expect([response.status, response.headers.get('location')]).toEqual([302, 'https://elsewhere.example/']);
  await expect(line.send(origin, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  line.close();
});
