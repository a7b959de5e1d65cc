/**
 * @file The window's pages in a real Electron: each situation in light and dark, readable by a screen reader, usable by
 * keyboard, and whole in a small window with longer words. The pictures are in `out/screenshots` for people to look at.
 */
import AxeBuilder from '@axe-core/playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPagesWindow, type PagesWindow, type Shown } from '../support/pages.ts';

let pages: PagesWindow;
const complaints: string[] = [];

beforeAll(async () => {
  pages = await openPagesWindow();
  pages.page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  pages.page.on('pageerror', (error) => complaints.push(error.message));
});

afterAll(() => pages?.close());

beforeEach(async () => {
  complaints.length = 0;
  await pages.resize(960, 680);
});

const views: readonly Shown[] = [
  { scenario: 'setUp' },
  { scenario: 'setUpWithoutKeyStore' },
  { scenario: 'connecting' },
  { scenario: 'connectFailed' },
  { scenario: 'readyToStart' },
  { scenario: 'previewRunning' },
  { scenario: 'previewDone' },
  { scenario: 'previewLarge' },
  { scenario: 'previewNothing' },
  { scenario: 'previewFailed' },
  { scenario: 'disconnected' },
  { scenario: 'upToDate' },
  { scenario: 'practice' },
  { scenario: 'working' },
  { scenario: 'reading' },
  { scenario: 'paused' },
  { scenario: 'needsYou' },
  { scenario: 'signInAgain' },
  { scenario: 'offline' },
  { scenario: 'error' },
  { scenario: 'settingsSetAside' },
  { scenario: 'loading' },
  { scenario: 'failed' },
  { scenario: 'longNames' },
  { scenario: 'setUp', page: 'accounts' },
  { scenario: 'setUpWithoutKeyStore', page: 'accounts' },
  { scenario: 'connecting', page: 'accounts' },
  { scenario: 'upToDate', page: 'accounts' },
  { scenario: 'practice', page: 'accounts' },
  { scenario: 'signInAgain', page: 'accounts' },
  { scenario: 'missingRights', page: 'accounts' },
  { scenario: 'longNames', page: 'accounts' },
  { scenario: 'needsYou', page: 'activity' },
  { scenario: 'emptyActivity', page: 'activity' },
  { scenario: 'longNames', page: 'activity' },
  { scenario: 'upToDate', page: 'about' },
];

const nameOf = ({ scenario, page = 'overview' }: Shown) => `${page}-${scenario}`;

/**
 * What is wrong for somebody who hears the page or uses it by keyboard, one line for each place.
 * @param what `colours`: contrast only, for a page whose structure was looked at in the other theme.
 */
