import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import { runCli } from '../../../support/run-cli.ts';

describe('domledger biller fact', () => {
  const folder = tempFolder();
  const file = join(folder.path, 'settings.json');
  const on = ['--settings', file];
  const about = ['--date', '2026-10-31', '--author', 'Clerk', '--evidence', 'act 17'];
  const rate = '{"kind":"key-rate","from":"2026-01-01","percent":"16"}';
  before(() => writeFileSync(file, JSON.stringify({ role: 'company', dataDir: folder.path })));
  after(() => folder[Symbol.dispose]());

  it('ends with 2 where the fact is no JSON, of another form, or lacks its date', async () => {
    const add = (content: string, ...more: string[]): ReturnType<typeof runCli> =>
      runCli(['biller', 'fact', 'add', ...on, ...about, '--content', content, ...more]);
    for (const wrong of ['{', '{"kind":"weather"}', '{"kind":"withdrawal","number":1}']) {
      const { code, stderr } = await add(wrong);
      expect([code, stderr.includes('FACT_INVALID')]).to.deep.equal([2, true]);
    }
    expect((await add(rate, '--date', '31.10.2026')).code).to.equal(2);
  });

  it('enters facts, withdraws one, and lists all of them, while nothing else runs', async () => {
    expect((await runCli(['biller', 'fact', 'list', ...on])).stdout).to.equal('No facts.\n');
    const added = await runCli(['biller', 'fact', 'add', ...on, ...about, '--content', rate, '--json']);
    expect(JSON.parse(added.stdout)).to.deep.include({ number: 1, author: 'Clerk', content: JSON.parse(rate) });
    const withdrawal = '{"kind":"withdrawal","number":1}';
    const said = await runCli(['biller', 'fact', 'add', ...on, ...about, '--content', withdrawal]);
    expect(said.stdout).to.contain('Entered as 2');
    const { stdout } = await runCli(['biller', 'fact', 'list', ...on]);
    expect(stdout).to.contain(`1. ${rate} (withdrawn)\n   2026-10-31, Clerk: act 17\n2. ${withdrawal}\n`);
    const list = JSON.parse((await runCli(['biller', 'fact', 'list', ...on, '--json'])).stdout) as { facts: unknown[] };
    expect(list.facts).to.have.length(2);
  });
});
