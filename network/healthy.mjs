// healthy.mjs SETTINGS.json|PORT: asks the program with these settings (or at this port of loopback) how it is.
// Exit code 0 where it is well, 1 where it is not or does not answer; it says why. For health checks of containers.
import { readFileSync } from 'node:fs';

const what = process.argv[2] ?? '';
const settings = /^\d+$/.test(what) ? { port: Number(what) } : JSON.parse(readFileSync(what, 'utf8'));
const url = `http://127.0.0.1:${settings.httpPort ?? settings.port}/health`;
try {
  const answer = await fetch(url, { signal: AbortSignal.timeout(8_000) });
  const said = await answer.json();
  if (!answer.ok) console.log(said.detail ?? said.title ?? answer.status);
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  console.log(`${url} does not answer: ${error.cause?.message ?? error.message}`);
  process.exitCode = 1;
}
