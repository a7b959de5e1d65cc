/** @file What the server itself knows of zones by their names: newer ones than this program has, mostly. */
import { Rejected } from '../../errors.ts';
import type { EwsSession } from '../session.ts';
import { childOf, childrenOf, type XmlNode, xml } from '../soap/xml.ts';

export interface ServerZones {
  /**
   * The full definitions of zones. Each is asked for once.
   * @returns by name; the server need not know all of them. @throws ConnectorError
   */
  definitionsOf(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, XmlNode>>;
}

/** Zones in one question: there are not more that anybody uses. */
const askedAtOnce = 50;

export function createServerZones(session: EwsSession): ServerZones {
  const known = new Map<string, XmlNode | undefined>();

  /** The library cannot ask for some zones, and all of them with all their rules are a great many. */
  async function ask(names: readonly string[], signal: AbortSignal): Promise<readonly XmlNode[]> {
    const ids = names.map((name) => xml('t:Id', {}, name));
    const request = xml('m:GetServerTimeZones', { ReturnFullTimeZoneData: 'true' }, xml('m:Ids', {}, ...ids));
    try {
      const messages = await session.send(request, signal);
      return messages.flatMap(({ node }) => childrenOf(childOf(node, 'TimeZoneDefinitions'), 'TimeZoneDefinition'));
    } catch (error) {
      if (error instanceof Rejected) return [];
      throw error;
    }
  }

  return {
    async definitionsOf(names, signal) {
      const due = [...new Set(names)].filter((name) => !known.has(name)).slice(0, askedAtOnce);
      if (due.length > 0) {
        const told = await ask(due, signal);
        for (const name of due)
          known.set(
            name,
            told.find(({ attributes }) => attributes['Id'] === name),
          );
      }
      return new Map(names.flatMap((name) => [known.get(name)].flatMap((one) => (one ? [[name, one] as const] : []))));
    },
  };
}
