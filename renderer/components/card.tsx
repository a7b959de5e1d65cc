/** @file A section of a page, on a surface of its own. */
import { makeStyles, mergeClasses, Subtitle2, tokens, useId } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  card: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    minWidth: 0,
    padding: tokens.spacingVerticalL,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  title: { margin: 0, flexGrow: 1, overflowWrap: 'anywhere' },
});

interface CardProps {
  readonly title?: string;
  /** Before the title: an icon. */
  readonly before?: ReactNode;
  /** After the title: badges. */
  readonly beside?: ReactNode;
  /** Names the section where no title is shown. */
  readonly label?: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function Card({ title, before, beside, label, className, children }: CardProps) {
  const styles = useStyles();
  const titleId = useId('card');
  return (
    <section
      className={mergeClasses(styles.card, className)}
      aria-label={label}
      aria-labelledby={title ? titleId : undefined}
    >
      {(title || beside) && (
        <div className={styles.head}>
          {before}
          {title && (
            <Subtitle2 as="h2" id={titleId} className={styles.title}>
              {title}
            </Subtitle2>
          )}
          {beside}
        </div>
      )}
      {children}
    </section>
  );
}
