/** @file What stands in the place of a list that is not there: still asked for, failed, or empty. */
import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { describeProblem } from '../../../locales/index.ts';
import { useWords } from '../../hooks/use-words.ts';
import type { ChoiceList } from './use-choice-lists.ts';

const useStyles = makeStyles({
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  asking: { justifyContent: 'flex-start' },
});

export function ListState({ list }: { readonly list: ChoiceList }) {
  const styles = useStyles();
  const words = useWords();
  switch (list.state) {
    case 'loading':
      return (
        <Spinner
          className={styles.asking}
          size="tiny"
          labelPosition="after"
          label={words.t('preferences:choices.loading')}
        />
      );
    case 'failed':
      return (
        <div className={styles.line} role="status">
          <Text>{words.t('preferences:choices.failed', { problem: describeProblem(words, list.problem).title })}</Text>
          <Button size="small" onClick={list.retry}>
            {words.t('preferences:choices.retry')}
          </Button>
        </div>
      );
    case 'known':
      return list.choices.length === 0 ? <Text>{words.t('preferences:choices.empty')}</Text> : null;
  }
}
