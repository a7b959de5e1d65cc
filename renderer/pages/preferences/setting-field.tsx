/** @file One setting: its label and help, the control that fits what it takes, what is standard, and what went wrong. */
import { Button, Field, makeStyles, mergeClasses, Text, tokens, useId } from '@fluentui/react-components';
import { ArrowResetRegular, InfoRegular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { limitWords, settingWords } from '../../../locales/preference.ts';
import type { SettingView } from '../../../preload/contract.ts';
import type { SystemId } from '../../../sync-core/model/side.ts';
import { useWords } from '../../hooks/use-words.ts';
import { ChoiceOfOne } from './choice-of-one.tsx';
import { ChoiceOfSeveral } from './choice-of-several.tsx';
import type { ControlProps } from './control.ts';
import { Managed } from './managed.tsx';
import { NumberControl, OneOfFew, TextControl, YesNo } from './plain-controls.tsx';
import { besideWords } from './room.ts';
import { nameOf, refusalText, valueText } from './setting-words.ts';
import { SubjectBuilder } from './subject-builder.tsx';
import type { ChoiceLists } from './use-choice-lists.ts';
import type { Settings } from './use-settings.ts';

const useStyles = makeStyles({
  container: { containerType: 'inline-size' },
  setting: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalXXL,
    rowGap: tokens.spacingVerticalXXS,
  },
  beside: { [besideWords]: { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 19rem)' } },
  besideSmall: { [besideWords]: { gridTemplateColumns: 'minmax(0, 1fr) auto' } },
  // Its parts stand in the setting's own grid; read and tabbed through in the order label, control, help.
  field: { display: 'contents' },
  label: { gridRow: 1, padding: 0 },
  help: { gridRow: 2, margin: 0, color: tokens.colorNeutralForeground2 },
  control: {
    gridRow: 3,
    minWidth: 0,
    paddingBlockStart: tokens.spacingVerticalXS,
    [besideWords]: {
      gridColumn: 2,
      gridRow: '1 / span 3',
      justifySelf: 'stretch',
      alignSelf: 'center',
      paddingBlockStart: 0,
    },
  },
  problem: { gridRow: 4, [besideWords]: { gridColumn: 2 } },
  below: {
    gridRow: 5,
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    paddingBlockStart: tokens.spacingVerticalXXS,
    minHeight: '1.5rem',
    color: tokens.colorNeutralForeground2,
  },
  belowWords: { [besideWords]: { gridColumn: 1, gridRow: 3 } },
  group: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    minWidth: 0,
    margin: 0,
    padding: 0,
    border: 'none',
  },
  words: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS },
  limit: {
    flexBasis: '100%',
    display: 'flex',
    columnGap: tokens.spacingHorizontalXS,
    paddingBlock: tokens.spacingVerticalXXS,
  },
  limitIcon: { flexShrink: 0, fontSize: tokens.fontSizeBase400 },
  back: { paddingInline: 0, minWidth: 0, color: tokens.colorBrandForegroundLink },
  faint: { color: tokens.colorNeutralForeground2 },
  wrong: { color: tokens.colorPaletteRedForeground1 },
});

interface SettingFieldProps {
  readonly view: SettingView;
  /** All settings, for a control that shows what this one and others come to. */
  readonly all: readonly SettingView[];
  /** The calendar system that is linked. */
  readonly calendar: SystemId | undefined;
  readonly settings: Pick<Settings, 'refusals' | 'change' | 'reset'>;
  readonly lists: ChoiceLists;
  readonly disabled: boolean;
}

export function SettingField({ view, all, calendar, settings, lists, disabled: fixed }: SettingFieldProps) {
  const styles = useStyles();
  const words = useWords();
  const { label, help } = settingWords(words, view.id, calendar);
  const limit = limitWords(words, view.id, calendar);
  const disabled = fixed || (calendar !== undefined && view.limits[calendar] === 'all');
  const why = settings.refusals[view.id];
  const problem = why && refusalText(words, view, why);
  const list = view.choices ? lists(view.choices) : undefined;
  const control = {
    view,
    list,
    disabled,
    onChange: (value: SettingView['value']) => settings.change({ [view.id]: value }),
  };
  const below = (
    <Below
      view={view}
      list={list}
      name={nameOf(words, view, all, calendar)}
      limit={limit}
      disabled={disabled}
      onReset={() => settings.reset(view.id)}
    />
  );
  if (view.allowed.kind === 'numbers' || view.allowed.kind === 'choices') {
    return (
      <Group label={label} help={help} problem={problem} below={below}>
        {view.allowed.kind === 'numbers' ? (
          <ChoiceOfSeveral {...control} />
        ) : (
          <SubjectBuilder {...control} language={all.find(({ id }) => id === 'crm.subject.language')?.value} />
        )}
      </Group>
    );
  }
  const isSmall = view.allowed.kind === 'yesNo' || view.allowed.kind === 'wholeNumber';
  return (
    <div className={styles.container}>
      <div className={mergeClasses(styles.setting, isSmall ? styles.besideSmall : styles.beside)}>
        <Field
          className={styles.field}
          label={{ children: label, className: styles.label }}
          hint={{ children: help, className: styles.help }}
          {...(problem ? { validationMessage: { children: problem, className: styles.problem } } : {})}
        >
          <div className={styles.control}>
            <Control {...control} />
          </div>
        </Field>
        <div className={mergeClasses(styles.below, styles.belowWords)}>{below}</div>
      </div>
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
  readonly below: ReactNode;
  readonly children: ReactNode;
}

/** Several controls that are one setting together. */
function Group({ label, help, problem, below, children }: GroupProps) {
  const styles = useStyles();
  const id = useId('setting');
  return (
    <fieldset className={styles.group} aria-labelledby={`${id}-label`} aria-describedby={`${id}-help`}>
      <div className={styles.words}>
        <Text id={`${id}-label`}>{label}</Text>
        <Text size={200} id={`${id}-help`} className={styles.faint}>
          {help}
        </Text>
      </div>
      {children}
      {problem && (
        <Text size={200} role="alert" className={styles.wrong}>
          {problem}
        </Text>
      )}
      <div className={styles.below}>{below}</div>
    </fieldset>
  );
}

const isStandard = ({ value, standard }: SettingView) => JSON.stringify(value) === JSON.stringify(standard);

interface BelowProps extends Pick<ControlProps, 'view' | 'list' | 'disabled'> {
  /** What the setting is called where no heading stands above it. */
  readonly name: string;
  /** Why the linked system cannot serve it. */
  readonly limit: string | undefined;
  readonly onReset: () => void;
}

function Below({ view, list, name, limit, disabled, onReset }: BelowProps) {
  const styles = useStyles();
  const words = useWords();
  const choices = list?.state === 'known' ? list.choices : [];
  return (
    <>
      {limit !== undefined && (
        <Text size={200} block className={styles.limit}>
          <InfoRegular className={styles.limitIcon} aria-hidden />
          {limit}
        </Text>
      )}
      {view.locked && <Managed />}
      <Text size={200} className={styles.faint}>
        {words.t('preferences:field.standard', { value: valueText(words, view, view.standard, choices) })}
      </Text>
      {view.own && !disabled && !isStandard(view) && (
        <Button
          size="small"
          appearance="transparent"
          icon={<ArrowResetRegular />}
          className={styles.back}
          aria-label={words.t('preferences:field.useStandardOf', { label: name })}
          onClick={onReset}
        >
          {words.t('preferences:field.useStandard')}
        </Button>
      )}
    </>
  );
}
