/**
 * @file The main process of the page tests: one window, as hardened as the application's own, that shows the harness which
 * was built before. Its size is given in the environment; the tests drive the rest.
 */
import { app, BrowserWindow } from 'electron';

app.disableHardwareAcceleration();
app.commandLine.appendSwitch('force-device-scale-factor', '1');

app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 960,
    height: 680,
    useContentSize: true,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, backgroundThrottling: false },
  });
  void window.loadURL('about:blank');
});
