/** @file What the tray's menu holds, by state. Pure: tray.ts gives it to the operating system. */
import type { Words } from '../../locales/index.ts';
import type { AppState } from '../../preload/contract.ts';

/** What can be chosen. Everything here is in the window too (G20.1). */
export type MenuChoice =
  | 'syncNow'
  | 'stop'
  | 'pauseHour'
  | 'pauseTomorrow'
  | 'pauseForever'
  | 'resume'
  | 'open'
  | 'activity'
  | 'quit';

export type MenuEntry =
  | { readonly kind: 'line'; readonly label: string }
  | { readonly kind: 'separator' }
  | { readonly kind: 'choice'; readonly choice: MenuChoice; readonly label: string; readonly enabled: boolean }
  | { readonly kind: 'menu'; readonly label: string; readonly entries: readonly MenuEntry[] };

/** @param line the state in words */
export function menuEntries(state: AppState, line: string, words: Words): readonly MenuEntry[] {
  const choice = (which: MenuChoice, enabled = true): MenuEntry => ({
    kind: 'choice',
    choice: which,
    label: words.t(`tray:menu.${which}`),
    enabled,
  });
  const connected = state.accounts.every((account) => account.connectedAt !== null);
  const separator: MenuEntry = { kind: 'separator' };
  return [
    { kind: 'line', label: line },
    separator,
    state.status === 'working' ? choice('stop') : choice('syncNow', connected),
    state.paused === null
      ? {
          kind: 'menu',
          label: words.t('tray:menu.pause'),
          entries: [choice('pauseHour'), choice('pauseTomorrow'), choice('pauseForever')],
        }
      : choice('resume'),
    separator,
    choice('open'),
    choice('activity'),
    separator,
    choice('quit'),
  ];
}
