/** @file One slowly changing fact of an account: checked when it is read back, so that a damaged one is asked for again. */
import { z } from 'zod';
import type { SystemId } from '../../model/side.ts';
import { type ZoneId, zoneId } from '../../model/time.ts';
import type { AccountFacts } from '../connector.ts';
import { UnknownZone } from '../errors.ts';
import type { Remembered } from '../ports.ts';

export interface KeptFact<Kept, Fact> {
  /** @returns the same object while nothing changed; undefined when it must be read from the system. */
  current(): Fact | undefined;
  /** @param until milliseconds since 1970. */
  keep(fact: Kept, until: number): void;
}

/** @param name within the account; a fact that gets another form gets another name. */
export function createKeptFact<Schema extends z.ZodType>(
  remembered: Remembered,
  name: string,
  schema: Schema,
): KeptFact<z.input<Schema>, z.output<Schema>> {
  /** Checked once for each value: facts are asked for with every item. */
  let checked: { readonly raw: unknown; readonly fact: z.output<Schema> | undefined } | undefined;
  return {
    current() {
      const raw = remembered.get(name);
      if (raw === undefined) return undefined;
      if (checked?.raw !== raw) checked = { raw, fact: schema.safeParse(raw).data };
      return checked.fact;
    },
    keep: (fact, until) => remembered.set(name, fact, until),
  };
}

/** `AccountFacts`, as they are kept: what the system says, whatever the user does. */
export const keptAccountFacts = z.object({
  accountKey: z.string().min(1),
  userName: z.string(),
  displayName: z.string(),
  addresses: z.array(z.string()).readonly().exactOptional(),
  zoneTold: z.object({ name: z.string(), zone: zoneId.nullable() }),
  language: z.string().exactOptional(),
  canBePrivate: z.boolean(),
  keepsAdded: z.literal(false).exactOptional(),
  folder: z.string().min(1).exactOptional(),
});

/**
 * @param said the zone by the user's own word, which goes before the system's.
 * @throws UnknownZone where nobody can say which zone it is.
 */
export function factsIn(told: z.output<typeof keptAccountFacts>, said: ZoneId | null, system: SystemId): AccountFacts {
  const zone = said ?? told.zoneTold.zone;
  if (zone === null) {
    const { name } = told.zoneTold;
    throw new UnknownZone(`the account has the time zone "${name}"`, { system, code: name });
  }
  return { ...told, zone };
}
