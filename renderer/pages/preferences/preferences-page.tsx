/** @file A page of preferences: its sections in their order, each setting as the schema describes it. */
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useMemo } from 'react';
import { systemName } from '../../../locales/preference.ts';
import type { AppState, SettingView } from '../../../preload/contract.ts';
import type { SystemId } from '../../../sync-core/model/side.ts';
import { type PreferencePage, type PreferenceSection, preferencePages } from '../../../sync-core/preferences/traits.ts';
import { Card } from '../../components/card.tsx';
import { Page, PageFailed, PageLoading } from '../../components/page.tsx';
import { useWords } from '../../hooks/use-words.ts';
import { SettingField } from './setting-field.tsx';
import { nameOf } from './setting-words.ts';
import { TimeZones } from './time-zones.tsx';
import { useChoiceLists } from './use-choice-lists.ts';
import { type Settings, useSettings } from './use-settings.ts';
import { UsualPeriods } from './usual-periods.tsx';

const useStyles = makeStyles({
  settings: {
    display: 'flex',
    flexDirection: 'column',
    '& > * + *': {
      marginBlockStart: tokens.spacingVerticalM,
      paddingBlockStart: tokens.spacingVerticalM,
      borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    },
  },
});

interface PreferencesPageProps {
  readonly page: PreferencePage;
  readonly state: AppState;
}

export function PreferencesPage({ page, state }: PreferencesPageProps) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const settings = useSettings();
  const { all, failed } = settings;
  const { accounts } = state;
  const sections = useMemo(
    () =>
      bySection(
        page,
        (all?.settings ?? []).filter((view) => hasMeaning(view, accounts)),
      ),
    [page, all, accounts],
  );
  const sources = sections.flatMap(({ views }) => views.flatMap(({ choices }) => choices ?? []));
  const lists = useChoiceLists(sources, state.accounts.map(({ connectedAt }) => connectedAt).join(' '));
  if (!all) return failed ? <PageFailed onRetry={settings.retry} /> : <PageLoading />;
  const calendar = accounts.find(({ side }) => side === 'calendar')?.system;
  const connected = state.accounts.every(({ status }) => status === 'connected');
  return (
    <Page
      title={t(`preferences:page.${page}.title`)}
      sentence={t(`preferences:page.${page}.text`, { calendar: systemName(words, calendar) })}
    >
      {!all.editable && <ReadOnly policyProblem={all.policyProblem} />}
      <Saved settings={settings} calendar={calendar} />
      {sections.map(({ section, views }) =>
        section === 'timeZones' ? (
          connected && (
            <TimeZones
              key={section}
              again={state.lastRun?.runId ?? ''}
              fixed={!all.editable || views.some(({ locked }) => locked)}
              managed={views.some(({ locked }) => locked)}
            />
          )
        ) : (
          <Card key={section} title={t(`preferences:section.${section}.title`)}>
            <div className={styles.settings}>
              {views.map((view) => (
                <SettingField
                  key={view.id}
                  view={view}
                  all={all.settings}
                  calendar={calendar}
                  settings={settings}
                  lists={lists}
                  disabled={view.locked || (!all.editable && section !== 'appearance')}
                />
              ))}
            </div>
            {section === 'window' && (
              <UsualPeriods disabled={!all.editable || views.some(({ locked }) => locked)} onChoose={settings.change} />
            )}
          </Card>
        ),
      )}
    </Page>
  );
}

interface Section {
  readonly section: PreferenceSection;
  readonly views: readonly SettingView[];
}

/** What concerns one system only is shown while that one is connected. */
function hasMeaning({ system }: SettingView, accounts: AppState['accounts']): boolean {
  return system === null || accounts.some((one) => one.system === system && one.status === 'connected');
}

/** Sections in which there is nothing to set are not shown. */
function bySection(page: PreferencePage, views: readonly SettingView[]): readonly Section[] {
  return preferencePages[page]
    .map((section) => ({ section, views: views.filter((view) => view.section === section) }))
    .filter((one) => one.views.length > 0);
}

function ReadOnly({ policyProblem }: { readonly policyProblem: string | null }) {
  const { t } = useWords();
  return (
    <MessageBar intent={policyProblem === null ? 'info' : 'error'} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>
          {t(policyProblem === null ? 'preferences:field.readOnly' : 'preferences:field.policy')}
        </MessageBarTitle>
        {policyProblem ?? t('preferences:field.readOnlyText')}
      </MessageBarBody>
    </MessageBar>
  );
}

interface SavedProps {
  readonly settings: Settings;
  readonly calendar: SystemId | undefined;
}

/** What was saved last, with the way back. */
function Saved({ settings: { all, lastChange, undo }, calendar }: SavedProps) {
  const words = useWords();
  if (!lastChange) return null;
  const known = all?.settings ?? [];
  const changed = known.filter(({ id }) => lastChange.some((one) => one.id === id));
  const label = changed.map((view) => nameOf(words, view, known, calendar)).join(', ');
  return (
    <MessageBar intent="success" politeness="polite">
      <MessageBarBody>
        <Text>{words.t('preferences:field.saved', { label, count: lastChange.length })}</Text>
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={undo}>{words.t('preferences:field.undo')}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}
