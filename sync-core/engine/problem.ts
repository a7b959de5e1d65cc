/** @file Puts errors into the words of a report. Details are technical and carry nothing of an item's content. */
import { appNotVerified, ConnectorError, passwordCauses, Throttled } from '../connectors/errors.ts';
import { asStoreError } from '../store/errors.ts';
import type { RunProblem } from './report.ts';

/** The links belong to another account than the one that is signed in, of the same system or of another one. */
export class OtherAccount extends Error {
  readonly system: NonNullable<RunProblem['system']>;
  readonly former: RunProblem['former'];
  /** @param former the system of the account that the links were made with. */
  constructor(system: NonNullable<RunProblem['system']>, former: RunProblem['former']) {
    super('the account is another one than the links were made with');
    this.name = 'OtherAccount';
    this.system = system;
    this.former = former;
  }
}

/** The account is the same; its default calendar is another one than the links were made with. */
export class OtherFolder extends Error {
  readonly system: NonNullable<RunProblem['system']>;
  constructor(system: NonNullable<RunProblem['system']>) {
    super('the calendar is another one than the links were made with');
    this.name = 'OtherFolder';
    this.system = system;
  }
}

/** Another installation synchronises for the same person. */
export class OtherDevice extends Error {
  readonly system: NonNullable<RunProblem['system']>;
  readonly device: NonNullable<RunProblem['device']>;
  constructor(system: NonNullable<RunProblem['system']>, device: NonNullable<RunProblem['device']>) {
    super('another installation is at work');
    this.name = 'OtherDevice';
    this.system = system;
    this.device = device;
  }
}

/** The run was asked to stop between two steps. */
export class Stopped extends Error {
  constructor() {
    super('the run was asked to stop');
    this.name = 'Stopped';
  }
}

/** @param now milliseconds since 1970. */
export function toProblem(error: unknown, now: number): RunProblem {
  if (error instanceof ConnectorError) return connectorProblem(error, now);
  if (error instanceof OtherAccount) {
    const { system, former } = error;
    return { code: 'otherAccount', system, ...(former === undefined ? {} : { former }) };
  }
  if (error instanceof OtherFolder) return { code: 'otherFolder', system: error.system };
  if (error instanceof OtherDevice) return { code: 'otherDevice', system: error.system, device: error.device };
  if (error instanceof Stopped) return { code: 'cancelled' };
  const store = asStoreError(error);
  if (store !== undefined) return { code: store.code, details: store.message };
  return { code: 'internal', details: error instanceof Error ? error.name : typeof error };
}

function connectorProblem(error: ConnectorError, now: number): RunProblem {
  const { system, status, code } = error.details;
  const details = [error.name, status, code].filter((part) => part !== undefined).join(' ');
  const retryAfterMs = error instanceof Throttled ? error.retryAfterMs : error.details.retryAfterMs;
  return {
    code: error.kind,
    system,
    details,
    ...causeOf(error),
    ...(retryAfterMs === undefined
      ? {}
      : { retryAt: new Date(error.details.retryAt ?? now + retryAfterMs).toISOString() }),
  };
}

/** What led to the end of a sign-in, where that has words of its own. */
function causeOf({ kind, details }: ConnectorError): Pick<RunProblem, 'because'> {
  const cause = ([appNotVerified, ...passwordCauses] as const).find((one) => one === details.code);
  return kind === 'authExpired' && cause !== undefined ? { because: cause } : {};
}

/** Errors that concern the whole account, or all its items of one kind: going on with others would only repeat them. */
export function concernsAccount(error: ConnectorError): boolean {
  return ['authExpired', 'appNotApproved', 'rightMissing', 'tenantUnavailable', 'cancelled'].includes(error.kind);
}

/** After these nobody knows whether the server acted: a creation must be looked up before it is tried again. */
export function leavesDoubt(error: ConnectorError): boolean {
  return ['offline', 'unavailable', 'nonsense', 'cancelled'].includes(error.kind);
}
