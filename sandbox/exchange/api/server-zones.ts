/** @file GetServerTimeZones: the zones that the server knows, with all their rules. */
import { windowsZoneNames } from '../../microsoft365/zones.ts';
import { zoneDefinition } from '../items/zone-definition.ts';
import { childOf } from '../soap/element.ts';
import { eachAnswered, type Operation } from './call.ts';

export const getServerTimeZones: Operation = (request, call) =>
  eachAnswered(call, [request], () => {
    const asked = childOf(request, 'Ids')?.children.map(({ text }) => text);
    const names = asked ? windowsZoneNames.filter((name) => asked.includes(name)) : windowsZoneNames;
    const year = new Date(call.kit.clock.now()).getUTCFullYear();
    const telling = {
      fullZones: request.attributes['ReturnFullTimeZoneData'] !== 'false',
      ownZoneNames: 'kept',
    } as const;
    return {
      'm:TimeZoneDefinitions': { 't:TimeZoneDefinition': names.map((name) => zoneDefinition(name, telling, year)) },
    };
  });
