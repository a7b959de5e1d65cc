/** @file Makes every sentence 40 % longer, as German or Norwegian would be, so that the layout can be tried with it. */

const growth = 0.4;

function lengthen(sentence: string): string {
  const words = sentence.split(' ');
  let missing = Math.ceil(sentence.length * growth);
  const longer = words.map((word, index) => {
    const share = Math.ceil(missing / (words.length - index));
    missing -= share;
    return word + 'e'.repeat(share);
  });
  return longer.join(' ');
}

/** A post-processor of the message catalogue. */
export const longerWords = {
  type: 'postProcessor' as const,
  name: 'longer',
  process: (value: string) => lengthen(value),
};
