/** @file Refusals in the words of Exchange: of one item, or of a whole request. */

/** Concerns one item of a request; its place in the answer says so, and the others go on. */
export class ItemError extends Error {
  /** A `ResponseCode` of the schema: `ErrorItemNotFound`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Ends the whole request with a SOAP fault, HTTP 500. */
export class SoapFault extends Error {
  readonly code: string;
  /** What Exchange adds for programs, such as `BackOffMilliseconds`. */
  readonly values: Readonly<Record<string, string>>;

  constructor(code: string, message: string, values: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.values = values;
  }
}

export const itemNotFound = () =>
  new ItemError('ErrorItemNotFound', 'The specified object was not found in the store.');

export const malformedId = () => new ItemError('ErrorInvalidIdMalformed', 'Id is malformed.');

/** What the original has and the sandbox has not: said plainly, so that nobody takes it for an answer of the original. */
export const notInSandbox = (what: string) =>
  new SoapFault('ErrorInvalidRequest', `The sandbox does not have ${what}.`);

export const serverBusy = (milliseconds: number) =>
  new SoapFault('ErrorServerBusy', 'The server cannot service this request right now. Try again later.', {
    BackOffMilliseconds: String(milliseconds),
  });
