/** @file Figures as a table for the log of a test, in Markdown. */

/** @param counts rows of columns; a column that a row does not have is empty. */
export function tableOf(title: string, counts: ReadonlyMap<string, ReadonlyMap<string, number>>): string {
  const columns = [...new Set([...counts.values()].flatMap((row) => [...row.keys()]))].toSorted();
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [
    title,
    '',
    line(['Endpoint', ...columns]),
    line(['---', ...columns.map(() => '---:')]),
    ...[...counts].map(([name, row]) => line([name, ...columns.map((column) => row.get(column) ?? '')])),
    '',
  ].join('\n');
}
