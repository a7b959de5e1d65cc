/**
 * @file Tokens that every user has from the beginning, so that a client can be pointed at the servers without signing in. The
 * access token does not age by itself; the refresh token belongs to a consent like any other.
 */
import type { Kit } from '../../kit/kit.ts';
import type { SandboxUser } from '../../kit/system.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { accessTokenFor, clientId } from './provider.ts';
import type { TokenStore } from './token-store.ts';

const farFuture = 4_102_444_800;

/** Issues tokens for everybody who can sign in. */
export function issueReadyTokens(kit: Kit, tenant: Tenant, tokens: TokenStore): SandboxUser[] {
  return [...tenant.users.values()]
    .filter((user) => !user.isRoom)
    .map((user) => {
      const accessToken = accessTokenFor(tenant.context, kit.ids.token(43));
      const refreshToken = kit.ids.token(43);
      const grantId = kit.ids.token(43);
      const whole = { accountId: user.email, clientId, grantId, scope: 'openid', iat: 0, exp: farFuture };
      tokens.grant('Grant', grantId, {
        accountId: user.email,
        clientId,
        iat: 0,
        exp: farFuture,
        openid: { scope: 'openid' },
      });
      tokens.grant('AccessToken', accessToken, whole);
      tokens.grant('RefreshToken', refreshToken, { ...whole, gty: 'authorization_code', authTime: 0, iiat: 0 });
      return { userName: user.email, password: user.password, displayName: user.fullName, accessToken, refreshToken };
    });
}
