/**
 * @file Which way changes go, as strategies that whoever plans can ask. Pure.
 *
 * A side that is a source is listened to: its new items, edits and deletions go to the other side. The other side of a
 * source may be written. What happens on a side that is no source stays there and is not learnt as agreed, so that it is
 * seen for what it is should that side become a source again.
 */
import { type ItemKind, otherSide, type Side } from '../model/side.ts';
import type { Direction, Preferences } from './schema.ts';

export interface DirectionStrategy {
  /** What a user does on this side goes to the other. */
  readonly listensTo: (side: Side) => boolean;
  /** This side may be written: created on, updated, removed from. Of persons, the CRM's are at most updated. */
  readonly mayWrite: (side: Side) => boolean;
  /** The one side that is followed; null where there are two, or none. */
  readonly leader: Side | null;
  /** Nothing is carried in any direction. */
  readonly idle: boolean;
}

function following(...sources: readonly Side[]): DirectionStrategy {
  return {
    listensTo: (side) => sources.includes(side),
    mayWrite: (side) => sources.includes(otherSide(side)),
    leader: sources.length === 1 ? (sources[0] ?? null) : null,
    idle: sources.length === 0,
  };
}

const strategies: Readonly<Record<Direction, DirectionStrategy>> = {
  twoWay: following('crm', 'calendar'),
  crmToCalendar: following('crm'),
  calendarToCrm: following('calendar'),
  none: following(),
};

/**
 * Persons go out of the CRM whatever the direction is, unless it carries nothing out of it. What is edited in a contact comes
 * back where both ways are wanted and the user asked for it.
 */
const strategiesOfPersons = (takeEditsBack: boolean): Readonly<Record<Direction, DirectionStrategy>> => ({
  twoWay: takeEditsBack ? strategies.twoWay : strategies.crmToCalendar,
  crmToCalendar: strategies.crmToCalendar,
  calendarToCrm: strategies.none,
  none: strategies.none,
});

type DirectionPreference = 'direction' | `direction.${ItemKind}` | 'crm.persons.takeEditsBack';

/** @returns the strategy for items of that kind: by their own direction, or the general one. */
export function directionOf(preferences: Pick<Preferences, DirectionPreference>, kind: ItemKind): DirectionStrategy {
  const own = preferences[`direction.${kind}`];
  const direction = own === 'asAbove' ? preferences.direction : own;
  return (kind === 'person' ? strategiesOfPersons(preferences['crm.persons.takeEditsBack']) : strategies)[direction];
}
