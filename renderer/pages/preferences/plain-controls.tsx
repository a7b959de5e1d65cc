/** @file Controls for yes and no, a number, one of a few, and a text. What is typed is handed on when it is finished. */
import { Dropdown, Input, makeStyles, Option, Radio, RadioGroup, SpinButton, Switch } from '@fluentui/react-components';
import { type KeyboardEvent, useState } from 'react';
import { valueWords } from '../../../locales/preference.ts';
import { useWords } from '../../hooks/use-words.ts';
import type { ControlProps } from './control.ts';

const useStyles = makeStyles({
  number: { width: '8rem' },
  text: { width: '100%', maxWidth: '30rem' },
  menu: { width: '100%', maxWidth: '30rem', minWidth: 0 },
});

export function YesNo({ view, disabled, onChange }: ControlProps) {
  const { t } = useWords();
  const on = view.value === true;
  return (
    <Switch
      checked={on}
      disabled={disabled}
      label={t(on ? 'preferences:value.yes' : 'preferences:value.no')}
      onChange={(_, { checked }) => onChange(checked)}
    />
  );
}

interface NumberProps extends ControlProps {
  readonly least: number;
  readonly most: number;
}

/** What is typed counts when it is finished, so that "1" on the way to "15" is not saved. */
export function NumberControl({ view, disabled, onChange, least, most }: NumberProps) {
  const styles = useStyles();
  return (
    <SpinButton
      className={styles.number}
      min={least}
      max={most}
      disabled={disabled}
      value={Number(view.value)}
      onChange={(_, { value, displayValue }) => {
        const text = displayValue?.trim() ?? String(value);
        if (text === String(view.value)) return;
        // Refused with the reason where it is no number or out of range.
        onChange(/^\d+$/.test(text) ? Number(text) : text);
      }}
    />
  );
}

/** More than these are a menu: several lists below each other would be nothing but circles. */
const mostAtOnce = 3;

export function OneOfFew({ view, disabled, onChange, values }: ControlProps & { readonly values: readonly string[] }) {
  const styles = useStyles();
  const words = useWords();
  const named = values.map((value) => ({ value, label: valueWords(words, view.id, value) ?? value }));
  const chosen = String(view.value);
  if (named.length > mostAtOnce) {
    return (
      <Dropdown
        className={styles.menu}
        disabled={disabled}
        value={named.find(({ value }) => value === chosen)?.label ?? chosen}
        selectedOptions={[chosen]}
        onOptionSelect={(_, { optionValue }) => {
          if (optionValue !== undefined && optionValue !== chosen) onChange(optionValue);
        }}
      >
        {named.map(({ value, label }) => (
          <Option key={value} value={value} text={label}>
            {label}
          </Option>
        ))}
      </Dropdown>
    );
  }
  return (
    <RadioGroup value={chosen} disabled={disabled} onChange={(_, { value }) => onChange(value)}>
      {named.map(({ value, label }) => (
        <Radio key={value} value={value} label={label} />
      ))}
    </RadioGroup>
  );
}

export function TextControl({ view, disabled, onChange }: ControlProps) {
  const styles = useStyles();
  const [typed, setTyped] = useState<string>();
  const text = typeof view.value === 'string' ? view.value : '';
  const finish = () => {
    setTyped(undefined);
    if (typed === undefined || typed === text) return;
    const canBeNone = view.standard === null;
    onChange(typed.trim() === '' && canBeNone ? null : typed);
  };
  return (
    <Input
      className={styles.text}
      disabled={disabled}
      value={typed ?? text}
      onChange={(_, { value }) => setTyped(value)}
      onBlur={finish}
      onKeyDown={whenEntered(finish)}
    />
  );
}

function whenEntered(finish: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key === 'Enter') finish();
  };
}
