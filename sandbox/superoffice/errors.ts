/**
 * @file Refusals in SuperOffice's own form.
 */
import type { ErrorForm } from '../kit/host.ts';

/** A request that is refused; the server turns it into the status and the error body. */
export class Refusal extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.statusCode = statusCode;
  }
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, message);
}

export function notFound(what: string, id: number | string): Refusal {
  return new Refusal(404, `${what} id ${id} not found`);
}

/** For what the original has and this sandbox has not yet: an honest no is better than a wrong yes. */
export function notYet(what: string): Refusal {
  return new Refusal(501, `${what} is not part of the sandbox yet.`);
}

const exceptionNames: Readonly<Record<number, string>> = {
  400: 'ArgumentException',
  401: 'SoSessionException',
  403: 'SoSentryException',
  404: 'SoNotFoundException',
  409: 'JsonPatchTestOperationException',
  412: 'PreconditionFailedException',
  421: 'MisdirectedRequestException',
  429: 'TooManyRequestsException',
  501: 'NotImplementedException',
  503: 'ServiceUnavailableException',
};

/** The body of an error: that of the API, or on the login server that of OAuth. */
export function writeSuperOfficeError(status: number, message: string, host: string): ErrorForm {
  if (host === 'login') {
    const error = status === 503 ? 'temporarily_unavailable' : status >= 500 ? 'server_error' : 'invalid_request';
    return { body: { error, error_description: message } };
  }
  return {
    body: {
      Error: true,
      ErrorType: exceptionNames[status] ?? 'SoServerException',
      ErrorMessage: message,
      ErrorSource: 'SuperOffice.Services.Implementation',
    },
  };
}
