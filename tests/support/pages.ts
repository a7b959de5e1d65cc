/** @file Builds the window's harness and shows its pages in a real Electron, for looking at them and measuring them. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import react from '@vitejs/plugin-react';
import { type ElectronApplication, _electron as electron, type Page } from 'playwright';
import { build } from 'vite';
import type { Language } from '../../locales/index.ts';

const projectRoot = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const built = path.join(projectRoot, 'out/harness');
export const screenshots = path.join(projectRoot, 'out/screenshots');

/** What the harness is asked to show; see renderer/harness/harness.tsx. */
export interface Shown {
  readonly scenario: string;
  readonly page?: string;
  readonly theme?: 'light' | 'dark';
  readonly words?: 'longer';
  /** English if nothing is said. */
  readonly language?: Language;
}

export interface PagesWindow {
  readonly page: Page;
  readonly electron: ElectronApplication;
  show(shown: Shown): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** Puts a picture into `out/screenshots/`, or where a whole path says. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

async function buildHarness(): Promise<void> {
  await build({
    configFile: false,
    root: path.join(projectRoot, 'renderer'),
    base: './',
    logLevel: 'error',
    plugins: [react()],
    build: {
      target: 'chrome130',
      outDir: built,
      emptyOutDir: true,
      rolldownOptions: { input: path.join(projectRoot, 'renderer/harness/index.html') },
    },
  });
}

/** Until what moves into its place has arrived; what moves for ever is not waited for. */
async function settle(): Promise<void> {
  const arriving = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(arriving.map(({ finished }) => finished));
}

/** Opens the window; everything a page says on its console as an error is a failure of the test that asks for it. */
export async function openPagesWindow(): Promise<PagesWindow> {
  await buildHarness();
  fs.mkdirSync(screenshots, { recursive: true });
  const executablePath = createRequire(import.meta.url)('electron') as string;
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const app = await electron.launch({
    executablePath,
    args: [...(asRoot ? ['--no-sandbox'] : []), path.join(projectRoot, 'tests/support/pages-window.mjs')],
  });
  const page = await app.firstWindow();
  const address = pathToFileURL(path.join(built, 'harness/index.html')).href;
  return {
    page,
    electron: app,
    async show({ scenario, ...more }) {
      // Away from what would show a tooltip.
      await page.mouse.move(0, 0);
      await page.goto(`${address}?${new URLSearchParams({ scenario, ...more })}`);
      await page.locator('main h1').waitFor();
      if (scenario !== 'loading') await page.locator('.fui-Skeleton').first().waitFor({ state: 'detached' });
      await page.evaluate(settle);
    },
    async resize(width, height) {
      await app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [
        width,
        height,
      ] as const);
      await page.waitForFunction(([w, h]) => innerWidth === w && innerHeight === h, [width, height] as const);
    },
    async picture(name) {
      await page.evaluate(settle);
      await page.screenshot({
        path: path.resolve(screenshots, path.extname(name) === '' ? `${name}.png` : name),
        animations: 'disabled',
      });
    },
    close: () => app.close(),
  };
}
