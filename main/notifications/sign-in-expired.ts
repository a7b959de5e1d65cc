/** @file One notification when a sign-in is no longer accepted, and none more until it was accepted again (G8.1). */
import { Notification } from 'electron';
import type { Words } from '../../locales/index.ts';
import type { AppState } from '../../preload/contract.ts';
import type { Log } from '../../sync-core/connectors/ports.ts';
import type { SystemId } from '../../sync-core/model/side.ts';

export interface SignInNoticeOptions {
  readonly words: () => Words;
  readonly log: Log;
  readonly onClick: () => void;
}

/** @returns what to call with each state. */
export function createSignInNotice(options: SignInNoticeOptions): (state: AppState) => void {
  const told = new Map<SystemId, Notification>();
  return (state) => {
    for (const { system, status } of state.accounts) {
      if (status !== 'signInAgain') {
        if (status === 'connected') {
          told.get(system)?.close();
          told.delete(system);
        }
        continue;
      }
      if (told.has(system) || !Notification.isSupported()) continue;
      const words = options.words();
      const name = words.t(`states:system.${system}`);
      const notice = new Notification({
        title: words.t('tray:signInExpired.title', { system: name }),
        body: words.t('tray:signInExpired.body'),
      });
      notice.on('click', options.onClick);
      notice.on('failed', (_event, error) => options.log.info('The notification could not be shown', { error }));
      notice.show();
      // Kept, so that it is not collected before it was clicked.
      told.set(system, notice);
    }
  };
}
