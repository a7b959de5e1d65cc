/** @file The chart itself: one stacked column a day; the same numbers as a table for who does not see it. */
import { makeStyles, mergeClasses, Text, Tooltip, tokens } from '@fluentui/react-components';
import type { HistoryDay } from '../../../preload/contract.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useWords } from '../../hooks/use-words.ts';
import { hiddenFromSight } from '../../theme/hidden.ts';

const series = ['held', 'calendar', 'crm'] as const;
/** Per cent of the plot's height for the highest column; its number stands above it. */
const tallest = 86;
type Series = (typeof series)[number];

const useStyles = makeStyles({
  figure: { position: 'relative', margin: 0 },
  plot: {
    display: 'grid',
    gridAutoFlow: 'column',
    gridAutoColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingHorizontalXS,
    height: '7.5rem',
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1}`,
  },
  column: {
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'flex-end',
    alignItems: 'center',
    height: '100%',
    borderRadius: `${tokens.borderRadiusMedium} ${tokens.borderRadiusMedium} 0 0`,
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
  },
  piece: {
    width: 'min(70%, 1.75rem)',
    minHeight: '3px',
    // Forced colours replace backgrounds; the pieces stay told apart by their edges and patterns of height.
    '@media (forced-colors: active)': { forcedColorAdjust: 'none', outline: '1px solid CanvasText' },
  },
  top: { borderRadius: `${tokens.borderRadiusSmall} ${tokens.borderRadiusSmall} 0 0` },
  crm: {
    backgroundColor: tokens.colorBrandBackground,
    '@media (forced-colors: active)': { backgroundColor: 'Highlight' },
  },
  calendar: {
    backgroundColor: tokens.colorPaletteTealBorderActive,
    '@media (forced-colors: active)': { backgroundColor: 'Canvas' },
  },
  held: {
    backgroundColor: tokens.colorPaletteMarigoldBorderActive,
    '@media (forced-colors: active)': { backgroundColor: 'Mark' },
  },
  days: {
    display: 'grid',
    gridAutoFlow: 'column',
    gridAutoColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingHorizontalXS,
    marginBlockStart: tokens.spacingVerticalXS,
    color: tokens.colorNeutralForeground2,
    textAlign: 'center',
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
  },
  day: { overflow: 'visible', display: 'flex', justifyContent: 'center' },
  legend: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalL}`,
    marginBlockStart: tokens.spacingVerticalS,
    color: tokens.colorNeutralForeground2,
  },
  name: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  swatch: {
    width: '0.75rem',
    height: '0.75rem',
    minHeight: 'unset',
    borderRadius: tokens.borderRadiusSmall,
    flexShrink: 0,
  },
  hidden: hiddenFromSight,
});

interface HistoryChartProps {
  readonly days: readonly HistoryDay[];
  readonly names: Readonly<Record<Series, string>>;
}

export function HistoryChart({ days, names }: HistoryChartProps) {
  const styles = useStyles();
  const { formats } = useSurroundings();
  const highest = Math.max(...days.map((day) => day.crm + day.calendar + day.held), 1);
  const shown = series.filter((one) => one !== 'held' || days.some((day) => day.held > 0));
  return (
    <figure className={styles.figure}>
      <div aria-hidden>
        <div className={styles.plot}>
          {days.map((day) => (
            <Column key={day.day} day={day} highest={highest} names={names} shown={shown} />
          ))}
        </div>
        <div className={styles.days}>
          {days.map(({ day }, index) => (
            <Text key={day} size={200} className={styles.day}>
              {(days.length - 1 - index) % 2 === 0 ? formats.shortDay(day) : ''}
            </Text>
          ))}
        </div>
        <div className={styles.legend}>
          {[...shown].reverse().map((one) => (
            <Text key={one} size={200} className={styles.name}>
              <span className={mergeClasses(styles.piece, styles[one], styles.swatch)} />
              {names[one]}
            </Text>
          ))}
        </div>
      </div>
      <HistoryTable days={days} names={names} />
    </figure>
  );
}

interface ColumnProps extends Omit<HistoryChartProps, 'days'> {
  readonly day: HistoryDay;
  readonly highest: number;
  readonly shown: readonly Series[];
}

function Column({ day, highest, names, shown }: ColumnProps) {
  const styles = useStyles();
  const { formats } = useSurroundings();
  const pieces = shown.filter((one) => day[one] > 0);
  const lines = [
    formats.day(day.day),
    ...[...shown].reverse().map((one) => `${names[one]}: ${formats.count(day[one])}`),
  ];
  return (
    <Tooltip relationship="description" positioning="above" content={lines.map((line) => <div key={line}>{line}</div>)}>
      <div className={styles.column}>
        {pieces.length > 0 && <Text size={100}>{formats.count(day.crm + day.calendar + day.held)}</Text>}
        {pieces.map((one, index) => (
          <div
            key={one}
            className={mergeClasses(styles.piece, styles[one], index === 0 && styles.top)}
            style={{ height: `${(day[one] / highest) * tallest}%` }}
          />
        ))}
      </div>
    </Tooltip>
  );
}

function HistoryTable({ days, names }: HistoryChartProps) {
  const styles = useStyles();
  const { t } = useWords();
  const { formats } = useSurroundings();
  return (
    <div className={styles.hidden}>
      <table>
        <caption>{t('overview.chartText')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('overview.chartDay')}</th>
            <th scope="col">{names.crm}</th>
            <th scope="col">{names.calendar}</th>
            <th scope="col">{names.held}</th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row">{formats.day(day.day)}</th>
              <td>{formats.count(day.crm)}</td>
              <td>{formats.count(day.calendar)}</td>
              <td>{formats.count(day.held)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
