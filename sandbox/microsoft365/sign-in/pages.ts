/**
 * @file What the browser shows while a person signs in: plain pages that a keyboard and a screen reader can use.
 */

export function signInPage(action: string, userName: string, problem: string | null): string {
  return page(
    'Sign in to your account',
    `<h1>Sign in</h1>
    ${problem === null ? '' : `<p role="alert" id="problem">${escaped(problem)}</p>`}
    <form method="post" action="${escaped(action)}">
      <p><label for="username">User name</label>
      <input id="username" name="username" type="email" autocomplete="username" required value="${escaped(userName)}"></p>
      <p><label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required></p>
      <p><button type="submit">Sign in</button></p>
    </form>`,
  );
}

export function consentPage(action: string, userName: string, scopes: readonly string[]): string {
  return page(
    'Permissions requested',
    `<h1>Permissions requested</h1>
    <p>${escaped(userName)}</p>
    <p>The application would like to:</p>
    <ul>${scopes.map((scope) => `<li>${escaped(scope)}</li>`).join('')}</ul>
    <form method="post" action="${escaped(action)}">
      <p><button type="submit" name="decision" value="accept">Accept</button>
      <button type="submit" name="decision" value="cancel">Cancel</button></p>
    </form>`,
  );
}

export function approvalPage(action: string): string {
  return page(
    'Need admin approval',
    `<h1>Need admin approval</h1>
    <p role="alert">The application needs permission to access resources in your organisation that only an administrator can
    grant. Ask an administrator to grant permission to this application before you can use it.</p>
    <form method="post" action="${escaped(action)}">
      <p><button type="submit" name="decision" value="return">Return to the application without granting consent</button></p>
    </form>`,
  );
}

export function problemPage(explanation: string): string {
  return page(
    'Sign in to your account',
    `<h1>Sorry, but we’re having trouble signing you in.</h1><p role="alert">${escaped(explanation)}</p>`,
  );
}

function page(title: string, content: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escaped(title)}</title>
  <style>body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem}label{display:block}
  input{font:inherit;width:100%;box-sizing:border-box;padding:.4rem}button{font:inherit;padding:.4rem 1rem}</style>
</head>
<body><main>${content}</main></body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
