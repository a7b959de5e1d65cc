/** @file Light or dark, as the user chose or as the operating system says at this moment. */
import { useSyncExternalStore } from 'react';
import type { AppInfo } from './surroundings.ts';

const darkQuery = window.matchMedia('(prefers-color-scheme: dark)');

function subscribe(changed: () => void): () => void {
  darkQuery.addEventListener('change', changed);
  return () => darkQuery.removeEventListener('change', changed);
}

export function useColorScheme(chosen: AppInfo['theme']): 'light' | 'dark' {
  const systemIsDark = useSyncExternalStore(subscribe, () => darkQuery.matches);
  if (chosen !== 'system') return chosen;
  return systemIsDark ? 'dark' : 'light';
}
