/** @file Who is signed in (`openidconnect.googleapis.com`). */
import type { FastifyInstance } from 'fastify';
import type { Directory } from '../sign-in/directory.ts';
import { claimsOf } from '../sign-in/provider.ts';
import { demandScope, sessionOf } from './gate.ts';

export function identityRoutes(app: FastifyInstance, directory: Directory): void {
  app.get('/v1/userinfo', (request, reply) => {
    demandScope(request, 'openid');
    const { userName, scopes } = sessionOf(request);
    const account = directory.account(userName);
    if (!account) throw new TypeError(`Nobody here is called "${userName}".`);
    const { sub, email, email_verified, ...profile } = claimsOf(account);
    return reply.send({
      sub,
      ...(scopes.has('email') ? { email, email_verified } : {}),
      ...(scopes.has('profile') ? profile : {}),
    });
  });
}
