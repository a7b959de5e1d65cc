/**
 * @file The login server: SuperID's addresses around the provider library. What the library does not do as SuperID does is
 * done here: the `plain` challenge, the optional secret, the approval of the application, and no new refresh token on refresh.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import inject, { type Response as InjectedResponse } from 'light-my-request';
import type Provider from 'oidc-provider';
import type { Kit } from '../../kit/kit.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { errorPage, loginPage } from './pages.ts';
import { clientId, createProvider, loginPath } from './provider.ts';
import type { TokenStore } from './token-store.ts';

export const clientSecret = 'sandbox-secret';

interface LoginParts {
  readonly kit: Kit;
  readonly tenant: Tenant;
  readonly tokens: TokenStore;
  readonly apiAddress: () => string;
}

export function addSignIn(parts: LoginParts): void {
  const app = parts.kit.host('login');
  const provider = providerOfAddress(parts);
  addInteraction(app, parts, provider);
  app.get(`${loginPath}/common/oauth/authorize`, (request, reply) =>
    forward(provider(), request, reply, { url: authorizeUrl(request.url) }),
  );
  app.post(`${loginPath}/common/oauth/tokens`, (request, reply) => tokens(parts, provider(), request, reply));
  for (const path of [
    '.well-known/openid-configuration',
    '.well-known/jwks',
    'common/oauth/authorize/:uid',
    'common/oauth/endsession',
  ]) {
    app.get(`${loginPath}/${path}`, (request, reply) => forward(provider(), request, reply));
  }
  for (const path of ['common/oauth/revocation', 'common/oauth/endsession', 'common/oauth/endsession/confirm']) {
    app.post(`${loginPath}/${path}`, (request, reply) => forward(provider(), request, reply));
  }
}

/** The library needs to know its address, which is decided when the server listens. */
function providerOfAddress(parts: LoginParts): () => Provider {
  let made: { issuer: string; provider: Provider } | null = null;
  return () => {
    const issuer = parts.kit.address('login');
    if (made?.issuer !== issuer) {
      const provider = createProvider({
        issuer,
        tenant: parts.tenant,
        tokens: parts.tokens,
        ids: parts.kit.ids,
        apiAddress: parts.apiAddress,
        redirectPattern: () => parts.kit.switches.text('redirectPattern'),
      });
      made = { issuer, provider };
    }
    return made.provider;
  };
}

async function forward(
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
  change: { url?: string } = {},
): Promise<FastifyReply> {
  return answer(reply, await ask(provider, request, change));
}

async function ask(
  provider: Provider,
  request: FastifyRequest,
  change: { url?: string; form?: URLSearchParams },
): Promise<InjectedResponse> {
  const { 'content-length': _length, authorization: _credentials, ...headers } = request.headers;
  const payload = change.form?.toString() ?? request.sandbox.rawBody;
  const handle = provider.callback();
  return inject(
    (raw, response) => {
      const incoming = raw as unknown as IncomingMessage & { originalUrl?: string };
      incoming.originalUrl = incoming.url ?? '';
      incoming.url = incoming.originalUrl.slice(loginPath.length);
      void handle(incoming, response as unknown as ServerResponse);
    },
    {
      method: request.method as 'GET',
      url: change.url ?? request.url,
      headers,
      ...(payload === null ? {} : { payload }),
    },
  );
}

function answer(reply: FastifyReply, response: InjectedResponse): FastifyReply {
  const {
    'content-length': _length,
    connection: _connection,
    'transfer-encoding': _encoding,
    ...headers
  } = response.headers;
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) reply.header(name, value);
  return reply.code(response.statusCode).send(response.rawPayload);
}

/**
 * The library knows only S256, the original also `plain` (and takes it when no method is named); a plain challenge becomes
 * the S256 one that the same verifier fits. Signing in is always asked for, so that tests meet the same pages every time.
 */
function authorizeUrl(original: string): string {
  const url = new URL(original, 'http://login');
  const query = url.searchParams;
  const challenge = query.get('code_challenge');
  if (challenge !== null && (query.get('code_challenge_method') ?? 'plain') === 'plain') {
    query.set('code_challenge', createHash('sha256').update(challenge).digest('base64url'));
    query.set('code_challenge_method', 'S256');
  }
  query.set('prompt', 'login');
  return url.pathname + url.search;
}

