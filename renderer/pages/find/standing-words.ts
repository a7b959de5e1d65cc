/** @file How an item stands, in words: what is so, why, and what helps. Pure. */
import type { Words } from '../../../locales/index.ts';
import { describeReason } from '../../../locales/reason.ts';
import type { AppState } from '../../../preload/contract.ts';
import type { ItemStanding } from '../../../sync-core/engine/report.ts';
import type { Formats } from '../../format/formats.ts';
import { systemOf } from '../activity/entry-words.ts';

export interface StandingWords {
  readonly title: string;
  readonly text: string;
  /** What helps; empty where nothing needs to be done, or the text says it. */
  readonly help: string;
  /** Technical words, only for "Details". */
  readonly details?: string | undefined;
}

/** @param now milliseconds since 1970. */
export function standingWords(
  item: ItemStanding,
  state: AppState,
  words: Words,
  formats: Formats,
  now: number,
): StandingWords {
  const { t } = words;
  const side = item.items.crm ? 'crm' : 'calendar';
  const why = describeReason(words, item.reason, side, (one) => systemOf(state.accounts, one));
  const plain = { title: t(`find.plain.${item.standing}.title`), text: t(`find.plain.${item.standing}.text`) };
  switch (item.standing) {
    case 'synchronised':
      // A reason only tells of the past: what counts is that it is kept equal.
      return { ...plain, help: '' };
    case 'setAside':
      return { ...(why ?? plain), help: nextTry(state, words, formats, now) };
    case 'waitsForYou':
      return { ...(why ?? plain), help: t('find.decide') };
    case 'leftOut':
    case 'onItsOwn':
      return { ...(why ?? plain), help: '' };
  }
}

function nextTry({ nextRunAt }: AppState, { t }: Words, formats: Formats, now: number): string {
  if (nextRunAt === null) return t('find.triedAgain');
  return t('find.triedAgainAfter', { time: formats.timeOrDay(nextRunAt, now) });
}
