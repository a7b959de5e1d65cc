/**
 * @file What the browser shows while a person signs in: plain pages that a keyboard and a screen reader can use.
 */

export function signInPage(action: string, userName: string, problem: string | null): string {
  return page(
    'Sign in - Google Accounts',
    `<h1>Sign in</h1>
    ${problem === null ? '' : `<p role="alert" id="problem">${escaped(problem)}</p>`}
    <form method="post" action="${escaped(action)}">
      <p><label for="username">Email</label>
      <input id="username" name="username" type="email" autocomplete="username" required value="${escaped(userName)}"></p>
      <p><label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required></p>
      <p><button type="submit">Next</button></p>
    </form>`,
  );
}

/** @param scopes what can be refused one by one; a single one is granted or refused with the whole */
export function consentPage(action: string, userName: string, scopes: readonly string[]): string {
  const one = scopes.length === 1;
  const boxes = scopes.map((scope) =>
    one
      ? `<li>${escaped(scope)}<input type="hidden" name="scope:${escaped(scope)}" value="on"></li>`
      : `<li><label><input type="checkbox" name="scope:${escaped(scope)}"> ${escaped(scope)}</label></li>`,
  );
  return page(
    'Sign in - Google Accounts',
    `<h1>The application wants access to your Google Account</h1>
    <p>${escaped(userName)}</p>
    <form method="post" action="${escaped(action)}">
      ${one ? '' : '<p>Select what the application can access</p>'}
      <ul>${boxes.join('')}</ul>
      <p><button type="submit" name="decision" value="accept">Continue</button>
      <button type="submit" name="decision" value="cancel">Cancel</button></p>
    </form>`,
  );
}

export function problemPage(explanation: string): string {
  return page('Error 400', `<h1>Access blocked: Authorization Error</h1><p role="alert">${escaped(explanation)}</p>`);
}

function page(title: string, content: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escaped(title)}</title>
  <style>body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:4rem auto;padding:0 1rem}
  input[type=email],input[type=password]{display:block;font:inherit;width:100%;box-sizing:border-box;padding:.4rem}
  button{font:inherit;padding:.4rem 1rem}</style>
</head>
<body><main>${content}</main></body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
