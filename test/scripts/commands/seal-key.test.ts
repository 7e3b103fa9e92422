import { join } from 'node:path';
import { expect } from 'chai';
import { loadOrCreateAccount } from '../../../core/runtime/keystore.ts';
import { startCompany } from '../../sealer/support/company.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { runCli } from '../../support/run-cli.ts';

describe('domledger seal-key rotate', () => {
  it('refuses unclear keys, a block that is no distance and an account that is not there; then hands over', async () => {
    using folder = tempFolder();
    const company = join(folder.path, 'company.json');
    const account = await loadOrCreateAccount({ file: company, passwordFile: join(folder.path, 'company.password') });
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data, { company: account.address, heartbeat: '100ms' });
    const run = (...args: string[]) =>
      runCli(['seal-key', 'rotate', '--url', sealer.url, '--queue', sealer.url, ...args]);
    for (const [code, args] of [
      ['KEYS_UNCLEAR', ['--company', company]],
      ['KEYS_UNCLEAR', ['--company', company, '--keeper', 'http://127.0.0.1:1']],
      ['AT_INVALID', ['--company', company, '--data', data, '--at', '12']],
      ['FILE_UNREADABLE', ['--company', join(folder.path, 'nobody.json'), '--data', data]],
    ] as const) {
      const { stderr, code: exit } = await run(...args);
      expect(exit).to.not.equal(0);
      expect(stderr).to.include(code);
    }
    const { stdout, stderr } = await run('--company', company, '--data', data, '--at', '+20', '--json');
    const done = JSON.parse(stdout === '' ? stderr : stdout) as { number: string; retiring: string; next: string };
    expect(done.retiring).to.equal(sealer.network.seal.address);
    expect(sealer.chain.sealKeyAt(BigInt(done.number))).to.equal(done.next);
    expect(sealer.chain.sealKeyAt(BigInt(done.number) - 1n)).to.equal(done.retiring);
  });
});
