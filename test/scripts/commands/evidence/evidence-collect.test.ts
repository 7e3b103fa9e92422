import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Signer } from '../../../../core/domain/ledger/internal-block.ts';
import { receiptToJson } from '../../../../core/domain/seal/admission-receipt.ts';
import { receiptAt } from '../../../support/receipts.ts';
import type { RunningSealer } from '../../../../sealer/main.ts';
import { writeNetworkFile } from '../../../../sealer/network/network-file.ts';
import { handOverIn } from '../../../../sealer/keys/hand-over-in.ts';
import { rotateSealKey } from '../../../../sealer/keys/rotate-seal-key.ts';
import { loadSigningKey } from '../../../../sealer/keys/signing-key.ts';
import { COMPANY, outcome, rate, startCompany, STRANGER, submit } from '../../../sealer/support/company.ts';
import { copyCompany } from '../../../sealer/support/copy-company.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import { runCli } from '../../../support/run-cli.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';

async function carry(sealer: RunningSealer, n: number): Promise<Record<string, unknown>> {
  const { body } = await submit(sealer.url, rate(sealer.network, n));
  expect((await outcome(sealer.url, body['digest']))['state']).to.equal('sealed');
  return body;
}

describe('domledger evidence collect and promise', () => {
  const folder = tempFolder();
  const at = (name: string): string => join(folder.path, name);
  let sealer: RunningSealer;
  let cheat: RunningSealer;
  let sealKey: Signer;

  before(async () => {
    {
      await using founded = await startCompany(at('sealer'));
      await carry(founded, 0);
    }
    const copy = copyCompany(at('sealer'), at('copy'));
    sealer = await startCompany(at('sealer'));
    cheat = await startCompany(copy);
    sealKey = await loadSigningKey(at('sealer'), 'seal');
    for (const n of [1, 2, 3]) await carry(sealer, n);
    await carry(cheat, 9);
    writeNetworkFile(at('network.json'), sealer.network);
    const seal = { ...sealer.network.seal, address: STRANGER.address };
    writeNetworkFile(at('other.json'), { ...sealer.network, seal });
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    await cheat[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const run = (command: string, ...args: string[]): ReturnType<typeof runCli> =>
    runCli(['evidence', command, '--trust', at('network.json'), '--json', ...args]);
  const receiptFile = (name: string, receipt: object): string => {
    writeFileSync(at(name), JSON.stringify(receipt));
    return at(name);
  };
  const promised = (byBlock: bigint, signer: Signer = sealKey): object => {
    const digest: Hex = toHex(new Uint8Array(32).fill(Number(byBlock % 251n)));
    const founding = sealer.chain.record(1);
    return receiptToJson(receiptAt(domainOf(sealer.network), signer, founding, { digest, byBlock }));
  };

  it('ends with 2 where there is nothing to compare, or a source shows blocks of another company', async () => {
    expect((await run('collect', '--url', sealer.url)).code).to.equal(2);
    const args = ['evidence', 'collect', '--trust', at('other.json'), '--url', sealer.url, '--url', cheat.url];
    const lies = await runCli(args);
    expect([lies.code, lies.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 2 && /SOURCE_LIES/.test(text),
    );
  });

  it('ends with 1 where the sources agree, and with 3 where one is away', async () => {
    const result = await run('collect', '--url', sealer.url, '--url', sealer.url);
    expect([result.code, JSON.parse(result.stdout).proved]).to.deep.equal([1, false]);
    expect((await run('collect', '--url', sealer.url, '--url', 'http://127.0.0.1:9')).code).to.equal(3);
  });

  it('finds the first block that was sealed twice, and writes what evidence check proves', async () => {
    const result = await run('collect', '--url', sealer.url, '--url', cheat.url, '--out', at('out'));
    expect(result.code, result.stderr).to.equal(0);
    const [found] = JSON.parse(result.stdout).found;
    expect(found.file).to.match(/double-seal-3\.json$/);
    const checked = await runCli(['evidence', 'check', found.file, '--trust', at('network.json')]);
    expect([checked.code, checked.stdout]).to.satisfy(
      ([code, text]: [number, string]) => code === 0 && text.includes('two seals of block 3'),
    );
  });

  it('ends with 2 at a receipt that is none, or that the seal key did not sign', async () => {
    const bad = await run('promise', '--url', sealer.url, '--receipt', receiptFile('bad.json', { digest: 'x' }));
    expect([bad.code, /EVIDENCE_MALFORMED/.test(bad.stderr)]).to.deep.equal([2, true]);
    const forged = await run(
      'promise',
      '--url',
      sealer.url,
      '--receipt',
      receiptFile('forged.json', promised(3n, STRANGER)),
    );
    expect([forged.code, /RECEIPT_FORGED/.test(forged.stderr)]).to.deep.equal([2, true]);
  });

  it('ends with 1 at a promise that was kept, or whose block is not there yet', async () => {
    const kept = await carry(sealer, 4);
    const result = await run('promise', '--url', sealer.url, '--receipt', receiptFile('kept.json', kept));
    expect([result.code, JSON.parse(result.stdout).state], result.stderr).to.deep.equal([1, 'kept']);
    const open = await run('promise', '--url', sealer.url, '--receipt', receiptFile('open.json', promised(4_000n)));
    expect([open.code, JSON.parse(open.stdout).state], open.stderr).to.deep.equal([1, 'open']);
  });

  it('proves a broken promise in a file that evidence check accepts', async () => {
    const receipt = receiptFile('broken.json', promised(4n));
    const result = await run('promise', '--url', sealer.url, '--receipt', receipt, '--out', at('broken-proof.json'));
    expect(result.code, result.stderr).to.equal(0);
    const checked = await runCli(['evidence', 'check', at('broken-proof.json'), '--trust', at('network.json')]);
    expect(checked.code, checked.stdout).to.equal(0);
  });

  it('finds it also where one source is behind a handover of the seal key, or its branch has none', async () => {
    const company = {
      url: sealer.url,
      company: COMPANY,
      handOver: handOverIn(at('sealer')),
      ahead: 2n,
      waitMs: 10_000,
    };
    const { number } = await rotateSealKey(company);
    for (let n = 20; (sealer.chain.head?.number ?? 0n) < number; n++) await carry(sealer, n);
    for (let n = 20; (cheat.chain.head?.number ?? 0n) < number; n++) await carry(cheat, n);
    for (const [one, other] of [
      [sealer.url, cheat.url],
      [cheat.url, sealer.url],
    ] as const) {
      const result = await run('collect', '--url', one, '--url', other, '--out', at('rotated'));
      expect(result.code, result.stderr).to.equal(0);
      const [found] = JSON.parse(result.stdout).found;
      const checked = await runCli(['evidence', 'check', found.file, '--trust', at('network.json')]);
      expect(checked.code, checked.stdout).to.equal(0);
    }
  });
});
