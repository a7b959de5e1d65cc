/** @file A bridge without a main process: answers from a scenario, and remembers what was asked of it. */
import type {
  Answer,
  AppState,
  Ask,
  Bridge,
  CallChannel,
  EventChannel,
  EventData,
  TimeZones,
} from '../../preload/contract.ts';
import type { Side } from '../../sync-core/model/side.ts';
import { defaultPreferences } from '../../sync-core/preferences/schema.ts';
import type { PageId } from '../components/navigation.tsx';
import { standings, timeZones, undoOutlook, undoReport } from './sample-answers.ts';
import { choices, manyChoices, settings, subjects, withoutSet, withSet } from './sample-settings.ts';
import { info, type Scenario } from './scenarios.ts';

type Answers = { [C in CallChannel]: (ask: Ask<C>) => Answer<C> | Promise<Answer<C>> };

interface FakeBridge extends Bridge {
  /** As the tray's menu would, once the window listens. */
  showWhenDrawn(page: PageId): void;
}

declare global {
  interface Window {
    /** For tests: every call that was made, in order. */
    asked?: { channel: string; ask: unknown }[];
  }
}

const never = new Promise<never>(() => undefined);

export function createFakeBridge(scenario: Scenario, theme: 'light' | 'dark', spoken?: string): FakeBridge {
  const asked: NonNullable<Window['asked']> = [];
  window.asked = asked;
  const answers = answersOf(scenario, theme, spoken);
  let wanted: PageId | undefined;

  return {
    call(channel, ...[ask]) {
      asked.push({ channel, ask });
      if (scenario.silent && channel !== 'app:info') return never;
      if (scenario.broken && channel !== 'app:info') return Promise.reject(new Error('no answer'));
      const answer = answers[channel] as (ask: unknown) => Answer<typeof channel>;
      return Promise.resolve(answer(ask));
    },
    on<C extends EventChannel>(channel: C, listener: (data: EventData<C>) => void) {
      if (channel === 'window:show' && wanted) (listener as (data: { page: PageId }) => void)({ page: wanted });
      return () => undefined;
    },
    showWhenDrawn(page) {
      wanted = page;
    },
  };
}

function answersOf(scenario: Scenario, theme: 'light' | 'dark', spoken: string | undefined): Answers {
  const nothing = () => undefined;
  let told = scenario.settings ?? settings;
  return {
    'state:get': () => scenario.state,
    'history:get': () => scenario.history,
    'preferences:get': () => ({ ...defaultPreferences, ...scenario.preferences }),
    'settings:list': () => told,
    'settings:set': (asked) => {
      const answer = withSet(told, asked);
      told = answer.told;
      return { refused: answer.refused };
    },
    'settings:unset': (ids) => {
      told = withoutSet(told, ids);
      return { refused: null };
    },
    'settings:choices': ({ source }) => {
      if (scenario.lists === 'loading') return never;
      if (scenario.lists === 'failed') return { choices: [], problem: { code: 'offline', system: 'superoffice' } };
      if (scenario.lists === 'long') return { choices: [...manyChoices(source)], problem: null };
      return { choices: scenario.lists === 'empty' ? [] : [...choices[source]], problem: null };
    },
    'subject:preview': () => ({ subjects: [...subjects], problem: null }),
    'timeZones:get': () => withSystems(scenario.zones ?? timeZones, scenario.state.accounts),
    'timeZones:use': nothing,
    'app:info': () => ({ ...info, theme, ...(spoken && { language: spoken, locale: spoken }) }),
    'activity:list': ({ filter, search, before, limit }) => {
      const found = scenario.activity.filter(
        (entry) =>
          (before === null || entry.id < before) &&
          (entry.title ?? '').toLowerCase().includes(search.toLowerCase()) &&
          inFilter[filter](entry.outcome),
      );
      return { entries: found.slice(0, limit), more: found.length > limit };
    },
    'account:connect': () => ({ connected: false, problem: null }),
    'account:connectExchange': () => ({ connected: false, problem: null }),
    'account:allowHost': nothing,
    'account:testExchange': () => ({ problem: null }),
    'account:cancelConnect': nothing,
    'account:disconnect': nothing,
    'activity:entry': ({ id }) => scenario.activity.find((entry) => entry.id === id) ?? null,
    'activity:open': nothing,
    'held:decide': nothing,
    'undo:look': () => undoOutlook,
    'undo:make': (what) => ('entries' in what ? { undone: what.entries.length, refused: [] } : undoReport),
    'item:find': ({ title }) => standings.filter((one) => one.title.toLowerCase().includes(title.toLowerCase())),
    'item:open': nothing,
    'device:takeOver': () => ({ problem: null }),
    'links:relink': nothing,
    'sync:now': nothing,
    'sync:preview': nothing,
    'sync:stop': nothing,
    'sync:pause': nothing,
    'sync:resume': nothing,
  };
}

/** The zones of the systems that are linked. */
function withSystems(zones: TimeZones, accounts: AppState['accounts']): TimeZones {
  const linked = (side: Side) => accounts.find((one) => one.side === side);
  return { ...zones, sides: zones.sides.map((one) => ({ ...one, system: linked(one.side)?.system ?? one.system })) };
}

const inFilter = {
  all: () => true,
  needsYou: (outcome: string) => outcome === 'held',
  changed: (outcome: string) => outcome === 'done' || outcome === 'conflict',
  leftOut: (outcome: string) => outcome === 'leftOut' || outcome === 'refused',
  failed: (outcome: string) => outcome === 'parked',
};
