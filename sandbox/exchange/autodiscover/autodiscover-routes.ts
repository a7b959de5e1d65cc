/**
 * @file Autodiscover: where the mailbox of an address is. The older way with XML, and the newer with JSON; on the mail server
 * itself, or by a redirect from the domain.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { XmlDocument } from 'libxml2-wasm';
import { create } from 'xmlbuilder2';
import type { Kit } from '../../kit/kit.ts';
import type { Gate } from '../sign-in/gate.ts';
import { childOf, type Element, elementOf, textOf } from '../soap/element.ts';
import type { XmlObject } from '../soap/envelope.ts';
import type { Tenant } from '../tenant.ts';

const base = 'http://schemas.microsoft.com/exchange/autodiscover';
const responseSchema = `${base}/outlook/responseschema/2006a`;
/** Where a mailbox is asked for that was moved to the cloud. */
const cloudAddress = 'https://outlook.office365.com/EWS/Exchange.asmx';
const cloudDomain = 'nordlicht.mail.onmicrosoft.com';

/** On the mail server. */
export function autodiscoverRoutes(app: FastifyInstance, kit: Kit, tenant: Tenant, gate: Gate): void {
  const place = () => kit.switches.text('autodiscover');
  app.post('/autodiscover/autodiscover.xml', async (request, reply) => {
    if (place() === 'none') return reply.code(404).send('');
    if (!(await gate.enter(request, reply))) return reply;
    const answer = pox(kit, tenant, request);
    return reply.header('content-type', 'text/xml; charset=utf-8').send(answer);
  });
  app.get('/autodiscover/autodiscover.json/v1.0/:address', (request, reply) => {
    if (place() === 'none') return reply.code(404).send('');
    const { address } = request.params as { address: string };
    if (kit.switches.text('release') === '2013') return reply.code(404).send('');
    const { Protocol: protocol = '' } = request.query as { Protocol?: string };
    if (protocol.toLowerCase() !== 'ews') {
      return reply
        .code(400)
        .send({ ErrorCode: 'InvalidProtocol', ErrorMessage: 'The given protocol value is invalid.' });
    }
    if (!tenant.accounts.named(address)) {
      return reply.code(404).send({ ErrorCode: 'UserNotFound', ErrorMessage: 'The given user is not found.' });
    }
    return reply.send({ Protocol: 'EWS', Url: ewsAddress(kit) });
  });
}

/** At the domain of the addresses, in the place of `autodiscover.nordlicht.example`: it knows no mailboxes itself. */
export function domainRoutes(app: FastifyInstance, kit: Kit): void {
  app.get('/autodiscover/autodiscover.xml', (_request, reply) => {
    if (kit.switches.text('autodiscover') !== 'redirect') return reply.code(404).send('');
    return reply
      .code(302)
      .header('location', `${kit.address('mail')}/autodiscover/autodiscover.xml`)
      .send('');
  });
}

function pox(kit: Kit, tenant: Tenant, request: FastifyRequest): string {
  const asked = read(request.sandbox.rawBody ?? '');
  const address = textOf(childOf(asked, 'Request'), 'EMailAddress');
  const schema = textOf(childOf(asked, 'Request'), 'AcceptableResponseSchema');
  if (address === undefined || schema === undefined) return failure(kit, '600', 'Invalid Request');
  if (schema !== responseSchema) return failure(kit, '601', 'Provider is not available');
  const account = tenant.accounts.named(address);
  if (!account) return failure(kit, '500', 'The email address can’t be found.');
  const user = { DisplayName: account.displayName, AutoDiscoverSMTPAddress: account.userName };
  return written({
    '@xmlns': responseSchema,
    User: user,
    Account: accountOf(kit, account.userName),
  });
}

function accountOf(kit: Kit, userName: string): XmlObject {
  const inCloud = kit.switches.text('mailboxPlace') === 'cloud';
  if (kit.switches.text('autodiscover') === 'redirectAddress' && inCloud) {
    return { AccountType: 'email', Action: 'redirectAddr', RedirectAddr: `${userName.split('@')[0]}@${cloudDomain}` };
  }
  const address = inCloud ? cloudAddress : ewsAddress(kit);
  return {
    AccountType: 'email',
    Action: 'settings',
    MicrosoftOnline: inCloud ? 'True' : 'False',
    Protocol: [
      { Type: 'EXCH', Server: 'EX01.nordlicht.example', ASUrl: address, EwsUrl: address },
      {
        Type: 'EXPR',
        Server: 'mail.nordlicht.example',
        SSL: 'On',
        AuthPackage: 'Ntlm',
        ASUrl: address,
        EwsUrl: address,
      },
    ],
  };
}

function ewsAddress(kit: Kit): string {
  return kit.switches.text('mailboxPlace') === 'cloud' ? cloudAddress : `${kit.address('mail')}/EWS/Exchange.asmx`;
}

function read(text: string): Element | undefined {
  let document: XmlDocument | null = null;
  try {
    document = XmlDocument.fromString(text);
    return elementOf(document);
  } catch {
    // What is no XML asks for nothing.
    return undefined;
  } finally {
    document?.dispose();
  }
}

function failure(kit: Kit, code: string, message: string): string {
  const time = new Date(kit.clock.now()).toISOString().slice(11, 23);
  return written({ Error: { '@Time': time, '@Id': '1054084152', ErrorCode: code, Message: message, DebugData: '' } });
}

function written(response: XmlObject): string {
  return create(
    { encoding: 'utf-8' },
    { Autodiscover: { '@xmlns': `${base}/responseschema/2006`, Response: response } },
  ).end();
}
