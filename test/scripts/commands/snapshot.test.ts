import { expect } from 'chai';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { outcome, rate, startCompany, submit } from '../../sealer/support/company.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { runCli } from '../../support/run-cli.ts';

describe('domledger snapshot', () => {
  const folder = tempFolder();
  const data = join(folder.path, 'sealer');
  after(() => folder[Symbol.dispose]());

  it('writes down the state of a folder whose program runs, and of one that lost its index', async () => {
    for (const [args, error] of [
      [['--data', join(folder.path, 'nowhere')], 'DATA_MISSING'],
      [['--data', folder.path, '--number', 'two'], 'BLOCK_UNKNOWN'],
    ] as const) {
      const { code, stderr } = await runCli(['snapshot', ...args]);
      expect(code, stderr).to.equal(2);
      expect(stderr).to.include(error);
    }
    {
      await using sealer = await startCompany(data, { heartbeat: '1h' });
      await outcome(sealer.url, (await submit(sealer.url, rate(sealer.network, 0))).body['digest']);
      const { code, stdout, stderr } = await runCli(['snapshot', '--data', data, '--json']);
      expect(code, stderr).to.equal(0);
      const said = JSON.parse(stdout) as Record<string, unknown>;
      expect(said).to.include({ version: 1, number: sealer.chain.head?.number.toString() });
      expect(said['sealHash']).to.equal(sealer.chain.head?.sealHash);
    }
    rmSync(join(data, 'index.db'));
    const { code, stdout } = await runCli(['snapshot', '--data', data, '--number', '1']);
    expect(code).to.equal(0);
    expect(stdout).to.include('The state after block 1 is written down');
    expect((await runCli(['snapshot', '--data', data, '--number', '99'])).code).to.equal(2);
  });
});
