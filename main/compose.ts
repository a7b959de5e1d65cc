/** @file Puts the application together from Electron's parts: network, key store, browser, the process of the engine. */
import { join } from 'node:path';
import { app, safeStorage, shell } from 'electron';
import { chooseLanguage, createWords, type Words } from '../locales/index.ts';
import type { Log } from '../sync-core/connectors/ports.ts';
import { createAccounts } from './accounts/accounts.ts';
import { createKeyStoreVault, openSecretsFile, type SecretVault } from './accounts/vault.ts';
import { type Application, createApplication } from './application.ts';
import { thisInstallation } from './installation.ts';
import { hostsOfRecord } from './network/name-record.ts';
import { fetchSeeingRedirects } from './network/see-redirects.ts';
import { seemsOnline, systemFetch } from './network/system-fetch.ts';
import { openPolicy, policyPath } from './settings/policy.ts';
import { openSettings, type Settings } from './settings/settings.ts';
import { createSyncProcess } from './sync-process/supervisor.ts';
import { systemClock } from './system-clock.ts';

/** Where everything compiled is, in development and in the package alike. */
export const compiledFolder = join(app.getAppPath(), 'out');

export interface Composed {
  readonly application: Application;
  readonly settings: Settings;
  readonly words: () => Words;
  /** Of the user's formats. */
  readonly locale: string;
}

export interface ComposeOptions {
  readonly profileFolder: string;
  /** File for secrets where there is no key store. */
  readonly secrets: string | undefined;
  readonly log: Log;
  /** Told the address too, for whoever must open it by hand. */
  readonly onBrowser: (address: string) => void;
}

function openVault(secrets: string | undefined, folder: string, log: Log): Promise<SecretVault> {
  return secrets === undefined
    ? Promise.resolve(createKeyStoreVault({ keyStore: safeStorage, folder, platform: process.platform, log }))
    : openSecretsFile(secrets, process.platform);
}

/** In the language that is set, or the first of the operating system's that we speak. */
function speak(settings: Settings, locale: string): () => Words {
  let spoken: { language: string; words: Words } | undefined;
  return () => {
    const wanted = settings.get('language');
    const language = chooseLanguage(wanted === 'system' ? app.getPreferredSystemLanguages() : [wanted]);
    if (spoken?.language !== language) spoken = { language, words: createWords(language, locale) };
    return spoken.words;
  };
}

/** The user's own format for times and counts; some systems name none that has a meaning (`C`). */
function formatLocale(): string {
  for (const name of [app.getSystemLocale(), app.getLocale()]) {
    try {
      const [locale] = Intl.getCanonicalLocales(name);
      if (locale !== undefined) return locale;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return 'en-US';
}

/** When Electron is ready. @throws SettingsNotKept, VaultUnavailable */
export async function compose({ profileFolder, secrets, log, onBrowser }: ComposeOptions): Promise<Composed> {
  const { platform } = process;
  const policy = openPolicy(policyPath(platform, process.env), platform, log);
  const settings = openSettings(profileFolder, new Date(), log, policy);
  const locale = formatLocale();
  const words = speak(settings, locale);
  const installation = thisInstallation(settings, profileFolder);
  const vault = await openVault(secrets, profileFolder, log);
  const accounts = createAccounts({
    vault,
    fetch: systemFetch,
    async openBrowser(address) {
      onBrowser(address);
      await shell.openExternal(address);
    },
    clock: systemClock,
    log,
    settings: () => settings.signIn(),
    async exchange() {
      const [{ createExchangeSignIn }, { openKeptConnection }] = await Promise.all([
        import('./accounts/exchange-sign-in.ts'),
        import('./network/kept-connection.ts'),
      ]);
      return createExchangeSignIn({
        fetch: fetchSeeingRedirects,
        open: openKeptConnection,
        clock: systemClock,
        record: hostsOfRecord,
      });
    },
    words: () => ({
      language: words().language,
      successTitle: words().t('tray:signInPage.successTitle'),
      successText: words().t('tray:signInPage.successText'),
      failureTitle: words().t('tray:signInPage.failureTitle'),
      failureText: words().t('tray:signInPage.failureText'),
    }),
  });
  const application = createApplication({
    profileFolder,
    settings,
    accounts,
    canKeepSecrets: vault.available,
    createHost: (storeFile, outside) =>
      createSyncProcess({
        script: join(compiledFolder, 'main', 'sync-process.js'),
        storeFile,
        installation,
        outside,
        clock: systemClock,
        log,
      }),
    isOnline: seemsOnline,
    clock: systemClock,
    random: Math.random,
    log,
  });
  return { application, settings, words, locale };
}
