/**
 * @file What happens in the browser between the application's question and the answer to it: password, approval, consent.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { InteractionResults } from 'oidc-provider';
import type { Kit } from '../../kit/kit.ts';
import type { ProviderRequest } from '../../kit/provider-calls.ts';
import { type Directory, type DirectoryUser, graphScopes } from './directory.ts';
import { approvalPage, consentPage, problemPage, signInPage } from './pages.ts';
import type { SignInProvider } from './provider.ts';

export interface InteractionParts {
  readonly kit: Kit;
  readonly directory: Directory;
  provider(): Promise<SignInProvider>;
}

type Form = Readonly<Record<string, string | undefined>>;

const wrongPassword = 'Your account or password is incorrect.';

export function interactionRoutes(app: FastifyInstance, parts: InteractionParts): void {
  /** Who gave the right password, until the sign-in is finished. */
  const signedIn = new Map<string, DirectoryUser>();
  const uidOf = (request: FastifyRequest) => (request.params as { uid: string }).uid;
  const html = (reply: FastifyReply, page: string) => reply.type('text/html; charset=utf-8').send(page);

  app.get('/signin/:uid', async (request, reply) => {
    const details = await detailsOf(parts, request);
    if (!details) return html(reply.code(400), problemPage('AADSTS50132: This sign-in is over. Start it again.'));
    return html(reply, signInPage(`/signin/${uidOf(request)}`, String(details.params['login_hint'] ?? ''), null));
  });

  app.post('/signin/:uid', async (request, reply) => {
    const details = await detailsOf(parts, request);
    if (!details) return html(reply.code(400), problemPage('AADSTS50132: This sign-in is over. Start it again.'));
    const form = (request.body ?? {}) as Form;
    const action = `/signin/${uidOf(request)}`;
    const known = signedIn.get(uidOf(request));
    const user = known ?? parts.directory.user(form['username'] ?? '');
    if (!user || (!known && user.password !== form['password'])) {
      return html(reply.code(200), signInPage(action, form['username'] ?? '', wrongPassword));
    }
    signedIn.set(uidOf(request), user);
    const scopes = String(details.params['scope'] ?? '').split(' ');
    const page = form['decision'] === undefined ? pageBefore(parts.kit, action, user, scopes) : null;
    if (page !== null) return html(reply, page);
    signedIn.delete(uidOf(request));
    return finish(parts, request, reply, await resultOf(parts, user, scopes, form['decision']));
  });
}

/** What has to be shown after the password, or null. */
function pageBefore(kit: Kit, action: string, user: DirectoryUser, scopes: readonly string[]): string | null {
  if (kit.switches.text('adminApproval') === 'requiredWithPage') return approvalPage(action);
  const asked = scopes.filter((scope) => graphScopes.includes(scope));
  return kit.switches.flag('consentPage') && kit.switches.text('adminApproval') === 'granted'
    ? consentPage(action, user.userName, asked)
    : null;
}

async function resultOf(
  { kit, directory, provider }: InteractionParts,
  user: DirectoryUser,
  scopes: readonly string[],
  decision: string | undefined,
): Promise<InteractionResults> {
  if (kit.switches.text('adminApproval') !== 'granted') {
    return {
      error: 'consent_required',
      error_description: `AADSTS90094: The grant requires admin permission. Application '${directory.clientId}' was not approved by an administrator.`,
    };
  }
  if (decision !== undefined && decision !== 'accept') {
    return { error: 'access_denied', error_description: 'AADSTS65004: User declined to consent to access the app.' };
  }
  const { library } = await provider();
  const grant = new library.Grant({ accountId: user.objectId, clientId: directory.clientId });
  grant.addOIDCScope(scopes.join(' '));
  const grantId = await grant.save();
  return { login: { accountId: user.objectId, remember: false }, consent: { grantId } };
}

async function finish(
  parts: InteractionParts,
  request: FastifyRequest,
  reply: FastifyReply,
  result: InteractionResults,
): Promise<FastifyReply> {
  const { library, within } = await parts.provider();
  const answer = await within(forLibrary(request), async (incoming, outgoing) =>
    library.interactionFinished(incoming, outgoing, result, { mergeWithLastSubmission: false }),
  );
  return reply.redirect(String(answer.headers.location), 303);
}

/** The question that the application asked, or null when there is none (any longer) behind this page. */
async function detailsOf(
  parts: InteractionParts,
  request: FastifyRequest,
): Promise<{ readonly params: Readonly<Record<string, unknown>> } | null> {
  const { library, within } = await parts.provider();
  let params: Readonly<Record<string, unknown>> | null = null;
  await within(forLibrary(request), async (incoming, outgoing) => {
    try {
      params = (await library.interactionDetails(incoming, outgoing)).params;
    } catch (error) {
      if ((error as { error?: string }).error !== 'invalid_request') throw error;
    }
    outgoing.end();
  });
  return params === null ? null : { params };
}

function forLibrary(request: FastifyRequest): ProviderRequest {
  const { 'content-length': _length, 'content-type': _type, ...headers } = request.headers;
  return { method: 'GET', url: request.url, mount: '', headers };
}
