/**
 * @file Addresses without a route: what Graph has and the sandbox has not is told apart from what does not exist at all.
 */
import { GraphError, notInSandbox } from '../graph-error.ts';

/** Parts of the original that the sandbox leaves out. */
const leftOut =
  /^\/v1\.0\/(me\/(contactFolders\/[^/]+\/childFolders|events\/[^/]+\/(accept|decline|tentativelyAccept|cancel|forward|dismissReminder|snoozeReminder|extensions|attachments)|calendar\/getSchedule|outlook\/masterCategories\/|messages|mailFolders|calendarGroups)|users\/|subscriptions|groups|\$batch)/i;
const known =
  /^\/v1\.0\/me(\/(events|calendar|calendars|calendarView|mailboxSettings|outlook|todo|contacts|contactFolders)(\/.*)?)?$/i;

/** The refusal for a request that no route takes. */
export function unknownPath(method: string, path: string): GraphError {
  if (leftOut.test(path)) return notInSandbox(`${method} ${path}`);
  if (known.test(path)) {
    return new GraphError(405, 'Request_BadRequest', `The method ${method} is not allowed on this resource.`);
  }
  const segment = path.split('/').at(-1) ?? '';
  return new GraphError(400, 'BadRequest', `Resource not found for the segment '${segment}'.`);
}
