/** @file In which zone a user lives in the CRM: the user's own where the site has its time zones on, else everybody's. */
import type { Switches } from '../../kit/switches.ts';
import { type Zone, zoneByIana } from '../time/zones.ts';
import type { User } from './rows.ts';
import type { Tenant } from './tenant.ts';

export function userZone(tenant: Tenant, switches: Switches, user: User): Zone {
  return switches.flag('timeZones') ? zoneByIana(user.zone) : tenant.baseZone;
}
