/** @file The system browser of the tests: opens an address in a real browser engine, and gives its page to Playwright. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, type Page } from 'playwright';
import { projectRoot, rootSwitches } from '../../build/machine.mjs';

export interface Browser {
  readonly page: Page;
  close(): Promise<void>;
}

/** Opens `url` in a browser without history or cookies. */
export async function openBrowser(url: string): Promise<Browser> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'browser-'));
  const app = await _electron.launch({
    executablePath: path.join(projectRoot, 'node_modules/electron/dist/electron'),
    args: [...rootSwitches(), `--user-data-dir=${profile}`, path.join(projectRoot, 'tests/support/browser-main.cjs')],
    env: { ...(process.env as Record<string, string>), BROWSER_URL: url },
  });
  const page = await app.firstWindow();
  return {
    page,
    async close() {
      await app.close();
      fs.rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Signs in on a practice server's page the way a person does, and answers with the text of the page that comes last. */
export async function signInOnPage(page: Page, userName: string, password: string): Promise<string> {
  await page.getByLabel(/user ?name/i).fill(userName);
  await page.getByLabel(/password/i).fill(password);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.waitForLoadState('load');
  return ((await page.locator('body').textContent()) ?? '').trim();
}
