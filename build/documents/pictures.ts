/**
 * @file Makes the pictures that the documents show: the window's pages in a real Electron, with the harness's fixed data, so that
 * they are the same on every machine. Each that is as long as its page is taken whole.
 *
 *   node build/pictures.mjs             into docs/images
 *   node build/pictures.mjs FOLDER      the preferences in each of their situations, to be looked at
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPagesWindow, type PagesWindow, type Shown } from '../../tests/support/pages.ts';

interface Picture {
  readonly file: string;
  readonly shown: Shown;
  /** As long as the page is, rather than what a window shows of it. */
  readonly whole?: true;
  /** A button by its name, pressed before. */
  readonly pressed?: string;
}

const size = { width: 960, height: 680 };
const themes = ['light', 'dark'] as const;
const pages = { superoffice: 'crm', calendar: 'calendar', advanced: 'advanced' } as const;

/** Every page, as its name stands in the file names. */
const screens: Readonly<Record<string, Shown>> = {
  start: { scenario: 'previewDone' },
  overview: { scenario: 'upToDate' },
  accounts: { scenario: 'upToDate', page: 'accounts' },
  activity: { scenario: 'needsYou', page: 'activity' },
  find: { scenario: 'upToDate', page: 'find' },
  about: { scenario: 'upToDate', page: 'about' },
  google: { scenario: 'google', page: 'accounts' },
  'google-calendar': { scenario: 'google', page: 'calendar' },
  exchange: { scenario: 'exchange', page: 'accounts' },
  'exchange-search': { scenario: 'exchangeAsks', page: 'accounts' },
};

const documented: readonly Picture[] = [
  { file: 'first-start', shown: { scenario: 'previewDone' } },
  { file: 'overview-light', shown: { scenario: 'upToDate' } },
  { file: 'activity-light', shown: { scenario: 'needsYou', page: 'activity' } },
  { file: 'accounts-dark', shown: { scenario: 'upToDate', page: 'accounts', theme: 'dark' } },
  { file: 'superoffice-dark', shown: { scenario: 'upToDate', page: 'crm', theme: 'dark' } },
  { file: 'calendar-light', shown: { scenario: 'upToDate', page: 'calendar' } },
  ...themes.flatMap((theme) =>
    Object.entries(pages).map(
      ([name, page]): Picture => ({
        file: `preferences/${name}-${theme}`,
        shown: { scenario: 'upToDate', page, theme },
        whole: true,
      }),
    ),
  ),
  ...themes.flatMap((theme) =>
    Object.entries(screens).map(
      ([name, shown]): Picture => ({ file: `screens/${name}-${theme}`, shown: { ...shown, theme } }),
    ),
  ),
  ...themes.map(
    (theme): Picture => ({
      file: `screens/exchange-form-${theme}`,
      shown: { scenario: 'setUp', page: 'accounts', theme },
      pressed: 'Connect Exchange',
    }),
  ),
  ...Object.entries({ ...screens, advanced: { scenario: 'upToDate', page: 'advanced' } }).map(
    ([name, shown]): Picture => ({ file: `german/${name}`, shown: { ...shown, language: 'de' } }),
  ),
];

/** Everything of the preferences that somebody can come to see. */
const situations: readonly Picture[] = themes.flatMap((theme) => [
  ...['upToDate', 'managed', 'wrongPolicy', 'listsFail', 'listsLoading', 'listsEmpty', 'listsLong', 'google'].flatMap(
    (scenario) =>
      Object.entries(pages).map(
        ([name, page]): Picture => ({
          file: `${name}-${scenario}-${theme}`,
          shown: { scenario, page, theme },
          whole: true,
        }),
      ),
  ),
  ...['upToDate', 'eachItsWay', 'longNames'].map(
    (scenario): Picture => ({ file: `overview-${scenario}-${theme}`, shown: { scenario, theme } }),
  ),
  ...['zonesApart', 'zonesAway', 'zonesUnknown'].map(
    (scenario): Picture => ({
      file: `calendar-${scenario}-${theme}`,
      shown: { scenario, page: 'calendar', theme },
      whole: true,
    }),
  ),
]);

/** As high as what is scrolled inside of the window. */
function heightOfPage(): number {
  const main = document.querySelector('main');
  return main ? Math.max(main.scrollHeight, 680) : 680;
}

async function untilOpened(): Promise<void> {
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
}

async function take(window: PagesWindow, folder: string, { file, shown, whole, pressed }: Picture): Promise<void> {
  await window.resize(size.width, size.height);
  await window.show(shown);
  if (whole) await window.resize(size.width, await window.page.evaluate(heightOfPage));
  if (pressed !== undefined) {
    await window.page.getByRole('button', { name: pressed }).click();
    await window.page.getByRole('dialog').waitFor();
    await window.page.evaluate(untilOpened);
  }
  const path = join(folder, `${file}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await window.picture(path);
}

const [wanted] = process.argv.slice(2);
const folder = wanted ?? fileURLToPath(new URL('../../docs/images', import.meta.url));
const window = await openPagesWindow();
try {
  for (const picture of wanted === undefined ? documented : situations) await take(window, folder, picture);
} finally {
  await window.close();
}
