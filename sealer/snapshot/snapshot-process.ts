import { setPriority } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { domainOf } from '../../core/domain/ledger/network.ts';
import { readNetworkFile } from '../network/network-file.ts';
import { manifestToJson } from './manifest.ts';
import { writeSnapshot } from './write-snapshot.ts';

/** Makes one snapshot and ends, and with it goes what that took of memory. Ends with whoever started it. Says on stdout, a line each: how far it is, and what came out. */
const [data = '', number = ''] = process.argv.slice(2);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const SAY_EVERY_MS = 500;

process.stdin.once('end', () => process.kill(process.pid, 'SIGKILL')).resume();
// Blocks come first.
setPriority(10);
let said = performance.now();
try {
  const network = readNetworkFile(join(data, 'network.json'));
  if (network === undefined) throw new InputError('DATA_MISSING', `There is no network.json in ${data}.`);
  const manifest = await writeSnapshot({
    data,
    domain: domainOf(network),
    ...(number === '' ? {} : { number: BigInt(number) }),
    onProgress: (done, of) => {
      if (performance.now() - said < SAY_EVERY_MS) return;
      said = performance.now();
      say({ done, of });
    },
  });
  say({ manifest: manifestToJson(manifest) });
} catch (error) {
  const { message } = error instanceof Error ? error : new Error(String(error));
  say({ code: error instanceof InputError ? error.code : 'INTERNAL', message });
  process.exitCode = 1;
}
// Nothing else keeps it from ending.
process.stdin.destroy();
