/**
 * @file The SuperOffice sandbox: SuperID's sign-in, the state of the tenant, and the API with its quirks, on loopback.
 * `superOfficeSwitches` lists what is not confirmed of the original.
 */
import { createKit } from '../kit/kit.ts';
import type { SandboxSystem, SandboxUser, StartOptions, SystemControl } from '../kit/system.ts';
import { addAddressBook } from './api/address-book.ts';
import { addAppointmentAgent } from './api/appointment-agent.ts';
import { addAppointments } from './api/appointments.ts';
import { addArchives } from './api/archives.ts';
import { addLists } from './api/lists.ts';
import { addOldTexts } from './api/old-texts.ts';
import { addPictures } from './api/pictures.ts';
import { addPrincipal } from './api/principal.ts';
import { addRecurrenceAgent } from './api/recurrence-agent.ts';
import { type ApiParts, addGate, createPace } from './api/request-context.ts';
import { addSelections } from './api/selections.ts';
import { addState, addVersion } from './api/state.ts';
import { addTodoAgent } from './api/todo-agent.ts';
import { addUserFields } from './api/user-fields.ts';
import { clientId } from './auth/provider.ts';
import { issueReadyTokens } from './auth/ready-tokens.ts';
import { addSignIn } from './auth/sign-in.ts';
import { createTokenStore } from './auth/token-store.ts';
import { writeSuperOfficeError } from './errors.ts';
import { type SuperOfficeOperations, superOfficeOperations } from './operations.ts';
import { superOfficeSwitches } from './switches.ts';
import { loadWorld } from './tenant/load-world.ts';
import { createTenant } from './tenant/tenant.ts';

export { superOfficeSwitches } from './switches.ts';

/** `control` also has the operations of `operations.ts`: createAppointment, changeAppointment, deleteAppointment, list … */
export type SuperOfficeSystem = SandboxSystem & { readonly control: SystemControl & SuperOfficeOperations };

/**
 * Servers by purpose: `login` (SuperID and tenant state), `api` and `api2` (the switch `tenantHost` says which of them serves
 * the tenant), `control`. Empty until `load`.
 */
export function createSuperOffice(options: StartOptions): SuperOfficeSystem {
  const kit = createKit({
    name: 'superoffice',
    hosts: ['login', 'api', 'api2'],
    options,
    switches: superOfficeSwitches,
    writeError: writeSuperOfficeError,
  });
  const tenant = createTenant(kit.clock);
  const tokens = createTokenStore(kit.clock);
  const parts: ApiParts = { kit, tenant, tokens };
  let users: readonly SandboxUser[] = [];
  addSignIn({ kit, tenant, tokens, apiAddress: () => kit.address(kit.switches.text('tenantHost')) });
  addState(parts);
  addApi(parts);
  return kit.finish({
    describe: () => ({ clientId, users }),
    load: (world) => {
      loadWorld(tenant, world);
      tokens.clear();
      users = issueReadyTokens(kit, tenant, tokens);
    },
    save: () => ({ tenant: tenant.save(), tokens: tokens.save(), users }),
    restore: (state) => {
      const saved = state as { tenant: unknown; tokens: unknown; users: readonly SandboxUser[] };
      tenant.restore(saved.tenant);
      tokens.restore(saved.tokens);
      users = saved.users;
    },
    expireAccessTokens: tokens.forgetAccessTokens,
    revokeSignIn: tokens.revoke,
    /** SuperOffice gives out no change list tokens: there is nothing to expire. */
    expireCursors: () => undefined,
    operations: superOfficeOperations(parts),
  });
}

function addApi(parts: ApiParts): void {
  const pace = createPace();
  for (const hostName of ['api', 'api2']) {
    const app = parts.kit.host(hostName);
    addVersion(app, parts, hostName);
    app.register(
      async (api) => {
        addGate(api, parts, hostName, pace);
        addOldTexts(api, parts);
        addPrincipal(api, parts);
        addLists(api, parts);
        addAppointments(api, parts, hostName);
        addAppointmentAgent(api, parts);
        addTodoAgent(api, parts);
        addRecurrenceAgent(api, parts);
        addArchives(api, parts, hostName);
        addAddressBook(api, parts);
        addPictures(api, parts);
        addUserFields(api, parts);
        addSelections(api, parts, hostName);
      },
      { prefix: '/:context/api/v1' },
    );
  }
}
