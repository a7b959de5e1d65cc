/**
 * @file A refusal in Graph's own form.
 */

export class GraphError extends Error {
  readonly status: number;
  /** Outlook writes PascalCase, the gateway before it camelCase or one of its own names. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const itemNotFound = () =>
  new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

export const malformedId = () => new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');

/** A value that has the right type and is still not allowed. */
export const invalidValue = (message: string) => new GraphError(400, 'ErrorPropertyValidationFailure', message);

/** A body that does not fit the type. */
export const unreadableBody = (message: string) => new GraphError(400, 'RequestBodyRead', message);

/** A query option that cannot be understood. */
export const invalidQuery = (message: string) => new GraphError(400, 'RequestBroker--ParseUri', message);

/** What the original has and the sandbox has not: said plainly, so that nobody takes it for an answer of the original. */
export const notInSandbox = (what: string) =>
  new GraphError(501, 'NotImplemented', `The sandbox does not have ${what}.`);

/** The error body; ids of the request as the headers have them. */
export function errorBody(code: string, message: string, requestId: string, clientRequestId: string, date: string) {
  return {
    error: { code, message, innerError: { date, 'request-id': requestId, 'client-request-id': clientRequestId } },
  };
}
