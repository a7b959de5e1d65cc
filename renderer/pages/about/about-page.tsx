/** @file About: version, licence, where the data are, and who sees them. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { Card } from '../../components/card.tsx';
import { CopyableText } from '../../components/copyable-text.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { Page } from '../../components/page.tsx';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useWords } from '../../hooks/use-words.ts';

const useStyles = makeStyles({
  sections: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  faint: { color: tokens.colorNeutralForeground2 },
});

export function AboutPage() {
  const styles = useStyles();
  const { t } = useWords();
  const { info } = useSurroundings();
  return (
    <Page title={t('about.title')} sentence={t('about.text')}>
      <div className={styles.sections}>
        <Card title={t('app.name')}>
          <Facts>
            <Fact name={t('about.version')}>{info.version}</Fact>
            <Fact name={t('about.runtime')}>{info.electron}</Fact>
          </Facts>
        </Card>
        <Card title={t('about.dataFolder')}>
          <Text className={styles.faint}>{t('about.dataFolderText')}</Text>
          {info.dataFolder && <CopyableText text={info.dataFolder} />}
        </Card>
        <Card title={t('about.privacy')}>
          <Text className={styles.faint}>{t('about.privacyText')}</Text>
        </Card>
        <Card title={t('about.licence')}>
          <Text className={styles.faint}>{t('about.licenceText')}</Text>
        </Card>
      </div>
    </Page>
  );
}
