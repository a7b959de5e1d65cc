/**
 * @file XML of Exchange's messages: a small tree to write, and one to read. Prefixes are dropped in reading: which namespace an
 * element is in follows from its place. Pure.
 */
import { Parser } from 'htmlparser2';

/** An element to be written; a text among the children is escaped. */
export interface Xml {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Xml | string)[];
}

/** An element that was read. */
export interface XmlNode {
  /** Without its prefix: `CalendarItem`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  /** The text right in it, as it stands. */
  readonly text: string;
}

/** @param name with its prefix: `t:Subject`. */
export function xml(name: string, attributes: Xml['attributes'] = {}, ...children: Xml['children']): Xml {
  return { name, attributes, children };
}

/** Signs that XML 1.0 has no way to write, and halves of characters. */
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function escaped(text: string): string {
  return (
    text
      .replace(unwritable, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // A bare one would be read as a line feed.
      .replaceAll('\r', '&#13;')
  );
}

export function writeXml({ name, attributes, children }: Xml): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : writeXml(child)));
  return `<${name}${written.join('')}>${inner.join('')}</${name}>`;
}

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: Open[];
  text: string;
}

/** Deeper than anything that Exchange says. What is deeper would break whoever walks through it. */
const deepest = 64;

/**
 * @returns the one element of a document that is whole; undefined for what is cut off, or is no XML. Signs that XML 1.0 does not
 * allow, which Exchange hands out as it got them, are read.
 */
export function readXml(text: string): XmlNode | undefined {
  const top: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [top];
  let isSound = true;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const made: Open = { name: localName(name), attributes, children: [], text: '' };
        if (open.length > deepest) isSound = false;
        else open.at(-1)?.children.push(made);
        open.push(made);
      },
      ontext(part) {
        const at = open.at(-1);
        if (at !== undefined) at.text += part;
      },
      onclosetag(_name, isImplied) {
        if (isImplied && !/\/\s*>$/.test(text.slice(parser.startIndex, parser.endIndex + 1))) isSound = false;
        open.pop();
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(text);
  const [root, ...others] = top.children;
  return isSound && others.length === 0 && top.text.trim() === '' ? root : undefined;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** @returns the first child of that name. */
export function childOf(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return node?.children.find((child) => child.name === name);
}

export function childrenOf(node: XmlNode | undefined, name: string): readonly XmlNode[] {
  return node?.children.filter((child) => child.name === name) ?? [];
}

/** @returns the text of a child; undefined where there is none. */
export function textOf(node: XmlNode | undefined, name: string): string | undefined {
  return childOf(node, name)?.text;
}
