/**
 * @file The pages of preferences in a real Electron: readable by a screen reader in light and dark, whole in a small window, and
 * what is chosen on them is what is set. The pictures are in `out/screenshots`.
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

const commands = () => commandsOf(pages.page);

const views: readonly Shown[] = [
  { scenario: 'upToDate', page: 'crm' },
  { scenario: 'upToDate', page: 'calendar' },
  { scenario: 'upToDate', page: 'advanced' },
  { scenario: 'managed', page: 'crm' },
  { scenario: 'wrongPolicy', page: 'advanced' },
  { scenario: 'listsFail', page: 'crm' },
  { scenario: 'listsLoading', page: 'crm' },
  { scenario: 'listsEmpty', page: 'crm' },
  { scenario: 'listsLong', page: 'crm' },
  { scenario: 'google', page: 'crm' },
  { scenario: 'google', page: 'calendar' },
];
const named = views.map((view) => [`${view.page}-${view.scenario}`, view] as const);

describe.each([
  ['light', 'all'],
  ['dark', 'colours'],
] as const)('in the %s theme', (theme, looked) => {
  it.each(named)('%s has no barrier', async (name, view) => {
    await pages.show({ ...view, theme });
    await pages.picture(`${name}-${theme}`);
    expect(await barriersOn(pages.page, looked)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe('in the smallest window, with words that are 40 % longer', () => {
  it.each(named)('%s is whole', async (name, view) => {
    await pages.resize(640, 480);
    await pages.show({ ...view, words: 'longer' });
    await pages.picture(`${name}-small`);
    expect(await overflowsOn(pages.page)).toEqual([]);
  });
});

describe('the preferences', () => {
  it('that are called the same are told apart when one of them was saved', async () => {
    await pages.show({ scenario: 'upToDate', page: 'crm' });
    const outgoing = pages.page.getByRole('region', { name: 'Outgoing' }).getByRole('textbox', { name: 'Task' });
    await outgoing.fill('Customer');
    await outgoing.press('Enter');
    await pages.page.getByText('Outgoing: Task: saved.').waitFor();
    await pages.page.getByRole('button', { name: 'Use default for Outgoing: Task' }).waitFor();
  });

  it('are saved as they are changed, and the last change can be undone', async () => {
    await pages.show({ scenario: 'upToDate', page: 'calendar' });
    await pages.page.getByRole('switch', { name: 'Synchronize private appointments' }).click();
    await pages.page.getByText('Synchronize private appointments: saved.').waitFor();
    await pages.page.getByRole('button', { name: 'Undo' }).press('Enter');
    await pages.page.getByRole('button', { name: 'Use default for Synchronize appointments marked free' }).click();
    await expect.poll(commands).toEqual([
      ['settings:set', { 'calendar.private': true }],
      ['settings:unset', ['calendar.private']],
      ['settings:unset', ['calendar.free']],
    ]);
  });

  it('say beside the field what it takes, and keep what was', async () => {
    await pages.show({ scenario: 'upToDate', page: 'advanced' });
    const minutes = pages.page.getByRole('spinbutton', { name: 'Minutes between two runs' });
    await minutes.fill('500');
    await minutes.press('Enter');
    await pages.page.getByText('Not possible here: it takes a whole number from 1 to 240.').waitFor();
    expect(await minutes.inputValue()).toBe('5');
  });

  it('show what a subject comes to, and its parts are moved by keyboard', async () => {
    await pages.show({ scenario: 'upToDate', page: 'crm' });
    await pages.page.getByText('Meeting * Price list 2027 * Nordlicht AS * Sales * Mara Lind').waitFor();
    await pages.page.getByText('Too long for a subject').waitFor();
    await pages.page.getByRole('button', { name: 'Move Company one place earlier' }).press('Enter');
    await pages.page.getByRole('button', { name: 'Take Person out' }).press('Enter');
    await pages.page.getByRole('button', { name: 'Add', exact: true }).press('Enter');
    await pages.page.getByRole('menuitem', { name: 'Location' }).press('Enter');
    await expect.poll(commands).toEqual([
      ['settings:set', { 'crm.subject.parts': ['type', 'company', 'title', 'department', 'person'] }],
      ['settings:set', { 'crm.subject.parts': ['type', 'company', 'title', 'department'] }],
      ['settings:set', { 'crm.subject.parts': ['type', 'company', 'title', 'department', 'location'] }],
    ]);
  });

  it('are chosen from the lists of SuperOffice, which are searched by typing', async () => {
    await pages.show({ scenario: 'upToDate', page: 'crm' });
    const types = pages.page.getByRole('group', { name: 'Synchronize types' });
    await types.getByText('No longer in SuperOffice (99)').waitFor();
    await types.getByRole('searchbox').fill('lun');
    await types.getByRole('checkbox', { name: 'Lunch' }).press('Space');
    const incoming = pages.page.getByRole('combobox', { name: 'Appointment' });
    await incoming.click();
    // Anywhere in the name, and nothing else is offered then.
    await incoming.pressSequentially('udi');
    await expect.poll(() => pages.page.getByRole('option').count()).toBe(1);
    await pages.page.getByRole('option', { name: 'Audit' }).click();
    await expect.poll(commands).toEqual([
      ['settings:set', { 'crm.types': [2, 99, 4] }],
      ['settings:set', { 'crm.incoming.appointmentType': 9 }],
    ]);
  });

  it('can only be read where an administrator has turned editing off, but for how the window looks', async () => {
    await pages.show({ scenario: 'managed', page: 'advanced' });
    await pages.page.getByText('Your administrator has turned editing off').waitFor();
    expect(await pages.page.getByRole('combobox', { name: 'Synchronization direction' }).isDisabled()).toBe(true);
    await pages.page.getByRole('combobox', { name: 'Theme' }).click();
    await pages.page.getByRole('option', { name: 'Dark' }).click();
    await expect.poll(commands).toEqual([['settings:set', { theme: 'dark' }]]);
  });

  it('have a menu where there are many ways to choose from', async () => {
    await pages.show({ scenario: 'upToDate', page: 'advanced' });
    await pages.page.getByRole('combobox', { name: 'Direction for tasks' }).press('Enter');
    await pages.page.getByRole('option', { name: 'One-way: SuperOffice to calendar' }).waitFor();
    await pages.page.keyboard.press('ArrowDown');
    await pages.page.keyboard.press('ArrowDown');
    await pages.page.keyboard.press('Enter');
    await expect.poll(commands).toEqual([['settings:set', { 'direction.task': 'crmToCalendar' }]]);
  });

  it('set both ends of a usual period at once, and take both back at once', async () => {
    await pages.show({ scenario: 'upToDate', page: 'advanced' });
    await pages.page.getByRole('button', { name: 'Usual periods' }).press('Enter');
    await pages.page.getByRole('menuitem', { name: '30 days back, 365 days ahead' }).press('Enter');
    await pages.page.getByText('Days before today, Days after today: saved.').waitFor();
    await pages.page.getByRole('button', { name: 'Undo' }).press('Enter');
    await expect.poll(commands).toEqual([
      ['settings:set', { 'window.pastDays': 30, 'window.futureDays': 365 }],
      ['settings:set', { 'window.pastDays': 30 }],
      ['settings:unset', ['window.futureDays']],
    ]);
  });

  it('lose none of two choices that are made at once', async () => {
    await pages.show({ scenario: 'upToDate', page: 'crm' });
    await pages.page
      .getByRole('group', { name: 'Synchronize types' })
      .getByRole('checkbox', { name: 'Lunch' })
      .waitFor();
    await pages.page.evaluate(() => {
      for (const name of ['Lunch', 'Travel'])
        [...document.querySelectorAll('label')].find(({ textContent }) => textContent === name)?.click();
    });
    await expect.poll(commands).toEqual([
      ['settings:set', { 'crm.types': [2, 99, 4] }],
      ['settings:set', { 'crm.types': [2, 99, 4, 5] }],
    ]);
  });

  it('offer selections with their sizes, several of them, and warn of a long first run', async () => {
    await pages.show({ scenario: 'upToDate', page: 'crm' });
    const selections = pages.page.getByRole('group', { name: 'Static selection(s)' });
    await selections.getByText('429 persons are in what you have chosen.').waitFor();
    await selections.getByRole('checkbox', { name: /^Newsletter, north.*Marketing, 4,180 persons/ }).press('Space');
    await selections.getByRole('checkbox', { name: /^Trade fair Hamburg/ }).press('Space');
    await expect.poll(commands).toEqual([
      ['settings:set', { 'crm.persons.selections': [3, 12, 7] }],
      ['settings:set', { 'crm.persons.selections': [3, 7] }],
    ]);
    await selections.getByText('4,222 persons are in what you have chosen.').waitFor();
  });

  it('offer the fields of the CRM under their headings, and what is usual first', async () => {
    await pages.show({ scenario: 'upToDate', page: 'crm' });
    const department = pages.page.getByRole('combobox', { name: 'Department field' });
    await department.press('ArrowDown');
    await pages.page
      .getByRole('group', { name: 'Fields of the company' })
      .getByRole('option', { name: 'Division' })
      .waitFor();
    expect(await pages.page.getByRole('option').first().textContent()).toBe('Department of the company');
    await pages.page.getByRole('option', { name: 'Division' }).click();
    await expect.poll(commands).toEqual([['settings:set', { 'crm.fields.department': 'contact:SuperOffice:4' }]]);
  });

  it('say what the linked calendar cannot serve, with the reason', async () => {
    await pages.show({ scenario: 'google', page: 'crm' });
    const outgoing = pages.page.getByRole('region', { name: 'Outgoing' });
    await outgoing.getByText('Google Tasks has no categories').waitFor();
    expect(await outgoing.getByRole('textbox', { name: 'Task' }).isDisabled()).toBe(true);
    expect(await outgoing.getByRole('textbox', { name: 'Appointment' }).isDisabled()).toBe(false);
    const reminders = pages.page.getByRole('switch', { name: 'Synchronize SuperOffice reminders' });
    expect(await reminders.isDisabled()).toBe(false);
    await pages.page.getByText('Google Tasks has no reminders: only appointments get theirs.').waitFor();
    await pages.show({ scenario: 'upToDate', page: 'crm' });
    expect(await outgoing.getByRole('textbox', { name: 'Task' }).isDisabled()).toBe(false);
    expect(await pages.page.getByText('Google').count()).toBe(0);
  });

  it('have thousands to choose from: the chosen ones first, all found by typing', async () => {
    await pages.show({ scenario: 'listsLong', page: 'crm' });
    const selections = pages.page.getByRole('group', { name: 'Static selection(s)' });
    await selections.getByText('The first 200 of 4,004 are shown.').waitFor();
    for (const place of [0, 1]) expect(await selections.getByRole('checkbox').nth(place).isChecked()).toBe(true);
    await selections.getByRole('searchbox').fill('customers 3999');
    await selections.getByRole('checkbox', { name: /^My customers 3999/ }).press('Space');
    const department = pages.page.getByRole('combobox', { name: 'Department field' });
    await department.click();
    await pages.page.getByRole('option', { name: 'The first 100 of 4,004 are shown.' }).waitFor();
    await department.pressSequentially('centre 3999');
    await pages.page.getByRole('option', { name: 'Cost centre 3999' }).click();
    await expect.poll(commands).toEqual([
      ['settings:set', { 'crm.persons.selections': [3, 12, 4997] }],
      ['settings:set', { 'crm.fields.department': 'person:SuperOffice:1-3997' }],
    ]);
  });

  it('that concern Google are shown where Google is connected', async () => {
    const group = pages.page.getByRole('textbox', { name: 'Name of the contact group' });
    await pages.show({ scenario: 'upToDate', page: 'calendar' });
    expect(await group.count()).toBe(0);
    await pages.show({ scenario: 'google', page: 'calendar' });
    await group.fill('Customers');
    await group.press('Enter');
    await expect.poll(commands).toEqual([['settings:set', { 'google.contactGroup': 'Customers' }]]);
  });

  it('say while their lists are asked for, and ask again for all that failed by one button', async () => {
    await pages.show({ scenario: 'listsLoading', page: 'crm' });
    const selections = pages.page.getByRole('group', { name: 'Static selection(s)' });
    await selections.getByText('Asking SuperOffice').waitFor();
    await pages.show({ scenario: 'listsFail', page: 'crm' });
    const asked = () =>
      pages.page.evaluate(() => (window.asked ?? []).filter(({ channel }) => channel === 'settings:choices').length);
    const before = await asked();
    await selections.getByRole('button', { name: 'Try again' }).press('Enter');
    await expect.poll(asked).toBe(2 * before);
  });
});
