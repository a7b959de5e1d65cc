/**
 * @file Where secrets (refresh tokens, Microsoft's token cache) are kept: encrypted by the operating system's key store, or,
 * on a server that has none, in a file that the administrator named with `--secrets`. Never in clear text otherwise.
 */
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../../sync-core/connectors/ports.ts';

export interface SecretVault {
  /** False: nothing can be kept, `write` throws, and the user is told before signing in. */
  readonly available: boolean;
  /** What keeps the secrets, for diagnostics (`gnome_libsecret`, `secrets file`, …). */
  readonly backend: string;
  /** @returns undefined when there is none, or none that can be decrypted here any more. */
  read(name: string): Promise<string | undefined>;
  /** Whole or not at all. @throws VaultUnavailable, or the file system's error. */
  write(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** There is no place where a secret would be safe. */
export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable';
}

/** The part of Electron's `safeStorage` that is used. */
export interface KeyStore {
  isEncryptionAvailable(): boolean;
  encryptString(plain: string): Buffer;
  decryptString(encrypted: Buffer): string;
  /** Linux only. */
  getSelectedStorageBackend?(): string;
}

const namedTexts = z.record(z.string(), z.string());
type NamedTexts = z.infer<typeof namedTexts>;

/** Written beside the file and moved over it, so that a crash leaves the old one or the new one; readable by the owner alone. */
async function replaceFile(file: string, content: string): Promise<void> {
  const beside = `${file}.new`;
  await rm(beside, { force: true });
  const handle = await open(beside, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}

/** Changes one after the other, so that two of them never write from the same reading. */
function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseTexts(text: string): NamedTexts | undefined {
  try {
    return namedTexts.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * Secrets in `secrets.json` of the profile folder, each a blob that only this user's key store can open.
 * On Linux, Electron falls back to `basic_text` (a fixed password) when there is no key store: that counts as none.
 * Ask for it only after Electron is ready. A damaged file is set aside as `secrets.json.damaged`; the user signs in again.
 */
export function createKeyStoreVault(options: {
  readonly keyStore: KeyStore;
  readonly folder: string;
  readonly platform: NodeJS.Platform;
  readonly log: Log;
}): SecretVault {
  const { keyStore, folder, platform, log } = options;
  const file = join(folder, 'secrets.json');
  const change = inTurn();
  const backend =
    platform === 'linux'
      ? (keyStore.getSelectedStorageBackend?.() ?? 'unknown')
      : platform === 'darwin'
        ? 'keychain'
        : 'dpapi';
  const available = backend !== 'basic_text' && keyStore.isEncryptionAvailable();

  async function blobs(): Promise<NamedTexts> {
    const text = await textOf(file);
    if (text === undefined) return {};
    const parsed = parseTexts(text);
    if (parsed) return parsed;
    log.warn('The file of secrets is damaged; it is set aside and signing in is needed again', { file });
    await rename(file, `${file}.damaged`);
    return {};
  }

  return {
    available,
    backend,
    read: (name) =>
      change(async () => {
        const blob = (await blobs())[name];
        if (blob === undefined || !available) return undefined;
        try {
          return keyStore.decryptString(Buffer.from(blob, 'base64'));
        } catch (cause) {
          log.warn('A secret cannot be opened with the key store of this user', { name, cause: String(cause) });
          return undefined;
        }
      }),
    write: (name, value) =>
      change(async () => {
        if (!available) throw new VaultUnavailable(`No key store to keep secrets in (backend ${backend})`);
        const blob = keyStore.encryptString(value).toString('base64');
        await replaceFile(file, JSON.stringify({ ...(await blobs()), [name]: blob }));
      }),
    remove: (name) =>
      change(async () => {
        const { [name]: removed, ...others } = await blobs();
        if (removed !== undefined) await replaceFile(file, JSON.stringify(others));
      }),
  };
}

/**
 * Secrets in a JSON file of name -> text, for computers without a key store; refreshed tokens are written back to it.
 * On POSIX systems the file must be readable by its owner alone (mode 0600); an absent one is made so. On Windows the
 * mode says nothing: the administrator must put it into a folder with such rights, which is documented with the option.
 * @throws VaultUnavailable when others may read the file, or when it is not such a file.
 */
export async function openSecretsFile(file: string, platform: NodeJS.Platform): Promise<SecretVault> {
  const change = inTurn();

  async function texts(): Promise<NamedTexts> {
    const text = await textOf(file);
    if (text === undefined) return {};
    if (platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0)
      throw new VaultUnavailable(`${file} can be read by others than its owner; use: chmod 600`);
    const parsed = parseTexts(text.trim() === '' ? '{}' : text);
    if (!parsed) throw new VaultUnavailable(`${file} is not a JSON object of names and texts`);
    return parsed;
  }

  await texts();
  return {
    available: true,
    backend: 'secrets file',
    read: (name) => change(async () => (await texts())[name]),
    write: (name, value) =>
      change(async () => replaceFile(file, `${JSON.stringify({ ...(await texts()), [name]: value }, null, 2)}\n`)),
    remove: (name) =>
      change(async () => {
        const { [name]: removed, ...others } = await texts();
        if (removed !== undefined) await replaceFile(file, `${JSON.stringify(others, null, 2)}\n`);
      }),
  };
}
