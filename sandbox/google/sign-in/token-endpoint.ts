/**
 * @file The token address: the library checks codes, verifiers and grants; form, lifetimes and errors are those of Google.
 */
import type { ProviderRequest } from '../../kit/provider-calls.ts';
import { answeredScope, clientSecret, identityScopes } from './directory.ts';
import type { SignInParts } from './sign-in-parts.ts';
import type { RefreshEntry } from './token-register.ts';

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

type Form = Readonly<Record<string, string>>;

interface LibraryTokens {
  readonly id_token?: string;
  readonly refresh_token?: string;
  readonly scope?: string;
  readonly error?: string;
  readonly error_description?: string;
}

const daySeconds = 86_400;

export async function answerToken(parts: SignInParts, request: ProviderRequest, form: Form): Promise<TokenAnswer> {
  if (form['client_id'] !== parts.directory.clientId) {
    return refusal(401, 'invalid_client', 'The OAuth client was not found.');
  }
  if (form['client_secret'] === undefined) return refusal(400, 'invalid_request', 'client_secret is missing.');
  if (form['client_secret'] !== clientSecret) {
    return refusal(401, 'invalid_client', 'The provided client secret is invalid.');
  }
  if (form['grant_type'] === 'authorization_code') return exchangeCode(parts, request, form);
  if (form['grant_type'] === 'refresh_token') return exchangeRefresh(parts, request, form);
  return refusal(400, 'unsupported_grant_type', `Invalid grant_type: ${form['grant_type'] ?? ''}`);
}

async function exchangeCode(parts: SignInParts, request: ProviderRequest, form: Form): Promise<TokenAnswer> {
  const tokens = await askLibrary(parts, request, form);
  if (tokens.error !== undefined || tokens.refresh_token === undefined) {
    return refusal(400, 'invalid_grant', tokens.error_description ?? 'Bad Request');
  }
  const { library } = await parts.provider();
  const inner = await library.RefreshToken.find(tokens.refresh_token);
  const account = parts.directory.accountBySubject(inner?.accountId ?? '');
  if (!inner || !account) return refusal(400, 'invalid_grant', 'Account has been deleted');
  const { userName } = account;
  const asked = parts.tokens.asked(inner.grantId ?? '');
  const own = (tokens.scope ?? '').split(' ').filter((scope) => scope !== '');
  const scopes = asked.includeGranted ? [...new Set([...own, ...parts.tokens.granted(userName)])] : own;
  const wanted = asked.offline && (asked.consentAgain || !parts.tokens.hasRefresh(userName));
  return success(parts, userName, scopes, tokens.id_token, wanted ? tokens.refresh_token : null);
}

async function exchangeRefresh(parts: SignInParts, request: ProviderRequest, form: Form): Promise<TokenAnswer> {
  const entry = parts.tokens.refresh(form['refresh_token'] ?? '', parts.kit.switches.number('unusedRefreshTokenDays'));
  if (!entry) return refusal(400, 'invalid_grant', 'Token has been expired or revoked.');
  const inner = entry.inner ?? (await libraryToken(parts, entry));
  const tokens = await askLibrary(parts, request, { ...form, refresh_token: inner });
  if (tokens.error !== undefined) return refusal(400, 'invalid_grant', 'Token has been expired or revoked.');
  parts.tokens.noteUse(entry.token, inner);
  return success(parts, entry.userName, entry.scopes, tokens.id_token, null);
}

async function askLibrary(parts: SignInParts, request: ProviderRequest, form: Form): Promise<LibraryTokens> {
  const sent = new URLSearchParams();
  const names = ['client_id', 'client_secret', 'grant_type', 'code', 'redirect_uri', 'code_verifier', 'refresh_token'];
  for (const name of names) {
    const value = form[name];
    if (value !== undefined) sent.set(name, value);
  }
  const { ask } = await parts.provider();
  const answer = await ask({
    ...request,
    method: 'POST',
    headers: { ...request.headers, 'content-type': 'application/x-www-form-urlencoded' },
    payload: sent.toString(),
  });
  return JSON.parse(answer.payload) as LibraryTokens;
}

/** @param inner the library's refresh token where the application gets one of ours, or null */
function success(
  { kit, tokens, directory }: SignInParts,
  userName: string,
  scopes: readonly string[],
  idToken: string | undefined,
  inner: string | null,
): TokenAnswer {
  const seconds = kit.switches.number('accessTokenSeconds');
  const testing = kit.switches.text('publishingStatus') === 'testing';
  const accessToken = tokens.giveAccess(userName, scopes, seconds);
  const days = testing ? 7 : null;
  const entry = {
    userName,
    scopes,
    inner,
    expires: days === null ? null : kit.clock.now() + days * daySeconds * 1_000,
    used: kit.clock.now(),
  };
  const known = directory.account(userName) !== null && idToken !== undefined && scopes.includes('openid');
  return {
    status: 200,
    body: {
      access_token: accessToken,
      expires_in: seconds,
      ...(inner === null
        ? {}
        : {
            refresh_token: tokens.giveRefresh(entry, kit.switches.number('liveRefreshTokens')),
            ...(days === null ? {} : { refresh_token_expires_in: days * daySeconds - 1 }),
          }),
      scope: scopes.map(answeredScope).join(' '),
      token_type: 'Bearer',
      ...(known ? { id_token: idToken } : {}),
    },
  };
}

/** A refresh token that was handed out without a sign-in gets its counterpart at the library when it is first used. */
async function libraryToken({ directory, provider }: SignInParts, entry: RefreshEntry): Promise<string> {
  const { library } = await provider();
  const accountId = directory.account(entry.userName)?.subject ?? '';
  const scope = identityScopes.filter((each) => entry.scopes.includes(each)).join(' ');
  const grant = new library.Grant({ accountId, clientId: directory.clientId });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  const client = await library.Client.find(directory.clientId);
  if (!client) throw new TypeError('The sign-in does not know its own application.');
  const token = new library.RefreshToken({ accountId, client, grantId, gty: 'authorization_code', scope } as never);
  return token.save();
}

function refusal(status: number, error: string, explanation: string): TokenAnswer {
  return { status, body: { error, error_description: explanation } };
}
