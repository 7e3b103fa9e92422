import { expect } from 'chai';
import type { BlockRecord } from '../../../core/domain/seal/block-record.ts';
import type { Chain } from '../../../sealer/chain/chain.ts';
import { checkExecution } from '../../../sealer/verify/check-execution.ts';
import { refusal } from '../../support/refusal.ts';
import { grow, openTestChain, SEALER, startEngine, NETWORK } from '../support/chains.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { withOtherState } from '../support/other-state.ts';

describe('execution of an accused block', () => {
  const folder = tempFolder();
  let chain: Chain;
  let earlier: unknown[];
  before(async () => {
    chain = await openTestChain(folder.path, { signer: SEALER });
    await grow(chain, 3);
    earlier = [0, 1, 2, 3].map((number) => JSON.parse(chain.recordText(number)) as unknown);
  });
  after(async () => {
    await chain[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function check(record: BlockRecord, before = earlier): Promise<string> {
    await using engine = await startEngine();
    return await checkExecution({ network: NETWORK, record, before, engine });
  }

  it('proves nothing of a block that comes out as it is sealed', async () => {
    for (const number of [0, 1, 3]) {
      expect(await refusal(() => check(chain.record(number)))).to.equal('EVIDENCE_INVALID');
    }
  });

  it('proves nothing without all blocks before it, or on others', async () => {
    const wrong = withOtherState(chain.record(3));
    expect(await refusal(() => check(wrong, earlier.slice(0, 2)))).to.equal('EVIDENCE_INVALID');
    expect(await refusal(() => check(wrong, []))).to.equal('EVIDENCE_INVALID');
    expect(await refusal(() => check(wrong, earlier.slice(1)))).to.equal('RECORD_NUMBER');
  });

  it('proves nothing with transactions that are not those of the sealed header, or under another key', async () => {
    const wrong = withOtherState(chain.record(3));
    expect(await refusal(() => check({ ...wrong, transactions: [] }))).to.equal('TRANSACTIONS_ROOT');
    const unsigned = { ...wrong, seal: { ...wrong.seal, signature: chain.record(2).seal.signature } };
    expect(await refusal(() => check(unsigned))).to.be.oneOf(['SEAL_SIGNER', 'SIGNATURE_INVALID']);
  });

  it('proves a block that comes out otherwise on the blocks before it', async () => {
    expect(await check(withOtherState(chain.record(3)))).to.include('do not execute to that');
  });
});
