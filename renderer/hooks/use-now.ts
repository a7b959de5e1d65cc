/** @file The clock for "4 minutes ago": moves while somebody can see it, and not more often than the words change. */
import { useEffect, useState } from 'react';
import { useSurroundings } from './surroundings.ts';

/** Milliseconds since 1970; the component is drawn again every `everyMs`. */
export function useNow(everyMs: number): number {
  const { now } = useSurroundings();
  const [moment, setMoment] = useState(now);

  useEffect(() => {
    const tick = () => {
      if (!document.hidden) setMoment(now());
    };
    const timer = setInterval(tick, everyMs);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [now, everyMs]);

  return Math.max(moment, now());
}
