/**
 * @file What SuperID's id token says of a user.
 */
import type { User } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';

const prefix = 'http://schemes.superoffice.net/identity/';

export const claimNames: readonly string[] = [
  ...[
    'associateid',
    'identityprovider',
    'email',
    'upn',
    'is_administrator',
    'ctx',
    'company_name',
    'serial',
    'netserver_url',
    'webapi_url',
    'initials',
    'so_primary_email_address',
  ].map((name) => prefix + name),
];

/** @param apiAddress of the server that the tenant is on, without the tenant */
export function claimsOf(user: User, tenant: Tenant, apiAddress: string): Record<string, string> {
  const values = {
    associateid: String(user.associateId),
    identityprovider: 'superid',
    email: user.email,
    upn: user.email,
    is_administrator: user.isAdministrator ? 'True' : 'False',
    ctx: tenant.context,
    company_name: tenant.companyName,
    serial: '1700170017',
    netserver_url: `${apiAddress}/${tenant.context}/Remote/Services86/`,
    webapi_url: `${apiAddress}/${tenant.context}/api/`,
    initials: user.initials,
    so_primary_email_address: user.email,
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}
