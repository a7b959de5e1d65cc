/**
 * @file Where one joins a meeting online. A calendar that has no room of its own for such an address keeps it as the last
 * paragraph of the text, an arrow and a link that shows where it leads: it can be clicked there, and is taken for what it is on
 * the way back.
 */
import { canonicalHtml } from './text.ts';

/** As long as an address may be in SuperOffice. */
const longest = 2000;

/** @returns the address in one form; empty for what is none that a browser opens, or is too long to be kept whole. */
export function webAddress(text: string | null | undefined): string {
  const address = (text ?? '').trim();
  if (!/^https?:\/\//i.test(address) || /\s/.test(address) || !URL.canParse(address)) return '';
  return address.length > longest ? '' : address;
}

const paragraph = /<p>→ <a href="([^"]+)">([^<]+)<\/a><\/p>/gu;

/** @param body canonical HTML. @param joinUrl empty: nothing is added. */
export function withJoinLink(body: string, joinUrl: string): string {
  if (joinUrl === '') return body;
  const address = joinUrl.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return canonicalHtml(`${body}<p>→ <a href="${address}">${address}</a></p>`);
}

/** @param html canonical. @returns the text without the paragraphs that `withJoinLink` adds, and the last one's address. */
export function withoutJoinLink(html: string): { readonly body: string; readonly joinUrl: string } {
  let joinUrl = '';
  const body = html.replaceAll(paragraph, (whole, href: string, shown: string) => {
    const address = href === shown ? webAddress(unescaped(href)) : '';
    if (address === '') return whole;
    joinUrl = address;
    return '';
  });
  return { body, joinUrl };
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
