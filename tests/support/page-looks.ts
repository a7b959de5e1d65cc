/** @file What is looked for on a page of the window: barriers, what does not fit, and what it asked of the main process. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';

/**
 * What is wrong for somebody who hears the page or uses it by keyboard, one line for each place.
 * @param what `colours`: contrast only, for a page whose structure was looked at in the other theme.
 */
export async function barriersOn(page: Page, what: 'all' | 'colours' = 'all'): Promise<string[]> {
  // The usual mode opens a second page, which Electron does not offer.
  // What catches the focus at the ends of a dialog's tab order is hidden and focusable on purpose (tabster's dummies).
  const axe = new AxeBuilder({ page }).setLegacyMode().exclude('[data-tabster-dummy]');
  if (what === 'colours') axe.withRules(['color-contrast', 'link-in-text-block']);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} (${node.html.slice(0, 160)})`),
  );
}

/** Every place where something is wider than its room, or cut off. */
export async function overflowsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const textOf = (element: Element) => (element instanceof HTMLInputElement ? element.value : element.textContent);
    const describe = (element: Element) => `${element.tagName} "${(textOf(element) ?? '').slice(0, 60)}"`;
    if (document.documentElement.scrollWidth > innerWidth) found.push('the window scrolls sideways');
    for (const element of document.querySelectorAll('nav, main, main *, nav *, [role=dialog], [role=dialog] *')) {
      if (!(element instanceof HTMLElement) || element.closest('[role=status], [role=progressbar], figure, svg'))
        continue;
      const style = getComputedStyle(element);
      const hidden = style.position === 'absolute' && style.width === '1px';
      if (hidden || element.clientWidth === 0 || element.clientHeight === 0) continue;
      // A long name that ends in dots, and is whole in its tooltip.
      if (style.textOverflow === 'ellipsis' && element.title !== '' && element.title === textOf(element)) continue;
      if (style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) found.push(describe(element));
      const { left, right } = element.getBoundingClientRect();
      if (right > innerWidth + 1 || left < -1) found.push(`outside the window: ${describe(element)}`);
    }
    return found;
  });
}

/** The calls that the page made, without those that only ask. */
export async function commandsOf(page: Page): Promise<unknown[]> {
  const asked = (await page.evaluate('window.asked')) as { channel: string; ask?: unknown }[];
  return asked
    .filter(({ channel }) => !/:(get|list|info|entry|look|find|choices)$|^subject:preview$/.test(channel))
    .map(({ channel, ask }) => (ask === undefined ? [channel] : [channel, ask]));
}
