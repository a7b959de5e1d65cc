/**
 * @file What is kept of a sign-in to an Exchange Server, and given to whoever sends requests there: the credential itself, in the place
 * of a token. One that the server has refused is marked, so that it is never sent again, also after a restart.
 */
import { z } from 'zod';
import { AuthExpired, passwordCauses } from '../../sync-core/connectors/errors.ts';
import { unpackCredential } from '../../sync-core/connectors/exchange/sign-in/credential.ts';
import type { Clock } from '../../sync-core/connectors/ports.ts';
import { keptFor, type StaySignedIn } from './signed-in.ts';

const system = 'exchange';
/** A password has no end that is known; it is read from the key store again after so long. */
const holdsMs = 24 * 3_600_000;

const keptSchema = keptFor.extend({
  /** See `packCredential`. */
  credential: z.string(),
  /** It was not accepted: only the user can help. */
  refused: z.enum(passwordCauses).exactOptional(),
});
type Kept = z.infer<typeof keptSchema>;

/** For the vault. @param url of the web service: the credential goes to no other place */
export function exchangeSecret(url: string, credential: string): string {
  const kept: Kept = { loginUrl: url, clientId: '', credential };
  return JSON.stringify(kept);
}

/** @throws AuthExpired for one that was refused */
export function keptCredential(secret: string): string {
  const { credential, refused } = keptSchema.parse(JSON.parse(secret));
  if (refused !== undefined) throw refusal(refused);
  return credential;
}

function refusal(code: (typeof passwordCauses)[number]): AuthExpired {
  return new AuthExpired('the server does not accept the password', { system, code });
}

export function createExchangeStay(clock: Pick<Clock, 'now'>): StaySignedIn {
  return {
    async refresh(secret, rejected) {
      const token = keptCredential(secret);
      if (token !== rejected) return { fresh: { token, expiresAt: clock.now() + holdsMs } };
      const known = unpackCredential(token);
      throw refusal(known?.kind === 'password' && known.way === 'ntlm' ? 'ntlmRefused' : 'passwordRefused');
    },
    afterRefusal(secret, { details }) {
      const refused = passwordCauses.find((one) => one === details.code);
      return refused === undefined ? secret : JSON.stringify({ ...keptSchema.parse(JSON.parse(secret)), refused });
    },
  };
}
