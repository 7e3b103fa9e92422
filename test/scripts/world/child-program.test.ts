import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePorts, freeWorldPorts } from '../../../scripts/world/free-ports.ts';
import { startChildProgram } from '../../../scripts/world/child-program.ts';
import { planHouse } from '../../../scripts/world/house-plan.ts';
import { bytesIn, useOf } from '../../../scripts/bench/rest/process-use.ts';
import { RESTING_FLAGS, restartPauseMs, startWorld } from '../../../scripts/world/start-world.ts';
import { planWorld, writeSettings } from '../../../scripts/world/world-plan.ts';
import { runBench } from '../../../scripts/bench/run-bench.ts';
import type { StartStep } from '../../../core/runtime/start/progress.ts';
import type { WorldPlan } from '../../../scripts/world/planned-program.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { refusal } from '../../support/refusal.ts';
import { runCli } from '../../support/run-cli.ts';
import { waitFor } from '../../support/wait-for.ts';

const ADDRESS = `0x${'c0'.repeat(20)}`;

describe('a program that is started with others', () => {
  const folder = tempFolder();
  after(() => folder[Symbol.dispose]());

  async function world(name: string): Promise<WorldPlan> {
    const ports = await freeWorldPorts();
    return planWorld({ dataDir: join(folder.path, name), ports, house: planHouse() });
  }

  it('is not ready when it ends or is interrupted before it says so; its own words tell why', async () => {
    const logFile = join(folder.path, 'logs', 'sealer.log');
    const program = { name: 'sealer', command: ['sealer', '--set', 'nothing'], logFile };
    expect(await refusal(() => startChildProgram(program))).to.equal('PROGRAM_ENDED');
    expect(existsSync(logFile) && readFileSync(logFile, 'utf8')).to.include('SETTING_MALFORMED');
    const signal = AbortSignal.abort();
    expect(await refusal(() => startChildProgram({ ...program, signal }))).to.equal('PROGRAM_NOT_READY');
    // An earlier run's words are not told for this one's.
    const silent = await startChildProgram({ ...program, signal }).catch((error: unknown) => String(error));
    expect(silent).to.include('It said nothing in').and.not.include('SETTING_MALFORMED');
    const data = join(folder.path, 'newer');
    mkdirSync(data);
    writeFileSync(join(data, 'layout.json'), '{"layout":99}');
    const settings = [`data=${data}`, 'port=0', `company=${ADDRESS}`, `portal=${ADDRESS}`];
    const command = ['sealer', ...settings.flatMap((one) => ['--set', one])];
    const failure = await startChildProgram({ ...program, command }).catch((error: unknown) => String(error));
    expect(failure).to.match(/ended \(1\) before it was ready\. sealer: .* was written by another version .*\)$/);
    expect(failure).to.not.include('\n');
  });

  it('may take long as long as it says how far it is, and is given up once it falls silent', async () => {
    const data = join(folder.path, 'waiting');
    const [keeper] = await freePorts(1);
    const settings = [
      ...[`data=${data}`, 'port=0', `company=${ADDRESS}`, `portal=0x${'90'.repeat(20)}`],
      `keeper=http://127.0.0.1:${keeper}`,
      `keeperToken=${join(folder.path, 'token')}`,
    ];
    writeFileSync(join(folder.path, 'token'), 'f'.repeat(64));
    const command = ['sealer', ...settings.flatMap((one) => ['--set', one])];
    const program = { name: 'sealer', command, logFile: join(folder.path, 'logs', 'waiting.log') };
    const silent = startChildProgram({ ...program, silentMs: 1 });
    expect(await silent.catch((error: unknown) => String(error))).to.include('said nothing of its start for 0.001 s');
    const steps: StartStep[] = [];
    const stop = new AbortController();
    const begun = performance.now();
    let heard = begun;
    const waiting = startChildProgram({
      ...program,
      // Longer than it takes to load, and shorter than the whole wait below.
      silentMs: 12_000,
      onStep: (step) => {
        heard = performance.now();
        steps.push(step);
      },
      signal: stop.signal,
    });
    const ended = refusal(() => waiting);
    await waitFor('it has waited for longer than silence is borne', () => heard - begun > 16_000);
    stop.abort();
    expect(await ended).to.equal('PROGRAM_NOT_READY');
    expect(steps.length).to.be.greaterThan(5);
    expect(steps.at(-1)?.step).to.equal(`waiting for the keeper at http://127.0.0.1:${keeper}`);
  });

  it('is started again after at most 5 s before each of the first five times, and at most 30 s later', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 20].map(restartPauseMs);
    expect(pauses).to.deep.equal([500, 1_000, 2_000, 4_000, 5_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('takes less memory than Node would by itself', async function () {
    if (process.platform !== 'linux') this.skip();
    const plan = await world('small');
    const programs = plan.programs.filter(({ name }) => name === 'sandbox-bank');
    await using running = await startWorld({ ...plan, programs, nodeFlags: RESTING_FLAGS });
    const { pid } = running.running('sandbox-bank');
    const flags = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    expect(flags).to.include('--optimize-for-size').and.include('--max-semi-space-size=2');
    const { rss, pss, cpuSeconds } = useOf(pid);
    expect(rss).to.be.within(20, 1_000);
    expect(pss).to.be.within(5, rss);
    expect(cpuSeconds).to.be.greaterThan(0);
    expect(bytesIn(join(plan.dataDir, 'sandbox-bank'), /^settings\.json$/)).to.be.greaterThan(10);
    expect(bytesIn(plan.dataDir, /^nothing/)).to.equal(0);
  });

  it('is asked for by a name of the plan', async () => {
    await using running = await startWorld({ ...(await world('empty')), programs: [] });
    expect(await refusal(() => running.running('sealer'))).to.equal('PROGRAM_UNKNOWN');
  });

  it('of whatever kind, says in one sentence that its folder is of another version, and touches nothing', async () => {
    const plan = await world('other');
    const kinds = new Map(plan.programs.map((program) => [program.program, program]));
    for (const program of kinds.values()) {
      const settings = writeSettings(plan, program);
      const data = join(plan.dataDir, program.name);
      writeFileSync(join(data, 'layout.json'), '{"layout":99}');
      const { code, stdout, stderr } = await runCli([program.program, '--settings', settings]);
      expect({ code, stdout }, program.name).to.deep.equal({ code: 1, stdout: '' });
      expect(stderr, program.name).to.match(
        new RegExp(`(^|\n)${program.program}: .* written by another version .* \\(DATA_OTHER_VERSION\\)\n$`),
      );
    }
    writeFileSync(join(plan.dataDir, 'layout.json'), '{"layout":99}');
    const start = await runCli(['start', '--data', plan.dataDir]);
    expect(start.code).to.equal(2);
    expect(start.stderr).to.match(/^.* written by another version .* \(DATA_OTHER_VERSION\)\n$/);
  });

  it('says in one sentence that its folder may not be written', async function () {
    if (process.getuid?.() !== 0) this.skip();
    const data = join(folder.path, 'of-others');
    mkdirSync(data, { mode: 0o500 });
    chownSync(data, 65_534, 65_534);
    const settings = [
      `dataDir=${data}`,
      'port=0',
      'networkFile=none.json',
      'sources=[{"name":"a","url":"http://a","role":"other"}]',
    ];
    const args = ['watchdog', ...settings.flatMap((one) => ['--set', one])];
    const { code, stderr } = await runCli(args, { asNobody: true });
    expect(code).to.equal(1);
    expect(stderr).to.match(/^watchdog: .*of-others.* may not be read or written\. .* \(FOLDER_READ_ONLY\)\n$/);
  });

  it('is no bench of a name that there is not', async () => {
    expect(await refusal(() => runBench(['speed'], {}))).to.equal('BENCH_UNKNOWN');
  });
});
