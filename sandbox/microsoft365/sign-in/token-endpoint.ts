/**
 * @file The token endpoint: the library checks codes, verifiers and grants; form, lifetimes and errors are those of Microsoft.
 */

import type { ProviderRequest } from '../../kit/provider-calls.ts';
import { clientInfoOf } from './provider.ts';
import { type SignInParts, shortScopes } from './sign-in-parts.ts';
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
}

export async function answerToken(parts: SignInParts, request: ProviderRequest, form: Form): Promise<TokenAnswer> {
  if (form['client_id'] !== parts.directory.clientId) {
    return refusal(
      parts,
      'unauthorized_client',
      700016,
      `Application with identifier '${form['client_id']}' was not found in the directory.`,
    );
  }
  if (form['grant_type'] === 'authorization_code') return exchange(parts, request, form, null);
  if (form['grant_type'] === 'refresh_token') return refresh(parts, request, form);
  return refusal(
    parts,
    'unsupported_grant_type',
    70003,
    `The app requested an unsupported grant type '${form['grant_type']}'.`,
  );
}

async function refresh(parts: SignInParts, request: ProviderRequest, form: Form): Promise<TokenAnswer> {
  const entry = parts.tokens.refresh(form['refresh_token'] ?? '');
  if (!entry) return refusal(parts, 'invalid_grant', 9002313, 'Invalid request. Request is malformed or invalid.');
  if (parts.kit.switches.text('adminApproval') !== 'granted') {
    return refusal(
      parts,
      'invalid_grant',
      65001,
      `The user or administrator has not consented to use the application with ID '${parts.directory.clientId}'. Send an interactive authorization request for this user and resource.`,
      'consent_required',
    );
  }
  if (shortScopes(form['scope'] ?? '').some((scope) => scope.includes('.') && !entry.scopes.includes(scope))) {
    return refusal(
      parts,
      'invalid_grant',
      65001,
      `The user or administrator has not consented to use the application with ID '${parts.directory.clientId}' for all that it asks for. Send an interactive authorization request for this user and resource.`,
      'consent_required',
    );
  }
  if (entry.state === 'revoked') {
    return refusal(
      parts,
      'invalid_grant',
      50173,
      'The provided grant has expired due to it being revoked, a fresh auth token is needed.',
      'bad_token',
    );
  }
  const usedUp = entry.state === 'used' && parts.kit.switches.text('usedRefreshToken') === 'refused';
  if (usedUp || parts.tokens.isTooOld(entry)) {
    return refusal(parts, 'invalid_grant', 700082, 'The refresh token has expired due to inactivity.', 'token_expired');
  }
  const inner = entry.inner ?? (await libraryToken(parts, entry));
  return exchange(parts, request, { ...form, refresh_token: inner }, { ...entry, inner });
}

/** @param entry the refresh token that is exchanged, or null for a code */
async function exchange(
  parts: SignInParts,
  request: ProviderRequest,
  form: Form,
  entry: RefreshEntry | null,
): Promise<TokenAnswer> {
  const { client_id: clientId = '', grant_type: grantType = '' } = form;
  const sent = new URLSearchParams({ client_id: clientId, grant_type: grantType });
  for (const name of ['code', 'redirect_uri', 'code_verifier', 'refresh_token']) {
    const value = form[name];
    if (value !== undefined) sent.set(name, value);
  }
  const { library, ask } = await parts.provider();
  const answer = await ask({
    ...request,
    method: 'POST',
    headers: { ...request.headers, 'content-type': 'application/x-www-form-urlencoded' },
    payload: sent.toString(),
  });
  const tokens = JSON.parse(answer.payload) as LibraryTokens & { error?: string; error_description?: string };
  if (tokens.error !== undefined) {
    return refusal(
      parts,
      tokens.error,
      70008,
      `The provided authorization code or refresh token is not valid: ${tokens.error_description ?? ''}.`,
    );
  }
  const inner = tokens.refresh_token ?? entry?.inner ?? null;
  const accountId = inner === null ? null : (await library.RefreshToken.find(inner))?.accountId;
  const userName = entry?.userName ?? parts.directory.userByObjectId(accountId ?? subjectOf(tokens.id_token))?.userName;
  if (userName === undefined) return refusal(parts, 'invalid_grant', 50034, 'The user account does not exist.');
  return success(parts, form, userName, tokens, inner, entry);
}

function success(
  { kit, directory, tokens: register }: SignInParts,
  form: Form,
  userName: string,
  tokens: LibraryTokens,
  inner: string | null,
  entry: RefreshEntry | null,
): TokenAnswer {
  const user = directory.user(userName);
  const withheld = kit.switches.text('withheldScopes').split(' ');
  const granted = (entry?.scopes ?? (tokens.scope ?? '').split(' ')).filter((scope) => !withheld.includes(scope));
  const asked = form['scope'] === undefined ? granted : shortScopes(form['scope']);
  const scopes = granted.filter((scope) => asked.includes(scope) && scope !== 'offline_access');
  const seconds = kit.switches.number('accessTokenSeconds');
  const access = register.giveAccess(userName, scopes, seconds);
  if (entry) register.note(entry.token, { state: 'used', inner });
  const full = form['scope']?.includes('https://graph.microsoft.com/') ?? false;
  const named = (scope: string) => (full && scope.includes('.') ? `https://graph.microsoft.com/${scope}` : scope);
  return {
    status: 200,
    body: {
      token_type: 'Bearer',
      scope: scopes.map(named).join(' '),
      expires_in: seconds,
      ext_expires_in: seconds,
      access_token: access,
      ...(inner === null
        ? {}
        : {
            refresh_token: register.giveRefresh(
              { userName, scopes: granted, inner },
              kit.switches.number('refreshTokenDays'),
            ),
          }),
      ...(tokens.id_token === undefined ? {} : { id_token: tokens.id_token }),
      ...(user ? { client_info: clientInfoOf(directory, user) } : {}),
    },
  };
}

/** A refresh token that was handed out without a sign-in gets its counterpart at the library when it is first used. */
async function libraryToken({ directory, tokens, provider }: SignInParts, entry: RefreshEntry): Promise<string> {
  const { library } = await provider();
  const user = directory.user(entry.userName);
  const accountId = user?.objectId ?? '';
  const grant = new library.Grant({ accountId, clientId: directory.clientId });
  grant.addOIDCScope(entry.scopes.join(' '));
  const grantId = await grant.save();
  const client = await library.Client.find(directory.clientId);
  if (!client) throw new TypeError('The sign-in does not know its own application.');
  const token = new library.RefreshToken({
    accountId,
    client,
    grantId,
    gty: 'authorization_code',
    scope: entry.scopes.join(' '),
  } as never);
  const inner = await token.save();
  tokens.note(entry.token, { inner });
  return inner;
}

function subjectOf(idToken: string | undefined): string {
  const claims = idToken?.split('.')[1];
  if (claims === undefined) return '';
  return String((JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { sub?: string }).sub ?? '');
}

/** Error answers name a number that support asks for. */
function refusal(
  parts: SignInParts,
  error: string,
  number: number,
  explanation: string,
  suberror?: string,
): TokenAnswer {
  const traceId = parts.kit.ids.uuid();
  const correlationId = parts.kit.ids.uuid();
  const timestamp = new Date(parts.kit.clock.now()).toISOString().slice(0, 19).replace('T', ' ');
  return {
    status: 400,
    body: {
      error,
      error_description: `AADSTS${number}: ${explanation} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}Z`,
      error_codes: [number],
      timestamp: `${timestamp}Z`,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${number}`,
      ...(suberror === undefined ? {} : { suberror }),
    },
  };
}
