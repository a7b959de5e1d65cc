/** @file Reads an answer, as text or as bytes, and no more of it than is reasonable. */

/**
 * @param onBytes told of each part as it comes.
 * @returns null when the body is larger than `maxBytes` (the rest of it is not read), or is no UTF-8: signs that nobody sent
 * must not stand in anybody's calendar.
 */
export async function readBody(
  response: Response,
  maxBytes: number,
  onBytes: (bytes: number) => void,
): Promise<string | null> {
  const decode = createDecoder();
  let text = '';
  const isWhole = await readParts(response, maxBytes, onBytes, (value) => {
    const part = decode(value);
    text += part ?? '';
    return part !== null;
  });
  return isWhole ? text : null;
}

/** @returns null when the body is larger than `maxBytes`: the rest of it is not read. */
export async function readBytes(
  response: Response,
  maxBytes: number,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  const isWhole = await readParts(response, maxBytes, onBytes, (value) => {
    if (value !== undefined) parts.push(value);
    return true;
  });
  return isWhole ? new Uint8Array(Buffer.concat(parts)) : null;
}

/**
 * @param take given one part after the other, undefined being the end; says false when no more is wanted.
 * @returns whether all of it was taken.
 */
async function readParts(
  response: Response,
  maxBytes: number,
  onBytes: (bytes: number) => void,
  take: (part: Uint8Array | undefined) => boolean,
): Promise<boolean> {
  if (!response.body) return take(undefined);
  const reader = response.body.getReader();
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (value !== undefined) {
      total += value.byteLength;
      onBytes(value.byteLength);
    }
    if (total > maxBytes || !take(value)) {
      await reader.cancel();
      return false;
    }
    if (done) return true;
  }
}

/** @returns the text of one part after the other, undefined being the end; null for what is no UTF-8. */
function createDecoder(): (part: Uint8Array | undefined) => string | null {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (part) => {
    try {
      return part === undefined ? decoder.decode() : decoder.decode(part, { stream: true });
    } catch {
      return null;
    }
  };
}
