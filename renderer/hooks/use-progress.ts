/** @file How far what goes on is, for a component that is drawn without the state of the application. */
import { useEffect, useState } from 'react';
import type { AppState } from '../../preload/contract.ts';
import { useSurroundings } from './surroundings.ts';

/** null while nothing goes on, and until something is told. */
export function useProgress(): AppState['progress'] {
  const { bridge } = useSurroundings();
  const [progress, setProgress] = useState<AppState['progress']>(null);
  useEffect(() => bridge.on('state:changed', (state) => setProgress(state.progress)), [bridge]);
  return progress;
}
