/** @file The activity list, page by page, kept true while new entries come in. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActivityFilter } from '../../preload/contract.ts';
import type { ActivityEntry } from '../../sync-core/engine/report.ts';
import { useSurroundings } from './surroundings.ts';

/** One page; also the least that is read again when the list has changed. */
const pageSize = 50;
/** The most that may be asked for at once. */
const largestPage = 200;

export interface ActivityReading {
  /** undefined until the first answer. */
  readonly entries: readonly ActivityEntry[] | undefined;
  readonly more: boolean;
  readonly loadingOlder: boolean;
  readonly failed: boolean;
  readonly showOlder: () => void;
  readonly retry: () => void;
}

/** @param search part of a title; empty: all. */
export function useActivity(filter: ActivityFilter, search: string): ActivityReading {
  const { bridge } = useSurroundings();
  const [list, setList] = useState<{ entries: readonly ActivityEntry[]; more: boolean }>();
  const [failed, setFailed] = useState(false);
  const [loadingOlder, setLoadingOlder] = useState(false);
  /** Rises with every question whose answer replaces the list; an answer to an older question is dropped. */
  const question = useRef(0);
  const loaded = useRef(0);
  loaded.current = list?.entries.length ?? 0;

  const readNewest = useCallback(() => {
    const mine = ++question.current;
    const limit = Math.min(Math.max(loaded.current, pageSize), largestPage);
    bridge.call('activity:list', { filter, search, before: null, limit }).then(
      (answer) => {
        if (mine !== question.current) return;
        setFailed(false);
        setList(answer);
      },
      () => mine === question.current && setFailed(true),
    );
  }, [bridge, filter, search]);

  useEffect(() => {
    loaded.current = 0;
    readNewest();
    return bridge.on('activity:changed', readNewest);
  }, [bridge, readNewest]);

  const showOlder = useCallback(() => {
    const before = list?.entries.at(-1)?.id;
    if (before === undefined || loadingOlder) return;
    const mine = question.current;
    setLoadingOlder(true);
    bridge
      .call('activity:list', { filter, search, before, limit: pageSize })
      .then(
        ({ entries, more }) => {
          if (mine === question.current) setList((known) => known && { entries: [...known.entries, ...entries], more });
        },
        () => setFailed(true),
      )
      .finally(() => setLoadingOlder(false));
  }, [bridge, filter, search, list, loadingOlder]);

  const retry = useCallback(() => {
    setFailed(false);
    readNewest();
  }, [readNewest]);

  return { entries: list?.entries, more: list?.more ?? false, loadingOlder, failed, showOlder, retry };
}
