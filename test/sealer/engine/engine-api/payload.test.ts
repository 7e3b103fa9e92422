import { expect } from 'chai';
import { blockOfPayload, payloadOfBlock, type Payload } from '../../../../sealer/engine/engine-api/payload.ts';
import { refusal } from '../../../support/refusal.ts';
import { grow, openTestChain, SEALER } from '../../support/chains.ts';
import { tempFolder } from '../../support/temp-folder.ts';

describe("the engine's payloads", () => {
  const folder = tempFolder();
  let payload: Payload;
  let header: string;

  before(async () => {
    await using chain = await openTestChain(folder.path, { signer: SEALER });
    await grow(chain, 1);
    const record = chain.record(1);
    header = record.header;
    payload = payloadOfBlock({ ...record, blockHash: record.seal.blockHash });
  });
  after(() => folder[Symbol.dispose]());

  it('are refused when they are not the block that they name', async () => {
    const wrong: Record<string, unknown>[] = [
      { ...payload, gasUsed: '0x1' },
      { ...payload, stateRoot: `0x${'11'.repeat(32)}` },
      { ...payload, transactions: [] },
      { ...payload, blockHash: `0x${'11'.repeat(32)}` },
      { ...payload, withdrawals: [{}] },
    ];
    for (const executionPayload of wrong)
      expect(await refusal(() => blockOfPayload({ executionPayload }))).to.equal('PAYLOAD_INVALID');
    expect(await refusal(() => blockOfPayload({}))).to.equal('PAYLOAD_INVALID');
  });

  it('are not made of a header that has other fields', async () => {
    const block = { header: '0xc0', blockHash: payload.blockHash, transactions: [] } as const;
    expect(await refusal(() => payloadOfBlock(block))).to.equal('PAYLOAD_INVALID');
  });

  it('give back the header of the sealed block, whatever later versions of an engine add', () => {
    const made = blockOfPayload({ executionPayload: { ...payload, later: 1 }, blockValue: '0x0' });
    expect([made.header, made.number]).to.deep.equal([header, 1n]);
  });
});
