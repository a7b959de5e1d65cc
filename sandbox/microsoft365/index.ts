/**
 * @file Microsoft 365 for trying out and testing: its sign-in and its Graph, strict where the original is, and harsh where it is
 * not known.
 *
 *     login    https://login.microsoftonline.com   sign-in pages, token endpoint, documents
 *     graph    https://graph.microsoft.com         /v1.0/…
 *
 * MSAL refuses sign-in addresses without TLS: its network client has to map the original's address to that of `login`.
 */
import { createKit, type Kit } from '../kit/kit.ts';
import type { SandboxSystem, StartOptions, SystemControl } from '../kit/system.ts';
import { type ContactOperations, contactOperations } from './contact-operations.ts';
import { batchRoute } from './graph/batch-route.ts';
import { calendarRoutes } from './graph/calendar-routes.ts';
import { contactRoutes } from './graph/contact-routes.ts';
import { deltaRoutes } from './graph/delta-routes.ts';
import { eventRoutes, writeRules } from './graph/event-routes.ts';
import { guard } from './graph/gate.ts';
import { personRoutes, sendZonesOfStandard } from './graph/person-routes.ts';
import { taskRules, todoRoutes } from './graph/todo-routes.ts';
import { unknownPath } from './graph/unknown-path.ts';
import { errorBody } from './graph-error.ts';
import { type CalendarOperations, calendarOperations } from './operations.ts';
import { type SeriesOperations, seriesOperations } from './series-operations.ts';
import { interactionRoutes } from './sign-in/interaction.ts';
import { signInRoutes } from './sign-in/sign-in-routes.ts';
import { microsoft365Switches } from './switches.ts';
import { Tenant, type TenantState } from './tenant.ts';
import { type TodoOperations, todoOperations } from './todo-operations.ts';

export { microsoft365Switches } from './switches.ts';

export interface Microsoft365System extends SandboxSystem {
  readonly control: SystemControl & CalendarOperations & SeriesOperations & TodoOperations & ContactOperations;
}

const faultCodes: Readonly<Record<number, string>> = {
  429: 'ApplicationThrottled',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

/** @throws RangeError for switches that are not known */
export function createMicrosoft365(options: StartOptions = {}): Microsoft365System {
  const kit = createKit({
    name: 'microsoft365',
    hosts: ['login', 'graph'],
    options,
    switches: microsoft365Switches,
    writeError: (status, message, host) => ({ body: errorForm(kit, status, message, host) }),
  });
  const tenant = new Tenant(kit, options.seed ?? 1);
  addGraph(kit, tenant);
  addSignIn(kit, tenant);
  const mailboxOf = (userName?: string) => tenant.mailbox(userName ?? tenant.directory.users[0]?.userName ?? '');
  const rules = () => writeRules(kit);
  const dates = () => (kit.switches.text('taskDates') === 'utcMidnight' ? 'utcMidnight' : 'localMidnight');
  const operations = {
    ...calendarOperations(mailboxOf, rules),
    ...seriesOperations(mailboxOf, rules),
    ...contactOperations(mailboxOf),
    ...todoOperations(mailboxOf, () => ({ ...taskRules(kit), dates: dates() })),
  };
  return kit.finish({
    describe: () => ({ clientId: tenant.directory.clientId, users: tenant.describeUsers() }),
    load: (world) => tenant.load(world),
    save: () => tenant.save(),
    restore: (state) => tenant.restore(state as TenantState),
    expireAccessTokens: () => tenant.tokens.expireAccess(),
    revokeSignIn: (userName) => tenant.revoke(userName),
    expireCursors: () => tenant.cursors.expire(),
    operations,
  });
}

function addGraph(kit: Kit, tenant: Tenant): void {
  kit.host('graph').register(async (app) => {
    guard(app, {
      kit,
      directory: tenant.directory,
      tokens: tenant.tokens,
      mailboxOf: (userName) => tenant.mailbox(userName),
    });
    personRoutes(app, kit, tenant.directory);
    calendarRoutes(app, kit);
    eventRoutes(app, kit);
    deltaRoutes(app, kit, tenant.cursors);
    todoRoutes(app, kit, tenant.cursors);
    contactRoutes(app, kit, tenant.cursors);
    batchRoute(app, kit, () => tenant.tokens.expireAccess());
    app.all('/*', (request, reply) => {
      const path = request.url.split('?')[0] ?? '';
      const zones = request.method === 'GET' ? sendZonesOfStandard(reply, kit, path) : null;
      if (zones) return zones;
      throw unknownPath(request.method, path);
    });
  });
}

function addSignIn(kit: Kit, tenant: Tenant): void {
  const { directory, tokens } = tenant;
  const parts = { kit, directory, tokens, provider: () => tenant.provider() };
  signInRoutes(kit.host('login'), parts);
  interactionRoutes(kit.host('login'), parts);
}

/** Errors that come before any route, each server's in its own form. */
function errorForm(kit: Kit, status: number, message: string, host: string): unknown {
  if (host === 'login') {
    return { error: status < 500 ? 'invalid_request' : 'temporarily_unavailable', error_description: message };
  }
  const id = kit.ids.uuid();
  return errorBody(
    faultCodes[status] ?? 'UnknownError',
    message,
    id,
    id,
    new Date(kit.clock.now()).toISOString().slice(0, 19),
  );
}
