/** @file A name that may be long: cut in the middle, whole in a tooltip and for a screen reader. */
import { Tooltip } from '@fluentui/react-components';
import { cutMiddle } from '../format/cut-middle.ts';

interface LongNameProps {
  readonly name: string;
  /** Characters that are shown at most. */
  readonly length?: number;
}

/** An address goes on in the next line after its "@", rather than anywhere. */
function breakable(name: string) {
  const [, user = '', host = name] = /^(.*@)(.*)$/s.exec(name) ?? [];
  return (
    <>
      {user}
      <wbr />
      {host}
    </>
  );
}

export function LongName({ name, length = 40 }: LongNameProps) {
  const short = cutMiddle(name, length);
  if (short === name) return <span>{breakable(name)}</span>;
  return (
    <Tooltip content={name} relationship="label">
      <span role="img">{short}</span>
    </Tooltip>
  );
}
