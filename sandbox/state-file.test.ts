import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SystemName } from './kit/system.ts';
import { createStateFile } from './state-file.ts';

function system(name: SystemName, first: unknown) {
  let state = first;
  return {
    name,
    save: () => state,
    restore: (saved: unknown) => {
      state = saved;
    },
  };
}

describe('the state file', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'state-file-'));
    file = path.join(folder, 'sandbox.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('brings every system back to what it was', () => {
    createStateFile(file, [system('superoffice', { a: 1 }), system('microsoft365', { b: 2 })]).save();
    const crm = system('superoffice', 'new');
    const calendar = system('microsoft365', 'new');
    createStateFile(file, [calendar, crm]).restore();
    expect([crm.save(), calendar.save()]).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('begins without a file, and leaves a system that is not in it as it is', () => {
    const crm = system('superoffice', 'new');
    createStateFile(file, [crm]).restore();
    createStateFile(file, [system('microsoft365', { b: 2 })]).save();
    createStateFile(file, [crm]).restore();
    expect(crm.save()).toBe('new');
  });

  it('keeps the states of systems that are not running', () => {
    createStateFile(file, [system('superoffice', 'kept'), system('microsoft365', 'old')]).save();
    const again = createStateFile(file, [system('microsoft365', 'x')]);
    again.restore();
    again.save();
    const crm = system('superoffice', 'new');
    createStateFile(file, [crm]).restore();
    expect(crm.save()).toBe('kept');
  });

  it('is written only when something changed', () => {
    const crm = system('superoffice', 1);
    const state = createStateFile(file, [crm]);
    state.save();
    utimesSync(file, 1, 1);
    state.save();
    expect(statSync(file).mtimeMs).toBe(1000);
    crm.restore(2);
    state.save();
    expect(statSync(file).mtimeMs).toBeGreaterThan(1000);
  });

  it.each([
    ['cut off', '{"format":"synchro', /cannot be read/],
    ['of something else', '{"name":"package"}', /was not written by the sandbox/],
    ['of nothing', 'null', /was not written by the sandbox/],
  ])('refuses a file %s, and leaves it as it is', (_, content, sentence) => {
    writeFileSync(file, content);
    expect(() => createStateFile(file, [system('superoffice', 1)]).restore()).toThrow(sentence);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('says so when it cannot be written', () => {
    mkdirSync(file);
    expect(() => createStateFile(file, [system('superoffice', 1)]).save()).toThrow(/cannot be written/);
  });
});
