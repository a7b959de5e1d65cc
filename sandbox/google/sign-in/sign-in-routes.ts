/**
 * @file Google's sign-in to the outside: its paths, documents, answers and errors around the provider library. The originals are
 * `accounts.google.com` (sign-in), `oauth2.googleapis.com` (`/token`, `/revoke`) and `www.googleapis.com` (keys).
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProviderRequest } from '../../kit/provider-calls.ts';
import { dataScopes, identityScopes, shortScope } from './directory.ts';
import { problemPage } from './pages.ts';
import type { SignInParts } from './sign-in-parts.ts';
import { answerToken } from './token-endpoint.ts';

export function signInRoutes(app: FastifyInstance, parts: SignInParts): void {
  app.get('/.well-known/openid-configuration', (_request, reply) => reply.send(configurationDocument(parts)));
  app.get('/oauth2/v3/certs', async (request, reply) => {
    const { ask } = await parts.provider();
    return pass(reply, await ask(forLibrary(request, request.url)));
  });
  app.get('/o/oauth2/v2/auth', async (request, reply) => {
    const question = questionFor(request.url);
    if (typeof question === 'string') {
      return reply.code(400).type('text/html; charset=utf-8').send(problemPage(question));
    }
    const { ask } = await parts.provider();
    return pass(reply, await ask(forLibrary(request, `/o/oauth2/v2/auth?${question}`)));
  });
  app.get('/o/oauth2/v2/auth/:uid', async (request, reply) => {
    const { ask } = await parts.provider();
    return pass(reply, await ask(forLibrary(request, request.url)));
  });
  app.post('/token', async (request, reply) => {
    const form = (request.body ?? {}) as Readonly<Record<string, string>>;
    const answer = await answerToken(parts, forLibrary(request, '/token'), form);
    return reply.code(answer.status).header('cache-control', 'no-cache, no-store, max-age=0').send(answer.body);
  });
  app.post('/revoke', (request, reply) => {
    const query = new URL(request.url, 'http://localhost').searchParams.get('token');
    const token = query ?? (request.body as Readonly<Record<string, string>> | undefined)?.['token'] ?? '';
    if (parts.tokens.revokeToken(token)) return reply.send({});
    return reply.code(400).send({ error: 'invalid_token', error_description: 'Token expired or revoked' });
  });
}

/** The question as the library understands it, or what Google's page says against it. */
function questionFor(url: string): URLSearchParams | string {
  const params = new URL(url, 'http://localhost').searchParams;
  const scopes = (params.get('scope') ?? '')
    .split(' ')
    .filter((scope) => scope !== '')
    .map(shortScope);
  if (scopes.length === 0) return 'Error 400: invalid_request. Missing required parameter: scope';
  const unknown = scopes.find((scope) => !dataScopes.includes(scope) && !identityScopes.includes(scope));
  if (unknown !== undefined) return `Error 400: invalid_scope. Some requested scopes were invalid: ${unknown}`;
  if (!['online', 'offline'].includes(params.get('access_type') ?? 'online')) {
    return 'Error 400: invalid_request. Invalid parameter value for access_type';
  }
  params.set('scope', [...new Set(scopes)].join(' '));
  params.set('asked_prompt', params.get('prompt') ?? '');
  // The library asks for password and consent each time; which permissions the page shows is decided there.
  params.set('prompt', 'login consent');
  return params;
}

function configurationDocument({ directory, kit }: SignInParts) {
  const base = kit.address('login');
  return {
    issuer: directory.issuer,
    authorization_endpoint: `${base}/o/oauth2/v2/auth`,
    token_endpoint: `${base}/token`,
    userinfo_endpoint: `${kit.address('api')}/v1/userinfo`,
    revocation_endpoint: `${base}/revoke`,
    jwks_uri: `${base}/oauth2/v3/certs`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: identityScopes,
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    code_challenge_methods_supported: ['S256'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
  };
}

function forLibrary(request: FastifyRequest, url: string): ProviderRequest {
  const { 'content-length': _length, ...headers } = request.headers;
  return { method: request.method, url, mount: '', headers };
}

function pass(reply: FastifyReply, answer: { statusCode: number; headers: object; payload: string }): FastifyReply {
  for (const [name, value] of Object.entries(answer.headers)) {
    if (name !== 'content-length' && name !== 'connection' && name !== 'transfer-encoding') reply.header(name, value);
  }
  return reply.code(answer.statusCode).send(answer.payload);
}
