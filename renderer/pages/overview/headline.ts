/** @file The two lines that answer in two seconds: is it well, when was it, when next, what needs me. */
import type { Words } from '../../../locales/index.ts';
import type { AppState } from '../../../preload/contract.ts';
import type { Formats } from '../../format/formats.ts';

export interface Headline {
  readonly title: string;
  /** Empty when there is nothing more to say. */
  readonly sentence: string;
}

/** @param now milliseconds since 1970. */
export function headline(state: AppState, words: Words, formats: Formats, now: number): Headline {
  const { t } = words;
  const plain = t(`states:state.${state.status}`);
  switch (state.status) {
    case 'setUp':
      return state.lastRun === null
        ? { title: t('start.title'), sentence: t('start.text') }
        : { title: t('start.titleAgain'), sentence: t('start.textAgain') };
    case 'working':
      return {
        title: state.progress?.undoing ? t('progress.undoing') : plain,
        sentence: lastSuccess(state, words, formats, now),
      };
    case 'paused':
      return { title: pausedTitle(state, words, formats, now), sentence: t('overview.waitingWhilePaused') };
    case 'needsYou':
      return {
        title: state.held > 0 ? t('overview.needsYou', { count: state.held }) : plain,
        sentence: times(state, words, formats, now),
      };
    case 'offline':
      return { title: offlineTitle(state, words, formats, now), sentence: waitingChanges(state, words, formats, now) };
    case 'error':
      return { title: errorTitle(state, words, formats, now), sentence: times(state, words, formats, now) };
    case 'upToDate':
      return { title: plain, sentence: times(state, words, formats, now) };
  }
}

function lastSuccess(state: AppState, { t }: Words, formats: Formats, now: number): string {
  return state.lastSuccessAt === null ? '' : t('overview.lastSuccess', { ago: formats.ago(state.lastSuccessAt, now) });
}

/** "Last synchronised 4 minutes ago, next in 1 minute", as far as both are known. */
function times(state: AppState, words: Words, formats: Formats, now: number): string {
  const last = lastSuccess(state, words, formats, now);
  if (state.nextRunAt === null) return last;
  const soon = formats.soon(state.nextRunAt, now);
  if (last === '') return words.t('overview.nextOnly', { soon });
  return words.t('overview.lastAndNext', { last, next: words.t('overview.next', { soon }) });
}

function pausedTitle({ paused }: AppState, { t }: Words, formats: Formats, now: number): string {
  if (paused === null || paused === 'forever') return t('overview.pausedForever');
  return t('overview.pausedUntil', { time: formats.timeOrDay(paused, now) });
}

/** The last contact with the system that cannot be reached; with either, when it is not known which. */
function lastContact({ accounts, lastRun }: AppState): string | null {
  const unreachable = accounts.filter(({ system }) => lastRun?.problem?.system === system);
  const contacts = (unreachable.length > 0 ? unreachable : accounts).flatMap(
    ({ lastContactAt }) => lastContactAt ?? [],
  );
  return contacts.sort().at(-1) ?? null;
}

function offlineTitle(state: AppState, { t }: Words, formats: Formats, now: number): string {
  const since = lastContact(state);
  if (since === null) return t('states:state.offline');
  return t('overview.offlineSince', { time: formats.timeOrDay(since, now) });
}

/** Nothing failed, but it was too long ago to be called up to date (G8.2): then the title says since when. */
function errorTitle(
  { problem, lastRun, lastSuccessAt }: AppState,
  { t }: Words,
  formats: Formats,
  now: number,
): string {
  if (problem || lastRun?.outcome === 'failed' || lastSuccessAt === null) return t('states:state.error');
  return t('overview.stale', { time: formats.timeOrDay(lastSuccessAt, now) });
}

function waitingChanges(state: AppState, words: Words, formats: Formats, now: number): string {
  if (state.parked > 0) return words.t('overview.changesWait', { count: state.parked });
  return times(state, words, formats, now);
}
