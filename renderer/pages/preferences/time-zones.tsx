/**
 * @file The time zones of both systems and of this computer side by side, with the clock of each; where they differ, what
 * that means, and one button that puts it right. Nothing of it moves an appointment.
 */
import {
  Button,
  Field,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useCallback, useMemo, useState } from 'react';
import type { Ask, TimeZones as Zones } from '../../../preload/contract.ts';
import { Card } from '../../components/card.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { SearchedList } from '../../components/searched-list.tsx';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useAnswer } from '../../hooks/use-answer.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useWords } from '../../hooks/use-words.ts';
import { Managed } from './managed.tsx';

const useStyles = makeStyles({
  faint: { color: tokens.colorNeutralForeground2 },
  choices: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalL },
  choice: { flex: '1 1 20rem', minWidth: 0 },
});

/** The choice of what the system says; no zone is called so. */
const asTold = 'asTold';

type ZoneOfSide = Zones['sides'][number];

/** As a person writes it. */
const readable = (zone: string) => zone.replaceAll('_', ' ');
const usedOf = ({ said, told }: ZoneOfSide) => said ?? told;

/** @param again asked anew whenever it changes: after a run the systems may say something else. */
interface TimeZonesProps {
  readonly again: string;
  /** They cannot be changed. */
  readonly fixed: boolean;
  /** An administrator has settled them. */
  readonly managed: boolean;
}

export function TimeZones({ again, fixed, managed }: TimeZonesProps) {
  const { t } = useWords();
  const { bridge } = useSurroundings();
  const [chosen, setChosen] = useState(0);
  const { answer: zones, failed } = useAnswer('timeZones:get', `${again} ${chosen}`);
  const { run: use, busy: going } = useCommand(
    useCallback(
      async (wanted: Ask<'timeZones:use'>) => {
        await bridge.call('timeZones:use', wanted);
        setChosen((count) => count + 1);
      },
      [bridge],
    ),
  );
  const busy = going || fixed;
  return (
    <Card title={t('zones.title')}>
      <Text>{t('zones.text')}</Text>
      {failed && !zones && <Text role="status">{t('zones.failed')}</Text>}
      {zones && (
        <>
          {zones.difference && <Difference zones={zones} difference={zones.difference} use={use} busy={busy} />}
          <SideBySide zones={zones} />
          <Choices zones={zones} use={use} busy={busy} />
        </>
      )}
      {managed && <Managed />}
    </Card>
  );
}

function SideBySide({ zones }: { readonly zones: Zones }) {
  const styles = useStyles();
  const { t } = useWords();
  const { formats } = useSurroundings();
  const now = useNow(10_000);
  const clock = (zone: string) => t('zones.clock', { zone: readable(zone), time: formats.clockIn(zone, now) });
  return (
    <Facts>
      {zones.sides.map((one) => {
        const zone = usedOf(one);
        return (
          <Fact key={one.side} name={t(`states:system.${one.system}`)}>
            {zone === null
              ? t(one.toldName === null ? 'zones.notAsked' : 'zones.unknown', { name: one.toldName ?? '' })
              : clock(zone)}
            {one.said !== null && (
              <Text block className={styles.faint}>
                {t('zones.saidByYou', {
                  system: t(`states:system.${one.system}`),
                  zone: readable(one.told ?? one.toldName ?? '–'),
                })}
              </Text>
            )}
          </Fact>
        );
      })}
      <Fact name={t('zones.computer')}>{clock(zones.computer)}</Fact>
    </Facts>
  );
}

interface DifferenceProps {
  readonly zones: Zones;
  readonly difference: NonNullable<Zones['difference']>;
  readonly use: (wanted: Ask<'timeZones:use'>) => void;
  readonly busy: boolean;
}

function Difference({ zones, difference, use, busy }: DifferenceProps) {
  const { t } = useWords();
  const { formats } = useSurroundings();
  const now = useNow(10_000);
  const { code, side, zone } = difference;
  const of = (wanted: ZoneOfSide['side']) => zones.sides.find((one) => one.side === wanted);
  const clockOf = (wanted: ZoneOfSide['side']) => {
    const one = of(wanted);
    const used = one === undefined ? null : usedOf(one);
    return used === null ? '' : formats.clockIn(used, now);
  };
  const systemOf = (wanted: ZoneOfSide['side']) => t(`states:system.${of(wanted)?.system ?? 'unknown'}`);
  const about = side === null ? undefined : of(side);
  const facts = {
    crm: systemOf('crm'),
    calendar: systemOf('calendar'),
    crmTime: clockOf('crm'),
    calendarTime: clockOf('calendar'),
    computerTime: formats.clockIn(zones.computer, now),
    system: side === null ? '' : systemOf(side),
    name: about?.toldName ?? '',
    zone: readable(zone),
  };
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t(`zones.difference.${code}.title`, facts)}</MessageBarTitle>
        {t(`zones.difference.${code}.text`, facts)}
      </MessageBarBody>
      <MessageBarActions>
        <Button disabledFocusable={busy} onClick={() => use(difference.use)}>
          {t(side === null ? 'zones.useForBoth' : 'zones.useFor', facts)}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}

function Choices({ zones, use, busy }: Omit<DifferenceProps, 'difference'>) {
  const styles = useStyles();
  const { t } = useWords();
  const all = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  return (
    <div className={styles.choices}>
      {zones.sides.map((one) => {
        const system = t(`states:system.${one.system}`);
        // The user's own word may be a name that this list has under another.
        const offered = one.said === null || all.includes(one.said) ? all : [one.said, ...all];
        return (
          <Field key={one.side} label={t('zones.of', { system })} className={styles.choice}>
            <SearchedList
              entries={[
                { key: asTold, label: t('zones.asTold', { zone: readable(one.told ?? one.toldName ?? '–') }) },
                ...offered.map((zone) => ({ key: zone, label: readable(zone) })),
              ]}
              chosen={one.said ?? asTold}
              disabled={busy}
              onChoose={(zone) => use({ [one.side]: zone === asTold ? null : zone } as Ask<'timeZones:use'>)}
            />
          </Field>
        );
      })}
    </div>
  );
}
