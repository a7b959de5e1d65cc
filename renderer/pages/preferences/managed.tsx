/** @file Says of a setting that an administrator has settled it. */
import { Badge, makeStyles } from '@fluentui/react-components';
import { LockClosedRegular } from '@fluentui/react-icons';
import { useWords } from '../../hooks/use-words.ts';

const useStyles = makeStyles({ badge: { alignSelf: 'flex-start' } });

export function Managed() {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <Badge className={styles.badge} appearance="tint" color="informative" icon={<LockClosedRegular />}>
      {t('preferences:field.managed')}
    </Badge>
  );
}
