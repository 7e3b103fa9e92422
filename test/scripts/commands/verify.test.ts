import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { networkToJson } from '../../../core/domain/ledger/network.ts';
import {
  blockOf,
  COMPANY,
  outcome,
  PORTAL,
  rate,
  startCompany,
  STRANGER,
  submit,
} from '../../sealer/support/company.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { runCli } from '../../support/run-cli.ts';

describe('domledger verify', () => {
  const folder = tempFolder();
  const data = join(folder.path, 'sealer');
  const stranger = join(folder.path, 'stranger.json');
  after(() => folder[Symbol.dispose]());

  it('wants one source, that is there and not in use', async () => {
    await using sealer = await startCompany(data);
    for (const block of [
      rate(sealer.network, 0),
      blockOf(sealer.network, COMPANY, 'RESTORE', { account: PORTAL.address }),
    ]) {
      await outcome(sealer.url, (await submit(sealer.url, block)).body['digest']);
    }
    const network = { ...sealer.network, seal: { address: STRANGER.address, targetBits: 4 } };
    writeFileSync(stranger, JSON.stringify(networkToJson(network)));
    for (const [args, code, error] of [
      [[], 2, 'SOURCE_UNCLEAR'],
      [['--data', data, '--url', sealer.url], 2, 'SOURCE_UNCLEAR'],
      [['--data', join(folder.path, 'nowhere')], 2, 'DATA_MISSING'],
      [['--data', data], 2, 'DATA_IN_USE'],
      [['--url', 'ftp://127.0.0.1'], 2, 'URL_INVALID'],
      [['--url', 'http://127.0.0.1:1'], 3, 'UPSTREAM_UNREACHABLE'],
      [['--url', sealer.url, '--trust', join(folder.path, 'nowhere')], 2, 'NETWORK_INVALID'],
    ] as const) {
      const result = await runCli(['verify', ...args]);
      expect([result.code, result.stdout], error).to.deep.equal([code, '']);
      expect(result.stderr).to.contain(error);
    }
    const served = await runCli(['verify', '--url', sealer.url]);
    expect([served.code, served.stderr]).to.deep.equal([0, '']);
    expect(served.stdout).to.match(
      /^Verified under seal key 0x[0-9a-f]{40}: \d+ blocks, 1 internal blocks \(1 refused/,
    );
  });

  it('ends with 1 under another seal key, and names the place', async () => {
    const result = await runCli(['verify', '--data', data, '--trust', stranger, '--json']);
    expect(result.code).to.equal(1);
    const { ok, fault } = JSON.parse(result.stdout) as { ok: boolean; fault: object };
    expect(ok).to.equal(false);
    expect(fault).to.include({ block: 0, code: 'SEAL_SIGNER' });
  });

  it('ends with 0 on the folder of a stopped sealer or of its whole system, and with 1 after one byte is changed', async () => {
    const whole = await runCli(['verify', '--data', folder.path, '--json']);
    expect([whole.code, whole.stderr]).to.deep.equal([0, '']);
    expect(JSON.parse(whole.stdout)).to.deep.include({ ok: true });
    const log = readFileSync(join(data, 'blocks.log'));
    log[log.length >> 1] = (log[log.length >> 1] ?? 0) ^ 1;
    writeFileSync(join(data, 'blocks.log'), log);
    const changed = await runCli(['verify', '--data', data]);
    expect(changed.code).to.equal(1);
    expect(changed.stdout).to.match(/^FAULT at block \d+.*LOG_DAMAGED/);
  });
});
