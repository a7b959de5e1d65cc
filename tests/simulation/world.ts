/** @file What a history needs of the two sides: the user's hands on each, and trouble that can be switched on and off. */
import type { Connector } from '../../sync-core/connectors/connector.ts';
import type { ActivityEntry } from '../../sync-core/engine/report.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import type { ItemKind, Side } from '../../sync-core/model/side.ts';
import type { Chance } from './chance.ts';
import type { Fault, FaultKind } from './script.ts';

export const bothSides: readonly Side[] = ['crm', 'calendar'];

/** An item as a person sees it there. */
export interface SeenItem {
  readonly id: string;
  readonly fields: Appointment;
  /** Somebody else's, who alone may change it, on this side. */
  readonly isMeeting?: boolean;
}

export interface SimulatedSide {
  /** A connection of one installation. */
  connector(device: number): Connector;
  create(fields: Appointment): void;
  /** A meeting of somebody else's, to which the person was invited there. Absent: not played there. */
  invite?(fields: Appointment): void;
  /** By those whose meeting it is. */
  callOff?(id: string): void;
  edit(id: string, patch: Partial<Appointment>): void;
  remove(id: string): void;
  /** With everything that hangs on it, the hidden marker too; only the title is another. */
  copy(id: string, title: string): void;
  /** The system gives the item another id. False where that does not happen. */
  move(id: string): boolean;
  list(): readonly SeenItem[];
  setZone(zone: string): void;
  /** Lets one thing go wrong. */
  arm(fault: Fault): void;
  /** What was armed and has not struck strikes no more. */
  disarm(): void;
  /** Requests so far. */
  requests(): number;
}

export interface SimulatedWorld {
  /** The kind of item that the engine sees; to the person and the checker all are appointments. */
  readonly kind: ItemKind;
  /** What the activity list says, in the checker's words; absent: it says them already. */
  asTold?(entry: ActivityEntry): ActivityEntry;
  readonly sides: Readonly<Record<Side, SimulatedSide>>;
  /**
   * Where items have no room for a mark: what a synchroniser has made there is known by its looks until a run has found it. Changed by
   * somebody before that, it would be somebody's own to everybody.
   */
  readonly knownByLooks?: Side;
  readonly clock: SimulatedClock;
  /** How the two sides hold one value of a field: what one makes of the other's. */
  readonly keeps: Readonly<Record<Side, (fields: Appointment) => Appointment>>;
  /** What must never have happened, whatever the history: mails, attendees, requests against the contract. */
  offences(): readonly string[];
  close(): Promise<void>;
}

/** The one clock of the servers; sleeping moves it. Milliseconds since 1970. */
export interface SimulatedClock {
  now(): number;
  advance(milliseconds: number): void;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** How a world tells the history what goes on in it, and asks it what is left to chance. */
export interface Surroundings {
  /** Before each call of the outside; the user may act. */
  onCall(): void;
  onFault(kind: FaultKind): void;
  /** A synchroniser writes something. */
  onWrite(side: Side): void;
  /** An item is created by a synchroniser, and not by the user. */
  onCreated(side: Side, fields: Appointment): void;
  /** Whether some installation may know less now than it, or another, once did. */
  knowsLess(): boolean;
  /** The chance of the step that goes on. */
  chance(): Chance;
}
