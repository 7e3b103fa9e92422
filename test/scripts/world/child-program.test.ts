import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { startChildProgram } from '../../../scripts/world/child-program.ts';
import { planHouse } from '../../../scripts/world/house-plan.ts';
import { startWorld } from '../../../scripts/world/start-world.ts';
import { planWorld } from '../../../scripts/world/world-plan.ts';
import { PORT_NAMES, type WorldPorts } from '../../../scripts/world/world-ports.ts';
import { runBench } from '../../../scripts/bench/run-bench.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { refusal } from '../../support/refusal.ts';

describe('a program that is started with others', () => {
  const folder = tempFolder();
  after(() => folder[Symbol.dispose]());

  it('is not ready when it ends or is interrupted before it says so; its log is told', async () => {
    const logFile = join(folder.path, 'logs', 'sealer.log');
    const program = { name: 'sealer', command: ['sealer', '--set', 'nothing'], logFile };
    expect(await refusal(() => startChildProgram(program))).to.equal('PROGRAM_ENDED');
    expect(existsSync(logFile) && readFileSync(logFile, 'utf8')).to.include('SETTING_MALFORMED');
    const signal = AbortSignal.abort();
    expect(await refusal(() => startChildProgram({ ...program, signal }))).to.equal('PROGRAM_NOT_READY');
  });

  it('is asked for by a name of the plan', async () => {
    const ports = Object.fromEntries(PORT_NAMES.map((name, index) => [name, index + 1])) as WorldPorts;
    const plan = await planWorld({ dataDir: join(folder.path, 'world'), ports, house: planHouse() });
    await using world = await startWorld({ ...plan, programs: [] });
    expect(await refusal(() => world.running('sealer'))).to.equal('PROGRAM_UNKNOWN');
  });

  it('is no bench of a name that there is not', async () => {
    expect(await refusal(() => runBench(['speed'], {}))).to.equal('BENCH_UNKNOWN');
  });
});
