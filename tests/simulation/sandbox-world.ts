/** @file The real kind of world: the real connectors against both sandbox servers in process, which fail as servers fail. */
import type { SandboxSystem, Fault as ServerFault } from '../../sandbox/kit/system.ts';
import { sampleWorld } from '../../sandbox/sample/sample-world.ts';
import type { SampleWorld } from '../../sandbox/sample/world.ts';
import { createSuperOffice } from '../../sandbox/superoffice/index.ts';
import type { Connector } from '../../sync-core/connectors/connector.ts';
import { keptByCrm } from '../../sync-core/engine/testing/scene.ts';
import type { Side } from '../../sync-core/model/side.ts';
import { clockOf, connectAccounts } from '../support/sandbox-accounts.ts';
import type { Chance } from './chance.ts';
import type { MakeWorld } from './play.ts';
import type { MakeSandboxCalendar, SandboxCalendar } from './sandbox-calendar.ts';
import { exchangeCalendar } from './sandbox-exchange.ts';
import { googleCalendar } from './sandbox-google.ts';
import { googleTasks } from './sandbox-google-tasks.ts';
import { microsoft365Calendar } from './sandbox-microsoft365.ts';
import type { Fault, FaultKind } from './script.ts';
import { diaryHands, todoHands } from './superoffice-hands.ts';
import { daysAsTold } from './task-world.ts';
import type { SimulatedClock, SimulatedSide, Surroundings } from './world.ts';

/** The sample tenant with its users and lists, and nothing in anybody's calendar. */
function emptyWorld(): SampleWorld {
  return { ...sampleWorld({ seed: 1, size: 'small', today: '2026-11-23' }), appointments: [], tasks: [] };
}

/** The servers' own way of each kind; undefined: it is done otherwise. */
function effectOf(kind: FaultKind, chance: Chance): ServerFault['effect'] | undefined {
  switch (kind) {
    case 'throttle':
      return { kind: 'status', status: 429, retryAfterSeconds: 1 + chance.int(30) };
    case 'serverError':
      return { kind: 'status', status: chance.pick([500, 502, 503, 504]) };
    case 'timeOutBefore':
    case 'dropped':
      return { kind: 'dropBefore' };
    case 'timeOutAfter':
      return { kind: 'dropAfter' };
    case 'shortPage':
      return { kind: 'nonsense', body: 'truncated' };
    case 'refused':
      return { kind: 'nonsense', body: chance.pick(['html', 'shape'] as const) };
    case 'staleRead':
      // Copies of a database lag by seconds. What is read in two parts (SuperOffice's bulk reading) cannot tell older ones.
      return { kind: 'stale', milliseconds: 1000 * (1 + chance.int(30)) };
    default:
      return undefined;
  }
}

function worldWith(makeCalendar: MakeSandboxCalendar): MakeWorld {
  return (setting, time, around) => {
    const superOffice = createSuperOffice({ clock: time, seed: 1 });
    const other = makeCalendar(setting, time, around);
    const systems: readonly SandboxSystem[] = [superOffice, other.server];
    for (const system of systems) system.load(emptyWorld());
    const crmHands = other.kind === 'task' ? todoHands : diaryHands;
    const { connector, requests } = installationsOf(superOffice, other, time, around);
    const server = (side: Side, system: SandboxSystem) => ({
      connector: (device: number) => connector(device)[side],
      setZone: () => undefined,
      arm: (fault: Fault) => armServer(system, fault, around),
      disarm: () => system.control.clearFaults(),
      requests: () => requests[side],
    });
    const crm: SimulatedSide = { ...server('crm', superOffice), ...crmHands(superOffice) };
    const mailbox = server('calendar', other.server);
    const calendar: SimulatedSide = {
      ...mailbox,
      ...other.hands,
      arm(fault) {
        if (!other.arm(fault)) mailbox.arm(fault);
      },
      disarm() {
        mailbox.disarm();
        other.disarm();
      },
    };
    return {
      kind: other.kind,
      ...(other.kind === 'task' ? { asTold: daysAsTold, knownByLooks: 'calendar' } : {}),
      sides: { crm, calendar },
      clock: clockOf(time),
      keeps: { crm: keptByCrm, calendar: other.keeps },
      offences: () => [...systems.flatMap(offencesOf), ...other.offences()],
      close: async () => {
        for (const system of systems) await system.close();
      },
    };
  };
}

/** Microsoft 365 beside SuperOffice. */
export const sandboxWorld: MakeWorld = worldWith(microsoft365Calendar);
/** Google beside SuperOffice. */
export const googleWorld: MakeWorld = worldWith(googleCalendar);

/** The tasks of Google beside the to-dos of SuperOffice. */
export const googleTaskWorld: MakeWorld = worldWith(googleTasks);

/** An Exchange Server beside SuperOffice. */
export const exchangeWorld: MakeWorld = worldWith(exchangeCalendar);

/** The connectors of each installation, made when it first runs; and how much they have asked. */
function installationsOf(
  superOffice: SandboxSystem,
  { account }: SandboxCalendar,
  time: SimulatedClock,
  around: Surroundings,
) {
  const clock = clockOf(time);
  const requests: Record<Side, number> = { crm: 0, calendar: 0 };
  const installations = new Map<number, Readonly<Record<Side, Connector>>>();
  const connector = (device: number) => {
    const known = installations.get(device);
    if (known !== undefined) return known;
    const connectors = connectAccounts({
      superOffice,
      ...account,
      clock,
      random: () => around.chance().next(),
      onRequest(side) {
        around.onCall();
        requests[side] += 1;
      },
    });
    installations.set(device, connectors);
    return connectors;
  };
  return { connector, requests };
}

function armServer({ control }: SandboxSystem, { kind, skip }: Fault, around: Surroundings): void {
  const effect = effectOf(kind, around.chance());
  if (effect !== undefined) control.fault({ effect, skip, times: 1 + around.chance().int(3) });
  else if (kind === 'tokenExpired') control.expireAccessTokens();
  else if (kind === 'cursorExpired' || kind === 'cursorExpiredMidway') control.expireCursors();
  else return;
  around.onFault(kind);
}

/** Mails that left, and requests that named somebody to be invited. */
function offencesOf({ name, control }: SandboxSystem): readonly string[] {
  const mails = control.mails().map(({ cause }) => `${name} sent a mail: ${cause}`);
  const invitations = control
    .journal()
    .filter(({ requestBody }) => /"(attendees|participants)":\[\{/i.test(JSON.stringify(requestBody) ?? ''))
    .map(({ method, path }) => `${name} was told of attendees: ${method} ${path}`);
  return [...mails, ...invitations];
}
