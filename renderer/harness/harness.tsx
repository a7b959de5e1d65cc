/**
 * @file The window's pages with fixed data instead of a main process, for looking at them and for the tests of their layout.
 * The address says what is shown: `?scenario=needsYou&page=activity&theme=dark&words=longer&language=de`.
 */
import { createRoot } from 'react-dom/client';
import { chooseLanguage, createWords } from '../../locales/index.ts';
import { App } from '../app.tsx';
import type { PageId } from '../components/navigation.tsx';
import { createFakeBridge } from './fake-bridge.ts';
import { longerWords } from './longer-words.ts';
import { isScenario, now, scenarios } from './scenarios.ts';

const asked = new URLSearchParams(location.search);
const name = asked.get('scenario') ?? 'upToDate';
if (!isScenario(name))
  throw new Error(`There is no scenario ${name}. There are: ${Object.keys(scenarios).join(', ')}.`);

const theme = asked.get('theme') === 'dark' ? 'dark' : 'light';
const longer = asked.get('words') === 'longer';
const spoken = asked.get('language');
const bridge = createFakeBridge(scenarios[name], theme, spoken ?? undefined);
const root = document.getElementById('root');
if (!root) throw new Error('The page has no place to draw in.');

createRoot(root).render(
  <App
    bridge={bridge}
    now={() => now}
    loadWords={(language, locale) => createWords(chooseLanguage([language]), locale, longer ? longerWords : undefined)}
  />,
);

const page = asked.get('page');
if (page) bridge.showWhenDrawn(page as PageId);
