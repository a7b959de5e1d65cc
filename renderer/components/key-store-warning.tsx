/** @file Said before the first sign-in where the operating system offers no safe place for it. */
import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useWords } from '../hooks/use-words.ts';

export function KeyStoreWarning() {
  const { t } = useWords();
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('accounts.keyStore')}</MessageBarTitle>
        {t('accounts.keyStoreText')}
      </MessageBarBody>
    </MessageBar>
  );
}
