/** @file Notes that an item does not take part, and tells the user when that is news. */
import type { RemoteItem } from '../connectors/connector.ts';
import type { LeftOutCode } from '../model/reason.ts';
import type { Side } from '../model/side.ts';
import type { ActivityDraft, LeftOutWords } from '../store/activity.ts';
import type { RunContext } from './context.ts';
import { planned } from './dry-run.ts';
import { describeEntry } from './entries.ts';
import { addEntry } from './waiting-room.ts';

/** Call inside a transaction. */
export function leaveOut(context: RunContext, side: Side, item: RemoteItem, code: LeftOutCode): void {
  const { tables, kind, accounts, tally } = context;
  tally.leaveOut(code);
  const reason = { kind: 'leftOut', code } as const;
  const entry = describeEntry({ action: 'none', side, outcome: 'leftOut', reason, items: { [side]: item } });
  if (context.dryRun) planned(context, entry);
  else if (tables.activity.noteLeftOut(kind, side, accounts, item.id, code, wordsOf(entry, side)))
    tables.activity.toldLeftOut(kind, side, accounts, item.id, addEntry(context, entry));
}

function wordsOf({ title, when, items }: ActivityDraft, side: Side): LeftOutWords {
  const webUrl = items[side]?.webUrl;
  return { title, when, ...(webUrl === undefined ? {} : { webUrl }) };
}
