/** @file Which way the items of each kind go, as the preferences come to it. Pure. */
import { type ItemKind, itemKind } from '../../../sync-core/model/side.ts';
import { directionOf } from '../../../sync-core/preferences/direction.ts';
import { type Direction, defaultPreferences, type Preferences } from '../../../sync-core/preferences/schema.ts';

/** `off`: the kind is switched off as a whole. */
export type Flow = Direction | 'off';

export interface Flows {
  /** What the items of all kinds together do. */
  readonly all: Direction;
  readonly of: Readonly<Record<ItemKind, Flow>>;
  /** Some kind goes another way than it does by itself. */
  readonly unusual: boolean;
}

function flowOf(preferences: Preferences, kind: ItemKind): Flow {
  if (!preferences[`kinds.${kind}`]) return 'off';
  const { idle, leader } = directionOf(preferences, kind);
  if (idle) return 'none';
  if (leader === null) return 'twoWay';
  return leader === 'crm' ? 'crmToCalendar' : 'calendarToCrm';
}

function perKind(preferences: Preferences): Flows['of'] {
  return {
    appointment: flowOf(preferences, 'appointment'),
    task: flowOf(preferences, 'task'),
    person: flowOf(preferences, 'person'),
  };
}

const usual = perKind(defaultPreferences);

export function flowsOf(preferences: Preferences): Flows {
  const of = perKind(preferences);
  const all = Object.values(of);
  const reaches = (one: 'crmToCalendar' | 'calendarToCrm') => all.some((flow) => flow === one || flow === 'twoWay');
  const out = reaches('crmToCalendar');
  const into = reaches('calendarToCrm');
  return {
    all: out ? (into ? 'twoWay' : 'crmToCalendar') : into ? 'calendarToCrm' : 'none',
    of,
    // More than usual is nothing that anybody has to be told: edits of contacts that come back.
    unusual: itemKind.options.some((kind) => of[kind] !== usual[kind] && of[kind] !== 'twoWay'),
  };
}
