import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadOrCreateAccount } from '../../../core/runtime/keystore.ts';
import { startKeeper } from '../../../sealer/keeper/main.ts';
import { startCompany } from '../../sealer/support/company.ts';
import { keeperSettingsOf } from '../../sealer/support/sealer-pair.ts';
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
      ['KEYS_UNCLEAR', ['--company', company, '--data', data, '--keeper', 'http://127.0.0.1:1', '--token', company]],
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

  it('hands over by the keeper that has the keys, beginning with the block that was asked for', async () => {
    using folder = tempFolder();
    const company = join(folder.path, 'company.json');
    const account = await loadOrCreateAccount({ file: company, passwordFile: join(folder.path, 'company.password') });
    const own = keeperSettingsOf(join(folder.path, 'keeper'));
    await using keeper = await startKeeper(own, new AbortController().signal);
    const over = { company: account.address, heartbeat: '1h', keeper: keeper.url, keeperToken: keeper.tokenFile };
    await using sealer = await startCompany(join(folder.path, 'sealer'), over);
    const place = ['--url', sealer.url, '--queue', sealer.url, '--company', company, '--at', '+20', '--json'];
    const rotate = (token: string) =>
      runCli(['seal-key', 'rotate', ...place, '--keeper', keeper.url, '--token', token]);
    const bad = join(folder.path, 'other.token');
    writeFileSync(bad, 'a'.repeat(64));
    expect((await rotate(bad)).code).to.not.equal(0);
    const head = sealer.chain.head?.number ?? 0n;
    const { stdout, stderr } = await rotate(keeper.tokenFile);
    const done = JSON.parse(stdout === '' ? stderr : stdout) as { number: string; retiring: string; next: string };
    expect(done.retiring).to.equal(sealer.network.seal.address);
    expect(sealer.chain.sealKeyAt(BigInt(done.number))).to.equal(done.next);
    expect(sealer.chain.sealKeyAt(BigInt(done.number) - 1n)).to.equal(done.retiring);
    expect(sealer.chain.handovers.map(({ number }) => number)).to.deep.equal([head + 20n]);
  });
});
