/**
 * @file The one window. Made when it is wanted, destroyed when it is closed (an open one costs 70 MB), and locked down: a
 * sandboxed page of ours that can go nowhere, open nothing and ask for no permission.
 */
import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, screen, session, type WebContents } from 'electron';
import type { EventChannel, EventData } from '../../preload/contract.ts';
import type { Log } from '../../sync-core/connectors/ports.ts';
import type { WindowBounds } from '../settings/schema.ts';
import { openingBounds, smallest } from './bounds.ts';
import { pageOrigin, startPage } from './page-files.ts';
import { servePages } from './page-protocol.ts';

export type WindowPage = EventData<'window:show'>['page'];

export interface SettingsWindowOptions {
  readonly preload: string;
  /** Folder of the compiled pages. */
  readonly pages: string;
  readonly icon: string;
  readonly title: string;
  readonly log: Log;
  readonly bounds: () => WindowBounds | null;
  readonly keepBounds: (bounds: WindowBounds) => void;
}

export interface SettingsWindow {
  /** Opens it, or brings it to the front; with a page, shows that one. */
  open(page?: WindowPage): void;
  send<C extends EventChannel>(channel: C, data: EventData<C>): void;
  /** Whether a call from there is a call from our window. */
  isOurs(contents: WebContents): boolean;
  close(): void;
}

/** Fluent's neutral background in light and dark: what is seen before the page is drawn. */
const background = { light: '#fafafa', dark: '#1f1f1f' } as const;

/** Nothing in any page may leave, open or ask; for all pages, whoever makes them. */
function lockDown(log: Log): void {
  const refuse = (what: string) => log.warn('Refused in the window', { what });
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (event.url === startPage) return;
      event.preventDefault();
      refuse('navigation');
    });
    contents.on('will-redirect', (event) => {
      event.preventDefault();
      refuse('redirect');
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
      refuse('webview');
    });
    contents.setWindowOpenHandler(() => {
      refuse('a second window');
      return { action: 'deny' };
    });
  });
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
    // Copying details is the one thing that the page does with the system.
    answer(permission === 'clipboard-sanitized-write');
  });
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === 'clipboard-sanitized-write' && origin.startsWith(pageOrigin),
  );
  session.defaultSession.setDevicePermissionHandler(() => false);
}

/** To be called once, when the application is ready. */
export function createSettingsWindow(options: SettingsWindowOptions): SettingsWindow {
  const { log } = options;
  let window: BrowserWindow | undefined;
  let wantedPage: WindowPage | undefined;
  let loaded = false;

  servePages(session.defaultSession, options.pages, log);
  lockDown(log);

  function make(): BrowserWindow {
    const made = new BrowserWindow({
      ...openingBounds(
        options.bounds(),
        screen.getAllDisplays().map((display) => display.workArea),
      ),
      minWidth: smallest.width,
      minHeight: smallest.height,
      show: false,
      title: options.title,
      icon: options.icon,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
      webPreferences: {
        preload: options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
        devTools: !app.isPackaged,
      },
    });
    made.removeMenu();
    made.once('ready-to-show', () => made.show());
    made.on('close', () => options.keepBounds(made.getNormalBounds()));
    made.on('closed', () => {
      window = undefined;
      loaded = false;
    });
    made.webContents.on('did-finish-load', () => {
      loaded = true;
      showPage();
    });
    made.webContents.on('render-process-gone', (_event, { reason }) => {
      log.error('The window ended by itself', { reason });
      made.destroy();
    });
    made.loadURL(startPage).catch((error: unknown) => log.error('The window cannot be loaded', { error }));
    return made;
  }

  function send<C extends EventChannel>(channel: C, data: EventData<C>): void {
    if (window && loaded) window.webContents.send('synchronizer:event', channel, data);
  }

  function showPage(): void {
    if (!wantedPage || !loaded) return;
    send('window:show', { page: wantedPage });
    wantedPage = undefined;
  }

  return {
    open(page) {
      wantedPage = page ?? wantedPage;
      if (window) {
        if (window.isMinimized()) window.restore();
        window.show();
        window.focus();
        showPage();
      } else window = make();
    },
    send,
    isOurs: (contents) => window !== undefined && contents === window.webContents,
    close: () => window?.close(),
  };
}

/** Where the compiled parts of the window are, beside the compiled main process. */
export function windowFiles(compiled: string): Pick<SettingsWindowOptions, 'preload' | 'pages'> {
  return { preload: join(compiled, 'preload', 'index.cjs'), pages: join(compiled, 'renderer') };
}
