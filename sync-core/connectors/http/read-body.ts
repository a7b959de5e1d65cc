/** @file Reads the text of an answer, and no more of it than is reasonable. */

/**
 * @param onBytes told of each part as it comes.
 * @returns null when the body is larger than `maxBytes`; the rest of it is not read.
 */
export async function readBody(
  response: Response,
  maxBytes: number,
  onBytes: (bytes: number) => void,
): Promise<string | null> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = '';
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    total += value.byteLength;
    onBytes(value.byteLength);
    if (total > maxBytes) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}
