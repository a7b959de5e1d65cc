/** @file The web service: one address, and the operation named by the body. */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import { readZone } from '../items/zone-definition.ts';
import type { Gate } from '../sign-in/gate.ts';
import { childOf, type Element } from '../soap/element.ts';
import { answer, faultAnswer, type ServerVersion } from '../soap/envelope.ts';
import { ItemError, notInSandbox, SoapFault } from '../soap/ews-error.ts';
import { readEnvelope } from '../soap/schema.ts';
import type { Tenant } from '../tenant.ts';
import { createAttachment, deleteAttachment, getAttachment } from './attachments.ts';
import type { EwsCall, Operation } from './call.ts';
import { convertId } from './convert-id.ts';
import { deleteItem } from './delete-item.ts';
import { findItem } from './find-item.ts';
import { findFolder, getFolder, updateFolder } from './folders.ts';
import { getItem } from './get-item.ts';
import { resolveNames } from './resolve-names.ts';
import { getServerTimeZones } from './server-zones.ts';
import { syncFolderItems } from './sync-folder-items.ts';
import { createUserConfiguration, getUserConfiguration, updateUserConfiguration } from './user-configuration.ts';
import { createItem, updateItem } from './write-item.ts';

/** By release, with the newest rules that a request may ask for. */
const releases: Readonly<Record<string, ServerVersion & { readonly asked: readonly string[] }>> = {
  '2013': { minor: 0, build: 1497, schema: 'V2_23', asked: ['Exchange2013', 'Exchange2013_SP1'] },
  '2016': {
    minor: 1,
    build: 2507,
    schema: 'V2017_07_11',
    asked: ['Exchange2013', 'Exchange2013_SP1', 'Exchange2015', 'Exchange2016'],
  },
  '2019': {
    minor: 2,
    build: 1544,
    schema: 'V2017_07_11',
    asked: ['Exchange2013', 'Exchange2013_SP1', 'Exchange2015', 'Exchange2016'],
  },
  SE: {
    minor: 2,
    build: 2562,
    schema: 'V2017_07_11',
    asked: ['Exchange2013', 'Exchange2013_SP1', 'Exchange2015', 'Exchange2016'],
  },
};
const olderRules = ['Exchange2007', 'Exchange2007_SP1', 'Exchange2010', 'Exchange2010_SP1', 'Exchange2010_SP2'];

export function ewsRoutes(app: FastifyInstance, kit: Kit, tenant: Tenant, gate: Gate): void {
  const operations = new Map<string, Operation>(
    Object.entries({
      GetFolder: getFolder,
      FindFolder: findFolder,
      UpdateFolder: updateFolder,
      SyncFolderItems: syncFolderItems,
      FindItem: findItem,
      GetItem: getItem,
      CreateItem: createItem,
      UpdateItem: updateItem,
      DeleteItem: deleteItem,
      CreateAttachment: createAttachment,
      GetAttachment: getAttachment,
      DeleteAttachment: deleteAttachment,
      GetServerTimeZones: getServerTimeZones,
      ConvertId: convertId,
      ResolveNames: resolveNames(() => tenant.accounts.all),
      GetUserConfiguration: getUserConfiguration,
      CreateUserConfiguration: createUserConfiguration,
      UpdateUserConfiguration: updateUserConfiguration,
    }),
  );
  const underWay = new Map<string, number>();
  const release = () => releases[kit.switches.text('release')] ?? releases['2013'];
  app.post('/EWS/Exchange.asmx', async (request, reply) => {
    const account = await gate.enter(request, reply);
    if (!account) return reply;
    const count = (underWay.get(account.userName) ?? 0) + 1;
    underWay.set(account.userName, count);
    try {
      if (request.sandbox.call === null) await turnOfTheLoop();
      if (count > kit.switches.number('concurrentRequests'))
        throw new SoapFault(
          'ErrorExceededConnectionCount',
          'You have exceeded the available concurrent connections for your account.',
        );
      const version = release();
      if (!version) throw new RangeError('There is no such release.');
      const envelope = readEnvelope(request.sandbox.rawBody ?? '');
      const [body] = childOf(envelope, 'Body')?.children ?? [];
      if (!body) throw new SoapFault('ErrorSchemaValidation', 'The request has no operation.');
      const header = childOf(envelope, 'Header');
      demandVersion(header, version.asked);
      if (kit.switches.text('mailboxPlace') === 'cloud')
        throw new SoapFault('ErrorMailboxMoveInProgress', 'The mailbox is not on this server.');
      if (childOf(header, 'ExchangeImpersonation'))
        throw new SoapFault(
          'ErrorImpersonateUserDenied',
          'The account does not have permission to impersonate the requested user.',
        );
      const operation = operations.get(body.name);
      if (!operation) throw notInSandbox(`the operation ${body.name}`);
      const call: EwsCall = {
        kit,
        mailbox: tenant.mailbox(account.userName),
        rules: tenant.rules(),
        zone: zoneOf(header),
        asOf: /^(Get|Find|Sync)/.test(body.name) ? request.sandbox.asOf : null,
        operation: body.name,
        generation: tenant.generation,
      };
      return send(reply, 200, answer({ [`m:${body.name}Response`]: operation(body, call) }, version));
    } catch (error) {
      return send(reply, 500, faultAnswer(faultOf(error), release()));
    } finally {
      const left = (underWay.get(account.userName) ?? 1) - 1;
      underWay.set(account.userName, left);
    }
  });
  app.get('/EWS/Exchange.asmx', async (request, reply) => {
    if (!(await gate.enter(request, reply))) return reply;
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .send('<html><head><title>Service</title></head><body><p>You have created a service.</p></body></html>');
  });
}

/** What concerns one item alone is never thrown here, but by the zone of the whole request. */
function faultOf(error: unknown): SoapFault {
  if (error instanceof SoapFault) return error;
  if (error instanceof ItemError) return new SoapFault(error.code, error.message);
  throw error;
}

function demandVersion(header: Element | undefined, asked: readonly string[]): void {
  const wanted = childOf(header, 'RequestServerVersion')?.attributes['Version'] ?? 'Exchange2007';
  if (olderRules.includes(wanted)) throw notInSandbox(`the rules of ${wanted}`);
  if (!asked.includes(wanted)) {
    throw new SoapFault('ErrorInvalidServerVersion', 'The specified server version is invalid.');
  }
}

function zoneOf(header: Element | undefined): string {
  const definition = childOf(childOf(header, 'TimeZoneContext'), 'TimeZoneDefinition');
  return definition ? readZone(definition) : 'UTC';
}

function send(reply: FastifyReply, status: number, xml: string): FastifyReply {
  return reply.code(status).header('content-type', 'text/xml; charset=utf-8').send(xml);
}
