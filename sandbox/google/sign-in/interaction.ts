/**
 * @file What happens in the browser between the application's question and the answer to it: password, and consent to single
 * permissions.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { InteractionResults } from 'oidc-provider';
import type { ProviderRequest } from '../../kit/provider-calls.ts';
import { type Account, dataScopes, identityScopes } from './directory.ts';
import { consentPage, problemPage, signInPage } from './pages.ts';
import type { SignInParts } from './sign-in-parts.ts';

type Form = Readonly<Record<string, string | undefined>>;
type Question = Readonly<Record<string, unknown>>;

const over = 'Error 400: this sign-in is over. Start it again.';

export function interactionRoutes(app: FastifyInstance, parts: SignInParts): void {
  /** Who gave the right password, until the sign-in is finished. */
  const signedIn = new Map<string, Account>();
  const uidOf = (request: FastifyRequest) => (request.params as { uid: string }).uid;
  const html = (reply: FastifyReply, page: string) => reply.type('text/html; charset=utf-8').send(page);

  app.get('/signin/:uid', async (request, reply) => {
    const question = await questionOf(parts, request);
    if (!question) return html(reply.code(400), problemPage(over));
    return html(reply, signInPage(`/signin/${uidOf(request)}`, String(question['login_hint'] ?? ''), null));
  });

  app.post('/signin/:uid', async (request, reply) => {
    const question = await questionOf(parts, request);
    if (!question) return html(reply.code(400), problemPage(over));
    const form = (request.body ?? {}) as Form;
    const action = `/signin/${uidOf(request)}`;
    const known = signedIn.get(uidOf(request));
    const account = known ?? parts.directory.account(form['username'] ?? '');
    if (!account || (!known && account.password !== form['password'])) {
      return html(reply, signInPage(action, form['username'] ?? '', 'Wrong password. Try again.'));
    }
    signedIn.set(uidOf(request), account);
    const offered = offeredScopes(parts, account, question);
    if (form['decision'] === undefined && offered.length > 0) {
      return html(reply, consentPage(action, account.userName, offered));
    }
    signedIn.delete(uidOf(request));
    return finish(parts, request, reply, await resultOf(parts, account, question, offered, form));
  });
}

/** What the page asks about: all permissions to data, or those that are new where the consent is not asked for again. */
function offeredScopes({ tokens }: SignInParts, account: Account, question: Question): readonly string[] {
  const asked = scopesOf(question).filter((scope) => dataScopes.includes(scope));
  const again = String(question['asked_prompt'] ?? '').includes('consent');
  const granted = tokens.granted(account.userName);
  return again ? asked : asked.filter((scope) => !granted.includes(scope));
}

async function resultOf(
  { kit, directory, tokens, provider }: SignInParts,
  account: Account,
  question: Question,
  offered: readonly string[],
  form: Form,
): Promise<InteractionResults> {
  const withheld = kit.switches.text('withheldScopes').split(' ');
  const ticked = offered.filter((scope) => form[`scope:${scope}`] !== undefined && !withheld.includes(scope));
  const asked = scopesOf(question);
  const refused = offered.filter((scope) => !ticked.includes(scope));
  const granted = asked.filter((scope) => !refused.includes(scope));
  const nothing = granted.every((scope) => identityScopes.includes(scope)) && offered.length > 0;
  if ((form['decision'] ?? 'accept') !== 'accept' || nothing) return { error: 'access_denied' };
  const { library } = await provider();
  const grant = new library.Grant({ accountId: account.subject, clientId: directory.clientId });
  grant.addOIDCScope(granted.join(' '));
  if (refused.length > 0) grant.rejectOIDCScope(refused.join(' '));
  const grantId = await grant.save();
  tokens.grant(account.userName, granted);
  tokens.noteAsked(grantId, {
    offline: question['access_type'] === 'offline',
    consentAgain: String(question['asked_prompt'] ?? '').includes('consent'),
    includeGranted: question['include_granted_scopes'] === 'true',
  });
  return { login: { accountId: account.subject, remember: false }, consent: { grantId } };
}

function scopesOf(question: Question): readonly string[] {
  return String(question['scope'] ?? '').split(' ');
}

async function finish(
  parts: SignInParts,
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

/** What the application asked, or null when there is no question (any longer) behind this page. */
async function questionOf(parts: SignInParts, request: FastifyRequest): Promise<Question | null> {
  const { library, within } = await parts.provider();
  let question: Question | null = null;
  await within(forLibrary(request), async (incoming, outgoing) => {
    try {
      question = (await library.interactionDetails(incoming, outgoing)).params;
    } catch (error) {
      if ((error as { error?: string }).error !== 'invalid_request') throw error;
    }
    outgoing.end();
  });
  return question;
}

function forLibrary(request: FastifyRequest): ProviderRequest {
  const { 'content-length': _length, 'content-type': _type, ...headers } = request.headers;
  return { method: 'GET', url: request.url, mount: '', headers };
}
