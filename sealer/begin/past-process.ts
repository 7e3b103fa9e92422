import { setPriority } from 'node:os';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import { evidenceToJson } from '../../core/domain/evidence/evidence-json.ts';
import { parseNetwork } from '../../core/domain/ledger/network.ts';
import { executePast } from './execute-past.ts';

/** Executes a chain from block 0 up to one block in a folder of its own. Ends with whoever started it. Says on stdout, a line each: how far it is, and what came out. */
const given = looseFields(JSON.parse(process.argv[2] ?? ''));
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

process.stdin.once('end', () => process.kill(process.pid, 'SIGKILL')).resume();
// Blocks come first.
setPriority(10);
try {
  const { fault, accused, sealHash } = await executePast({
    folder: String(given['folder']),
    network: parseNetwork(given['network']),
    from: Array.isArray(given['from']) ? given['from'].map(String) : [],
    until: BigInt(String(given['until'])),
    signal: new AbortController().signal,
    onProgress: (done) => say({ done }),
    onTrouble: (trouble, isRefused) => say({ trouble, isRefused }),
  });
  say(fault === undefined ? { sealHash } : { evidence: evidenceToJson(fault.evidence, accused) });
} catch (error) {
  const { message } = error instanceof Error ? error : new Error(String(error));
  say({ trouble: message, isRefused: error instanceof InputError });
  process.exitCode = 1;
}
// Nothing else keeps it from ending.
process.stdin.destroy();
