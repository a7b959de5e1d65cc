/**
 * @file What proves at an Exchange Server who somebody is, in the one form in which it goes from the key store to the request:
 * a text that fits into a header, because the layer that all connectors share takes what it is given for a token.
 */
import { z } from 'zod';
import { passwordWays } from './challenges.ts';

const passwordCredential = z.object({
  kind: z.literal('password'),
  /** Each time that somebody types a password it is another one, also where it is the same. */
  id: z.string(),
  /** Taken when the server was asked for the first time. */
  way: z.enum(passwordWays),
  /** `DOMAIN\name`, or an address. */
  userName: z.string(),
  password: z.string(),
});
const credential = z.discriminatedUnion('kind', [
  passwordCredential,
  z.object({ kind: z.literal('bearer'), id: z.string(), token: z.string() }),
]);
export type ExchangeCredential = z.infer<typeof credential>;
export type PasswordCredential = z.infer<typeof passwordCredential>;

export function packCredential(one: ExchangeCredential): string {
  return Buffer.from(JSON.stringify(one)).toString('base64url');
}

/** @returns undefined for what was not packed here. */
export function unpackCredential(text: string): ExchangeCredential | undefined {
  try {
    return credential.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString())).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
