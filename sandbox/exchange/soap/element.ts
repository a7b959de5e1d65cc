/** @file A read XML element, without namespaces: which one an element is in follows from its place, which the schema has checked. */
import { type XmlDocument, XmlElement, XmlText } from 'libxml2-wasm';

export interface Element {
  /** Without prefix: `CalendarItem`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Of an element without children. */
  readonly text: string;
}

export function elementOf(document: XmlDocument): Element {
  return read(document.root);
}

function read(node: XmlElement): Element {
  const children: Element[] = [];
  let text = '';
  for (let child = node.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlElement) children.push(read(child));
    else if (child instanceof XmlText) text += child.content;
  }
  return {
    name: node.name,
    attributes: Object.fromEntries(node.attrs.map((attribute) => [attribute.name, attribute.value])),
    children,
    text: children.length === 0 ? text : '',
  };
}

/** The first child of that name. */
export function childOf(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The text of a child, undefined where there is none. */
export function textOf(element: Element | undefined, name: string): string | undefined {
  return childOf(element, name)?.text;
}
