/**
 * @file The page that the browser shows at the end of a sign-in: two sentences in the user's language. No scripts, nothing
 * from outside; the policy that comes with it allows its one style sheet only.
 */
import { createHash } from 'node:crypto';
import type { SignInWords } from './account.ts';

const style = `
:root { color-scheme: light dark; --ground: #fafafa; --text: #242424; --mark: #0f7b0f; }
:root.failed { --mark: #b10e1c; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1f1f1f; --text: #f5f5f5; --mark: #54b054; }
  :root.failed { --mark: #dc626d; }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--text);
  font: 16px/1.5 'Segoe UI', system-ui, sans-serif; }
main { max-width: 32em; padding: 2em; border-inline-start: 4px solid var(--mark); }
h1 { margin: 0 0 .5em; font-size: 1.5em; font-weight: 600; }
p { margin: 0; }
`;

/** Sent with every page of the loopback listener. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}

/** @returns the whole page as HTML. */
export function signInPage(words: SignInWords, outcome: 'success' | 'failure'): string {
  const title = escaped(outcome === 'success' ? words.successTitle : words.failureTitle);
  const text = escaped(outcome === 'success' ? words.successText : words.failureText);
  const state = outcome === 'success' ? 'done' : 'failed';
  return `<!doctype html>
<html lang="${escaped(words.language)}" class="${state}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>
`;
}
