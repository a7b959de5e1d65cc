import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KnownInstallation, recognise, thisInstallation } from './installation.ts';
import { openSettings } from './settings/settings.ts';

const discard = () => undefined;
const noPolicy = { current: () => ({ state: 'none' }) as const, refresh: () => false };
const quiet = { debug: discard, info: discard, warn: discard, error: discard };
const desk: KnownInstallation = { id: 'desk', host: 'DESK', path: '/home/mara/profile', folder: '11-1' };
const fresh = () => 'fresh';

describe('recognising an installation', () => {
  it('is the same after the computer was given another name', () => {
    expect(recognise([desk], { ...desk, host: 'MARAS-DESK' }, fresh).id).toBe('desk');
  });

  it('is the same after the folder was moved', () => {
    expect(recognise([desk], { ...desk, path: '/data/profile' }, fresh).id).toBe('desk');
  });

  it('is the same after the profile was restored from a backup', () => {
    expect(recognise([desk], { ...desk, folder: '12-5' }, fresh).id).toBe('desk');
  });

  it('is another one when the profile was copied to a second computer', () => {
    const there = { host: 'LAPTOP', path: desk.path, folder: '7-9' };
    const { id, known } = recognise([desk], there, fresh);
    expect(id).toBe('fresh');
    expect(known).toEqual([{ id: 'fresh', ...there }, desk]);
  });

  it('is another one when the profile was copied on the same computer', () => {
    expect(recognise([desk], { ...desk, path: '/home/mara/second', folder: '13-6' }, fresh).id).toBe('fresh');
  });

  it('knows itself again when a profile travels between two computers', () => {
    const laptop = { id: 'laptop', host: 'LAPTOP', path: desk.path, folder: '7-9' };
    const { known } = recognise([desk, laptop], laptop, fresh);
    expect(recognise(known, desk, fresh).id).toBe('desk');
  });
});

describe('this installation', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'installation-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('keeps its id from start to start, and a copy of the whole profile gets another', () => {
    const open = (folder: string) => openSettings(folder, new Date(), quiet, noPolicy);
    const profile = mkdtempSync(join(root, 'profile-'));
    const { id, name } = thisInstallation(open(profile), profile);
    expect(name).not.toBe('');
    expect(thisInstallation(open(profile), profile).id).toBe(id);
    const copy = join(root, 'copy');
    cpSync(profile, copy, { recursive: true });
    expect(thisInstallation(open(copy), copy).id).not.toBe(id);
    expect(thisInstallation(open(profile), profile).id).toBe(id);
  });
});
