/** @file An Exchange Server in the real kind. */
import { createExchange } from '../../sandbox/exchange/index.ts';
import { outlookHands } from './outlook-hands.ts';
import type { MakeSandboxCalendar } from './sandbox-calendar.ts';

/** Exchange mails guests unless it is told not to. */
function mailing({ control }: ReturnType<typeof createExchange>): readonly string[] {
  return control
    .journal()
    .filter(({ requestBody }) => /SendMeeting\w+="(?!SendToNone")/.test(String(requestBody)))
    .map(({ method, path }) => `exchange may have mailed: ${method} ${path}`);
}

export const exchangeCalendar: MakeSandboxCalendar = (_setting, time, around) => {
  const server = createExchange({ clock: time, seed: 1 });
  return {
    kind: 'appointment',
    server,
    account: { exchange: server },
    hands: outlookHands(server),
    arm({ kind }) {
      if (kind !== 'newVersion' && kind !== 'spuriousConflict') return false;
      // Another program leaves something on every item that nobody sees.
      for (const { id, title } of server.control.list()) server.control.changeEvent({ id, title });
      around.onFault(kind);
      return true;
    },
    disarm: () => undefined,
    keeps: (fields) => fields,
    offences: () => mailing(server),
  };
};
