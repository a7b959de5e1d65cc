/** @file One question to the main process, asked when the component appears, with its outcomes. */
import { useEffect, useRef, useState } from 'react';
import type { Answer, Bridge } from '../../preload/contract.ts';
import { useSurroundings } from './surroundings.ts';

/** Questions that need no words of their own. */
type PlainQuestion = 'history:get' | 'preferences:get' | 'settings:list' | 'timeZones:get';

/** What other answers change with. */
const ofSettings: ReadonlySet<PlainQuestion> = new Set(['preferences:get', 'settings:list', 'timeZones:get']);

interface Reading<A> {
  readonly answer: A | undefined;
  readonly failed: boolean;
}

/** @param again asks again whenever it changes; the earlier answer stays on screen meanwhile. */
export function useAnswer<C extends PlainQuestion>(channel: C, again?: string): Reading<Answer<C>> {
  const { bridge } = useSurroundings();
  const [answer, setAnswer] = useState<Answer<C>>();
  const [failed, setFailed] = useState(false);
  const latest = useRef<object>(undefined);
  const [changes, setChanges] = useState(0);

  useEffect(() => {
    if (!ofSettings.has(channel)) return undefined;
    return bridge.on('settings:changed', () => setChanges((count) => count + 1));
  }, [bridge, channel]);

  useEffect(() => {
    const question = { channel, again, changes };
    latest.current = question;
    const ask: (channel: C) => Promise<Answer<C>> = bridge.call as Bridge['call'] & typeof ask;
    ask(channel).then(
      (given) => {
        if (latest.current !== question) return;
        setFailed(false);
        setAnswer(given);
      },
      () => latest.current === question && setFailed(true),
    );
  }, [bridge, channel, again, changes]);

  return { answer, failed };
}
