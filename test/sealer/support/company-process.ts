import { runProgram } from '../../../core/runtime/program.ts';
import { startSealer } from '../../../sealer/main.ts';
import type { SealerSettings } from '../../../sealer/settings.ts';

// A sealer in a process of its own, which a test may kill at any instant. Its settings come as JSON.
const settings = JSON.parse(process.argv[2] ?? '') as SealerSettings;
await runProgram('sealer', (signal) => startSealer(settings, signal));
