/** @file Hosts of a record of the name server that tells servers for a purpose (SRV). */
import { resolveSrv } from 'node:dns/promises';

const securePort = 443;

/**
 * @returns the hosts, the one to be taken first at the front, with a port where it is not the usual one; none where there is no
 * record. @throws what the system's resolver does
 */
export async function hostsOfRecord(name: string): Promise<readonly string[]> {
  const records = await resolveSrv(name);
  return records
    .filter((one) => one.name !== '' && one.name !== '.')
    .sort((one, other) => one.priority - other.priority || other.weight - one.weight)
    .map((one) => (one.port === securePort ? one.name : `${one.name}:${one.port}`));
}
