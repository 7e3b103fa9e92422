import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { runProgram } from '../../../../core/runtime/program.ts';
import { startSealer } from '../../../../sealer/main.ts';
import { startReplica } from '../../../../sealer/replica/main.ts';
import type { ReplicaSettings } from '../../../../sealer/replica/settings.ts';
import type { SealerSettings } from '../../../../sealer/settings.ts';
import { fallAtStep, type Fall } from './fall-at-step.ts';

// A sealer or replica that is loaded and waits for a line of JSON that says what to run, and at which step it kills itself.
type Order = { fall?: Fall } & ({ sealer: SealerSettings } | { replica: ReplicaSettings });

const lines = createInterface({ input: process.stdin });
const [line] = (await once(lines, 'line')) as [string];
lines.close();
const order = JSON.parse(line) as Order;
if (order.fall !== undefined) fallAtStep(order.fall);
if ('sealer' in order) await runProgram('sealer', (signal) => startSealer(order.sealer, signal));
else await runProgram('replica', (signal) => startReplica(order.replica, signal));
