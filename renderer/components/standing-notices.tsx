/** @file What is said above every page for as long as it is true. */
import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles } from '@fluentui/react-components';
import { BeakerRegular } from '@fluentui/react-icons';
import type { AppState } from '../../preload/contract.ts';
import { useWords } from '../hooks/use-words.ts';
import { OtherDevice } from './other-device.tsx';

const useStyles = makeStyles({
  notices: { display: 'flex', flexDirection: 'column', flexShrink: 0 },
  bar: { borderRadius: 0, borderInlineWidth: 0, borderTopWidth: 0 },
});

export function StandingNotices({ state }: { state: AppState }) {
  const styles = useStyles();
  const { t } = useWords();
  const practice = state.accounts.some((account) => account.local);
  const other = state.lastRun?.problem?.code === 'otherDevice' ? state.lastRun.problem : undefined;
  if (!practice && !state.settingsSetAside && !other) return null;
  return (
    <section className={styles.notices} aria-label={t('app.notices')}>
      {practice && (
        <MessageBar intent="info" layout="multiline" icon={<BeakerRegular />} className={styles.bar}>
          <MessageBarBody>
            <MessageBarTitle>{t('app.practice')}</MessageBarTitle>
            {t('app.practiceText')}
          </MessageBarBody>
        </MessageBar>
      )}
      {other && <OtherDevice problem={other} />}
      {state.settingsSetAside && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}>
          <MessageBarBody>
            <MessageBarTitle>{t('app.settingsSetAside')}</MessageBarTitle>
            {t('app.settingsSetAsideText', { file: state.settingsSetAside })}
          </MessageBarBody>
        </MessageBar>
      )}
    </section>
  );
}
