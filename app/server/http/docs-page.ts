import type { Route } from './define-route.ts';

/** The API as a page: nothing is loaded from elsewhere. `document` is the OpenAPI document. */
export function docsPage(routes: readonly Route[], document: Record<string, unknown>): string {
  const items = routes.map((route) => {
    const operation = operationOf(document, route);
    return `<section><h2><code>${route.method.toUpperCase()} ${escape(route.path)}</code></h2><p>${escape(route.summary)}${
      route.needsSession ? ' <em>Needs a session.</em>' : ''
    }</p><details><summary>Schema</summary><pre>${escape(JSON.stringify(operation, null, 2))}</pre></details></section>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Domledger portal: API</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
section { border-top: 1px solid #8884; padding: .5rem 0 }
h2 { font-size: 1.1rem; margin: .5rem 0 } pre { overflow-x: auto; font-size: .85rem }
</style>
</head>
<body>
<h1>Domledger portal: API</h1>
<p>Faults are RFC 9457 problem details. A POST needs <code>Content-Type: application/json</code>, the session cookie and <code>X-CSRF-Token</code>.
The machine-readable form is <a href="/openapi.json">/openapi.json</a>.</p>
${items.join('\n')}
</body>
</html>
`;
}

function operationOf(document: Record<string, unknown>, route: Route): unknown {
  const paths = document['paths'];
  const path = route.path.replace(/:(\w+)/g, '{$1}');
  const item: unknown =
    typeof paths === 'object' && paths !== null
      ? Object.entries(paths).find(([name]) => name === path)?.[1]
      : undefined;
  if (typeof item !== 'object' || item === null) return {};
  return Object.entries(item).find(([method]) => method === route.method)?.[1];
}

export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
