import { runProgram } from '../../../core/runtime/program.ts';
import { startKeeper } from '../../../sealer/keeper/main.ts';
import type { KeeperSettings } from '../../../sealer/keeper/settings.ts';

// A keeper in a process of its own, which a test may kill at any instant. Its settings come as JSON.
const settings = JSON.parse(process.argv[2] ?? '') as KeeperSettings;
await runProgram('keeper', (signal) => startKeeper(settings, signal));
