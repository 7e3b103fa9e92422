import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { signerFromPrivateKey } from '../../../../core/domain/ledger/account.ts';
import type { Evidence } from '../../../../core/domain/evidence/evidence.ts';
import { evidenceToJson } from '../../../../core/domain/evidence/evidence-json.ts';
import { toHex, ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { domainOf, LEDGERS, parseNetwork } from '../../../../core/domain/ledger/network.ts';
import { sealDigest, type Seal } from '../../../../core/domain/seal/seal.ts';
import { runCli, type CliResult } from '../../../support/run-cli.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';

const CHAIN_ID = 53278n;
const COMPANY = signerFromPrivateKey(`0x${'5e'.repeat(32)}`);
const STRANGER = signerFromPrivateKey(`0x${'0b'.repeat(32)}`);

function network(): object {
  const zero = `0x${'00'.repeat(20)}`;
  return {
    name: 'test',
    chainId: CHAIN_ID.toString(),
    salt: `0x${'5a'.repeat(32)}`,
    currency: 'RUB',
    timeZone: 'Europe/Moscow',
    seal: { address: COMPANY.address, targetBits: 4 },
    company: zero,
    portal: zero,
    witnesses: [],
    contracts: Object.fromEntries(LEDGERS.map((name) => [name, zero])),
  };
}
const DOMAIN = domainOf(parseNetwork(network()));

describe('domledger evidence check', () => {
  const folder = tempFolder();
  const trust = join(folder.path, 'network.json');
  const file = join(folder.path, 'evidence.json');
  after(() => folder[Symbol.dispose]());
  before(() => writeFileSync(trust, JSON.stringify(network())));

  function sealed(blockHash: Hex, signer = COMPANY): Seal {
    const fields = { number: 7n, parentSeal: ZERO_32, blockHash, timestamp: 90n, r: 0n };
    return { ...fields, signature: signer.sign(sealDigest(DOMAIN, fields)) };
  }
  function check(content: string, ...more: string[]): Promise<CliResult> {
    writeFileSync(file, content);
    return runCli(['evidence', 'check', file, '--trust', trust, ...more]);
  }
  function twoSeals(signer = COMPANY): string {
    const [one, other] = [1, 2].map((byte) => sealed(toHex(new Uint8Array(32).fill(byte)), signer));
    if (one === undefined || other === undefined) throw new Error('There are two.');
    const evidence: Evidence = { kind: 'double-seal', seals: [one, other] };
    return JSON.stringify(evidenceToJson(evidence, { domain: DOMAIN, signer: signer.address, targetBits: 4 }));
  }

  it('ends with 2 at what is no evidence, and where nobody is trusted', async () => {
    for (const content of ['{', '[]', '{"kind":"gossip"}', '{"kind":"double-seal","seals":[]}']) {
      const result = await check(content);
      expect([result.code, /EVIDENCE_MALFORMED/.test(result.stderr)], content).to.deep.equal([2, true]);
    }
    const unknown = await runCli(['evidence', 'check', file, '--trust', join(folder.path, 'missing.json')]);
    expect([unknown.code, unknown.stdout]).to.deep.equal([2, '']);
  });

  it('ends with 1 when the seals are of another key, or of the same block', async () => {
    const foreign = await check(twoSeals(STRANGER), '--json');
    expect(foreign.code).to.equal(1);
    expect(JSON.parse(foreign.stdout)).to.include({ proved: false, code: 'SEAL_SIGNER' });
    const same = JSON.stringify({ ...(JSON.parse(twoSeals()) as object), seals: [sealOf(), sealOf()] });
    expect((await check(same)).stdout).to.match(/^Not proved\. .*EVIDENCE_INVALID/);
  });
  function sealOf(): unknown {
    return (JSON.parse(twoSeals()) as { seals: unknown[] }).seals[0];
  }

  it('ends with 0 when the company signed two seals of a block', async () => {
    const result = await check(twoSeals());
    expect([result.code, result.stderr]).to.deep.equal([0, '']);
    expect(result.stdout).to.match(/^PROVED: .* signed two seals of block 7/);
  });
});
