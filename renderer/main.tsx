/** @file Where the window begins: takes the bridge that the preload script has put there, and draws the application. */
import { createRoot } from 'react-dom/client';
import type { Bridge } from '../preload/contract.ts';
import { App } from './app.tsx';

declare global {
  interface Window {
    readonly synchronizer: Bridge;
  }
}

const root = document.getElementById('root');
if (!root) throw new Error('The page has no place to draw in.');
createRoot(root).render(<App bridge={window.synchronizer} />);
