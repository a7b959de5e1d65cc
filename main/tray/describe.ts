/** @file The state in one line, as the tray's tooltip, the first line of its menu and `--status` say it. Pure. */
import { describeProblem, type Words } from '../../locales/index.ts';
import type { AppState } from '../../preload/contract.ts';

/** How a moment is written for somebody: the time alone today, with its date otherwise. */
export function shortTime(moment: string, now: number, locale: string): string {
  const at = new Date(moment);
  const today = at.toDateString() === new Date(now).toDateString();
  const style = today ? ({ timeStyle: 'short' } as const) : ({ dateStyle: 'short', timeStyle: 'short' } as const);
  return new Intl.DateTimeFormat(locale, style).format(at);
}

function needsYou(state: AppState, words: Words): string {
  const expired = state.accounts.find((account) => account.status === 'signInAgain');
  if (expired) return words.t('tray:state.signIn', { system: words.t(`states:system.${expired.system}`) });
  if (state.lastRun?.problem && state.lastRun.outcome === 'failed') {
    return describeProblem(words, state.lastRun.problem).title;
  }
  return words.t('tray:state.held', { count: state.held });
}

/** @param now milliseconds since 1970; @param locale of the user's formats */
export function describeState(state: AppState, words: Words, now: number, locale: string): string {
  const time = (moment: string) => shortTime(moment, now, locale);
  const { lastSuccessAt } = state;
  switch (state.status) {
    case 'setUp': {
      const connected = state.accounts.every((account) => account.connectedAt !== null);
      if (connected && state.progress) return words.t('tray:state.gettingReady');
      return words.t(connected ? 'tray:state.firstRun' : 'tray:state.setUp');
    }
    case 'upToDate':
      return words.t('tray:state.upToDate', { time: lastSuccessAt ? time(lastSuccessAt) : '' });
    case 'working': {
      const { done, total } = state.progress ?? { done: 0, total: null };
      return total === null ? words.t('tray:state.working') : words.t('tray:state.workingOf', { done, total });
    }
    case 'paused':
      return state.paused === null || state.paused === 'forever'
        ? words.t('tray:state.pausedForever')
        : words.t('tray:state.pausedUntil', { time: time(state.paused) });
    case 'needsYou':
      return needsYou(state, words);
    case 'offline':
      return lastSuccessAt
        ? words.t('tray:state.offlineSince', { time: time(lastSuccessAt) })
        : words.t('tray:state.offline');
    case 'error': {
      const problem = state.problem ?? (state.lastRun?.outcome === 'failed' ? state.lastRun.problem : undefined);
      if (problem) return describeProblem(words, problem).title;
      return lastSuccessAt ? words.t('tray:state.stale', { time: time(lastSuccessAt) }) : words.t('states:state.error');
    }
  }
}
