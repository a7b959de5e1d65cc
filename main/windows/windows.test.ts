import { describe, expect, it } from 'vitest';
import { openingBounds } from './bounds.ts';
import { linkToOpen } from './external-links.ts';
import { contentSecurityPolicy, pageFile } from './page-files.ts';

describe('where the window opens', () => {
  const screens = [{ x: 0, y: 0, width: 1920, height: 1040 }];

  it('opens where it was', () => {
    const kept = { x: 100, y: 50, width: 1000, height: 700 };
    expect(openingBounds(kept, screens)).toEqual(kept);
  });

  it('opens on a screen again when its own is gone', () => {
    expect(openingBounds({ x: 2500, y: 50, width: 1000, height: 700 }, screens)).toEqual({ width: 1000, height: 700 });
    expect(openingBounds({ x: 100, y: -300, width: 1000, height: 700 }, screens)).toEqual({ width: 1000, height: 700 });
  });

  it('has its usual size at first, and never less than the smallest', () => {
    expect(openingBounds(null, screens)).toEqual({ width: 960, height: 680 });
    expect(openingBounds({ x: 0, y: 0, width: 10, height: 10 }, screens)).toMatchObject({ width: 640, height: 480 });
  });
});

describe('links that are opened', () => {
  it.each([
    'https://outlook.office365.com/owa/?itemid=1',
    'https://sod.superoffice.com/Cust1/default.aspx?x=1',
    'https://contacts.google.com/person/c1',
    'https://tasks.google.com/task/x1',
    'https://crm.example.org/item/1',
  ])('opens %s', (address) => {
    expect(linkToOpen(address, ['https://crm.example.org/api/'])).toBe(address);
  });

  it('opens practice servers of this computer when they are connected, and only then', () => {
    expect(linkToOpen('http://127.0.0.1:5001/item/1', ['http://127.0.0.1:5000'])).toBe('http://127.0.0.1:5001/item/1');
    expect(linkToOpen('http://127.0.0.1:5001/item/1', ['https://sod.superoffice.com'])).toBeUndefined();
  });

  it.each([
    'https://evil.example/',
    'https://superoffice.com.evil.example/',
    'https://notsuperoffice.com/',
    'https://user:pw@outlook.office.com/',
    'http://outlook.office.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-settings:network',
    'no address',
  ])('does not open %s', (address) => {
    expect(linkToOpen(address, ['http://127.0.0.1:5000'])).toBeUndefined();
  });
});

describe('the pages of the window', () => {
  it('finds them below their folder', () => {
    expect(pageFile('/app/renderer', 'app://synchronizer/assets/main-1.js?x=1')).toBe('/app/renderer/assets/main-1.js');
  });

  it.each([
    'app://synchronizer/..%2f..%2fetc/secret.json',
    'app://synchronizer/%2e%2e%2fmain/index.js',
    'app://synchronizer/',
    'app://synchronizer/settings.sqlite',
    'app://synchronizer/a%00.js',
    'app://synchronizer/%zz.js',
    'app://another/index.html',
    'https://synchronizer/index.html',
  ])('serves nothing for %s', (address) => {
    expect(pageFile('/app/renderer', address)).toBeUndefined();
  });

  it('lets no script in that is not ours, and no connection out', () => {
    const policy = contentSecurityPolicy('abc');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-abc'");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
  });
});
