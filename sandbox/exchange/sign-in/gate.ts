/**
 * @file Signing in on every request: Basic with a password, NTLM in three steps on one connection, or a token; which of them an
 * administrator has opened is a switch.
 */
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import type { Account, Accounts } from './accounts.ts';
import { domain } from './accounts.ts';
import { bindsChannel, challenge, messageKind, proves, readProof } from './ntlm.ts';

const computer = 'EX01';

export interface Gate {
  /** Who asks; null: the request is answered with 401 already. */
  enter(request: FastifyRequest, reply: FastifyReply): Promise<Account | null>;
}

interface Connection {
  readonly nonce: Buffer | null;
  readonly account: Account | null;
}

export function createGate(kit: Kit, accounts: Accounts): Gate {
  /** NTLM signs in a connection, and not a request. */
  const connections = new WeakMap<Socket, Connection>();
  const open = () => kit.switches.text('signIn').split(' ');
  const refuse = (reply: FastifyReply, proof?: string): null => {
    const offers: readonly string[] = proof
      ? [proof]
      : open().map((way) => ({ basic: 'Basic realm="mail.nordlicht.example"', ntlm: 'NTLM' })[way] ?? 'Bearer');
    reply
      .code(401)
      .header('www-authenticate', [...offers])
      .header('content-type', 'text/plain')
      .send('');
    return null;
  };
  const ntlm = async (request: FastifyRequest, reply: FastifyReply, token: string): Promise<Account | null> => {
    const { socket } = request.raw;
    const message = Buffer.from(token, 'base64');
    if (messageKind(message) === 1) {
      const nonce = Buffer.from(kit.ids.hex(16), 'hex');
      connections.set(socket, { nonce, account: null });
      return refuse(reply, `NTLM ${challenge(nonce, domain, computer, kit.clock.now()).toString('base64')}`);
    }
    const proof = readProof(message);
    const nonce = connections.get(socket)?.nonce;
    const account = proof && accounts.named(proof.user, proof.domain);
    if (!proof || !nonce || !account) return refuse(reply);
    const bound = kit.switches.text('channelBinding') === 'allowed' || bindsChannel(proof);
    if (!accounts.admits(account, bound && (await proves(proof, account.password, nonce)))) return refuse(reply);
    connections.set(socket, { nonce: null, account });
    return account;
  };
  return {
    enter: async (request, reply) => {
      const [way = '', secret = ''] = (request.headers.authorization ?? '').split(' ');
      const ways = open();
      const signedIn = connections.get(request.raw.socket)?.account;
      if (way === '' && signedIn) return signedIn;
      if (way === 'Basic' && ways.includes('basic')) return basic(accounts, secret) ?? refuse(reply);
      if (way === 'NTLM' && ways.includes('ntlm')) return ntlm(request, reply, secret);
      if (way === 'Bearer' && ways.includes('bearer')) return accounts.byToken(secret) ?? refuse(reply);
      return refuse(reply);
    },
  };
}

function basic(accounts: Accounts, secret: string): Account | null {
  const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(secret, 'base64').toString('utf8')) ?? [];
  const account = accounts.named(name);
  return account && accounts.admits(account, account.password === password) ? account : null;
}
