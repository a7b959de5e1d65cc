/** @file Values of an item's fields beside each other; in a narrow window beneath each other, each with its column's name. */
import {
  makeStyles,
  mergeClasses,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  Text,
  tokens,
} from '@fluentui/react-components';
import type { ActivityEntry } from '../../sync-core/engine/report.ts';
import { useSurroundings } from '../hooks/surroundings.ts';
import { useWords } from '../hooks/use-words.ts';
import { valueInWords } from '../pages/activity/entry-words.ts';

const narrow = '@media (max-width: 47.9375rem)';

const useStyles = makeStyles({
  faint: { color: tokens.colorNeutralForeground2 },
  table: { tableLayout: 'auto', [narrow]: { display: 'block' } },
  stacked: { [narrow]: { display: 'block', height: 'auto' } },
  columns: { [narrow]: { display: 'none' } },
  column: { display: 'none', color: tokens.colorNeutralForeground2, [narrow]: { display: 'block' } },
  heading: { fontWeight: tokens.fontWeightSemibold },
  field: {
    width: '6rem',
    verticalAlign: 'top',
    paddingBlock: tokens.spacingVerticalS,
    color: tokens.colorNeutralForeground2,
    fontWeight: tokens.fontWeightRegular,
    textAlign: 'start',
    [narrow]: { width: 'auto', fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground1 },
  },
  value: {
    verticalAlign: 'top',
    paddingBlock: tokens.spacingVerticalS,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    [narrow]: { paddingBlock: tokens.spacingVerticalXXS },
  },
});

type Field = ActivityEntry['changes'][number]['field'];

export interface FieldColumn<Id extends string> {
  readonly id: Id;
  readonly title: string;
  /** It is not what the table is about: said more quietly. */
  readonly quiet?: boolean;
}

interface FieldTableProps<Id extends string> {
  /** What the table shows, for whoever hears it. */
  readonly label: string;
  readonly columns: readonly FieldColumn<Id>[];
  /** A value that is null is shown as "nothing"; one that is undefined is not shown. */
  readonly rows: readonly {
    readonly field: Field;
    readonly values: Readonly<Partial<Record<Id, string | null | undefined>>>;
  }[];
}

export function FieldTable<Id extends string>({ label, columns, rows }: FieldTableProps<Id>) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <Table size="small" className={styles.table} aria-label={label}>
      <TableHeader className={styles.columns}>
        <TableRow>
          <TableHeaderCell className={styles.field}>{t('activity.field')}</TableHeaderCell>
          {columns.map(({ id, title, quiet }) => (
            <TableHeaderCell key={id} className={quiet ? styles.faint : styles.heading}>
              {title}
            </TableHeaderCell>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody className={styles.stacked}>
        {rows.map(({ field, values }) => (
          <TableRow key={field} className={styles.stacked}>
            <TableCell role="rowheader" className={mergeClasses(styles.field, styles.stacked)}>
              {t(`activity.fields.${field}`)}
            </TableCell>
            {columns.map(({ id, title, quiet }) => (
              <TableCell key={id} className={mergeClasses(styles.value, styles.stacked, quiet && styles.faint)}>
                {values[id] !== undefined && (
                  <>
                    <Text size={200} className={styles.column}>
                      {title}
                    </Text>
                    <FieldValue field={field} value={values[id] ?? null} />
                  </>
                )}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function FieldValue({ field, value }: { readonly field: Field; readonly value: string | null }) {
  const styles = useStyles();
  const words = useWords();
  const { formats } = useSurroundings();
  if (!value) return <Text className={styles.faint}>{words.t('activity.nothing')}</Text>;
  return <>{valueInWords(field, value, words, formats)}</>;
}
