/** @file Why something happened to an item or did not, in words, for the window and the command line alike. */
import type { ActivityEntry } from '../sync-core/engine/report.ts';
import type { Side, SystemId } from '../sync-core/model/side.ts';
import { describeProblem, type Words } from './index.ts';

export interface ReasonWords {
  readonly title: string;
  readonly text: string;
  /** Technical words, only for "Details". */
  readonly details?: string | undefined;
}

/**
 * A reason in words; undefined when there is none.
 * @param side whose system an error is about.
 * @param systemOf the connected system of a side.
 */
export function describeReason(
  words: Words,
  reason: ActivityEntry['reason'],
  side: Side,
  systemOf: (side: Side) => SystemId | undefined,
): ReasonWords | undefined {
  const { t } = words;
  switch (reason?.kind) {
    case undefined:
      return undefined;
    case 'leftOut':
      return { title: t(`reasons:reason.${reason.code}.title`), text: t(`reasons:reason.${reason.code}.text`) };
    case 'protected':
      return { title: t(`reasons:protected.${reason.code}.title`), text: t(`reasons:protected.${reason.code}.text`) };
    case 'error':
      return { ...describeProblem(words, { code: reason.code, system: systemOf(side) }), details: reason.details };
    case 'conflict': {
      const system = t(`states:system.${systemOf(reason.winner) ?? 'unknown'}`);
      return { title: t('reasons:conflict.title'), text: t('reasons:conflict.text', { system }) };
    }
    case 'apart': {
      const system = t(`states:system.${systemOf('calendar') ?? 'unknown'}`);
      return { title: t('reasons:apart.title'), text: t('reasons:apart.text', { system }) };
    }
    case 'ask':
      return { title: t(`reasons:ask.${reason.code}.title`), text: t(`reasons:ask.${reason.code}.text`) };
    case 'person':
      return { title: t(`reasons:person.${reason.code}.title`), text: t(`reasons:person.${reason.code}.text`) };
    case 'undo':
      return { title: t(`reasons:undo.${reason.code}.title`), text: t(`reasons:undo.${reason.code}.text`) };
  }
}
