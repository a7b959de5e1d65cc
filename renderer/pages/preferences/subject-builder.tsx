/**
 * @file What the subject in the calendar is made of: parts in an order, moved by buttons or by dragging, usual ones by name,
 * and what comes of it on the user's own next appointments.
 */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { AddRegular, ArrowLeftRegular, ArrowRightRegular, DismissRegular } from '@fluentui/react-icons';
import { type ReactElement, useState } from 'react';
import { valueWords } from '../../../locales/preference.ts';
import type { SettingView } from '../../../preload/contract.ts';
import { type SubjectPart, subjectPart } from '../../../sync-core/model/subject.ts';
import { useWords } from '../../hooks/use-words.ts';
import { hiddenFromSight } from '../../theme/hidden.ts';
import { Chooser } from './chooser.tsx';
import type { ControlProps } from './control.ts';
import { SubjectPreviews } from './subject-previews.tsx';

const presets = {
  standard: ['type', 'title', 'company', 'department', 'person'],
  title: ['title'],
  titleCompany: ['title', 'company'],
  companyTitle: ['company', 'title'],
  person: ['title', 'person'],
} as const satisfies Readonly<Record<string, readonly SubjectPart[]>>;
const presetNames = Object.keys(presets) as (keyof typeof presets)[];

const useStyles = makeStyles({
  parts: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    margin: 0,
    padding: 0,
    listStyle: 'none',
  },
  part: {
    display: 'flex',
    alignItems: 'center',
    padding: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalXS}`,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  name: { paddingInline: tokens.spacingHorizontalXS },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  hidden: hiddenFromSight,
});

function moved(parts: readonly SubjectPart[], from: number, to: number): readonly SubjectPart[] {
  const others = parts.toSpliced(from, 1);
  return others.toSpliced(to, 0, ...parts.slice(from, from + 1));
}

interface SubjectBuilderProps extends ControlProps {
  readonly language: SettingView['value'] | undefined;
}

export function SubjectBuilder({ view, disabled, onChange, language }: SubjectBuilderProps) {
  const styles = useStyles();
  const words = useWords();
  const [dragged, setDragged] = useState<number>();
  const [said, setSaid] = useState('');
  const parts = subjectPart.array().catch([]).parse(view.value);
  const nameOf = (part: SubjectPart) => valueWords(words, view.id, part) ?? part;
  const free = subjectPart.options.filter((part) => !parts.includes(part));

  const move = (from: number, to: number) => {
    const part = parts[from];
    if (part === undefined || to < 0 || to >= parts.length || from === to) return;
    onChange([...moved(parts, from, to)]);
    setSaid(words.t('preferences:subject.moved', { part: nameOf(part), place: to + 1, count: parts.length }));
  };

  return (
    <>
      <ol className={styles.parts} aria-label={words.t('preferences:subject.parts')}>
        {parts.map((part, place) => (
          <li
            key={part}
            className={styles.part}
            draggable={!disabled}
            onDragStart={() => setDragged(place)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={() => dragged !== undefined && move(dragged, place)}
            onDragEnd={() => setDragged(undefined)}
          >
            <PartButton
              icon={<ArrowLeftRegular />}
              label={words.t('preferences:subject.earlier', { part: nameOf(part) })}
              disabled={disabled}
              impossible={place === 0}
              onClick={() => move(place, place - 1)}
            />
            <Text className={styles.name}>{nameOf(part)}</Text>
            <PartButton
              icon={<ArrowRightRegular />}
              label={words.t('preferences:subject.later', { part: nameOf(part) })}
              disabled={disabled}
              impossible={place === parts.length - 1}
              onClick={() => move(place, place + 1)}
            />
            <PartButton
              icon={<DismissRegular />}
              label={words.t('preferences:subject.remove', { part: nameOf(part) })}
              disabled={disabled}
              impossible={parts.length === 1}
              onClick={() => onChange([...parts.toSpliced(place, 1)])}
            />
          </li>
        ))}
      </ol>
      <span role="status" className={styles.hidden}>
        {said}
      </span>
      <div className={styles.actions}>
        <Chooser
          icon={<AddRegular />}
          label={words.t('preferences:subject.add')}
          disabled={disabled || free.length === 0}
          items={free.map((part) => ({ key: part, label: nameOf(part), choose: () => onChange([...parts, part]) }))}
        />
        <Chooser
          label={words.t('preferences:subject.presets')}
          disabled={disabled}
          items={presetNames.map((name) => ({
            key: name,
            label: words.t(`preferences:subject.preset.${name}`),
            choose: () => onChange([...presets[name]]),
          }))}
        />
      </div>
      <SubjectPreviews parts={parts} language={typeof language === 'string' ? language : 'crm'} />
    </>
  );
}

interface PartButtonProps {
  readonly icon: ReactElement;
  readonly label: string;
  readonly disabled: boolean;
  /** It stays where the keyboard finds it, and does nothing. */
  readonly impossible: boolean;
  readonly onClick: () => void;
}

function PartButton({ icon, label, disabled, impossible, onClick }: PartButtonProps) {
  return (
    <Button
      size="small"
      appearance="subtle"
      icon={icon}
      aria-label={label}
      disabled={disabled}
      disabledFocusable={!disabled && impossible}
      onClick={onClick}
    />
  );
}
