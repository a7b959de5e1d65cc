/** @file What each call of the window does. */
import type { Answer } from '../../preload/contract.ts';
import type { ConnectOutcome } from '../accounts/account.ts';
import type { Application } from '../application.ts';
import type { Settings } from '../settings/settings.ts';
import { setFromWindow, unsetFromWindow, viewSettings } from '../settings/view.ts';
import type { Handlers } from './door.ts';

export interface HandlerOptions {
  readonly application: Application;
  readonly settings: Settings;
  readonly info: () => Answer<'app:info'>;
  /** Opens an address of an item in the user's browser, if it is one that may be opened. */
  readonly openItem: (webUrl: string) => void;
}

/** Days of the overview's chart. */
const historyDays = 14;
/** More than a person reads; a longer title finds fewer. */
const mostFound = 50;

function told(outcome: ConnectOutcome): Answer<'account:connect'> {
  return outcome.connected ? { connected: true, problem: null } : { connected: false, problem: outcome.problem };
}

export function createHandlers({ application, settings, info, openItem }: HandlerOptions): Handlers {
  return {
    'state:get': () => application.state,
    'sync:now': () => {
      // Its end is told by the state; the call only starts it.
      void application.syncNow('user');
    },
    'sync:preview': () => {
      void application.preview();
    },
    'sync:stop': () => application.stopRun(),
    'sync:pause': (ask) => application.pause(ask.for),
    'sync:resume': () => application.resume(),
    async 'account:connect'({ system }) {
      return told(await application.accounts.connect(system));
    },
    async 'account:connectExchange'(given) {
      return told(await application.accounts.connectExchange(given));
    },
    'account:allowHost': ({ host, allowed }) => application.accounts.allowHost(host, allowed),
    async 'account:testExchange'() {
      return { problem: await application.accounts.testExchange() };
    },
    'account:cancelConnect': ({ system }) => application.accounts.cancelConnect(system),
    'account:disconnect': ({ system }) => application.accounts.disconnect(system),
    'activity:list': (ask) => application.activity(ask),
    'activity:entry': ({ id }) => application.activityEntry(id),
    async 'activity:open'({ id, side }) {
      const entry = await application.activityEntry(id);
      const webUrl = entry?.items[side]?.webUrl;
      if (webUrl !== undefined) openItem(webUrl);
    },
    'held:decide': ({ ids, decision }) => application.decideHeld(ids, decision),
    'undo:look': ({ runId }) => application.undoOutlook(runId),
    'undo:make': (what) => application.undo(what),
    'item:find': ({ title }) => application.standings(title, mostFound),
    'item:open': ({ webUrl }) => openItem(webUrl),
    'device:takeOver': async () => ({ problem: await application.takeOver() }),
    'links:relink': ({ how }) => application.relink(how),
    'history:get': () => application.history(historyDays),
    'preferences:get': () => settings.preferences(),
    'settings:list': () => viewSettings(settings),
    'settings:set': (asked) => ({ refused: setFromWindow(settings, asked) }),
    'settings:unset': (ids) => ({ refused: unsetFromWindow(settings, ids) }),
    'settings:choices': ({ source }) => application.choices(source, info().language),
    'timeZones:get': () => application.timeZones(),
    'timeZones:use': (zones) =>
      settings.set(Object.fromEntries(Object.entries(zones).map(([side, zone]) => [`timeZone.${side}`, zone]))),
    'subject:preview': (wish) => application.subjectPreview(wish),
    'app:info': info,
  };
}
