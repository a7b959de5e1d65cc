/**
 * @file Serves the window's pages as `app://synchronizer/…`, with a policy that lets nothing else in: no network, no
 * foreign script, style only with the nonce of this very load.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { protocol, type Session } from 'electron';
import type { Log } from '../../sync-core/connectors/ports.ts';
import { contentSecurityPolicy, contentTypeOf, pageFile, scheme } from './page-files.ts';

const noncePlaceholder = '__CSP_NONCE__';

/** Before the application is ready: the scheme has an origin of its own, as https has. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true } }]);
}

function answer(
  body: string | Buffer<ArrayBuffer> | null,
  status: number,
  contentType: string,
  nonce: string,
): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': contentType,
      'content-security-policy': contentSecurityPolicy(nonce),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  });
}

/** @param folder the compiled pages */
export function servePages(session: Session, folder: string, log: Log): void {
  session.protocol.handle(scheme, async (request) => {
    const nonce = randomBytes(16).toString('base64');
    const file = request.method === 'GET' ? pageFile(folder, request.url) : undefined;
    if (!file) return answer(null, 404, 'text/plain', nonce);
    const contentType = contentTypeOf(file);
    try {
      const content = await readFile(file);
      const body = extname(file) === '.html' ? content.toString('utf8').replaceAll(noncePlaceholder, nonce) : content;
      return answer(body, 200, contentType, nonce);
    } catch (error) {
      log.error('A page of the window is missing', { file: pathToFileURL(file).href, error });
      return answer(null, 404, 'text/plain', nonce);
    }
  });
}
