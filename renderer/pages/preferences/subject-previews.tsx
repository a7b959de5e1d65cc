/** @file What a way to build subjects comes to, on the user's own next appointments. */
import { makeStyles, Text, tokens, useId } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { describeProblem } from '../../../locales/index.ts';
import type { Answer } from '../../../preload/contract.ts';
import type { SubjectPart } from '../../../sync-core/model/subject.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useWords } from '../../hooks/use-words.ts';

const useStyles = makeStyles({
  box: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingVerticalM,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
  },
  list: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    margin: 0,
    padding: 0,
    listStyle: 'none',
  },
  subject: { overflowWrap: 'anywhere' },
  faint: { color: tokens.colorNeutralForeground2 },
});

/** undefined while nothing is known yet; what was shown stays until the next is there. */
function usePreviews(parts: readonly SubjectPart[], language: string): Answer<'subject:preview'> | undefined {
  const { bridge } = useSurroundings();
  const [answer, setAnswer] = useState<Answer<'subject:preview'>>();
  const wish = JSON.stringify({ parts, language });
  useEffect(() => {
    let latest = true;
    const tell = (given: Answer<'subject:preview'>) => latest && setAnswer(given);
    bridge
      .call('subject:preview', JSON.parse(wish))
      .then(tell, () => tell({ subjects: [], problem: { code: 'internal' } }));
    return () => {
      latest = false;
    };
  }, [bridge, wish]);
  return answer;
}

export function SubjectPreviews({
  parts,
  language,
}: {
  readonly parts: readonly SubjectPart[];
  readonly language: string;
}) {
  const styles = useStyles();
  const words = useWords();
  const { formats } = useSurroundings();
  const answer = usePreviews(parts, language);
  const id = useId('preview');
  return (
    <section className={styles.box} aria-labelledby={id}>
      <Text id={id} weight="semibold">
        {words.t('preferences:subject.preview')}
      </Text>
      {!answer && <Text>{words.t('preferences:choices.loading')}</Text>}
      {answer?.problem && (
        <Text>
          {words.t('preferences:subject.previewFailed', { problem: describeProblem(words, answer.problem).title })}
        </Text>
      )}
      {answer && !answer.problem && answer.subjects.length === 0 && (
        <Text>{words.t('preferences:subject.previewEmpty')}</Text>
      )}
      <ul className={styles.list}>
        {answer?.subjects.map(({ title, start, subject, length }) => (
          <li key={`${start} ${title}`}>
            <Text block className={styles.subject}>
              {subject}
            </Text>
            <Text size={200} className={styles.faint}>
              {formats.dateOrMoment(start)} · {words.t('preferences:subject.length', { count: length })}
              {length > subject.length && ` · ${words.t('preferences:subject.cut')}`}
            </Text>
          </li>
        ))}
      </ul>
    </section>
  );
}
