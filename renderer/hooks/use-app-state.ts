/** @file The state of the application as the main process last told it; every page is drawn from it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppState, Bridge } from '../../preload/contract.ts';

export interface AppStateReading {
  /** undefined until the first answer. */
  readonly state: AppState | undefined;
  /** The first answer did not come. */
  readonly failed: boolean;
  readonly retry: () => void;
}

export function useAppState(bridge: Bridge): AppStateReading {
  const [state, setState] = useState<AppState>();
  const [failed, setFailed] = useState(false);
  /** An event is newer than the answer to a question that was asked before it. */
  const told = useRef(false);

  const ask = useCallback(() => {
    setFailed(false);
    bridge.call('state:get').then(
      (answer) => !told.current && setState(answer),
      () => !told.current && setFailed(true),
    );
  }, [bridge]);

  useEffect(() => {
    const stop = bridge.on('state:changed', (changed) => {
      told.current = true;
      setFailed(false);
      setState(changed);
    });
    ask();
    return stop;
  }, [bridge, ask]);

  return { state, failed, retry: ask };
}
