/**
 * @file A plain browser for tests: Electron with one window that shows the address it is given. A real browser engine that
 * needs no download of its own. Started by tests/support/browser.ts.
 */
const { app, BrowserWindow } = require('electron');

app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 900,
    height: 700,
    webPreferences: { sandbox: true, contextIsolation: true },
  });
  window.loadURL(process.env.BROWSER_URL ?? 'about:blank');
});
app.on('window-all-closed', () => app.quit());
