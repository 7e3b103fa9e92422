import { setPriority } from 'node:os';
import { buildWeb } from './build.ts';

/** Builds the residents' pages where they are not those of this version, says the folder on stdout and ends: what the bundler takes goes with it. Ends with whoever started it. */
process.stdin.once('end', () => process.kill(process.pid, 'SIGKILL')).resume();
setPriority(5);
process.stdout.write(`${JSON.stringify({ folder: await buildWeb() })}\n`);
process.stdin.destroy();
