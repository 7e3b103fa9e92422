import { join } from 'node:path';
import { expect } from 'chai';
import { judgePromise } from '../../../core/chain/judge-promise.ts';
import { sealedRecord, sealedSource, type SealedSource } from '../../../core/chain/sealed-source.ts';
import { checkContent, type BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { encodeSubmit } from '../../../core/domain/ledger/block-data.ts';
import { signZeroFee } from '../../../core/domain/ledger/evm-transaction.ts';
import { internalBlockDigest } from '../../../core/domain/ledger/internal-block.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { CARRIER } from '../../sealer/support/chains.ts';
import { rate, startCompany } from '../../sealer/support/company.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { receiptAt } from '../../support/receipts.ts';
import { refusal } from '../../support/refusal.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

/** The source with something else shown beside the company's seals. */
function spoiling(source: SealedSource, spoil: (record: BlockRecord) => BlockRecord): SealedSource {
  return { ...source, records: async (...args) => (await source.records(...args)).map(spoil) };
}

describe('judge of promises', () => {
  it('takes a promise for kept or void only by what the company sealed, not by what a source shows beside the seal', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data);
    const { seal } = sealer.network;
    const domain = domainOf(sealer.network);
    const signed = rate(sealer.network, 1);
    const head = sealer.chain.record(1);
    const digest = internalBlockDigest(domain, signed.ledger, signed.block);
    const key = await loadSigningKey(data, 'seal');
    const receipt = receiptAt(domain, key, sealer.chain.record(0), { digest, byBlock: 1n });
    const accused = { domain, signer: seal.address, targetBits: seal.targetBits };
    const source = sealedSource(sealer.url, { domain, signerAt: () => seal.address });
    const { signal } = new AbortController();
    const judge = (asked: SealedSource) => judgePromise({ receipt, source: asked, accused, signal });

    const call = { nonce: 0n, gasLimit: 1_000_000n, to: signed.ledger, data: encodeSubmit(signed) };
    const { raw } = signZeroFee(domain.chainId, call, CARRIER);
    const added = spoiling(source, (record) => ({ ...record, transactions: [...record.transactions, raw] }));
    expect(await refusal(() => judge(added))).to.equal('SOURCE_LIES');
    const redated = spoiling(source, (record) => ({ ...record, timestamp: record.timestamp - 1n }));
    expect(await refusal(() => judge(redated))).to.equal('SOURCE_LIES');
    const founding = sealer.chain.record(0);
    const reheaded = spoiling(source, (record) => ({ ...record, header: founding.header }));
    expect(await refusal(() => judge(reheaded))).to.equal('SOURCE_LIES');
    expect(await refusal(() => checkContent({ ...head, header: founding.header }))).to.equal('HEADER_HASH');
    expect(await refusal(() => sealedRecord(source, 9_999n, signal))).to.equal('BLOCK_MISSING');

    const late = receiptAt(domain, key, sealer.chain.record(0), { digest, byBlock: 9_999n });
    const endless: SealedSource = {
      ...source,
      head: async () => ({ number: 9_999n, sealHash: ZERO_32, timestamp: head.timestamp }),
      records: async (from, limit) =>
        Array.from({ length: limit }, (_, at) => ({ ...head, number: from + BigInt(at) })),
    };
    const asked = judgePromise({ receipt: late, source: endless, accused, signal });
    expect(await refusal(() => asked)).to.equal('PROMISE_TOO_LONG');
    expect((await judge(source)).state).to.equal('broken');
  });
});
