/**
 * @file The sign-in of Microsoft 365 to the outside: its paths, documents, answers and errors around the provider library.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProviderRequest } from '../../kit/provider-calls.ts';
import { graphScopes, openIdScopes } from './directory.ts';
import { problemPage } from './pages.ts';
import { type SignInParts, shortScopes } from './sign-in-parts.ts';
import { answerToken } from './token-endpoint.ts';

export function signInRoutes(app: FastifyInstance, parts: SignInParts): void {
  app.get('/:tenant/discovery/instance', (request, reply) => reply.send(instanceDocument(parts, request)));
  app.get('/:tenant/v2.0/.well-known/openid-configuration', (request, reply) => {
    demandTenant(parts, request);
    return reply.send(configurationDocument(parts, tenantOf(request)));
  });
  app.get('/:tenant/discovery/v2.0/keys', async (request, reply) => {
    const { ask } = await parts.provider();
    return pass(reply, await ask({ ...forLibrary(request, '/keys'), method: 'GET' }));
  });
  app.get('/:tenant/oauth2/v2.0/authorize', async (request, reply) => {
    demandTenant(parts, request);
    const url = new URL(request.url, 'http://localhost');
    const scopes = shortScopes(url.searchParams.get('scope') ?? '');
    const unknown = scopes.find((scope) => !graphScopes.includes(scope) && !openIdScopes.includes(scope));
    if (unknown !== undefined) {
      const problem = `AADSTS650053: The application asked for scope '${unknown}' that doesn't exist on the resource.`;
      return reply.code(400).type('text/html; charset=utf-8').send(problemPage(problem));
    }
    url.searchParams.set('scope', scopes.join(' '));
    // The library hands out refresh tokens only to who asks for consent, and never asks twice for a password.
    url.searchParams.set('prompt', 'login consent');
    const { ask } = await parts.provider();
    return pass(reply, await ask(forLibrary(request, `/authorize?${url.searchParams}`)));
  });
  app.get('/:tenant/oauth2/v2.0/authorize/:uid', async (request, reply) => {
    const { ask } = await parts.provider();
    return pass(reply, await ask(forLibrary(request, `/authorize/${(request.params as { uid: string }).uid}`)));
  });
  app.post('/:tenant/oauth2/v2.0/token', async (request, reply) => {
    demandTenant(parts, request);
    const form = (request.body ?? {}) as Readonly<Record<string, string>>;
    const answer = await answerToken(parts, forLibrary(request, '/token'), form);
    return reply.code(answer.status).header('cache-control', 'no-store, no-cache').send(answer.body);
  });
}

/** An address that is not there, and a tenant that is not known, are told alike. */
class TenantUnknown extends Error {
  readonly statusCode = 400;
}

function demandTenant({ directory }: SignInParts, request: FastifyRequest): void {
  const tenant = tenantOf(request);
  if (!directory.answersTo(tenant)) throw new TenantUnknown(`AADSTS90002: Tenant '${tenant}' not found.`);
}

function tenantOf(request: FastifyRequest): string {
  return (request.params as { tenant: string }).tenant;
}

function addressOf({ kit, directory }: SignInParts): string {
  return kit.switches.text('metadataAddresses') === 'loopback' ? kit.address('login') : directory.authority;
}

function configurationDocument(parts: SignInParts, tenant: string) {
  const base = `${addressOf(parts)}/${tenant}`;
  const shared = tenant === 'common' || tenant === 'organizations';
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code'],
    scopes_supported: openIdScopes,
    issuer: `${parts.directory.authority}/${shared ? '{tenantid}' : parts.directory.tenantId}/v2.0`,
    request_uri_parameter_supported: false,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'oid',
      'ver',
      'email',
    ],
    tenant_region_scope: shared ? null : 'EU',
    cloud_instance_name: 'microsoftonline.com',
    msgraph_host: 'graph.microsoft.com',
  };
}

function instanceDocument(parts: SignInParts, request: FastifyRequest) {
  return {
    tenant_discovery_endpoint: `${addressOf(parts)}/${tenantOf(request)}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [
      {
        preferred_network: 'login.microsoftonline.com',
        preferred_cache: 'login.windows.net',
        aliases: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
      },
    ],
  };
}

function forLibrary(request: FastifyRequest, url: string): ProviderRequest {
  const { 'content-length': _length, ...headers } = request.headers;
  return { method: request.method, url, mount: `/${tenantOf(request)}/oauth2/v2.0`, headers };
}

function pass(reply: FastifyReply, answer: { statusCode: number; headers: object; payload: string }): FastifyReply {
  for (const [name, value] of Object.entries(answer.headers)) {
    if (name !== 'content-length' && name !== 'connection' && name !== 'transfer-encoding') reply.header(name, value);
  }
  return reply.code(answer.statusCode).send(answer.payload);
}
