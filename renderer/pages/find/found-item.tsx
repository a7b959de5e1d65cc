/** @file One item that was looked up: how it stands, why, since when, what helps, and the ways to it. */
import { Badge, Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { OpenRegular } from '@fluentui/react-icons';
import { useCallback } from 'react';
import type { AppState } from '../../../preload/contract.ts';
import type { ItemStanding } from '../../../sync-core/engine/report.ts';
import type { Side } from '../../../sync-core/model/side.ts';
import { Card } from '../../components/card.tsx';
import { CopyableText } from '../../components/copyable-text.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useShow } from '../../hooks/use-show.ts';
import { useWords } from '../../hooks/use-words.ts';
import { systemName } from '../activity/entry-words.ts';
import { standingWords } from './standing-words.ts';

const sides: readonly Side[] = ['crm', 'calendar'];

const colors = {
  synchronised: 'success',
  leftOut: 'informative',
  setAside: 'danger',
  waitsForYou: 'warning',
  onItsOwn: 'informative',
} as const satisfies Record<ItemStanding['standing'], string>;

const useStyles = makeStyles({
  faint: { color: tokens.colorNeutralForeground2 },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

interface FoundItemProps {
  readonly item: ItemStanding;
  readonly state: AppState;
}

export function FoundItem({ item, state }: FoundItemProps) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const { formats } = useSurroundings();
  const now = useNow(60_000);
  const { title, text, help, details } = standingWords(item, state, words, formats, now);
  return (
    <li>
      <Card
        title={item.title.trim() === '' ? t(`activity.untitled.${item.kind}`) : item.title}
        beside={
          <Badge appearance="tint" color={colors[item.standing]} size="large">
            {t(`find.standing.${item.standing}`)}
          </Badge>
        }
      >
        {item.when !== null && <Text className={styles.faint}>{formats.dateOrMoment(item.when)}</Text>}
        <Facts>
          <Fact name={t('activity.why')}>
            <Text weight="semibold" block>
              {title}
            </Text>
            {text}
          </Fact>
          {help !== '' && <Fact name={t('find.help')}>{help}</Fact>}
          {item.since !== null && <Fact name={t('find.since')}>{formats.full(item.since)}</Fact>}
          {details !== undefined && (
            <Fact name={t('app.details')}>
              <CopyableText text={details} />
            </Fact>
          )}
        </Facts>
        <Ways item={item} state={state} />
      </Card>
    </li>
  );
}

function Ways({ item, state }: FoundItemProps) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const { bridge } = useSurroundings();
  const show = useShow();
  const { run } = useCommand(useCallback((webUrl: string) => bridge.call('item:open', { webUrl }), [bridge]));
  const open = sides.flatMap((side) => {
    const webUrl = item.items[side]?.webUrl;
    return webUrl === undefined ? [] : [{ webUrl, system: systemName(state.accounts, side, words) }];
  });
  return (
    <div className={styles.buttons}>
      {item.standing === 'waitsForYou' && (
        <Button appearance="primary" onClick={() => show('activity', 'needsYou', item.title)}>
          {t('activity.review')}
        </Button>
      )}
      {open.map(({ webUrl, system }) => (
        <Button key={webUrl} icon={<OpenRegular />} onClick={() => run(webUrl)}>
          {t('activity.openIn', { system })}
        </Button>
      ))}
      {item.entry !== null && item.standing !== 'waitsForYou' && (
        <Button appearance="subtle" onClick={() => show('activity', 'all', item.title)}>
          {t('find.inActivity')}
        </Button>
      )}
    </div>
  );
}