async function barriers(what: 'all' | 'colours' = 'all'): Promise<string[]> {
  // The usual mode opens a second page, which Electron does not offer.
  // What catches the focus at the ends of a dialog's tab order is hidden and focusable on purpose (tabster's dummies).
  const axe = new AxeBuilder({ page: pages.page }).setLegacyMode().exclude('[data-tabster-dummy]');
  if (what === 'colours') axe.withRules(['color-contrast', 'link-in-text-block']);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} (${node.html.slice(0, 160)})`),
  );
}

/** Every place where something is wider than its room, or cut off. */
async function overflows(): Promise<string[]> {
  return pages.page.evaluate(() => {
    const found: string[] = [];
    const describe = (element: Element) => `${element.tagName} "${(element.textContent ?? '').slice(0, 60)}"`;
    if (document.documentElement.scrollWidth > innerWidth) found.push('the window scrolls sideways');
    for (const element of document.querySelectorAll('nav, main, main *, nav *, [role=dialog], [role=dialog] *')) {
      if (!(element instanceof HTMLElement) || element.closest('[role=status], [role=progressbar], figure, svg'))
        continue;
      const style = getComputedStyle(element);
      const hidden = style.position === 'absolute' && style.width === '1px';
      if (hidden || element.clientWidth === 0) continue;
      if (style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) found.push(describe(element));
      const { left, right } = element.getBoundingClientRect();
      if (right > innerWidth + 1 || left < -1) found.push(`outside the window: ${describe(element)}`);
    }
    return found;
  });
}

/** The names of what has the focus, in the order in which Tab reaches it. */
async function tabOrder(steps: number): Promise<string[]> {
  const names: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    await pages.page.keyboard.press('Tab');
    names.push(
      await pages.page.evaluate(() => {
        const focused = document.activeElement;
        return focused?.getAttribute('aria-label') ?? focused?.textContent?.trim() ?? '';
      }),
    );
  }
  return names;
}

/** The calls that the page made, without those that only ask. */
async function commands(): Promise<unknown[]> {
  const asked = (await pages.page.evaluate('window.asked')) as { channel: string; ask?: unknown }[];
  return asked
    .filter(({ channel }) => !/:(get|list|info)$/.test(channel))
    .map(({ channel, ask }) => (ask === undefined ? [channel] : [channel, ask]));
}

describe.each([
  ['light', 'all'],
  ['dark', 'colours'],
] as const)('in the %s theme', (theme, looked) => {
  it.each(views.map((view) => [nameOf(view), view] as const))('%s has no barrier', async (name, view) => {
    await pages.show({ ...view, theme });
    await pages.picture(`${name}-${theme}`);
    expect(await barriers(looked)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('an opened entry of the activity has no barrier', async () => {
    await pages.show({ scenario: 'needsYou', page: 'activity', theme });
    await pages.page.getByRole('button', { name: /Lunch with Jonas Berg/ }).click();
    await pages.page.getByRole('button', { name: /Offer for 40 seats/ }).click();
    await pages.picture(`activity-opened-${theme}`);
    expect(await barriers(looked)).toEqual([]);
  });

  it('the question before disconnecting has no barrier', async () => {
    await pages.show({ scenario: 'upToDate', page: 'accounts', theme });
    await pages.page.getByRole('button', { name: 'Disconnect SuperOffice' }).click();
    await pages.page.getByRole('dialog').waitFor();
    await pages.picture(`accounts-disconnect-${theme}`);
    expect(await barriers(looked)).toEqual([]);
  });
});

describe('in the smallest window, with words that are 40 % longer', () => {
  it.each(views.map((view) => [nameOf(view), view] as const))('%s is whole', async (name, view) => {
    await pages.resize(640, 480);
    await pages.show({ ...view, words: 'longer' });
    await pages.picture(`${name}-small`);
    expect(await overflows()).toEqual([]);
  });

  it('an opened entry is whole', async () => {
    await pages.resize(640, 480);
    await pages.show({ scenario: 'longNames', page: 'activity', words: 'longer' });
    for (const entry of await pages.page.getByRole('listitem').all()) await entry.getByRole('button').first().click();
    await pages.picture('activity-opened-small');
    expect(await overflows()).toEqual([]);
  });
});

describe('by keyboard', () => {
  it('Tab goes through Overview as one reads it', async () => {
    await pages.show({ scenario: 'needsYou' });
    expect(await tabOrder(8)).toEqual([
      'Overview',
      'Accounts',
      'Activity3 need you3',
      'About',
      'Sync now',
      'Pause',
      'why?',
      'Review',
    ]);
  });

  it('Tab goes through the accounts as one reads them', async () => {
    await pages.show({ scenario: 'signInAgain', page: 'accounts' });
    expect(await tabOrder(4)).toEqual([
      'Disconnect SuperOffice',
      'Details',
      'Sign in again to Microsoft 365',
      'Disconnect Microsoft 365',
    ]);
  });

  it('what has the focus shows it', async () => {
    await pages.show({ scenario: 'needsYou' });
    const seen = () =>
      pages.page.evaluate(() => {
        const focused = document.activeElement;
        if (!focused) return '';
        const look = (pseudo?: string) => {
          const { outlineStyle, outlineWidth, boxShadow, borderTopColor } = getComputedStyle(focused, pseudo);
          return [outlineStyle, outlineWidth, boxShadow, borderTopColor].join();
        };
        return `${look()} ${look('::after')}`;
      });
    for (const name of ['Sync now', 'Pause', 'Accounts']) {
      const control = pages.page.getByRole('button', { name, exact: true });
      const before = await control.evaluate((element) => {
        const look = (pseudo?: string) => {
          const { outlineStyle, outlineWidth, boxShadow, borderTopColor } = getComputedStyle(element, pseudo);
          return [outlineStyle, outlineWidth, boxShadow, borderTopColor].join();
        };
        return `${look()} ${look('::after')}`;
      });
      await pages.page.keyboard.press('Tab');
      await control.focus();
      expect(await seen(), name).not.toBe(before);
    }
  });

  it('Ctrl+R syncs, on every page', async () => {
    await pages.show({ scenario: 'upToDate', page: 'about' });
    await pages.page.getByRole('heading', { name: 'About' }).waitFor();
    await pages.page.keyboard.press('Control+r');
    expect(await commands()).toEqual([['sync:now']]);
  });

  it('the menu of Pause is chosen from, and Escape leaves it', async () => {
    await pages.show({ scenario: 'upToDate' });
    await pages.page.getByRole('button', { name: 'Pause' }).focus();
    await pages.page.keyboard.press('Enter');
    await pages.page.locator('[role=menuitem]:focus').waitFor();
    await pages.page.keyboard.press('Escape');
    await pages.page.getByRole('menu').waitFor({ state: 'detached' });
    await pages.page.keyboard.press('Enter');
    await pages.page.getByRole('menuitem', { name: 'Until tomorrow' }).press('Enter');
    expect(await commands()).toEqual([['sync:pause', { for: 'tomorrow' }]]);
  });

  it('Escape leaves a question without doing anything', async () => {
    await pages.show({ scenario: 'upToDate', page: 'accounts' });
    await pages.page.getByRole('button', { name: 'Disconnect SuperOffice' }).press('Enter');
    await pages.page.getByRole('dialog').waitFor();
    await pages.page.keyboard.press('Escape');
    await pages.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await commands()).toEqual([]);
  });

  it('an entry opens, and the search finds by title', async () => {
    await pages.show({ scenario: 'needsYou', page: 'activity' });
    await pages.page.getByRole('searchbox').fill('jonas');
    await pages.page.getByText('Yearly review').waitFor({ state: 'detached' });
    await pages.page.getByRole('button', { name: /Lunch with Jonas Berg/ }).press('Enter');
    await pages.page.getByText('Fri, 20 Nov 2026, 12:30–13:30').waitFor();
    await pages.page.getByRole('button', { name: 'Open in Microsoft 365' }).press('Enter');
    expect(await commands()).toEqual([['activity:open', { id: 8997, side: 'calendar' }]]);
  });
});

describe('before the first run', () => {
  const previewsAsked = async () => (await commands()).filter((one) => String(one) === 'sync:preview').length;

  it('what it will do is looked at by itself, and Start does not wait for it', async () => {
    await pages.show({ scenario: 'readyToStart' });
    await pages.page.getByRole('button', { name: 'Start', exact: true }).click();
    expect(await commands()).toEqual([['sync:preview'], ['sync:now']]);
    await pages.show({ scenario: 'previewRunning' });
    await pages.page.getByText('1,412 of 12,040').waitFor();
    await pages.page.getByRole('button', { name: 'Start', exact: true }).click();
    expect(await commands()).toEqual([['sync:now']]);
  });

  it('what it will do is said in numbers and reasons', async () => {
    await pages.show({ scenario: 'previewDone' });
    const said = await pages.page.getByRole('region', { name: 'What the first run will do' }).innerText();
    expect(said).toContain('41 appointments will be added to SuperOffice');
    expect(said).toContain('128 appointments will be added to Microsoft 365');
    expect(said).toContain('1 appointment is on both sides already and will be linked');
    expect(said).toContain('19 will be left out');
    expect(said).toMatch(/Repeating appointment: 14\.[\s\S]*Private: 3\.[\s\S]*You declined it: 2\./);
    expect(await previewsAsked()).toBe(0);
  });

  it('nothing to do is said too', async () => {
    await pages.show({ scenario: 'previewNothing' });
    const said = await pages.page.getByRole('region', { name: 'What the first run will do' }).innerText();
    expect(said).toContain('Nothing will be added to SuperOffice');
    expect(said).toContain('Nothing will be left out');
  });

  it('after a problem one button looks again', async () => {
    await pages.show({ scenario: 'previewFailed' });
    expect(await previewsAsked()).toBe(0);
    await pages.page.getByRole('button', { name: 'Try again' }).click();
    expect(await commands()).toEqual([['sync:preview']]);
  });
});

describe('what needs the user', () => {
  it('is carried out only after the whole list was shown', async () => {
    await pages.show({ scenario: 'needsYou' });
    await pages.page.getByRole('button', { name: 'Review' }).click();
    await pages.page.getByRole('button', { name: 'Carry out all' }).click();
    const dialog = pages.page.getByRole('dialog');
    await dialog.getByText('Workshop: rollout in Tromsø').waitFor();
    expect(await dialog.getByRole('listitem').count()).toBe(3);
    await pages.picture('activity-carry-out-light');
    expect(await barriers()).toEqual([]);
    expect(await commands()).toEqual([]);
    await dialog.getByRole('button', { name: 'Carry out all' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await commands()).toEqual([['held:decide', { ids: [9000, 8999, 8998], decision: 'apply' }]]);
  });

  it('is kept one by one', async () => {
    await pages.show({ scenario: 'needsYou' });
    await pages.page.getByRole('button', { name: 'Review' }).click();
    await pages.page.getByRole('button', { name: /Yearly review/ }).click();
    await pages.page.getByRole('button', { name: 'Keep as it is' }).click();
    expect(await commands()).toEqual([['held:decide', { ids: [9000], decision: 'keep' }]]);
  });

  it('older entries come on request', async () => {
    await pages.show({ scenario: 'needsYou', page: 'activity' });
    const rows = pages.page.getByRole('listitem');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(50);
    await pages.page.getByRole('button', { name: 'Show older' }).click();
    await pages.page.getByText('Follow-up 1', { exact: true }).waitFor();
    expect(await rows.count()).toBe(74);
  });
});

describe('as the system asks', () => {
  it('forced colours keep everything readable', async () => {
    await pages.page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
    await pages.show({ scenario: 'needsYou', theme: 'dark' });
    await pages.picture('overview-needsYou-contrast');
    await pages.page.emulateMedia({ forcedColors: 'none', colorScheme: null });
    expect(complaints).toEqual([]);
  });

  it('nothing moves where movement is not wanted', async () => {
    await pages.page.emulateMedia({ reducedMotion: 'reduce' });
    await pages.show({ scenario: 'reading' });
    const moving = await pages.page.evaluate(() => {
      const still = new Set(['offset', 'computedOffset', 'easing', 'composite', 'opacity']);
      return document.getAnimations().flatMap(({ effect }) => {
        if (!(effect instanceof KeyframeEffect) || Number(effect.getTiming().duration) <= 100) return [];
        const changes = effect.getKeyframes().flatMap(Object.keys);
        return changes.some((property) => !still.has(property)) ? [effect.target?.className] : [];
      });
    });
    await pages.page.emulateMedia({ reducedMotion: null });
    expect(moving).toEqual([]);
  });
});
