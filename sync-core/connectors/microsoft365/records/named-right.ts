/** @file An account that is signed in without the right to one kind of item: the error says which right it is. */
import { ConnectorError, RightMissing } from '../../errors.ts';

const system = 'microsoft365';

/** @returns what the error means where all of it hangs on `right`. */
function named(error: unknown, right: string): unknown {
  const denied = error instanceof ConnectorError && error.details.status === 403;
  // What tells of itself that the mailbox cannot be reached is no matter of rights.
  if (!denied || (error.kind !== 'rejected' && error.kind !== 'appNotApproved')) return error;
  if (/^Mailbox|^ErrorMailbox/i.test(error.details.code ?? '')) return error;
  return new RightMissing('the sign-in does not cover it', { system, status: 403, code: right, cause: error });
}

/** @throws RightMissing, and all that `work` throws */
export async function withRight<T>(right: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw named(error, right);
  }
}

/** @throws RightMissing, and all that `work` throws */
export async function* eachWithRight<T>(right: string, work: () => AsyncIterable<T>): AsyncGenerator<T, void> {
  try {
    yield* work();
  } catch (error) {
    throw named(error, right);
  }
}
