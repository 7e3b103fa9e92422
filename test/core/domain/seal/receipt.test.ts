import { expect } from 'chai';
import { encodeRlp, type RlpStructuredData } from 'ethers';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { decodeReceipt, encodeReceipt } from '../../../../core/domain/seal/receipt.ts';
import { refusal } from '../../../support/refusal.ts';

const BLOOM = `0x${'00'.repeat(256)}`;
const ADDRESS: Hex = `0x${'a1'.repeat(20)}`;
const TOPIC: Hex = `0x${'0b'.repeat(32)}`;
const LOG = { address: ADDRESS, topics: [TOPIC, TOPIC], data: '0x1234' as Hex };
/** As JSON-RPC gives it; members that no receipt is over are there too. */
const TAKEN = {
  ...{ type: '0x2', status: '0x1', cumulativeGasUsed: '0x5208', logsBloom: BLOOM, gasUsed: '0x5208', to: ADDRESS },
  logs: [{ ...LOG, logIndex: '0x0', removed: false }],
};

function rlp(items: RlpStructuredData, type = '02'): Hex {
  return `0x${type}${encodeRlp(items).slice(2)}`;
}

describe('receipt of a transaction', () => {
  it('is written as EIP-2718 has it, by another library’s RLP', () => {
    const fields = ['0x01', '0x5208', BLOOM, [[LOG.address, LOG.topics, LOG.data]]];
    expect(encodeReceipt(TAKEN)).to.equal(rlp(fields));
    expect(encodeReceipt({ ...TAKEN, type: '0x0' })).to.equal(rlp(fields, ''));
    const refused = { ...TAKEN, status: '0x0', logs: [] };
    expect(encodeReceipt(refused)).to.equal(rlp(['0x', '0x5208', BLOOM, []]));
  });

  it('is read back, of each type', () => {
    for (const type of ['0x0', '0x1', '0x2'])
      expect(decodeReceipt(encodeReceipt({ ...TAKEN, type }))).to.deep.equal({ succeeded: true, logs: [LOG] });
    expect(decodeReceipt(rlp(['0x', '0x5208', BLOOM, []]))).to.deep.equal({ succeeded: false, logs: [] });
  });

  it('is refused where a member is missing or another thing', async () => {
    const wrong = [
      ...['type', 'status', 'cumulativeGasUsed', 'logs'].map((name) => ({ ...TAKEN, [name]: undefined })),
      { ...TAKEN, status: '1' },
      { ...TAKEN, logs: [{ ...LOG, topics: undefined }] },
    ];
    for (const one of wrong) expect(await refusal(() => encodeReceipt(one))).to.equal('RECEIPT_INVALID');
    for (const one of [
      { ...TAKEN, logsBloom: 7 },
      { ...TAKEN, logs: [{ ...LOG, data: '0x1' }] },
    ])
      expect(await refusal(() => encodeReceipt(one))).to.equal('HEX_INVALID');
  });

  it('is refused where its bytes are no receipt', async () => {
    const wrong: RlpStructuredData[] = [
      '0x01',
      ['0x01', '0x5208', BLOOM],
      ['0x01', '0x5208', BLOOM, [], '0x'],
      ['0x02', '0x5208', BLOOM, []],
      [['0x01'], '0x5208', BLOOM, []],
      ['0x01', '0x5208', BLOOM, '0x'],
      ['0x01', '0x5208', BLOOM, [[ADDRESS, [TOPIC]]]],
      ['0x01', '0x5208', BLOOM, [[TOPIC, [TOPIC], '0x']]],
      ['0x01', '0x5208', BLOOM, [[ADDRESS, [ADDRESS], '0x']]],
      ['0x01', '0x5208', BLOOM, [[ADDRESS, '0x', '0x']]],
    ];
    for (const one of wrong) expect(await refusal(() => decodeReceipt(rlp(one)))).to.equal('RECEIPT_INVALID');
    expect(await refusal(() => decodeReceipt('0x02f8'))).to.equal('RLP_INVALID');
  });
});
