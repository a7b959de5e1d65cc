/** @file Everything that can be wrong about an answer as a whole, as a proxy, a broken server or somebody hostile gives it. */
import { faultMark } from './wrong-values.ts';

export interface WrongAnswer {
  readonly what: string;
  /** @param text of the real answer. @param asked how often this endpoint was asked before in this run. */
  readonly answer: (real: Response, text: string, asked: number) => Response;
  /** Whether the answer says the same as the real one, in another dress: then nothing has to go wrong. */
  readonly harmless?: boolean;
}

const html = `<!doctype html><title>${faultMark}</title><p>Sign in to the network of this hotel.</p>`;
const json = { 'content-type': 'application/json' };
const mebibyte = 1024 * 1024;

function plain(text: BodyInit | null, init: ResponseInit = {}): Response {
  return new Response(text, { status: 200, headers: json, ...init });
}

/** The client decodes before anybody reads: what it makes of bytes that are no gzip is an error in the middle. */
function brokenBody(text: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text.slice(0, 10)));
      controller.error(
        new TypeError('terminated', {
          cause: Object.assign(new Error('incorrect header check'), { code: 'Z_DATA_ERROR' }),
        }),
      );
    },
  });
}

/** Larger than anybody reads. */
function endlessBody(): ReadableStream<Uint8Array> {
  const part = new TextEncoder().encode(' '.repeat(mebibyte));
  return new ReadableStream({ pull: (controller) => controller.enqueue(part) });
}

/** The link of a list, leading where `to` says. */
function linked(text: string, to: (asked: number) => string, asked: number): Response {
  const body = JSON.parse(text) as Record<string, unknown>;
  delete body['@odata.deltaLink'];
  return plain(JSON.stringify({ ...body, '@odata.nextLink': to(asked) }));
}

export const wrongAnswers: readonly WrongAnswer[] = [
  { what: 'cut off in the middle', answer: (_, text) => plain(text.slice(0, Math.floor(text.length / 2))) },
  { what: 'cut off before its last sign', answer: (_, text) => plain(text.trimEnd().slice(0, -1)) },
  { what: 'nothing, with 200', answer: () => plain('') },
  { what: 'nothing, with 204', answer: () => new Response(null, { status: 204 }) },
  { what: 'HTML, with 200', answer: () => plain(html, { headers: { 'content-type': 'text/html' } }) },
  { what: 'HTML, with 404', answer: () => plain(html, { status: 404, headers: { 'content-type': 'text/html' } }) },
  {
    what: 'JSON under another name',
    answer: (_, text) => plain(text, { headers: { 'content-type': 'text/html' } }),
    harmless: true,
  },
  { what: 'JSON behind a byte order mark', answer: (_, text) => plain(`\ufeff${text}`), harmless: true },
  {
    what: 'in another charset',
    answer: (_, text) => plain(Buffer.from(`${text.slice(0, -1)},"x":"Grüße"}`, 'latin1')),
  },
  { what: 'in sixteen bits a sign', answer: (_, text) => plain(Buffer.from(text, 'utf16le')) },
  {
    what: 'gzip that is none',
    answer: (_, text) => plain(brokenBody(text), { headers: { ...json, 'content-encoding': 'gzip' } }),
  },
  { what: 'without an end', answer: () => plain(endlessBody()) },
  {
    what: 'without an end, of a small length',
    answer: () => plain(endlessBody(), { headers: { ...json, 'content-length': '12' } }),
  },
  {
    what: 'another length than it says',
    answer: (_, text) => plain(text, { headers: { ...json, 'content-length': '7' } }),
    harmless: true,
  },
  {
    what: 'a redirection',
    answer: () => new Response(null, { status: 302, headers: { location: `https://${faultMark}.example/` } }),
  },
  {
    what: 'a redirection that asks for the same again',
    answer: () => new Response(null, { status: 308, headers: { location: `https://${faultMark}.example/` } }),
  },
  { what: 'the text null', answer: () => plain('null') },
  { what: 'a text', answer: () => plain(JSON.stringify(faultMark)) },
  { what: 'a list', answer: () => plain(JSON.stringify([faultMark])) },
  { what: 'an empty object', answer: () => plain('{}') },
  { what: 'nested without end', answer: () => plain(`${'{"a":['.repeat(20_000)}${']}'.repeat(20_000)}`) },
  { what: 'an unknown good status', answer: (_, text) => plain(text, { status: 299 }), harmless: true },
  {
    what: 'a waiting time beyond all times',
    answer: () => plain('{}', { status: 429, headers: { ...json, 'retry-after': '9'.repeat(40) } }),
  },
];

/** For answers that are pages of a list of Graph. */
export const wrongLinks: readonly WrongAnswer[] = [
  { what: 'a next page that is this page', answer: (real, text, asked) => linked(text, () => real.url, asked) },
  {
    what: 'ever new pages of the same rows',
    answer: (real, text, asked) => linked(text, (n) => `${real.url}&page=${n}`, asked),
  },
  {
    what: 'a next page on another host',
    answer: (_, text, asked) => linked(text, () => `https://${faultMark}.example/v1.0/me`, asked),
  },
  { what: 'a next page that is no address', answer: (_, text, asked) => linked(text, () => faultMark, asked) },
];
