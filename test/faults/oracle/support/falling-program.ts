import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { createInterface } from 'node:readline';
import { runProgram } from '../../../../core/runtime/program.ts';
import { readSettings } from '../../../../core/runtime/settings.ts';
import { oracleSettings } from '../../../../oracle/collector/settings.ts';
import { gatewaySettings } from '../../../../oracle/gateway/settings.ts';
import { startGateway } from '../../../../oracle/gateway/start-gateway.ts';
import { startOracle } from '../../../../oracle/main.ts';
import { startSealer } from '../../../../sealer/main.ts';
import { sealerSettings } from '../../../../sealer/settings.ts';
import type { Order } from './program-pool.ts';

// A program that is loaded and waits for a line of JSON that says which one it is, and at which of its commits it kills itself.
const lines = createInterface({ input: process.stdin });
const [line] = (await once(lines, 'line')) as [string];
lines.close();
const order = JSON.parse(line) as Order;
if (order.fall !== undefined) fallAtCommit(order.fall);
const sources = { prefix: 'UNUSED_', overrides: order.settings };
const { program } = order;
if (program === 'sealer')
  await runProgram(program, (signal) => startSealer(readSettings(sealerSettings, sources), signal));
else if (program === 'oracle')
  await runProgram(program, (signal) => startOracle(readSettings(oracleSettings, sources), signal));
else await runProgram(program, (signal) => startGateway(readSettings(gatewaySettings, sources), signal));

/** SIGKILL right before or right after the n-th commit of a transaction in any of its databases. */
function fallAtCommit(fall: { commit: number; how: 'before' | 'after' }): void {
  const run = DatabaseSync.prototype.exec;
  let commits = 0;
  DatabaseSync.prototype.exec = function (sql) {
    const due = sql === 'commit' && ++commits === fall.commit;
    if (due && fall.how === 'before') process.kill(process.pid, 'SIGKILL');
    run.call(this, sql);
    if (due) process.kill(process.pid, 'SIGKILL');
  };
}
