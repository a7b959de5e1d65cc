/** @file Reads the text of an answer, and no more of it than is reasonable. */

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
  if (!response.body) return '';
  const decode = createDecoder();
  const reader = response.body.getReader();
  let text = '';
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (value !== undefined) {
      total += value.byteLength;
      onBytes(value.byteLength);
    }
    const part = total > maxBytes ? null : decode(value);
    if (part === null) {
      await reader.cancel();
      return null;
    }
    text += part;
    if (done) return text;
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
