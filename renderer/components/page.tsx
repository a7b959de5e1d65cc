/** @file The frame of every page: a title, one sentence, room for actions beside them; and what stands there meanwhile. */
import { Button, makeStyles, Skeleton, SkeletonItem, Text, Title3, tokens } from '@fluentui/react-components';
import { ErrorCircleRegular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useWords } from '../hooks/use-words.ts';
import { hiddenFromSight } from '../theme/hidden.ts';

const useStyles = makeStyles({
  page: {
    boxSizing: 'border-box',
    display: 'flex',
    flexDirection: 'column',
    flexGrow: 1,
    gap: tokens.spacingVerticalXL,
    width: '100%',
    maxWidth: '64rem',
    marginInline: 'auto',
    padding: `${tokens.spacingVerticalXXL} ${tokens.spacingHorizontalXXL}`,
    '@media (max-width: 47.9375rem)': { padding: tokens.spacingVerticalL, gap: tokens.spacingVerticalL },
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
  },
  words: { display: 'flex', gap: tokens.spacingHorizontalM, alignItems: 'center', minWidth: 0, flex: '1 1 16rem' },
  title: { margin: 0, overflowWrap: 'anywhere' },
  sentence: { margin: 0, color: tokens.colorNeutralForeground2, marginBlockStart: tokens.spacingVerticalXXS },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  instead: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    textAlign: 'center',
    gap: tokens.spacingVerticalS,
    margin: 'auto',
    padding: tokens.spacingVerticalXXL,
    maxWidth: '28rem',
    color: tokens.colorNeutralForeground2,
  },
  insteadIcon: { fontSize: '2.5rem', lineHeight: 0, color: tokens.colorNeutralForeground3 },
  waiting: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXL,
    padding: tokens.spacingVerticalXXL,
  },
  hidden: hiddenFromSight,
  waitingRow: { display: 'grid', gridTemplateColumns: '1fr 1fr 1fr', gap: tokens.spacingHorizontalL },
});

interface PageProps {
  readonly title: string;
  readonly sentence?: ReactNode;
  readonly icon?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, sentence, icon, actions, children }: PageProps) {
  const styles = useStyles();
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.words}>
          {icon}
          <div>
            <Title3 as="h1" block className={styles.title}>
              {title}
            </Title3>
            {sentence && (
              <Text as="p" block className={styles.sentence}>
                {sentence}
              </Text>
            )}
          </div>
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface InsteadProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
  /** There is nothing else on the page: this is its title. */
  readonly wholePage?: boolean;
}

/** What stands where a list or a page would: empty, or not available. */
export function Instead({ icon, title, text, action, wholePage = false }: InsteadProps) {
  const styles = useStyles();
  return (
    <div className={styles.instead}>
      <span className={styles.insteadIcon} aria-hidden>
        {icon}
      </span>
      <Text as={wholePage ? 'h1' : 'span'} weight="semibold" size={400} align="center" className={styles.title}>
        {title}
      </Text>
      <Text align="center">{text}</Text>
      {action}
    </div>
  );
}

export function PageFailed({ onRetry }: { onRetry: () => void }) {
  const { t } = useWords();
  return (
    <div role="alert" style={{ display: 'contents' }}>
      <Instead
        icon={<ErrorCircleRegular />}
        wholePage
        title={t('app.failed')}
        text={t('app.failedText')}
        action={<Button onClick={onRetry}>{t('app.retry')}</Button>}
      />
    </div>
  );
}

export function PageLoading() {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <Skeleton aria-label={t('app.loading')} className={styles.waiting}>
      <h1 className={styles.hidden}>{t('app.loading')}</h1>
      <SkeletonItem size={32} style={{ width: '40%' }} />
      <SkeletonItem style={{ width: '60%' }} />
      <SkeletonItem size={96} />
      <div className={styles.waitingRow}>
        <SkeletonItem size={72} />
        <SkeletonItem size={72} />
        <SkeletonItem size={72} />
      </div>
    </Skeleton>
  );
}
