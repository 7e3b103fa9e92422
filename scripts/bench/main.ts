import { benchFrames } from './bench-frames.ts';
import { benchIndexer } from './bench-indexer.ts';
import { benchInvoices } from './bench-invoices.ts';
import { benchReplay } from './bench-replay.ts';

/**
 * `npm run -s bench [PART ...]`: measures and prints one flat JSON object. Keys name their unit; `_ceiling` is what the same machine
 * could do at best, measured in the same run, `_limit` what is promised.
 */
const PARTS: Readonly<Record<string, () => Promise<Record<string, number>>>> = {
  frames: benchFrames,
  invoices: benchInvoices,
  replay: benchReplay,
  indexer: benchIndexer,
};

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(', ')}. There are ${Object.keys(PARTS).join(', ')}.\n`);
  process.exitCode = 2;
} else {
  const result: Record<string, number> = {};
  for (const [name, run] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stderr.write(`measuring ${name} ...\n`);
    Object.assign(result, await run());
  }
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}
