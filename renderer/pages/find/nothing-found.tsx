/** @file Nothing was found by a title: what can be the cause, with the days that take part and the calendars that do. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { AppState } from '../../../preload/contract.ts';
import { Card } from '../../components/card.tsx';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useAnswer } from '../../hooks/use-answer.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useWords } from '../../hooks/use-words.ts';
import { systemName } from '../activity/entry-words.ts';

const useStyles = makeStyles({
  causes: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    margin: 0,
    paddingInlineStart: tokens.spacingHorizontalXL,
  },
  text: { color: tokens.colorNeutralForeground2 },
});

export function NothingFound({ state }: { readonly state: AppState }) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const { formats } = useSurroundings();
  const now = useNow(60_000);
  const { answer: preferences } = useAnswer('preferences:get');
  const crm = systemName(state.accounts, 'crm', words);
  const calendar = systemName(state.accounts, 'calendar', words);
  const today = formats.dateOf(new Date(now).toISOString());
  return (
    <Card title={t('find.causes')}>
      <ul className={styles.causes}>
        <Cause title={t('find.cause.title')}>{t('find.cause.titleText')}</Cause>
        {preferences && (
          <Cause title={t('find.cause.window')}>
            {t('find.cause.windowText', {
              from: formats.dateOrMoment(formats.daysAfter(today, -preferences['window.pastDays'])),
              until: formats.dateOrMoment(formats.daysAfter(today, preferences['window.futureDays'])),
            })}
          </Cause>
        )}
        <Cause title={t('find.cause.calendar')}>{t('find.cause.calendarText', { crm, calendar })}</Cause>
        <Cause title={t('find.cause.private')}>{t('find.cause.privateText')}</Cause>
        <Cause title={t('find.cause.new')}>
          {state.nextRunAt === null
            ? t('find.cause.newText')
            : t('find.cause.newTextNext', { time: formats.timeOrDay(state.nextRunAt, now) })}
        </Cause>
      </ul>
    </Card>
  );
}

function Cause({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <li>
      <Text weight="semibold" block>
        {title}
      </Text>
      <Text className={useStyles().text}>{children}</Text>
    </li>
  );
}
