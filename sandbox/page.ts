/** A page of a sandbox: says on every view that nothing here is real. `body` is trusted HTML. */
export function sandboxPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
body { font: 18px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 0 auto; padding: 0 1rem 3rem; color: #1a1a1a; background: #fff }
.sandbox { background: #ffd400; color: #000; margin: 0 -1rem 1.5rem; padding: .6rem 1rem; font-weight: 700 }
form { margin: .4rem 0 } button { font: inherit; padding: .5rem 1rem; width: 100%; text-align: left; border: 1px solid #888; border-radius: .4rem; background: #f6f6f6; cursor: pointer }
button:hover, button:focus { background: #e4ecff } .pay { background: #0b6b2e; color: #fff; text-align: center } small { color: #555 }
</style>
</head>
<body>
<p class="sandbox">SANDBOX · ПЕСОЧНИЦА: здесь всё вымышлено / nothing here is real</p>
<h1>${escapeHtml(title)}</h1>
${body}
</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
