/** @file What waits, at the foot of Overview and never scrolled away. Nothing is drawn when nothing waits. */
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import type { Show } from '../../components/navigation.tsx';
import { useWords } from '../../hooks/use-words.ts';

const useStyles = makeStyles({
  foot: { position: 'sticky', bottom: 0, flexShrink: 0 },
  body: { whiteSpace: 'normal', paddingBlock: tokens.spacingVerticalS },
  bar: { borderRadius: 0, borderInlineWidth: 0, borderBottomWidth: 0, paddingInline: tokens.spacingHorizontalXXL },
});

interface NeedsYouProps {
  readonly held: number;
  readonly parked: number;
  /** Selections that are chosen and cannot be read. */
  readonly closed: readonly string[];
  readonly onShow: Show;
}

export function NeedsYou({ held, parked, closed, onShow }: NeedsYouProps) {
  const styles = useStyles();
  const { t } = useWords();
  if (held > 0) {
    return (
      <div className={styles.foot}>
        <MessageBar intent="warning" layout="singleline" className={styles.bar}>
          <MessageBarBody className={styles.body}>
            <MessageBarTitle>{t('overview.held', { count: held })}</MessageBarTitle>
            <span>{t('overview.heldText')}</span>
          </MessageBarBody>
          <MessageBarActions>
            <Button appearance="primary" onClick={() => onShow('activity', 'needsYou')}>
              {t('overview.review')}
            </Button>
          </MessageBarActions>
        </MessageBar>
      </div>
    );
  }
  if (closed.length > 0) {
    return (
      <div className={styles.foot}>
        <MessageBar intent="warning" layout="singleline" className={styles.bar}>
          <MessageBarBody className={styles.body}>
            <MessageBarTitle>{t('overview.closed', { count: closed.length })}</MessageBarTitle>
            <span>{t('overview.closedText', { names: closed.join(', ') })}</span>
          </MessageBarBody>
          <MessageBarActions>
            <Button onClick={() => onShow('crm')}>{t('overview.choose')}</Button>
          </MessageBarActions>
        </MessageBar>
      </div>
    );
  }
  if (parked === 0) return null;
  return (
    <div className={styles.foot}>
      <MessageBar intent="info" layout="singleline" className={styles.bar}>
        <MessageBarBody className={styles.body}>
          <MessageBarTitle>{t('overview.parked', { count: parked })}</MessageBarTitle>
          <span>{t('overview.parkedText')}</span>
        </MessageBarBody>
        <MessageBarActions>
          <Button onClick={() => onShow('activity', 'failed')}>{t('overview.show')}</Button>
        </MessageBarActions>
      </MessageBar>
    </div>
  );
}
