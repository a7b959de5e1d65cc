import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { createSystemBrowser, type SystemBrowser } from '../support/system-browser.ts';

const opened: SystemBrowser[] = [];
const browser = async (): Promise<SystemBrowser> => {
  const created = await createSystemBrowser();
  opened.push(created);
  return created;
};
const openBy = (system: SystemBrowser, url: string): Promise<unknown> =>
  promisify(execFile)('sh', ['-c', 'xdg-open "$1"', 'sh', url], { env: { ...process.env, ...system.environment } });

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

it('catches addresses in the order in which they are opened, before and after it is asked', async () => {
  const system = await browser();
  await openBy(system, 'http://127.0.0.1:1/first?a=b&c=d');
  const first = await system.waitForOpenedUrl();
  const waiting = system.waitForOpenedUrl();
  await openBy(system, 'http://127.0.0.1:1/second');
  expect([first, await waiting]).toEqual(['http://127.0.0.1:1/first?a=b&c=d', 'http://127.0.0.1:1/second']);
});

it('keeps two applications apart', async () => {
  const [one, other] = [await browser(), await browser()];
  await openBy(one, 'http://127.0.0.1:1/one');
  await openBy(other, 'http://127.0.0.1:1/other');
  expect(await other.waitForOpenedUrl()).toBe('http://127.0.0.1:1/other');
  expect(await one.waitForOpenedUrl()).toBe('http://127.0.0.1:1/one');
});

it('gives up with a clear sentence when nothing is opened', async () => {
  const system = await browser();
  await expect(system.waitForOpenedUrl(20)).rejects.toThrow(
    'No address was opened in the system browser within 20 ms.',
  );
});
