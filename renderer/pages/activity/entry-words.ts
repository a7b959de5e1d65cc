/** @file What happened to an item, in words; and the why behind it. */
import type { Words } from '../../../locales/index.ts';
import { describeReason, type ReasonWords } from '../../../locales/reason.ts';
import type { AccountState } from '../../../preload/contract.ts';
import type { ActivityEntry } from '../../../sync-core/engine/report.ts';
import type { Side, SystemId } from '../../../sync-core/model/side.ts';
import type { Formats } from '../../format/formats.ts';
import { seriesInWords } from './series-words.ts';

/** The connected system of a side, by its name. */
export function systemName(accounts: readonly AccountState[], side: Side, { t }: Words): string {
  return t(`states:system.${systemOf(accounts, side) ?? 'unknown'}`);
}

/** The connected system of a side. */
export function systemOf(accounts: readonly AccountState[], side: Side): SystemId | undefined {
  return accounts.find((account) => account.side === side)?.system;
}

/** The item's title; of a private one only that it is one. */
export function titleOf({ title, kind }: ActivityEntry, { t }: Words): string {
  if (title === null) return t(`activity.private.${kind}`);
  return title.trim() === '' ? t(`activity.untitled.${kind}`) : title;
}

/** One line: "Added to Microsoft 365", "Left out: You declined it". */
export function whatHappened(entry: ActivityEntry, accounts: readonly AccountState[], words: Words): string {
  const { t } = words;
  const { outcome, action, reason } = entry;
  const system = systemName(accounts, entry.side, words);
  if (outcome === 'conflict') {
    const winner = reason?.kind === 'conflict' ? reason.winner : entry.side;
    return t('activity.conflictLine', { system: systemName(accounts, winner, words) });
  }
  if (outcome === 'leftOut') {
    const why = whyOf(entry, accounts, words);
    return why ? t('activity.leftOutLine', { reason: why.title }) : t('activity.filters.leftOut');
  }
  return t(`activity.happened.${outcome}.${action}`, { system });
}

/** Why it happened or did not; undefined when it needs no reason. */
export function whyOf(
  { reason, side }: ActivityEntry,
  accounts: readonly AccountState[],
  words: Words,
): ReasonWords | undefined {
  return describeReason(words, reason, side, (one) => systemOf(accounts, one));
}

type Change = ActivityEntry['changes'][number];

/** A field's value as the user reads it; codes of ours become words, moments the user's own format. */
export function valueInWords(field: Change['field'], value: string, words: Words, formats: Formats): string {
  const { t } = words;
  const inside = (one: Change['field'], text: string) =>
    `${t(`activity.fields.${one}`)}: ${valueInWords(one, text, words, formats)}`;
  switch (field) {
    case 'availability':
      return isAvailability(value) ? t(`activity.availability.${value}`) : value;
    case 'visibility':
      return isVisibility(value) ? t(`activity.visibility.${value}`) : value;
    case 'importance':
      return isImportance(value) ? t(`activity.importance.${value}`) : value;
    case 'done':
      return isDoneWord(value) ? t(`activity.done.${value}`) : value;
    case 'reminderMinutes':
      return /^\d+$/.test(value) ? t('activity.reminder', { time: formats.minutes(Number(value)) }) : value;
    case 'recurrence':
      return seriesInWords(value, words, (day) => formats.dateOrMoment(day), inside);
    case 'percentComplete':
      return t('activity.percent', { percent: value });
    case 'startDate':
    case 'dueDate':
    case 'birthday':
    case 'reminderAt':
      return formats.dateOrMoment(value);
    case 'span':
      return isInterval.test(value) ? formats.period(value) : value;
    default:
      return value;
  }
}

/** Two dates or two moments, as the engine writes them. */
const isInterval = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?\/\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/;
const availabilities = ['free', 'tentative', 'busy', 'outOfOffice', 'workingElsewhere'] as const;
const isAvailability = (value: string): value is (typeof availabilities)[number] =>
  (availabilities as readonly string[]).includes(value);
const isVisibility = (value: string): value is 'public' | 'private' => value === 'public' || value === 'private';
const isImportance = (value: string): value is 'low' | 'normal' | 'high' => ['low', 'normal', 'high'].includes(value);
const isDoneWord = (value: string): value is 'done' | 'open' => value === 'done' || value === 'open';
