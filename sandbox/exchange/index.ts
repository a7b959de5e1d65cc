/**
 * @file Exchange Server for trying out and testing: its web service and its Autodiscover, strict where the original is, and harsh
 * where it is not known.
 *
 *     mail     https://mail.nordlicht.example           /EWS/Exchange.asmx, /autodiscover/…
 *     domain   http://autodiscover.nordlicht.example    /autodiscover/… (where a mail server is looked for first)
 *
 * Every request is held against the schemas in `tests/contracts/ews` before anything is done.
 */
import { createKit, type Kit } from '../kit/kit.ts';
import type { SandboxSystem, StartOptions, SystemControl } from '../kit/system.ts';
import { type CalendarOperations, calendarOperations } from '../microsoft365/operations.ts';
import { type SeriesOperations, seriesOperations } from '../microsoft365/series-operations.ts';
import { ewsRoutes } from './api/ews-routes.ts';
import { autodiscoverRoutes, domainRoutes } from './autodiscover/autodiscover-routes.ts';
import { type ContactOperations, contactOperations } from './contact-operations.ts';
import { createGate } from './sign-in/gate.ts';
import { faultAnswer } from './soap/envelope.ts';
import { SoapFault, serverBusy } from './soap/ews-error.ts';
import { exchangeSwitches } from './switches.ts';
import { type TaskOperations, taskOperations } from './task-operations.ts';
import { Tenant, type TenantState } from './tenant.ts';

export { exchangeSwitches } from './switches.ts';

export interface ExchangeSystem extends SandboxSystem {
  readonly control: SystemControl & CalendarOperations & SeriesOperations & TaskOperations & ContactOperations;
}

/** @throws RangeError for switches that are not known */
export function createExchange(options: StartOptions = {}): ExchangeSystem {
  const kit = createKit({
    name: 'exchange',
    hosts: ['mail', 'domain'],
    options,
    switches: exchangeSwitches,
    writeError: (status, message, _host, retryAfterSeconds) => errorForm(kit, status, message, retryAfterSeconds),
  });
  const tenant = new Tenant(kit, options.seed ?? 1);
  const gate = createGate(kit, tenant.accounts);
  const mail = kit.host('mail');
  ewsRoutes(mail, kit, tenant, gate);
  autodiscoverRoutes(mail, kit, tenant, gate);
  domainRoutes(kit.host('domain'), kit);
  const mailboxOf = (userName?: string) => tenant.mailbox(userName ?? tenant.accounts.all[0]?.userName ?? '');
  const calendarOf = (userName?: string) => mailboxOf(userName).calendar;
  const rules = () => tenant.rules();
  const operations = {
    ...calendarOperations(calendarOf, rules),
    ...seriesOperations(calendarOf, rules),
    ...taskOperations(mailboxOf, () => kit.clock.now()),
    ...contactOperations(mailboxOf),
  };
  return kit.finish({
    describe: () => ({ clientId: '', users: tenant.accounts.describe() }),
    load: (world) => tenant.load(world),
    save: () => tenant.save(),
    restore: (state) => tenant.restore(state as TenantState),
    expireAccessTokens: () => tenant.accounts.expireTokens(),
    revokeSignIn: (userName) => tenant.accounts.revoke(userName),
    expireCursors: () => {
      tenant.generation += 1;
    },
    operations,
  });
}

/** A server that is busy says so in a fault, with status 500, whatever a gateway before it would say. */
function errorForm(kit: Kit, status: number, message: string, retryAfterSeconds: number | undefined) {
  const headers = { 'content-type': 'text/xml; charset=utf-8' };
  const isBusy = status === 429 || (status === 503 && kit.switches.text('busyAs') === 'fault');
  if (isBusy) {
    const wait =
      retryAfterSeconds === undefined ? kit.switches.number('backOffMilliseconds') : retryAfterSeconds * 1_000;
    return { status: 500, headers, body: faultAnswer(serverBusy(wait)) };
  }
  if (status === 500)
    return { headers, body: faultAnswer(new SoapFault('ErrorInternalServerTransientError', message)) };
  return {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<html><body><h1>${status}</h1></body></html>`,
  };
}
