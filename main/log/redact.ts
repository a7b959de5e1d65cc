/**
 * @file What may be written into the log: facts without tokens, passwords, and the words of appointments. The callers do
 * not put them in; this is the second lock on that door.
 */

const hiddenNames =
  /token|secret|password|passphrase|authorization|cookie|assertion|verifier|^(title|subject|body|description|location|text|before|after)$/i;
/** Names that only look like one of the above. */
const harmlessNames = /^(tokenEndpoint)$/;
const secretValues: readonly RegExp[] = [
  /\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g,
  /\bBearer\s+[\w.~+/=:-]+/gi,
  /\b(?:access_token|refresh_token|id_token|client_secret|code|code_verifier|password|assertion)=[^&\s"']+/gi,
];
const hidden = '[not logged]';
const deepest = 6;

function redactText(text: string): string {
  return secretValues.reduce((left, secret) => left.replace(secret, hidden), text);
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : null;
  return {
    name: error.name,
    message: redactText(error.message),
    ...(code === null ? {} : { code }),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}

/** @returns a copy that can be written: plain data, without what is secret by its name or by its look. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '…';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((one) => redact(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      hiddenNames.test(name) && !harmlessNames.test(name) && one !== null && typeof one !== 'boolean'
        ? hidden
        : redact(one, depth + 1),
    ]),
  );
}
