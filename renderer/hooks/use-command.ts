/** @file Asks the main process to do something: once at a time, and a failure is said where everybody sees it. */
import { createContext, useCallback, useContext, useRef, useState } from 'react';

/** Told when a command was not carried out; draws the message. */
const FailureContext = createContext<() => void>(() => undefined);
export const CommandFailureProvider = FailureContext.Provider;

export interface Command<A extends readonly unknown[]> {
  readonly run: (...ask: A) => void;
  /** Until the main process has answered. */
  readonly busy: boolean;
}

export function useCommand<A extends readonly unknown[]>(perform: (...ask: A) => Promise<unknown>): Command<A> {
  const sayFailed = useContext(FailureContext);
  const [busy, setBusy] = useState(false);
  const going = useRef(false);
  const run = useCallback(
    (...ask: A) => {
      if (going.current) return;
      going.current = true;
      setBusy(true);
      perform(...ask)
        .catch(sayFailed)
        .finally(() => {
          going.current = false;
          setBusy(false);
        });
    },
    [perform, sayFailed],
  );
  return { run, busy };
}
