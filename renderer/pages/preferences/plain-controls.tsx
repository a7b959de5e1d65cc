/** @file Controls for yes and no, a number, one of a few, and a text. What is typed is handed on when it is finished. */
import { Dropdown, Input, makeStyles, Option, SpinButton, Switch, tokens } from '@fluentui/react-components';
import { type KeyboardEvent, useState } from 'react';
import { valueWords } from '../../../locales/preference.ts';
import { useWords } from '../../hooks/use-words.ts';
import type { ControlProps } from './control.ts';
import { besideWords } from './room.ts';

const useStyles = makeStyles({
  // Beside their words they end where those of other settings end; the room around the switch is its own.
  small: {
    display: 'flex',
    marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalS})`,
    [besideWords]: {
      justifyContent: 'flex-end',
      marginInlineStart: 0,
      marginInlineEnd: `calc(-1 * ${tokens.spacingHorizontalS})`,
    },
  },
  numberLine: { display: 'flex', [besideWords]: { justifyContent: 'flex-end' } },
  number: { width: '8rem' },
  text: { width: '100%' },
  menu: { width: '100%', minWidth: 0 },
});

export function YesNo({ view, disabled, onChange }: ControlProps) {
  const styles = useStyles();
  const { t } = useWords();
  const on = view.value === true;
  return (
    <div className={styles.small}>
      <Switch
        checked={on}
        disabled={disabled}
        labelPosition="before"
        label={t(on ? 'preferences:value.yes' : 'preferences:value.no')}
        onChange={(_, { checked }) => onChange(checked)}
      />
    </div>
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
    <div className={styles.numberLine}>
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
    </div>
  );
}

export function OneOfFew({ view, disabled, onChange, values }: ControlProps & { readonly values: readonly string[] }) {
  const styles = useStyles();
  const words = useWords();
  const named = values.map((value) => ({ value, label: valueWords(words, view.id, value) ?? value }));
  const chosen = String(view.value);
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
