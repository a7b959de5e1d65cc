import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exchangeSwitches } from '../../sandbox/exchange/index.ts';
import { googleSwitches } from '../../sandbox/google/index.ts';
import { kitSwitches, type SwitchTable } from '../../sandbox/kit/switches.ts';
import { microsoft365Switches } from '../../sandbox/microsoft365/index.ts';
import { superOfficeSwitches } from '../../sandbox/superoffice/index.ts';

const guide = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');

/** The table as it has to stand in the guide: names, defaults, possible values and meanings. */
function tableOf(switches: SwitchTable): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const rows = Object.entries(switches).map(([name, entry]) => {
    const others = (entry.choices ?? []).filter((choice) => choice !== entry.default).map((choice) => `\`${choice}\``);
    const values = [`\`${entry.default}\``, ...others].join(', ');
    return `| \`${name}\` | ${cell(values)} | ${cell(entry.meaning)} |`;
  });
  return ['| Switch | Default, and other values | Meaning |', '|---|---|---|', ...rows].join('\n');
}

it.each<[string, SwitchTable]>([
  ['all systems', kitSwitches],
  ['SuperOffice', superOfficeSwitches],
  ['Microsoft 365', microsoft365Switches],
  ['Google', googleSwitches],
  ['Exchange Server', exchangeSwitches],
])('the guide lists every switch of %s as the code has it', (_, switches) => {
  expect(guide).toContain(tableOf(switches));
});
