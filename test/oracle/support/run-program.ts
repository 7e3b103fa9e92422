import { runProgram } from '../../../core/runtime/program.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { oracleSettings } from '../../../oracle/collector/settings.ts';
import { gatewaySettings } from '../../../oracle/gateway/settings.ts';
import { startGateway } from '../../../oracle/gateway/start-gateway.ts';
import { startOracle } from '../../../oracle/main.ts';

/** `run-program.ts oracle|gateway '{"setting": …}'`: the program as a process of its own, to be killed. */
const [, , program, json] = process.argv;
const overrides: unknown = JSON.parse(json ?? '{}');
if (typeof overrides !== 'object' || overrides === null) throw new TypeError('settings are one JSON object');
const sources = { prefix: 'UNUSED_', overrides: { ...overrides } };
await (program === 'oracle'
  ? runProgram('oracle', (signal) => startOracle(readSettings(oracleSettings, sources), signal))
  : runProgram('gateway', (signal) => startGateway(readSettings(gatewaySettings, sources), signal)));
