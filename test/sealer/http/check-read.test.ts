import { expect } from 'chai';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { CALL_GAS, checkRead, LOG_BYTES_MAX, type ReadRules } from '../../../sealer/http/check-read.ts';

const LEDGER: Hex = `0x${'a1'.repeat(20)}`;
const OTHER: Hex = `0x${'b2'.repeat(20)}`;
const VIEW = '0x11223344';
const rules: ReadRules = {
  views: new Map([[LEDGER, new Set([VIEW])]]),
  state: true,
  head: () => 5_000n,
  bytesOf: (from, to) => Number(to - from + 1n) * 10_000,
};

function refusal(method: string, params: readonly unknown[], own: ReadRules = rules): string {
  try {
    checkRead(own, method, params);
  } catch (error) {
    return error instanceof InputError ? error.code : String(error);
  }
  return 'taken';
}

describe('what a stranger may ask', () => {
  it('is no code of his own: the 84 bytes that once stopped the chain, other accounts, other states', () => {
    for (const params of [
      [{ data: '0x5b5f56' }, 'latest'],
      [{ to: OTHER, data: VIEW }, 'latest'],
      [{ to: LEDGER, data: VIEW }, 'latest', { [LEDGER]: { code: '0x5b5f56' } }],
      [{ to: LEDGER, data: VIEW, from: OTHER }, 'latest'],
      [{ to: LEDGER, data: VIEW, value: '0x1' }, 'latest'],
      ['0x', 'latest'],
      [],
    ])
      expect(refusal('eth_call', params), JSON.stringify(params)).to.be.oneOf(['READ_INVALID', 'HEX_INVALID']);
  });

  it('is a view alone, with data of bounded length, and never with more gas than is given', () => {
    expect(refusal('eth_call', [{ to: LEDGER, data: '0xdeadbeef' }])).to.equal('READ_INVALID');
    expect(refusal('eth_call', [{ to: LEDGER, data: '0x' }])).to.equal('READ_INVALID');
    const most = VIEW + '00'.repeat(4_092);
    expect(refusal('eth_call', [{ to: LEDGER, data: `${most}00` }])).to.equal('READ_INVALID');
    const [call, tag] = checkRead(rules, 'eth_call', [
      { to: LEDGER.toUpperCase().replace('X', 'x'), input: most, gas: '0xffffffff' },
    ]).params;
    expect([call, tag]).to.deep.equal([{ to: LEDGER, data: most, gas: `0x${CALL_GAS.toString(16)}` }, 'latest']);
  });

  it('is a block that is there: not the pending one, and no word that is none', () => {
    for (const tag of ['pending', 'yesterday', 7, {}])
      expect(refusal('eth_call', [{ to: LEDGER, data: VIEW }, tag])).to.equal('READ_INVALID');
    expect(checkRead(rules, 'eth_getBlockByNumber', ['0x1', true]).params).to.deep.equal(['0x1', false]);
    expect(checkRead(rules, 'eth_getBlockByHash', [ZERO_32, true]).params).to.deep.equal([ZERO_32, false]);
    expect(refusal('eth_getBlockByHash', ['0x1'])).to.equal('HEX_INVALID');
  });

  it('is of the network’s own logs, from 2,000 blocks and sixteen megabytes at most', () => {
    const ask = (filter: object, own = rules): string => refusal('eth_getLogs', [{ address: LEDGER, ...filter }], own);
    expect(ask({ address: undefined })).to.equal('HEX_INVALID');
    expect(ask({ address: [LEDGER, OTHER] })).to.equal('READ_INVALID');
    expect(ask({ address: [] })).to.equal('READ_INVALID');
    expect(ask({ address: [LEDGER, LEDGER] })).to.equal('READ_INVALID');
    expect(ask({ blockHash: ZERO_32 })).to.equal('READ_INVALID');
    expect(ask({ fromBlock: '0x1', toBlock: '0x7d1' })).to.equal('READ_INVALID');
    expect(ask({ topics: [1, 2, 3, 4, 5] })).to.equal('READ_INVALID');
    expect(ask({ topics: [Array.from({ length: 17 }, () => ZERO_32)] })).to.equal('READ_INVALID');
    expect(ask({ topics: ['0x1'] })).to.equal('HEX_INVALID');
    expect(ask({ topics: 'all' })).to.equal('READ_INVALID');
    const blocks = BigInt(LOG_BYTES_MAX) / 10_000n;
    expect(ask({ fromBlock: '0x1', toBlock: `0x${blocks.toString(16)}` })).to.equal('taken');
    expect(ask({ fromBlock: '0x1', toBlock: `0x${(blocks + 1n).toString(16)}` })).to.equal('READ_TOO_LARGE');
    // One block is answered, whatever it holds; and what lies ahead of the newest holds nothing.
    expect(ask({}, { ...rules, bytesOf: () => LOG_BYTES_MAX + 1 })).to.equal('taken');
    expect(ask({ fromBlock: '0x1388', toBlock: '0x1b57' })).to.equal('taken');
  });

  it('is a proof of a contract of the network, over up to 64 slots', () => {
    const keys = Array.from({ length: 65 }, () => ZERO_32);
    expect(refusal('eth_getProof', [OTHER, [], 'latest'])).to.equal('READ_INVALID');
    expect(refusal('eth_getProof', [LEDGER, keys, 'latest'])).to.equal('READ_INVALID');
    expect(refusal('eth_getProof', [LEDGER, ['0x0'], 'latest'])).to.equal('HEX_INVALID');
    expect(refusal('eth_getProof', [LEDGER, undefined, 'latest'])).to.equal('READ_INVALID');
    expect(refusal('eth_getProof', [LEDGER, keys.slice(1), '0x7'])).to.equal('taken');
  });

  it('needs a replica where it needs the state', () => {
    const sealer = { ...rules, state: false };
    expect(refusal('eth_call', [{ to: LEDGER, data: VIEW }], sealer)).to.equal('METHOD_UNSERVED');
    expect(refusal('eth_getLogs', [{ address: LEDGER }], sealer)).to.equal('METHOD_UNSERVED');
    expect(refusal('eth_getProof', [LEDGER, [], 'latest'], sealer)).to.equal('METHOD_UNSERVED');
    expect(refusal('eth_chainId', [], sealer)).to.equal('taken');
    expect(refusal('eth_blockNumber', [], sealer)).to.equal('taken');
  });
});
