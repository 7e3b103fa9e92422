import { runProgram } from '../../../core/runtime/program.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import type { ReplicaSettings } from '../../../sealer/replica/settings.ts';

// A replica in a process of its own, which a test may kill at any instant. Its settings come as JSON.
const settings = JSON.parse(process.argv[2] ?? '') as ReplicaSettings;
await runProgram('replica', (signal) => startReplica(settings, signal));
