/** @file One setting: its label and help, the control that fits what it takes, what is standard, and what went wrong. */
import { Button, Field, makeStyles, Text, tokens, useId } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { settingWords } from '../../../locales/preference.ts';
import type { SettingView } from '../../../preload/contract.ts';
import { useWords } from '../../hooks/use-words.ts';
import { ChoiceOfOne } from './choice-of-one.tsx';
import { ChoiceOfSeveral } from './choice-of-several.tsx';
import type { ControlProps } from './control.ts';
import { Managed } from './managed.tsx';
import { NumberControl, OneOfFew, TextControl, YesNo } from './plain-controls.tsx';
import { refusalText, valueText } from './setting-words.ts';
import { SubjectBuilder } from './subject-builder.tsx';
import type { ChoiceLists } from './use-choice-lists.ts';
import type { Settings } from './use-settings.ts';

const useStyles = makeStyles({
  setting: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, minWidth: 0 },
  group: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    minWidth: 0,
    margin: 0,
    padding: 0,
    border: 'none',
  },
  below: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  faint: { color: tokens.colorNeutralForeground2 },
  wrong: { color: tokens.colorPaletteRedForeground1 },
});

interface SettingFieldProps {
  readonly view: SettingView;
  /** All settings, for a control that shows what this one and others come to. */
  readonly views: readonly SettingView[];
  readonly settings: Pick<Settings, 'refusals' | 'change' | 'reset'>;
  readonly lists: ChoiceLists;
  readonly disabled: boolean;
}

export function SettingField({ view, views, settings, lists, disabled }: SettingFieldProps) {
  const styles = useStyles();
  const words = useWords();
  const { label, help } = settingWords(words, view.id);
  const why = settings.refusals[view.id];
  const problem = why && refusalText(words, view, why);
  const list = view.choices ? lists(view.choices) : undefined;
  const control = {
    view,
    list,
    disabled,
    onChange: (value: SettingView['value']) => settings.change({ [view.id]: value }),
  };
  return (
    <div className={styles.setting}>
      {view.allowed.kind === 'numbers' || view.allowed.kind === 'choices' ? (
        <Group label={label} help={help} problem={problem}>
          {view.allowed.kind === 'numbers' ? (
            <ChoiceOfSeveral {...control} />
          ) : (
            <SubjectBuilder {...control} language={views.find(({ id }) => id === 'crm.subject.language')?.value} />
          )}
        </Group>
      ) : (
        <Field label={label} hint={help} {...(problem ? { validationMessage: problem } : {})}>
          <Control {...control} />
        </Field>
      )}
      <Below view={view} list={list} label={label} disabled={disabled} onReset={() => settings.reset(view.id)} />
    </div>
  );
}

function Control(props: ControlProps) {
  const { allowed } = props.view;
  if (props.list) return <ChoiceOfOne {...props} list={props.list} />;
  switch (allowed.kind) {
    case 'yesNo':
      return <YesNo {...props} />;
    case 'wholeNumber':
      return <NumberControl {...props} least={allowed.least} most={allowed.most} />;
    case 'choice':
      return <OneOfFew {...props} values={allowed.choices} />;
    default:
      return <TextControl {...props} />;
  }
}

interface GroupProps {
  readonly label: string;
  readonly help: string;
  readonly problem: string | undefined;
  readonly children: ReactNode;
}

/** Several controls that are one setting together. */
function Group({ label, help, problem, children }: GroupProps) {
  const styles = useStyles();
  const id = useId('setting');
  return (
    <fieldset className={styles.group} aria-labelledby={`${id}-label`} aria-describedby={`${id}-help`}>
      <Text id={`${id}-label`}>{label}</Text>
      {children}
      {problem && (
        <Text size={200} role="alert" className={styles.wrong}>
          {problem}
        </Text>
      )}
      <Text size={200} id={`${id}-help`} className={styles.faint}>
        {help}
      </Text>
    </fieldset>
  );
}

const isStandard = ({ value, standard }: SettingView) => JSON.stringify(value) === JSON.stringify(standard);

interface BelowProps extends Pick<ControlProps, 'view' | 'list' | 'disabled'> {
  readonly label: string;
  readonly onReset: () => void;
}

function Below({ view, list, label, disabled, onReset }: BelowProps) {
  const styles = useStyles();
  const words = useWords();
  const choices = list?.state === 'known' ? list.choices : [];
  return (
    <div className={styles.below}>
      {view.locked && <Managed />}
      <Text size={200} className={styles.faint}>
        {words.t('preferences:field.standard', { value: valueText(words, view, view.standard, choices) })}
      </Text>
      {view.own && !disabled && !isStandard(view) && (
        <Button
          size="small"
          appearance="subtle"
          aria-label={words.t('preferences:field.useStandardOf', { label })}
          onClick={onReset}
        >
          {words.t('preferences:field.useStandard')}
        </Button>
      )}
    </div>
  );
}
