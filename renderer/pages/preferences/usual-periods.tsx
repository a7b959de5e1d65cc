/** @file Periods that many people choose, by one choice for both ends. */
import { useWords } from '../../hooks/use-words.ts';
import { Chooser } from './chooser.tsx';
import type { Settings } from './use-settings.ts';

/** Days before and after today. */
const periods = [
  [7, 180],
  [30, 120],
  [30, 365],
] as const;

interface UsualPeriodsProps {
  readonly disabled: boolean;
  readonly onChoose: Settings['change'];
}

export function UsualPeriods({ disabled, onChoose }: UsualPeriodsProps) {
  const { t } = useWords();
  return (
    <div>
      <Chooser
        label={t('preferences:periods.usual')}
        disabled={disabled}
        items={periods.map(([past, future]) => ({
          key: `${past}/${future}`,
          label: t('preferences:periods.period', { past, future }),
          choose: () => onChoose({ 'window.pastDays': past, 'window.futureDays': future }),
        }))}
      />
    </div>
  );
}
