/** @file Technical words that somebody may have to pass on: selectable, and copied by a button. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons';
import { useRef, useState } from 'react';
import { useWords } from '../hooks/use-words.ts';

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  text: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
    whiteSpace: 'pre-wrap',
    userSelect: 'text',
  },
});

type Outcome = 'no' | 'copied' | 'byHand';

export function CopyableText({ text }: { text: string }) {
  const styles = useStyles();
  const { t } = useWords();
  const shown = useRef<HTMLElement>(null);
  const [outcome, setOutcome] = useState<Outcome>('no');
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => {
        // Where the clipboard is refused to pages, the text is at least selected for the user's own keys.
        if (shown.current) window.getSelection()?.selectAllChildren(shown.current);
        setOutcome('byHand');
      },
    );
  };
  return (
    <div className={styles.row}>
      <code ref={shown} className={styles.text}>
        {text}
      </code>
      <Button size="small" icon={outcome === 'copied' ? <CheckmarkRegular /> : <CopyRegular />} onClick={copy}>
        {t('app.copy')}
      </Button>
      <span role="status">
        {outcome === 'copied' && t('app.copied')}
        {outcome === 'byHand' && t('app.copyByHand')}
      </span>
    </div>
  );
}