/** The secret is checked here, for whoever sends one: the library knows the client as one without. */
async function tokens(
  parts: LoginParts,
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = new URLSearchParams(request.sandbox.rawBody ?? '');
  const [basicId, basicSecret] = basicCredentials(request.headers.authorization);
  const secret = form.get('client_secret') ?? basicSecret;
  if (secret === null ? parts.kit.switches.flag('clientSecretRequired') : secret !== clientSecret) {
    return reply.code(401).send({ error: 'invalid_client', error_description: 'client authentication failed' });
  }
  form.delete('client_secret');
  if (basicId !== null) form.set('client_id', basicId);
  if (parts.kit.switches.text('appApproval') !== 'approved' && form.get('grant_type') === 'refresh_token') {
    return reply.code(400).send({ error: 'invalid_grant', error_description: refusal(parts).explanation });
  }
  const response = await ask(provider, request, { form });
  if (response.statusCode !== 200) return answer(reply, response);
  const { scope: _scope, refresh_token, ...answered } = response.json<Record<string, unknown>>();
  const keeps = form.get('grant_type') === 'refresh_token';
  return reply.header('cache-control', 'no-store').send(keeps ? answered : { ...answered, refresh_token });
}

function basicCredentials(authorization: string | undefined): readonly [string | null, string | null] {
  if (!authorization?.toLowerCase().startsWith('basic ')) return [null, null];
  const [id = '', secret = ''] = Buffer.from(authorization.slice(6), 'base64').toString('utf8').split(':');
  return [decodeURIComponent(id), decodeURIComponent(secret)];
}

function addInteraction(app: FastifyInstance, parts: LoginParts, provider: () => Provider): void {
  const path = `${loginPath}/interaction/:uid`;
  app.get(path, async (request, reply) => {
    const details = await interactionOf(provider(), request, reply);
    if (!details) return expired(reply);
    return showForm(parts, request, reply, String(details.params['login_hint'] ?? ''), null);
  });
  app.post(path, async (request, reply) => {
    const details = await interactionOf(provider(), request, reply);
    if (!details) return expired(reply);
    const { username = '', password = '' } = (request.body ?? {}) as { username?: string; password?: string };
    const user = [...parts.tenant.users.values()].find((each) => each.email === username.trim().toLowerCase());
    if (!user || user.isRoom || user.password !== password) {
      return showForm(parts, request, reply, username, 'The user name or the password is wrong.');
    }
    const wanted = /tenant:(\S+)/.exec(String(details.params['acr_values'] ?? ''))?.[1];
    if (wanted !== undefined && wanted !== parts.tenant.context) {
      return showForm(parts, request, reply, username, `This user has no access to ${wanted}.`);
    }
    if (parts.kit.switches.text('appApproval') !== 'approved') return refuseApp(parts, provider(), request, reply);
    // The library asks native clients for a consent as well: SuperID's is the application's approval, checked above.
    return finish(provider(), request, reply, { login: { accountId: user.email }, consent: {} });
  });
}

function showForm(
  parts: LoginParts,
  request: FastifyRequest,
  reply: FastifyReply,
  userName: string,
  problem: string | null,
): FastifyReply {
  const form = { action: request.url, companyName: parts.tenant.companyName, userName, problem };
  return reply.type('text/html; charset=utf-8').send(loginPage(form));
}

async function interactionOf(provider: Provider, request: FastifyRequest, reply: FastifyReply) {
  try {
    return await provider.interactionDetails(request.raw, reply.raw);
  } catch (error) {
    if (error instanceof Error && error.name === 'SessionNotFound') return null;
    throw error;
  }
}

async function finish(
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
  result: Parameters<Provider['interactionResult']>[2],
): Promise<FastifyReply> {
  const next = await provider.interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: false });
  return reply.redirect(next, 303);
}

function refusal(parts: LoginParts): { error: 'Denied' | 'NeedsReapproval'; explanation: string } {
  const { context } = parts.tenant;
  if (parts.kit.switches.text('appApproval') === 'needsReapproval') {
    return {
      error: 'NeedsReapproval',
      explanation: `An administrator of ${context} has to approve ${clientId} again.`,
    };
  }
  return { error: 'Denied', explanation: `${clientId} is not approved by an administrator of ${context}.` };
}

async function refuseApp(parts: LoginParts, provider: Provider, request: FastifyRequest, reply: FastifyReply) {
  const { error, explanation } = refusal(parts);
  if (parts.kit.switches.text('refusalOfApp') === 'page') {
    return reply.type('text/html; charset=utf-8').send(errorPage(error, explanation));
  }
  return finish(provider, request, reply, {
    error: 'access_denied',
    error_description: `Authorization error: ${error}. ${explanation}`,
  });
}

function expired(reply: FastifyReply): FastifyReply {
  const page = errorPage('Expired', 'The sign-in took too long or was started in another browser. Start it again.');
  return reply.code(400).type('text/html; charset=utf-8').send(page);
}
