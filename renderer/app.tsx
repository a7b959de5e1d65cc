/** @file The window as a whole: asks who it is for (language, formats, theme), then draws navigation and page. */
import { createDOMRenderer, FluentProvider, makeStyles, RendererProvider, tokens } from '@fluentui/react-components';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import { chooseLanguage, createWords, type Words } from '../locales/index.ts';
import type { Bridge } from '../preload/contract.ts';
import { Faults } from './components/faults.tsx';
import { Window } from './components/window.tsx';
import { createFormats } from './format/formats.ts';
import { type AppInfo, SurroundingsProvider } from './hooks/surroundings.ts';
import { useColorScheme } from './hooks/use-color-scheme.ts';
import { themes } from './theme/theme.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.content ?? '';
/** Styles are added to the page while it runs, which its policy allows with this nonce only. */
const styleRenderer = createDOMRenderer(document, { styleElementAttributes: { nonce } });

const useStyles = makeStyles({
  surface: { height: '100vh', backgroundColor: tokens.colorNeutralBackground2 },
});

/** What is known of the reader without the main process, for saying that it did not answer. */
function guessInfo(): AppInfo {
  return {
    version: '',
    electron: '',
    language: navigator.language,
    theme: 'system',
    locale: navigator.language,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    dataFolder: '',
  };
}

function useInfo(bridge: Bridge): AppInfo | undefined {
  const [info, setInfo] = useState<AppInfo>();
  useEffect(() => {
    const ask = () => void bridge.call('app:info').then(setInfo, () => setInfo((known) => known ?? guessInfo()));
    ask();
    // Theme and language are settings, too.
    return bridge.on('settings:changed', ask);
  }, [bridge]);
  return info;
}

interface AppProps {
  readonly bridge: Bridge;
  /** Milliseconds since 1970; another clock than the computer's in tests. */
  readonly now?: () => number;
  readonly loadWords?: (language: string, locale: string) => Words;
}

const loadCatalogue = (language: string, locale: string) => createWords(chooseLanguage([language]), locale);

export function App({ bridge, now = Date.now, loadWords = loadCatalogue }: AppProps) {
  const info = useInfo(bridge);
  const scheme = useColorScheme(info?.theme ?? 'system');
  useEffect(() => {
    // What the browser draws itself (scroll bars) follows too.
    document.documentElement.style.colorScheme = scheme;
  }, [scheme]);
  return (
    <RendererProvider renderer={styleRenderer}>
      {/* No class of ours on the provider: it would be handed on to every tooltip and dialog. */}
      <FluentProvider theme={themes[scheme]}>
        <Surface>{info && <Localised bridge={bridge} now={now} info={info} loadWords={loadWords} />}</Surface>
      </FluentProvider>
    </RendererProvider>
  );
}

function Surface({ children }: { readonly children: ReactNode }) {
  return <div className={useStyles().surface}>{children}</div>;
}

function Localised({ bridge, now, info, loadWords }: Required<AppProps> & { readonly info: AppInfo }) {
  const words = useMemo(() => loadWords(info.language, info.locale), [loadWords, info.language, info.locale]);
  const surroundings = useMemo(() => {
    const instantly = { past: words.t('app.justNow'), future: words.t('app.anyMoment') };
    return { bridge, now, info, formats: createFormats(words.language, info.locale, info.zone, instantly) };
  }, [bridge, now, info, words]);

  useEffect(() => {
    document.documentElement.lang = words.language;
    document.documentElement.dir = words.dir();
    document.title = words.t('app.name');
  }, [words]);

  return (
    <I18nextProvider i18n={words}>
      <SurroundingsProvider value={surroundings}>
        <Faults>
          <Window />
        </Faults>
      </SurroundingsProvider>
    </I18nextProvider>
  );
}
