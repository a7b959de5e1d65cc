/**
 * @file Where a tenant is and how it is, without signing in; and the version block of its API.
 */
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../errors.ts';
import type { ApiParts } from './request-context.ts';

const version = 'Release_12.4_2026.09.17-05';
const minute = 60_000;
const upStates = new Set(['Running', 'OnlineMaintenance']);

/** `GET /api/state/{ctx}` on the login server, which refuses API calls as the wrong server. */
export function addState(parts: ApiParts): void {
  const { kit, tenant } = parts;
  const login = kit.host('login');
  login.get<{ Params: { context: string } }>('/api/state/:context', (request) => {
    if (request.params.context.toLowerCase() !== tenant.context.toLowerCase()) {
      throw new Refusal(404, `There is no tenant ${request.params.context}.`);
    }
    const state = kit.switches.text('tenantState');
    const endpoint = `${kit.address(kit.switches.text('tenantHost'))}/${tenant.context}`;
    return {
      ContextIdentifier: tenant.context,
      Endpoint: endpoint,
      State: state,
      IsRunning: upStates.has(state),
      ValidUntil: new Date(kit.clock.now() + 5 * minute).toISOString().replace('Z', '0000Z'),
      Api: `${endpoint}/api`,
      Version: version,
    };
  });
  login.all('/:context/api/*', () => {
    throw new Refusal(421, 'Wrong subdomain used to access tenant');
  });
}

/** `GET /{ctx}/api`. */
export function addVersion(app: FastifyInstance, parts: ApiParts, hostName: string): void {
  app.get<{ Params: { context: string } }>('/:context/api', (request) => {
    const { kit, tenant } = parts;
    if (kit.switches.text('tenantHost') !== hostName) throw new Refusal(421, 'Wrong subdomain used to access tenant');
    if (request.params.context.toLowerCase() !== tenant.context.toLowerCase()) {
      throw new Refusal(404, `There is no tenant ${request.params.context}.`);
    }
    return {
      v1: `${kit.address(hostName)}/${tenant.context}/api/v1/`,
      NetServerVersion: '12.4.1514.0',
      NetServerDate: '2026-09-17T00:00:00',
      NetServerLabel: version,
      NetServer: 'SuperOffice.Net 12.4',
      Services: '90',
      ServicesCurrent: '90',
      Version: 'v1',
      Documentation: 'SuperOffice WebAPI',
    };
  });
}
