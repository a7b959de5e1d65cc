/**
 * @file Google for trying out and testing: its sign-in and its services, strict where the original is, and harsh where it is not
 * known.
 *
 *     login    https://accounts.google.com, https://oauth2.googleapis.com    sign-in pages, /token, /revoke
 *     api      https://www.googleapis.com and its like                       the services
 *
 * Google's own clients take both addresses as settings.
 */
import type { FastifyRequest } from 'fastify';
import { createKit, type Kit } from '../kit/kit.ts';
import type { SandboxSystem, StartOptions, SystemControl } from '../kit/system.ts';
import { calendarRoutes } from './api/calendar-routes.ts';
import { connectionRoutes } from './api/connection-routes.ts';
import { eventListRoutes } from './api/event-list-routes.ts';
import { eventRoutes, writeRules } from './api/event-routes.ts';
import { guard, sessionOf } from './api/gate.ts';
import { groupRoutes } from './api/group-routes.ts';
import { identityRoutes } from './api/identity-routes.ts';
import { peopleBatchRoutes } from './api/people-batch-routes.ts';
import { peopleRoutes } from './api/people-routes.ts';
import { taskListRoutes } from './api/task-list-routes.ts';
import { taskRoutes, taskRules } from './api/task-routes.ts';
import type { Calendar } from './calendar/calendar.ts';
import { type CalendarOperations, calendarOperations } from './calendar-operations.ts';
import { type ContactOperations, contactOperations } from './contact-operations.ts';
import { errorBody, GoogleError, googleErrorOf } from './google-error.ts';
import { interactionRoutes } from './sign-in/interaction.ts';
import { signInRoutes } from './sign-in/sign-in-routes.ts';
import { googleSwitches } from './switches.ts';
import { type TaskOperations, taskOperations } from './task-operations.ts';
import { Tenant, type TenantState } from './tenant.ts';

export { googleSwitches } from './switches.ts';

export interface GoogleSystem extends SandboxSystem {
  readonly control: SystemControl & CalendarOperations & TaskOperations & ContactOperations;
}

/** @throws RangeError for switches that are not known */
export function createGoogle(options: StartOptions = {}): GoogleSystem {
  const kit = createKit({
    name: 'google',
    hosts: ['login', 'api'],
    options,
    switches: googleSwitches,
    caseSensitive: true,
    writeError: (status, message, host) => ({ body: errorForm(status, message, host) }),
  });
  const tenant = new Tenant(kit, options.seed ?? 1);
  addServices(kit, tenant);
  addSignIn(kit, tenant);
  return kit.finish({
    describe: () => ({ clientId: tenant.directory.clientId, users: tenant.describeUsers() }),
    load: (world) => tenant.load(world, writeRules(kit, null)),
    save: () => tenant.save(),
    restore: (state) => tenant.restore(state as TenantState),
    expireAccessTokens: () => tenant.tokens.expireAccess(),
    revokeSignIn: (userName) => tenant.revoke(userName),
    expireCursors: () => {
      tenant.generation += 1;
    },
    operations: {
      ...calendarOperations(
        (userName) => tenant.calendar(userName),
        () => writeRules(kit, null),
      ),
      ...taskOperations((userName) => tenant.taskBox(userName), { ...taskRules(kit), reopensAlone: true }),
      ...contactOperations(
        (userName) => tenant.contacts(userName),
        () => kit.switches.flag('groupDeletionListed'),
      ),
    },
  });
}

function addServices(kit: Kit, tenant: Tenant): void {
  kit.host('api').register(async (app) => {
    guard(app, kit, tenant.tokens);
    identityRoutes(app, tenant.directory);
    const calendarOf = (request: FastifyRequest) => ownCalendar(tenant, request);
    calendarRoutes(app, calendarOf, () => kit.ids.uuid());
    eventListRoutes(app, kit, calendarOf, () => tenant.generation);
    eventRoutes(app, kit, calendarOf);
    const boxOf = (request: FastifyRequest) => tenant.taskBox(sessionOf(request).userName);
    const contactsOf = (request: FastifyRequest) => tenant.contacts(sessionOf(request).userName);
    connectionRoutes(app, kit, contactsOf, () => tenant.generation);
    peopleBatchRoutes(app, kit, contactsOf);
    peopleRoutes(app, contactsOf);
    groupRoutes(app, kit, contactsOf);
    taskListRoutes(app, kit, boxOf);
    taskRoutes(app, kit, boxOf);
    app.all('/*', () => {
      throw new GoogleError(404, 'notFound', 'Not Found');
    });
  });
}

/** The calendar that the address names, or the main one where it names none. @throws GoogleError 404 */
function ownCalendar(tenant: Tenant, request: FastifyRequest): Calendar {
  const calendar = tenant.calendar(sessionOf(request).userName);
  const { calendarId = 'primary' } = request.params as { calendarId?: string };
  if (calendarId === 'primary' || calendarId.toLowerCase() === calendar.id.toLowerCase()) return calendar;
  throw new GoogleError(404, 'notFound', 'Not Found');
}

function addSignIn(kit: Kit, tenant: Tenant): void {
  const { directory, tokens } = tenant;
  const parts = { kit, directory, tokens, provider: () => tenant.provider() };
  signInRoutes(kit.host('login'), parts);
  interactionRoutes(kit.host('login'), parts);
}

/** Errors that come before any route, each server's in its own form. */
function errorForm(status: number, message: string, host: string): unknown {
  if (host === 'login') {
    return { error: status < 500 ? 'invalid_request' : 'internal_failure', error_description: message };
  }
  return errorBody(googleErrorOf(Object.assign(new Error(message), { statusCode: status })), '');
}
