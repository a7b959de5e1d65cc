/**
 * @file The addresses that stand in the connectors' sources: what they can ask at all. A call that somebody adds and that no
 * situation of the recording makes shows by this.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { Side } from '../../../sync-core/model/side.ts';
import { templateOf } from './endpoints.ts';

const folders: Readonly<Record<Side, string>> = {
  crm: '../../../sync-core/connectors/superoffice/',
  calendar: '../../../sync-core/connectors/microsoft365/',
};
const literal = /(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g;

/** @returns `side template` of each, as the contract names it; each once */
export function usedTemplates(): readonly string[] {
  const found = (Object.keys(folders) as Side[]).flatMap((side) => {
    const folder = new URL(folders[side], import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !/test/.test(name));
    return files.flatMap((name) => addressesIn(side, readFileSync(new URL(name, folder), 'utf8')));
  });
  return [...new Set(found)].toSorted();
}

function addressesIn(side: Side, source: string): readonly string[] {
  return [...source.matchAll(literal)].flatMap(([, , text = '']) => {
    const bare =
      text
        .replace(/^\$\{[^}]*\}(?=\/)/, '')
        .replaceAll(/\$\{[^}]*\}/g, '7')
        .split('?')[0] ?? '';
    const path = side === 'calendar' || bare.startsWith('/api/') ? bare : `/api/v1/${bare}`;
    // Columns of an archive have paths too, and small letters, where resources have capital ones.
    if (side === 'crm' && /^[a-z]/.test(bare)) return [];
    if (bare === '' || (side === 'calendar' && !bare.startsWith('/'))) return [];
    const template = templateOf(side, path);
    return template === undefined ? [] : [`${side} ${template}`];
  });
}
