/** @file What every control of a setting is given. */
import type { SettingView } from '../../../preload/contract.ts';
import type { ChoiceList } from './use-choice-lists.ts';

export interface ControlProps {
  readonly view: SettingView;
  /** What it is chosen from, where that is the list of a system. */
  readonly list: ChoiceList | undefined;
  readonly disabled: boolean;
  readonly onChange: (value: SettingView['value']) => void;
}
