/**
 * @file The pages of the sign-in that a person sees: plain HTML that works with a keyboard, a screen reader and a test.
 */

/** What SuperOffice calls the ways in which an authorisation ends. */
export const authorisationErrors = {
  Revoked: 1,
  InvalidRedirectUrl: 2,
  Expired: 3,
  Denied: 4,
  NeedsReapproval: 5,
} as const;

export type AuthorisationError = keyof typeof authorisationErrors;

export interface LoginForm {
  readonly action: string;
  readonly companyName: string;
  readonly userName: string;
  readonly problem: string | null;
}

export function loginPage(form: LoginForm): string {
  const problem = form.problem ? `<p role="alert" class="problem">${escaped(form.problem)}</p>` : '';
  return page(
    'Sign in - SuperID',
    `<h1>Sign in to SuperOffice</h1>
<p>${escaped(form.companyName)}</p>
${problem}
<form method="post" action="${escaped(form.action)}">
<label for="username">User name</label>
<input id="username" name="username" type="email" autocomplete="username" required value="${escaped(form.userName)}">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Sign in</button>
</form>`,
  );
}

export function errorPage(error: AuthorisationError, explanation: string): string {
  return page(
    'Authorization error - SuperID',
    `<h1>Authorization error</h1>
<p role="alert">Authorization error: ${error} (${authorisationErrors[error]})</p>
<p>${escaped(explanation)}</p>`,
  );
}

function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #f4f6f6; }
main { max-width: 22rem; margin: 10vh auto; padding: 2rem; background: #fff; border: 1px solid #ccd4d4; border-radius: 8px; }
label { display: block; margin: 1rem 0 .25rem; }
input { width: 100%; box-sizing: border-box; padding: .5rem; font: inherit; }
button { margin-top: 1.5rem; padding: .5rem 1.5rem; font: inherit; color: #fff; background: #0a5e58; border: 0; border-radius: 4px; }
.problem { color: #a4262c; }
</style>
</head>
<body><main>
${body}
</main></body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
