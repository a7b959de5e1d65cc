/** @file The message catalogue for components. */
import { useTranslation } from 'react-i18next';
import type { Words } from '../../locales/index.ts';

/** The loaded catalogue; `t` looks up a key of any namespace (`states:state.paused`; without one, the window's words). */
export function useWords(): Words {
  return useTranslation().i18n;
}
