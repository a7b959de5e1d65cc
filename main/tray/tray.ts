/** @file The tray icon: its picture, tooltip and menu follow the state. Where there is no tray, the window does it all. */
import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from 'electron';
import type { Words } from '../../locales/index.ts';
import type { AppState, AppStatus } from '../../preload/contract.ts';
import type { Log } from '../../sync-core/connectors/ports.ts';
import { describeState } from './describe.ts';
import { type MenuChoice, type MenuEntry, menuEntries } from './menu.ts';

export interface TrayOptions {
  /** Folder of `tray/<state>-<light|dark>.png`. */
  readonly icons: string;
  readonly words: () => Words;
  readonly locale: () => string;
  readonly now: () => number;
  readonly log: Log;
  readonly choose: (choice: MenuChoice) => void;
}

export interface TrayIcon {
  show(state: AppState): void;
  remove(): void;
}

function picture(icons: string, status: AppStatus): Electron.NativeImage {
  if (process.platform === 'darwin') {
    const image = nativeImage.createFromPath(join(icons, 'tray', `${status}Template.png`));
    image.setTemplateImage(true);
    return image;
  }
  // Named after the bar that they are readable on.
  const bar = nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
  return nativeImage.createFromPath(join(icons, 'tray', `${status}-${bar}.png`));
}

export function createTray(options: TrayOptions): TrayIcon {
  const { log } = options;
  let tray: Tray | undefined;
  let shown: AppState | undefined;
  let pictured = '';
  let lined = '';

  function template(entry: MenuEntry): MenuItemConstructorOptions {
    switch (entry.kind) {
      case 'line':
        return { label: entry.label, enabled: false };
      case 'separator':
        return { type: 'separator' };
      case 'menu':
        return { label: entry.label, submenu: entry.entries.map(template) };
      case 'choice':
        return { label: entry.label, enabled: entry.enabled, click: () => options.choose(entry.choice) };
    }
  }

  function draw(state: AppState): void {
    const name = `${state.status}-${nativeTheme.shouldUseDarkColors}`;
    if (!tray) {
      tray = new Tray(picture(options.icons, state.status));
      tray.on('click', () => options.choose('open'));
    } else if (name !== pictured) tray.setImage(picture(options.icons, state.status));
    pictured = name;
    const words = options.words();
    const line = describeState(state, words, options.now(), options.locale());
    const entries = menuEntries(state, line, words);
    const content = JSON.stringify(entries);
    // The menu is handed over anew with each change and only then: a new one closes the one that is open.
    if (content === lined) return;
    lined = content;
    tray.setToolTip(words.t('tray:tooltip', { state: line }));
    tray.setContextMenu(Menu.buildFromTemplate(entries.map(template)));
  }

  function show(state: AppState): void {
    shown = state;
    try {
      draw(state);
    } catch (error) {
      // Some desktops have no tray; the window and a second start do everything that it does.
      log.warn('The tray icon cannot be shown', { error });
    }
  }

  nativeTheme.on('updated', () => {
    if (shown) show(shown);
  });

  return {
    show,
    remove() {
      tray?.destroy();
      tray = undefined;
      shown = undefined;
    },
  };
}
