import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { quietLog } from '../../sync-core/connectors/http/testing/ports.ts';
import { createKeyStoreVault, type KeyStore, openSecretsFile, VaultUnavailable } from './vault.ts';

/** Turns every byte round: not what an operating system does, but nothing can be read in it. */
const turned = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0xff));
const keyStore: KeyStore = {
  isEncryptionAvailable: () => true,
  encryptString: (plain) => turned(Buffer.from(plain)),
  decryptString: (encrypted) => turned(encrypted).toString(),
  getSelectedStorageBackend: () => 'gnome_libsecret',
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vault-'));
});
afterEach(() => rm(folder, { recursive: true }));

const vaultOf = (store: KeyStore = keyStore, platform: NodeJS.Platform = 'linux') =>
  createKeyStoreVault({ keyStore: store, folder, platform, log: quietLog });

describe('secrets in the key store', () => {
  test('a secret is read again after a restart, and never stands in the file', async () => {
    await vaultOf().write('superoffice', 'refresh-token');
    expect(await vaultOf().read('superoffice')).toBe('refresh-token');
    const file = await readFile(join(folder, 'secrets.json'), 'utf8');
    expect(file).not.toContain('refresh-token');
    expect(file).not.toContain(Buffer.from('refresh-token').toString('base64'));
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  test('removing one leaves the others, and no file beside', async () => {
    const vault = vaultOf();
    await Promise.all([vault.write('superoffice', 'one'), vault.write('microsoft365', 'two')]);
    await vault.remove('superoffice');
    await vault.remove('never there');
    expect(await vault.read('superoffice')).toBeUndefined();
    expect(await vault.read('microsoft365')).toBe('two');
    expect(await readdir(folder)).toEqual(['secrets.json']);
  });

  test.each([
    ['there is no encryption', { ...keyStore, isEncryptionAvailable: () => false }],
    ['Linux would use a fixed password', { ...keyStore, getSelectedStorageBackend: () => 'basic_text' }],
  ])('where %s, nothing is kept', async (_, store) => {
    const vault = vaultOf(store);
    expect(vault.available).toBe(false);
    await expect(vault.write('superoffice', 'refresh-token')).rejects.toThrow(VaultUnavailable);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a secret of another user or computer counts as none', async () => {
    await vaultOf().write('superoffice', 'refresh-token');
    const other: KeyStore = {
      ...keyStore,
      decryptString: () => {
        throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.');
      },
    };
    expect(await vaultOf(other).read('superoffice')).toBeUndefined();
  });

  test('a damaged file is set aside and does not stop a new sign-in', async () => {
    await writeFile(join(folder, 'secrets.json'), '{"superoffice": "abc');
    expect(await vaultOf().read('superoffice')).toBeUndefined();
    await vaultOf().write('superoffice', 'new');
    expect(await vaultOf().read('superoffice')).toBe('new');
    expect((await readdir(folder)).toSorted()).toEqual(['secrets.json', 'secrets.json.damaged']);
  });
});

describe('secrets in a named file', () => {
  const file = () => join(folder, 'secrets');

  test('a file that its owner alone can read is read and written back', async () => {
    await writeFile(file(), '{"superoffice": "old"}', { mode: 0o600 });
    const vault = await openSecretsFile(file(), 'linux');
    await vault.write('superoffice', 'new');
    expect(await (await openSecretsFile(file(), 'linux')).read('superoffice')).toBe('new');
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  test('a file that others can read is refused, also when it becomes so later', async () => {
    await writeFile(file(), '{}', { mode: 0o600 });
    const vault = await openSecretsFile(file(), 'linux');
    await chmod(file(), 0o640);
    await expect(openSecretsFile(file(), 'linux')).rejects.toThrow(/chmod 600/);
    await expect(vault.write('superoffice', 'x')).rejects.toThrow(VaultUnavailable);
    await expect(openSecretsFile(file(), 'win32')).resolves.toMatchObject({ available: true });
  });

  test('a file of another form is refused and left as it is', async () => {
    await writeFile(file(), '["not", "names"]', { mode: 0o600 });
    await expect(openSecretsFile(file(), 'linux')).rejects.toThrow(/names and texts/);
    expect(await readFile(file(), 'utf8')).toBe('["not", "names"]');
  });

  test('a file that is not there yet is made with the first secret', async () => {
    const vault = await openSecretsFile(file(), 'linux');
    expect(await vault.read('superoffice')).toBeUndefined();
    await vault.write('superoffice', 'first');
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });
});
