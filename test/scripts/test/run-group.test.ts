import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { addCounts } from '../../../scripts/test/counts.ts';
import { findGroups, SOLIDITY } from '../../../scripts/test/groups.ts';
import { runGroup } from '../../../scripts/test/run-group.ts';
import type { Counts } from '../../../scripts/test/counts.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));

describe('the test runner', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'domledger-runner-'));
    mkdirSync(join(root, 'scripts'));
    for (const folder of ['node_modules', 'scripts/test', '.mocharc.json'])
      symlinkSync(join(project, folder), join(root, folder));
    writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  });
  after(() => rmSync(root, { recursive: true }));

  async function counted(
    name: string,
    body: string,
    over: { limitMs?: number; lingerMs?: number } = {},
  ): Promise<Counts> {
    mkdirSync(join(root, 'test', name), { recursive: true });
    const file = `test/${name}/x.test.ts`;
    writeFileSync(join(root, file), body);
    const group = { name, files: [file] };
    const { counts } = await runGroup({ root, group, countsFile: join(root, `${name}.json`), ...over });
    return counts;
  }

  it('counts a file that cannot be loaded, and a process that ends by itself, as a failure', async () => {
    const none = { passed: 0, failed: 1, skipped: [] };
    const broken = await counted('broken', `throw new Error('no');`);
    expect(broken).to.deep.equal({ ...none, failures: ['broken ended (1) before it had counted its tests.'] });
    const ended = await counted('ended', `it('ends', () => { process.exit(0); });`);
    expect(ended).to.deep.equal({ ...none, failures: ['ended ended (0) before it had counted its tests.'] });
  });

  it('counts what is not done when the time is over as a failure', async () => {
    const body = `it('waits', () => new Promise((done) => setTimeout(done, 60_000)));`;
    expect((await counted('slow', body, { limitMs: 1_500 })).failed).to.equal(1);
  });

  it('counts what is left open behind the last test as a failure, and waits for it no longer than told', async () => {
    const body = `it('leaves', () => { setInterval(() => {}, 1_000); });`;
    const { passed, failed } = await counted('open', body, { lingerMs: 500, limitMs: 60_000 });
    expect({ passed, failed }).to.deep.equal({ passed: 1, failed: 1 });
  });

  it('counts a hook that fails', async () => {
    const body = `before(() => { throw new Error('no'); }); it('never', () => {});`;
    expect((await counted('hook', body)).failed).to.equal(1);
  });

  it('counts what passed and failed, names what was skipped, and says of what failed where, which and why', async () => {
    const body = `describe('a', () => { it('b', () => {}); it('c', () => { throw new Error('far off'); }); it('d', function () { this.skip(); }); });`;
    const { failures, ...counts } = await counted('mixed', body);
    expect(counts).to.deep.equal({ passed: 1, failed: 1, skipped: ['a d'] });
    expect(failures).to.have.length(1);
    expect(failures[0]).to.match(/^test\/mixed\/x\.test\.ts: a c\n {4}Error: far off\n/);
    const [one, other] = [
      { passed: 1, failed: 0, skipped: ['x'], failures: [] },
      { passed: 2, failed: 1, skipped: [], failures: ['y'] },
    ];
    expect(addCounts([one, other])).to.deep.equal({ passed: 3, failed: 1, skipped: ['x'], failures: ['y'] });
  });

  it('runs every test file of the tree once, contract tests behind the compiler, and leaves those with a command of their own out', () => {
    const groups = findGroups(project);
    const files = groups.flatMap((group) => group.files);
    expect(new Set(files).size).to.equal(files.length);
    expect(files).to.include('test/scripts/test/run-group.test.ts');
    expect(files.filter((file) => /^test\/(faults|operator)\//.test(file))).to.deep.equal([]);
    expect(groups.find(({ name }) => name === 'test/contracts')?.after).to.equal(SOLIDITY);
  });
});
