/** @file The application as people use it: the icon in the tray, the window when it is wanted, one notification. */
import { join } from 'node:path';
import { app, ipcMain, nativeTheme, powerMonitor, shell, type WebContents } from 'electron';
import type { Log } from '../sync-core/connectors/ports.ts';
import { type Composed, compiledFolder } from './compose.ts';
import { createDoor } from './ipc/door.ts';
import { createHandlers } from './ipc/handlers.ts';
import { createSignInNotice } from './notifications/sign-in-expired.ts';
import { systems } from './state/app-state.ts';
import { systemClock } from './system-clock.ts';
import type { MenuChoice } from './tray/menu.ts';
import { createTray } from './tray/tray.ts';
import { linkToOpen } from './windows/external-links.ts';
import { startPage } from './windows/page-files.ts';
import { createSettingsWindow, type SettingsWindow, windowFiles } from './windows/settings-window.ts';

const icons = join(compiledFolder, 'icons');

function openWindowFor(composed: Composed, log: Log): SettingsWindow {
  const { application, settings, words } = composed;
  const window = createSettingsWindow({
    ...windowFiles(compiledFolder),
    icon: join(icons, 'icon.png'),
    title: words().t('window:app.name'),
    log,
    bounds: () => settings.windowBounds(),
    keepBounds(bounds) {
      try {
        settings.remember('windowBounds', bounds);
      } catch (error) {
        log.warn('The place of the window could not be kept', { error });
      }
    },
  });
  const door = createDoor<WebContents>({
    handlers: createHandlers({
      application,
      settings,
      info: () => ({
        version: app.getVersion(),
        electron: process.versions.electron,
        language: words().language,
        theme: settings.get('theme'),
        locale: composed.locale,
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        dataFolder: app.getPath('userData'),
      }),
      openItem(webUrl) {
        const servers = systems.map((system) => settings.account(system)?.apiUrl);
        const link = linkToOpen(
          webUrl,
          servers.filter((server) => server !== undefined),
        );
        if (link === undefined) throw new Error('The address of the item is not one of the connected systems');
        void shell.openExternal(link);
      },
    }),
    isOurs: (contents) => window.isOurs(contents),
    page: startPage,
    log,
  });
  ipcMain.handle('synchronizer:call', (event, channel, ask) => door(event, channel, ask));
  return window;
}

export interface TrayMode {
  openWindow(): void;
  close(): Promise<void>;
}

/** @param open whether the window is wanted at once; it also opens while something is to be set up */
export async function startTrayMode(composed: Composed, open: boolean, log: Log): Promise<TrayMode> {
  const { application, settings, words } = composed;
  const window = openWindowFor(composed, log);

  const choices: Readonly<Record<MenuChoice, () => void>> = {
    syncNow: () => void application.syncNow('user'),
    stop: () => void application.stopRun(),
    pauseHour: () => application.pause('hour'),
    pauseTomorrow: () => application.pause('tomorrow'),
    pauseForever: () => application.pause('forever'),
    resume: () => application.resume(),
    open: () => window.open(),
    activity: () => window.open('activity'),
    quit: () => app.quit(),
  };
  const tray = createTray({
    icons,
    words,
    locale: () => composed.locale,
    now: () => systemClock.now(),
    log,
    choose: (choice) => choices[choice](),
  });
  const notice = createSignInNotice({ words, log, onClick: () => window.open('accounts') });

  const dress = () => {
    nativeTheme.themeSource = settings.get('theme');
  };
  dress();
  settings.onChange(() => {
    dress();
    window.send('settings:changed', undefined);
  });
  application.onState((state) => {
    tray.show(state);
    notice(state);
    window.send('state:changed', state);
  });
  application.onEvent((event) => {
    if (event.type === 'activity' || event.type === 'finished') window.send('activity:changed', undefined);
  });
  powerMonitor.on('resume', () => application.woke());
  app.on('activate', () => window.open());
  // The application lives in the tray: without this, Electron would end it with its last window.
  app.on('window-all-closed', () => log.debug('The window was closed'));

  tray.show(application.state);
  await application.start();
  if (open || application.state.status === 'setUp') window.open();

  return {
    openWindow: () => window.open(),
    async close() {
      window.close();
      tray.remove();
      await application.close();
    },
  };
}
