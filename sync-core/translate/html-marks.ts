/** @file The formatting inside a line, and what of it editors say by CSS where others use tags. */

/** In the order in which it is nested when written. */
export const markOrder = ['strong', 'em', 'u', 's', 'sub', 'sup'] as const;
export type Mark = (typeof markOrder)[number];

interface StyleMarks {
  readonly on: ReadonlySet<Mark>;
  /** What the element takes from its words, be it its own or that of an element around it. */
  readonly off: ReadonlySet<Mark>;
}

export const noStyle: StyleMarks = { on: new Set(), off: new Set() };

/** What may be kept of a style attribute on its way to `marksOfStyle`, as sanitize-html is told. */
export const stylesWithMarks: Readonly<Record<string, readonly RegExp[]>> = {
  'font-weight': [/^(?:bold|bolder|normal|lighter|\d{3})$/i],
  'font-style': [/^(?:italic|oblique|normal)$/i],
  'text-decoration': [/^[a-z0-9#(),. %-]+$/i],
  'text-decoration-line': [/^[a-z -]+$/i],
  'vertical-align': [/^(?:sub|super|baseline)$/i],
};

/** @param style CSS declarations: `font-weight:bold; text-decoration: underline` */
export function marksOfStyle(style: string): StyleMarks {
  const on = new Set<Mark>();
  const off = new Set<Mark>();
  const say = (isOn: boolean, mark: Mark) => (isOn ? on : off).add(mark);
  for (const declaration of style.toLowerCase().split(';')) {
    const [name = '', value = ''] = declaration.split(':').map((part) => part.trim());
    if (name === 'font-weight') say(/^bold/.test(value) || Number(value) >= 600, 'strong');
    if (name === 'font-style') say(value !== 'normal', 'em');
    if (name === 'vertical-align' && value !== 'baseline') say(true, value === 'sub' ? 'sub' : 'sup');
    if (name !== 'text-decoration' && name !== 'text-decoration-line') continue;
    if (value.includes('underline')) on.add('u');
    if (value.includes('line-through')) on.add('s');
  }
  return { on, off };
}
