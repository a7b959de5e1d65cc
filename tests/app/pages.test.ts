/**
 * @file The window's pages in a real Electron: each situation in light and dark, readable by a screen reader, usable by
 * keyboard, and whole in a small window with longer words. The pictures are in `out/screenshots` for people to look at.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { barriersOn, commandsOf, overflowsOn } from '../support/page-looks.ts';
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
  { scenario: 'zonesApart', page: 'calendar' },
  { scenario: 'zonesAway', page: 'calendar' },
  { scenario: 'zonesUnknown', page: 'calendar' },
  { scenario: 'practice', page: 'accounts' },
  { scenario: 'signInAgain', page: 'accounts' },
  { scenario: 'missingRights', page: 'accounts' },
  { scenario: 'googleEnded', page: 'accounts' },
  { scenario: 'exchange', page: 'accounts' },
  { scenario: 'exchangeAsks', page: 'accounts' },
  { scenario: 'exchangeAsks' },
  { scenario: 'exchangeRefused', page: 'accounts' },
  { scenario: 'longNames', page: 'accounts' },
  { scenario: 'needsYou', page: 'activity' },
  { scenario: 'emptyActivity', page: 'activity' },
  { scenario: 'longNames', page: 'activity' },
  { scenario: 'upToDate', page: 'find' },
  { scenario: 'undoing' },
  { scenario: 'unavailable' },
  { scenario: 'otherDevice' },
  { scenario: 'otherAccount' },
  { scenario: 'otherAccount', page: 'accounts' },
  { scenario: 'otherSystem', page: 'accounts' },
  { scenario: 'otherFolder', page: 'accounts' },
  { scenario: 'upToDate', page: 'about' },
];

const nameOf = ({ scenario, page = 'overview' }: Shown) => `${page}-${scenario}`;

const barriers = (what?: 'all' | 'colours') => barriersOn(pages.page, what);
const overflows = () => overflowsOn(pages.page);
const commands = () => commandsOf(pages.page);

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

  it('the form of a sign-in with a password has no barrier', async () => {
    await pages.show({ scenario: 'setUp', page: 'accounts', theme });
    await pages.page.getByRole('button', { name: 'Connect Exchange' }).click();
    await pages.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await pages.page.getByText('Please fill this in.').first().waitFor();
    await pages.picture(`accounts-exchange-form-${theme}`);
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

describe('in a window as narrow as a telephone', () => {
  it.each<[string, Shown]>([
    ['the questions', { scenario: 'questions', page: 'activity' }],
    ['the accounts', { scenario: 'otherAccount', page: 'accounts' }],
    ['the time zones', { scenario: 'zonesUnknown', page: 'calendar' }],
    ['the look-up', { scenario: 'upToDate', page: 'find' }],
    ['another computer', { scenario: 'otherDevice' }],
    ['what waits', { scenario: 'needsYou' }],
  ])('%s is whole, and says everything', async (name, view) => {
    await pages.resize(400, 800);
    await pages.show(view);
    if (view.scenario === 'questions') await pages.page.getByRole('tab', { name: /Needs you/ }).click();
    if (view.scenario === 'needsYou') await pages.page.getByText('nothing happens until you have decided').waitFor();
    await pages.picture(`narrow-${name.replaceAll(' ', '-')}`);
    expect(await overflows()).toEqual([]);
  });
});

describe('in the smallest window, with words that are 40 % longer', () => {
  it.each(views.map((view) => [nameOf(view), view] as const))('%s is whole', async (name, view) => {
    await pages.resize(640, 480);
    await pages.show({ ...view, words: 'longer' });
    await pages.picture(`${name}-small`);
    expect(await overflows()).toEqual([]);
  });

  it('the questions are whole', async () => {
    await pages.resize(640, 480);
    await pages.show({ scenario: 'questions', page: 'activity', words: 'longer' });
    await pages.page.getByRole('tab').nth(1).click();
    await pages.page.getByRole('checkbox').first().waitFor();
    await pages.picture('activity-questions-small');
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

describe('in the smallest window, in the language with the longest words', () => {
  it.each<[string, Shown]>([
    ['the start', { scenario: 'previewDone' }],
    ['the overview', { scenario: 'needsYou' }],
    ['the accounts', { scenario: 'otherAccount', page: 'accounts' }],
    ['the preferences of SuperOffice', { scenario: 'upToDate', page: 'crm' }],
    ['the preferences of the calendar', { scenario: 'zonesApart', page: 'calendar' }],
    ['the advanced preferences', { scenario: 'upToDate', page: 'advanced' }],
    ['the activity', { scenario: 'needsYou', page: 'activity' }],
    ['the look-up', { scenario: 'upToDate', page: 'find' }],
    ['the page about', { scenario: 'upToDate', page: 'about' }],
  ])('%s is whole', async (name, view) => {
    await pages.resize(640, 480);
    await pages.show({ ...view, language: 'de' });
    await pages.picture(`german-${name.replaceAll(' ', '-')}`);
    expect(await overflows()).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

it('the bar at the left stays as wide as it is, whichever page is shown', async () => {
  await pages.show({ scenario: 'upToDate' });
  const widths = new Map<string, number>();
  for (const room of await pages.page.getByRole('navigation').getByRole('button').all()) {
    await room.click();
    widths.set(
      await room.innerText(),
      await pages.page.evaluate(() => document.querySelector('nav')?.clientWidth ?? 0),
    );
  }
  expect(widths.size).toBe(8);
  expect(new Set(widths.values()).size).toBe(1);
});

describe('by keyboard', () => {
  it('Tab goes through Overview as one reads it', async () => {
    await pages.show({ scenario: 'needsYou' });
    expect(await tabOrder(13)).toEqual([
      'Overview',
      'Accounts',
      'SuperOffice',
      'Calendar',
      'Activity3 need you3',
      'Look up',
      'Advanced',
      'About',
      'Sync now',
      'Pause',
      'why?',
      'Take back this run',
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

describe('the time zones', () => {
  const said = () => pages.page.getByRole('region', { name: 'Time zones' }).innerText();

  it('stand side by side, each with its clock', async () => {
    await pages.show({ scenario: 'upToDate', page: 'calendar' });
    expect(await said()).toMatch(/SuperOffice\s+Europe\/Oslo, Wed 10:42/);
    expect(await said()).toMatch(/Microsoft 365\s+Europe\/Berlin, Wed 10:42/);
    expect(await said()).toMatch(/This computer\s+Europe\/Oslo, Wed 10:42/);
    expect(await said()).not.toContain('different time zones');
  });

  it('that differ are said with what it means, and one key puts them right', async () => {
    await pages.show({ scenario: 'zonesApart', page: 'calendar' });
    expect(await said()).toContain('SuperOffice and Microsoft 365 are set to different time zones');
    expect(await said()).toContain('When SuperOffice shows Wed 10:42, Microsoft 365 shows Wed 20:42');
    await pages.page.getByRole('button', { name: 'Use Europe/Oslo for Microsoft 365' }).press('Enter');
    expect(await commands()).toContainEqual(['timeZones:use', { calendar: 'Europe/Oslo' }]);
  });

  it('that a journey makes differ are said to stay, and can follow', async () => {
    await pages.show({ scenario: 'zonesAway', page: 'calendar' });
    expect(await said()).toContain('It is Wed 06:42 here, and Wed 10:42 for SuperOffice and Microsoft 365');
    await pages.page.getByRole('button', { name: /^Use .*Buenos Aires for both/ }).press('Enter');
    const zone = 'America/Argentina/Buenos_Aires';
    expect(await commands()).toContainEqual(['timeZones:use', { crm: zone, calendar: zone }]);
  });

  it('that nobody knows can be said, and the user’s word be taken back', async () => {
    await pages.show({ scenario: 'zonesUnknown', page: 'calendar' });
    expect(await said()).toContain('The time zone of Microsoft 365 is not known');
    expect(await said()).toContain('Chosen by you. SuperOffice itself says America/New York.');
    const calendarZone = pages.page.getByRole('combobox', { name: 'Time zone of Microsoft 365' });
    await calendarZone.click();
    await calendarZone.pressSequentially('tokyo');
    await pages.page.getByRole('option', { name: 'Asia/Tokyo' }).click();
    await pages.page.getByRole('combobox', { name: 'Time zone of SuperOffice' }).click();
    await pages.page.getByRole('option', { name: /^Its own/ }).click();
    expect((await commands()).slice(-2)).toEqual([
      ['timeZones:use', { calendar: 'Asia/Tokyo' }],
      ['timeZones:use', { crm: null }],
    ]);
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
    expect(said).toContain('41 items will be added to SuperOffice');
    expect(said).toContain('128 items will be added to Microsoft 365');
    expect(said).toContain('1 item is on both sides already and will be linked');
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
  const review = async (scenario = 'questions') => {
    await pages.show({ scenario });
    await pages.page.getByRole('button', { name: 'Review' }).click();
    await pages.page.getByRole('list', { name: 'What this is about' }).first().waitFor();
  };
  const group = (title: string) => pages.page.getByRole('region', { name: title });
  const confirm = async (button: string) => {
    const dialog = pages.page.getByRole('dialog');
    await dialog.getByRole('button', { name: button, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  };

  it('is shown by question, each with its explanation', async () => {
    await review();
    await group('Changed on both sides').getByText('2 items were changed in SuperOffice and in').waitFor();
    await group('Many deletions at once').getByText('12 items are gone from Microsoft 365').waitFor();
    await group('Many changes at once').getByText('64 items changed in SuperOffice').waitFor();
    await pages.picture('activity-questions-light');
    expect(await barriers()).toEqual([]);
  });

  it('says what is so afterwards, and shows the whole list, before it is carried out for all', async () => {
    await review();
    await group('Many deletions at once').getByRole('button', { name: 'Delete all 12 in SuperOffice' }).click();
    const dialog = pages.page.getByRole('dialog');
    await dialog.getByText('12 items are deleted in SuperOffice. You can take this back for 30 days.').waitFor();
    expect(await dialog.getByRole('listitem').count()).toBe(12);
    await pages.picture('activity-decide-light');
    expect(await barriers()).toEqual([]);
    expect(await commands()).toEqual([]);
    await confirm('Delete all 12 in SuperOffice');
    const ids = Array.from({ length: 12 }, (_, index) => 6998 - index);
    expect(await commands()).toEqual([['held:decide', { ids, decision: 'apply' }]]);
  });

  it('is decided for the chosen ones only', async () => {
    await review();
    const removals = group('Many deletions at once');
    await removals.getByRole('checkbox', { name: 'Choose Yearly review with Vestre' }).first().check();
    await removals.getByRole('checkbox', { name: 'Choose Private appointment' }).check();
    await removals.getByText('2 of 12 chosen').waitFor();
    await removals.getByRole('button', { name: 'Put the 2 chosen back in Microsoft 365' }).click();
    await confirm('Put the 2 chosen back in Microsoft 365');
    expect(await commands()).toEqual([['held:decide', { ids: [6996, 6994], decision: 'restore' }]]);
  });

  it('is decided one by one', async () => {
    await review();
    const removals = group('Many deletions at once');
    await removals.getByRole('button', { name: 'Details of Yearly review with Nordlys Energi' }).first().click();
    await removals.getByRole('button', { name: 'Leave as it is: Yearly review with Nordlys Energi' }).click();
    await pages.page.getByRole('dialog').getByText('It is no longer kept equal').waitFor();
    await confirm('Leave as it is');
    expect(await commands()).toEqual([['held:decide', { ids: [6998], decision: 'keep' }]]);
  });

  it('a conflict shows both values and what it was, and is decided by keyboard', async () => {
    await review();
    const conflicts = group('Changed on both sides');
    const row = conflicts.getByRole('row', { name: /^Place/ });
    expect((await row.getByRole('cell').allInnerTexts()).map((text) => text.replace(/^.*\n/, ''))).toEqual([
      'nothing',
      'At the customer, Karl Johans gate 4, Oslo',
      'Room Fram',
    ]);
    const keep = conflicts.getByRole('button', { name: "Keep Microsoft 365's version: Offer for 40 seats" });
    await keep.focus();
    await pages.page.keyboard.press('Enter');
    await pages.page.getByRole('dialog').getByText("SuperOffice gets Microsoft 365's version").waitFor();
    await pages.page.getByRole('dialog').getByRole('button', { name: "Keep Microsoft 365's version" }).press('Enter');
    await pages.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await commands()).toEqual([['held:decide', { ids: [7000], decision: 'calendar' }]]);
  });

  it('many are shown as far as one reads them, and decided all the same', async () => {
    await review();
    const changes = group('Many changes at once');
    expect(await changes.getByRole('listitem').count()).toBe(50);
    await changes.getByRole('button', { name: 'Show 14 more' }).click();
    expect(await changes.getByRole('listitem').count()).toBe(64);
  });

  it('older entries come on request', async () => {
    await pages.show({ scenario: 'needsYou', page: 'activity' });
    const rows = pages.page.getByRole('listitem');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(50);
    await pages.page.getByRole('button', { name: 'Show older' }).click();
    await pages.page.getByText('Follow-up 1', { exact: true }).waitFor();
    expect(await rows.count()).toBe(76);
  });
});

describe('taking back', () => {
  it('asks first, and says in the end what was taken back', async () => {
    await pages.show({ scenario: 'upToDate', page: 'activity' });
    await pages.page.getByRole('button', { name: /Call with Fjordkraft/ }).click();
    await pages.page.getByRole('button', { name: 'Take back', exact: true }).click();
    const dialog = pages.page.getByRole('dialog');
    await dialog.getByText('It is removed from SuperOffice again. It stays in Microsoft 365').waitFor();
    expect(await barriers()).toEqual([]);
    expect(await commands()).toEqual([]);
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await dialog.getByText('1 change was taken back.').waitFor();
    expect(await commands()).toEqual([['undo:make', { entries: [8995] }]]);
  });

  it('the value that lost a conflict can be put back', async () => {
    await pages.show({ scenario: 'upToDate', page: 'activity' });
    await pages.page.getByRole('button', { name: /Offer for 40 seats/ }).click();
    await pages.page.getByRole('button', { name: 'Put this value back' }).click();
    await pages.page.getByRole('dialog').getByRole('button', { name: 'Put this value back' }).click();
    expect(await commands()).toEqual([['undo:make', { entries: [8996] }]]);
  });

  it('a whole run: what it would do, what came of it, and the way to what was not taken back', async () => {
    await pages.show({ scenario: 'upToDate' });
    await pages.page.getByRole('button', { name: 'Take back this run' }).click();
    const dialog = pages.page.getByRole('dialog');
    await dialog.getByText('3 added items are removed from Microsoft 365 again').waitFor();
    await dialog.getByText('What somebody has changed since stays as it is').waitFor();
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await dialog.getByText('5 changes were taken back. 3 were not.').waitFor();
    await dialog.getByText('Changed since: 2.').waitFor();
    await pages.picture('undo-result-light');
    expect(await barriers()).toEqual([]);
    expect(await commands()).toEqual([['undo:make', { runId: '0198d0c2' }]]);
    await dialog.getByRole('button', { name: 'Lunch with Jonas Berg' }).click();
    await pages.page.getByRole('heading', { name: 'Activity' }).waitFor();
    expect(await pages.page.getByRole('searchbox').inputValue()).toBe('Lunch with Jonas Berg');
  });
});

describe('why something is not synchronised', () => {
  const lookUp = async (title: string) => {
    await pages.show({ scenario: 'upToDate', page: 'find' });
    await pages.page.getByRole('searchbox', { name: 'Title or name' }).fill(title);
  };

  it('is answered by its title: how it stands, why, and what helps', async () => {
    await lookUp('board');
    await pages.page.getByText('5 items found').waitFor();
    const waiting = pages.page.getByRole('region', { name: 'Board meeting, dinner' });
    await waiting.getByText('Decide what is to become of it.').waitFor();
    const apart = pages.page.getByRole('region', { name: 'Board meeting Aker' });
    await apart.getByText('Not accepted by SuperOffice').waitFor();
    await pages.picture('find-found-light');
    expect(await barriers()).toEqual([]);
    await apart.getByRole('button', { name: 'Open in SuperOffice' }).click();
    const opened = (await commands()).filter((one) => String(one).startsWith('item:open'));
    expect(opened).toEqual([['item:open', { webUrl: 'https://online.superoffice.example/41233' }]]);
    await waiting.getByRole('button', { name: 'Decide' }).click();
    await pages.page.getByRole('tab', { name: /Needs you/, selected: true }).waitFor();
  });

  it('names the possible causes, with the days, when nothing is found', async () => {
    await lookUp('nowhere');
    await pages.page.getByText('Appointments from Wed, 11 Nov 2026 to Mon, 17 May 2027 take part').waitFor();
    await pages.picture('find-nothing-light');
    expect(await barriers()).toEqual([]);
  });
});

describe('what stands in the way of everything', () => {
  it('another computer is named on every page, and this one is used only after a question', async () => {
    await pages.show({ scenario: 'otherDevice', page: 'about' });
    await pages.page.getByText('“MARA-LAPTOP” synchronises for you').waitFor();
    await pages.page.getByText('It was last at work 6 minutes ago.').waitFor();
    await pages.page.getByRole('button', { name: 'Use this computer' }).click();
    const dialog = pages.page.getByRole('dialog');
    await dialog.getByText('MARA-LAPTOP stops within the hour').waitFor();
    expect(await barriers()).toEqual([]);
    expect(await commands()).toEqual([]);
    await dialog.getByRole('button', { name: 'Use this computer' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await commands()).toEqual([['device:takeOver']]);
  });

  it('links of another account are asked about, and nothing is chosen beforehand', async () => {
    await pages.show({ scenario: 'otherAccount' });
    await pages.page.getByRole('button', { name: 'Go to Accounts' }).click();
    expect(await pages.page.getByRole('radio', { checked: true }).count()).toBe(0);
    await pages.page.getByRole('radio', { name: /Leave what was linked as it is/ }).check();
    await pages.page.getByRole('button', { name: 'Continue' }).click();
    expect(await commands()).toEqual([['links:relink', { how: 'leave' }]]);
  });

  it('of the calendars one is chosen, at the first start and on its own page', async () => {
    await pages.show({ scenario: 'setUp' });
    await pages.page.getByRole('button', { name: 'Connect Google' }).click();
    await pages.show({ scenario: 'setUp', page: 'accounts' });
    await pages.page.getByText('One calendar is kept equal').waitFor();
    await pages.page.getByRole('button', { name: 'Connect Google' }).click();
    expect(await commands()).toEqual([['account:connect', { system: 'google' }]]);
    await pages.show({ scenario: 'googleEnded', page: 'accounts' });
    await pages.page.getByText('every sign-in ends after seven days').waitFor();
    await pages.page.getByText('Sign in again and allow: Read and change your tasks.').waitFor();
  });

  it('an Exchange Server takes a password, typed and sent by keyboard, and the form forgets it', async () => {
    await pages.show({ scenario: 'setUp', page: 'accounts' });
    await pages.page.getByRole('button', { name: 'Connect Exchange' }).focus();
    await pages.page.keyboard.press('Enter');
    await pages.page.getByRole('dialog').waitFor();
    await pages.page.keyboard.type('NORDLICHT\\mara');
    await pages.page.keyboard.press('Tab');
    await pages.page.keyboard.type('secret ');
    await pages.page.keyboard.press('Enter');
    await pages.page.getByRole('dialog').waitFor({ state: 'detached' });
    const given = { userName: 'NORDLICHT\\mara', password: 'secret ', server: null };
    expect(await commands()).toEqual([['account:connectExchange', given]]);
    await pages.page.getByRole('button', { name: 'Connect Exchange' }).click();
    expect(await pages.page.getByLabel('Password').inputValue()).toBe('');
  });

  it('each step of a sign-in is told, and the user says whether the password may go to another server', async () => {
    await pages.show({ scenario: 'exchangeAsks', page: 'accounts' });
    expect(await pages.page.getByRole('log').getByRole('listitem').allInnerTexts()).toContain(
      'Ask autodiscover.northwind.example where to go: leads elsewhere',
    );
    await pages.page.getByText('May your password go to autodiscover.hosting.example?').waitFor();
    await pages.page.getByRole('button', { name: 'No', exact: true }).click();
    await pages.page.getByRole('button', { name: 'Cancel connecting Exchange' }).click();
    expect(await commands()).toEqual([
      ['account:allowHost', { host: 'autodiscover.hosting.example', allowed: false }],
      ['account:cancelConnect', { system: 'exchange' }],
    ]);
  });

  it('the test names the step that failed, and signing in again begins with what is known', async () => {
    await pages.show({ scenario: 'exchange', page: 'accounts' });
    await pages.page.getByRole('button', { name: 'Test the connection to Exchange' }).click();
    expect(await commands()).toEqual([['account:testExchange']]);
    await pages.page.getByText('Everything works.').waitFor();
    await pages.show({ scenario: 'exchangeRefused', page: 'accounts' });
    await pages.page.getByText('Sign in at mail.northwind.example: user name or password not accepted').waitFor();
    await pages.page.getByText('Extended Protection').waitFor();
    await pages.page.getByRole('button', { name: 'Sign in to Exchange again' }).click();
    expect(await pages.page.getByLabel('User name').inputValue()).toBe('mara.lindqvist@northwind.example');
    expect(await pages.page.getByLabel('Server address').inputValue()).toBe('mail.northwind.example');
  });

  it('the former account can sign in again', async () => {
    await pages.show({ scenario: 'otherAccount', page: 'accounts' });
    await pages.page.getByRole('radio', { name: /Sign in with the former account/ }).check();
    await pages.page.getByRole('button', { name: 'Sign in again' }).click();
    expect(await commands()).toEqual([['account:connect', { system: 'microsoft365' }]]);
  });

  it('after a change of the calendar system one can go back to the former one', async () => {
    await pages.show({ scenario: 'otherSystem', page: 'accounts' });
    await pages.page.getByRole('heading', { name: 'Google takes the place of Microsoft 365' }).waitFor();
    await pages.page.getByRole('radio', { name: /Go back to Microsoft 365/ }).check();
    await pages.page.getByRole('button', { name: 'Connect Microsoft 365' }).click();
    expect(await commands()).toEqual([['account:connect', { system: 'microsoft365' }]]);
  });

  it('a server that asks for a break is named with the time, and one can stop', async () => {
    await pages.show({ scenario: 'reading' });
    await pages.page.getByText('SuperOffice asks us to wait until 10:44.').waitFor();
    await pages.page.getByRole('button', { name: 'Stop' }).click();
    expect(await commands()).toEqual([['sync:stop']]);
  });

  it('a server that does not answer is asked again at a time that is said', async () => {
    await pages.show({ scenario: 'unavailable' });
    await pages.page.getByText('It is tried again at 10:43.').waitFor();
  });

  it('a look ahead that failed does not promise to come again', async () => {
    await pages.show({ scenario: 'previewFailed' });
    await pages.page.getByText('it is not known yet what the first run will do').waitFor();
    expect(await pages.page.getByText('tried again by itself').count()).toBe(0);
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
